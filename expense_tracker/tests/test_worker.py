"""The worker runs the due jobs of every source that apps register."""

import os
import signal
import time
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from common.jobs import Cut, Job, JobSource, job_sources
from expense_tracker import monitoring
from expense_tracker.models import Heartbeat
from expense_tracker.monitoring import Monitor
from expense_tracker.worker import loop
from expense_tracker.worker.loop import Worker
from imports.worker.jobs import ImportJobs
from schedules.jobs import PostingJobs
from users.models import Session

MIB = 2**20


@pytest.fixture(autouse=True)
def may_close_connections(django_db_setup, django_db_blocker):
    """The worker closes old connections, and looks at the one that a test before may have left.

    What it writes of itself is there for good, and is taken away again.
    """
    with django_db_blocker.unblock():
        yield
        Heartbeat.objects.all().delete()


class Errand(Job):
    """A job that does what it is made with."""

    memory_bytes = 4096 * MIB
    seconds = 60.0

    def __init__(self, source, key, work):
        self.source, self.key, self.work = source, key, work

    def run(self):
        self.work()

    def fail_for_memory(self):
        (self.source.folder / "no memory").touch()

    def put_back(self, cut):
        self.source.cuts.append(cut)


class Errands(JobSource):
    """A list of things to do, each once."""

    slots = 1

    def __init__(self, folder, *todo, seconds=60.0):
        self.folder, self.todo, self.seconds = folder, list(todo), seconds
        self.cuts, self.alive = [], []

    def due(self, passed_over):
        return len(self.todo) if self.todo else None

    def claim(self, key, worker):
        job = Errand(self, key, self.todo.pop(0))
        job.seconds = self.seconds
        return job

    def beat(self, worker, keys):
        self.alive.append(list(keys))

    def abandoned(self):
        return ()


def done(*sources):
    """Run the sources until each has nothing to do and nothing under way."""
    worker = Worker(sources)
    deadline = time.monotonic() + 30
    with loop.scratch_folder() as worker._folder:
        while any(one.todo for one in sources) or worker._children or worker._ended:
            worker._step()
            time.sleep(0.01)
            assert time.monotonic() < deadline
    return worker


def test_schedules_and_imports_are_sources_of_jobs():
    assert job_sources == [PostingJobs, ImportJobs]


def test_jobs_of_every_source_are_run(tmp_path):
    one = Errands(tmp_path, (tmp_path / "a").touch, (tmp_path / "b").touch)
    other = Errands(tmp_path, (tmp_path / "c").touch)
    done(one, other)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]
    assert one.cuts == other.cuts == []


def test_a_source_has_no_more_jobs_at_once_than_slots(tmp_path):
    def alone():
        (tmp_path / "busy").mkdir()
        time.sleep(0.1)
        (tmp_path / "busy").rmdir()

    source = Errands(tmp_path, alone, alone, alone)
    done(source)
    assert source.cuts == []


class Places(Monitor):
    """Keeps a file for each place that a job has had, with the number of its jobs."""

    def __init__(self, folder):
        self.folder = folder

    def enter_job(self, slot):
        with (self.folder / f"place {slot}").open("a") as file:
            file.write("x")


def test_jobs_at_once_have_places_that_later_ones_have_again(tmp_path, monkeypatch):
    def met(name):
        """Wait until the other is there."""
        (tmp_path / f"job {name}").touch()
        deadline = time.monotonic() + 20
        while len(list(tmp_path.glob("job *"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)

    monkeypatch.setattr(monitoring, "_monitors", [Places(tmp_path)])
    source = Errands(tmp_path, *(partial(met, name) for name in "abcd"))
    source.slots = 2
    done(source)
    places = {path.name: len(path.read_text()) for path in tmp_path.glob("place *")}
    assert places.keys() == {"place 0", "place 1"}
    assert sum(places.values()) == 4


def kill_itself():
    os.kill(os.getpid(), signal.SIGKILL)


def fill_memory():
    raise MemoryError


@pytest.mark.parametrize(
    ("work", "seconds", "cut"),
    [
        (kill_itself, 60, Cut.DIED),
        (partial(time.sleep, 60), 0.2, Cut.LATE),
        (partial(os.stat, "/nowhere"), 60, Cut.INTERRUPTED),
    ],
    ids=["killed", "late", "a fault of the machine"],
)
def test_a_job_that_is_cut_off_is_put_back_and_the_others_go_on(tmp_path, work, seconds, cut):
    source = Errands(tmp_path, work, (tmp_path / "after").touch, seconds=seconds)
    done(source)
    assert source.cuts == [cut]
    assert (tmp_path / "after").exists()


def test_a_job_without_memory_says_so_itself(tmp_path):
    source = Errands(tmp_path, fill_memory)
    done(source)
    assert (tmp_path / "no memory").exists()
    assert source.cuts == []


def test_sessions_that_have_ended_are_removed_by_the_worker(tmp_path):
    user = get_user_model().objects.create(username="wanda")
    for digest, seconds in (("ended", -1), ("open", 3600)):
        ends = timezone.now() + timedelta(seconds=seconds)
        Session.objects.create(digest=digest, user=user, expires_at=ends)
    try:
        done(Errands(tmp_path, (tmp_path / "a").touch))
        assert [session.digest for session in user.sessions.all()] == ["open"]
    finally:
        user.delete()
