"""`make run` loads the program once for all its processes, minds them, and ends them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.memory import parts, program
from benchmarks.processes import family, memory
from tools.process import ROOT, apart_from_dotenv

COMMAND = [sys.executable, "-m", "serving.program"]
PATIENCE_SECONDS = 20
QUIET = {"PYTHONWARNINGS": "ignore:No directory at"}
"""Nothing but `make run` collects static files: a clone that has never run has none."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    """The first process of the program. When it is told to stop, it ends all the others."""
    folder = tmp_path_factory.mktemp("program")
    with program(folder, f"sqlite:///{folder}/db.sqlite3") as (process, _port):
        yield process
        wait_for(lambda: len(parts(process)) == 5)
        members = family(process)
    left = [member for member in members if Path(f"/proc/{member}").exists()]
    assert left == [], "the program left processes behind"


def wait_for(truth):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := truth()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found
    return found


def test_its_processes_share_what_is_loaded(process):
    """Five processes take less than two that share nothing."""
    running = wait_for(lambda: parts(process) if len(parts(process)) == 5 else None)
    assert list(running) == ["make run", "server", "server 1", "server 2", "worker"]
    assert memory(family(process)).pss < 2 * memory([process]).rss


def test_a_worker_that_was_killed_is_replaced(process):
    first = wait_for(lambda: parts(process).get("worker"))
    os.kill(first, signal.SIGKILL)
    second = wait_for(lambda: parts(process).get("worker", first) not in (first, None))
    assert second


@pytest.mark.parametrize(
    ("faulty", "line"),
    [
        ({"DEFAULT_CURRENCY": "XX"}, "settings: DEFAULT_CURRENCY is 'XX'"),
        ({"HEADER_SECONDS": "soon"}, "settings: HEADER_SECONDS is 'soon'"),
    ],
)
def test_a_faulty_setting_stops_it_once_with_one_line(faulty, line, tmp_path):
    url = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    # No tables: the worker, which has no such setting, warns that there are none.
    own = {"DATABASE_URL": url, "LOG_LEVEL": "ERROR", "PORT": "1"}
    settings = {**os.environ, **apart_from_dotenv(), **QUIET, **own, **faulty}
    done = subprocess.run(
        COMMAND, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr.startswith(line)
    assert done.stderr.count("\n") == 1


def test_a_process_that_is_stopped_as_it_starts_ends_without_a_word():
    program = """
from functools import partial
from signal import SIGTERM
from time import sleep

from serving.processes import start, stop_on_terminate

stop_on_terminate()
for step in range(200):
    child = start(partial(sleep, 60))
    sleep(step % 40 / 10_000)
    child.terminate()
    child.join()
    assert child.exitcode == -SIGTERM
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, **QUIET},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_application_loads_its_views_before_it_is_asked():
    program = "import sys, expense_tracker.wsgi; print('imports.endpoints.views' in sys.modules)"
    settings = {**os.environ, **apart_from_dotenv()}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=settings, capture_output=True, text=True
    )
    assert done.stdout == "True\n"
