"""The running program hands out its metrics at an address of their own, and only where asked to."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest
from django.db import connection

from tools.database import free_port
from tools.live_server import SERVER, Server, start_worker
from tools.process import ROOT, apart_from_dotenv

PATIENCE_SECONDS = 20
LEFT = {
    "counter_server-7.db": False,
    "histogram_server-7.new": False,
    "counter_worker-99999999.db": False,
    f"counter_worker-{os.getpid()}.db": True,
    f"counter_worker-{os.getpid()}-1.db": True,
}
"""Files of processes, and whether a server that starts leaves them: those of workers that live."""
LOADED = """
import sys
from pathlib import Path
import expense_tracker.wsgi
from common import events
from django.conf import settings
from expense_tracker.monitoring import monitor

begin = monitor()
begin.open_address(), begin.enter_server(0), begin.enter_worker(), begin.enter_job(0)
begin.leave_server(0), begin.leave_worker()
files = [one for one in Path("/proc/self/fd").iterdir() if one.exists()]
sockets = [one for one in files if one.is_socket()]
print(
    [name for name in sys.modules if name.startswith(("prometheus", "expense_tracker.metrics"))],
    [name for name in settings.MIDDLEWARE if "metrics" in name],
    events.on_retry + events.on_refusal,
    sockets,
)
"""
JOBS = """
import multiprocessing
import django
from django.db import OperationalError

django.setup()
from books.unit_of_work import retrying
from expense_tracker.monitoring import monitor

def conflict():
    faults = [OperationalError("database is locked")]
    def work():
        if faults:
            raise faults.pop()
    retrying(work)

def job(slot):
    monitor().enter_job(slot)
    conflict()

def run(*slots):
    fork = multiprocessing.get_context("fork")
    jobs = [fork.Process(target=job, args=(slot,)) for slot in slots]
    [one.start() for one in jobs]
    [one.join() for one in jobs]
    assert [one.exitcode for one in jobs] == [0] * len(slots)

worker = monitor()
worker.enter_worker()
conflict()
run(0, 1)
run(0)
run(0)
worker.leave_worker()
from prometheus_client.multiprocess import MultiProcessCollector
for metric in MultiProcessCollector(None, str(worker.storage.folder)).collect():
    for sample in metric.samples:
        print(sample.name, sample.labels, sample.value)
"""


def run(program, folder, **variables):
    """Run `program` with a temporary folder of its own."""
    settings = {**os.environ, **apart_from_dotenv(), "TMPDIR": str(folder), **variables}
    settings["DJANGO_SETTINGS_MODULE"] = "expense_tracker.settings"
    # Static files need not have been collected here, of which Django warns.
    settings["PYTHONWARNINGS"] = "ignore::UserWarning"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=settings, capture_output=True, text=True
    )


@pytest.mark.parametrize("empty", [{}, {"METRICS_ADDRESS": ""}, {"METRICS_ADDRESS": " "}])
def test_without_an_address_nothing_is_loaded_counted_or_opened(empty, tmp_path):
    done = run(LOADED, tmp_path, **empty)
    assert (done.stdout, done.stderr) == ("[] [] [] []\n", "")
    assert list(tmp_path.iterdir()) == []


def test_jobs_of_a_worker_count_in_one_file_for_each_place(tmp_path):
    done = run(JOBS, tmp_path, METRICS_ADDRESS=":1")
    retries = "expense_tracker_conflict_retries_total {'process': 'worker'}"
    assert (done.stdout, done.stderr) == (f"{retries} 5.0\n", "")
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert len(list(folder.glob("counter_*.db"))) == 3


def test_a_process_without_room_for_its_files_counts_for_nobody_and_goes_on(tmp_path):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))"
    # Python would cut its compiled modules at the limit, and every other process would load them.
    uncompiled = {"PYTHONDONTWRITEBYTECODE": "1"}
    done = run(f"{limit}\n{JOBS}", tmp_path, METRICS_ADDRESS=":1", **uncompiled)
    assert (done.returncode, done.stdout) == (0, "")
    said = done.stderr.splitlines()
    assert ["counts for nobody" in line for line in said] == [True] * 5
    (folder,) = tmp_path.iterdir()
    assert list(folder.iterdir()) == []


def test_a_folder_of_somebody_else_stops_the_start(tmp_path):
    (tmp_path / "expenses-metrics-all-1").symlink_to(tmp_path)
    done = run(JOBS, tmp_path, METRICS_ADDRESS=":1")
    assert done.returncode == 1
    assert done.stderr.startswith("settings: METRICS_ADDRESS needs the folder")
    assert done.stderr.count("\n") == 1


def url_of_database():
    """The database of the tests, as a setting of a program."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{parts['NAME']}"
    account = f"{parts['USER']}:{quote(parts['PASSWORD'], safe='')}"
    return f"mysql://{account}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"


@pytest.fixture
def program(transactional_db, settings, tmp_path):
    """The server with a worker beside it, and with metrics; LEFT is what others have left there."""
    port = free_port()
    folder = tmp_path / f"expenses-metrics-127.0.0.1-{port}"
    folder.mkdir(mode=0o700)
    for name in LEFT:
        (folder / name).write_bytes(bytes(2**16))
    server = Server(url_of_database(), tmp_path)
    server.settings |= {
        "SECRET_KEY": settings.SECRET_KEY,
        "METRICS_ADDRESS": f"127.0.0.1:{port}",
        "TMPDIR": str(tmp_path),
        "THROTTLE_LOGIN": "1/h",
    }
    try:
        server.start()
        worker = start_worker(server)
        yield server
        worker.terminate()
        worker.wait()
    finally:
        server.stop()


def answer(address, token="", body=None):
    """The status and the text of an answer."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Token {token}"
    try:
        asked = urllib.request.Request(address, body, headers)
        with urllib.request.urlopen(asked, timeout=10) as found:
            return found.status, found.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def wait_for(truth):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not truth():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def metrics(program):
    """What is handed out, by the names without the prefix."""
    status, text = answer(f"http://{program.settings['METRICS_ADDRESS']}/metrics")
    assert status == 200
    found = re.findall(r"^expense_tracker_(\S+) (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in found}


def started(program):
    """The files in which processes of the server say when they started."""
    files = program.log.parent.glob("*/gauge_livemax_server-*.db")
    return sorted(file.name for file in files)


@pytest.mark.one_engine
@pytest.mark.slow
def test_the_program_hands_out_what_all_its_processes_have_counted(alice, program):
    before = time.time()
    page = f"{program.address}/api/v1/accounts/"
    assert [answer(page, alice.token)[0] for _ in range(20)] == [200] * 20
    login = f"{program.address}/api/v1/login/"
    body = b'{"username": "zebulon", "password": "Quagmire"}'
    assert [answer(login, body=body)[0] for _ in range(3)] == [401, 429, 429]
    assert answer(f"{program.address}/api/v1/metrics/")[0] == 404
    assert answer(f"http://{program.settings['METRICS_ADDRESS']}/")[0] == 404

    (folder,) = program.log.parent.glob("expenses-metrics-*")
    assert {name: (folder / name).exists() for name in LEFT} == LEFT

    wait_for(lambda: "worker_heartbeat_age_seconds" in metrics(program))
    found = metrics(program)
    assert found['requests_total{method="GET",route="account-list",status="2xx"}'] == 20
    assert found['request_duration_seconds_count{method="GET",route="account-list"}'] == 20
    assert found['request_statements_sum{method="GET",route="account-list"}'] >= 20
    assert found['requests_total{method="GET",route="unknown",status="4xx"}'] == 1
    assert found['rate_limit_refusals_total{limit="login"}'] == 2
    assert found['conflict_retries_total{process="server"}'] == 0
    assert found['conflict_retries_total{process="worker"}'] == 0
    assert found["imports_waiting"] == found["imports_waiting_age_seconds"] == 0
    assert 0 <= found["worker_heartbeat_age_seconds"] < 60
    began = found['process_start_time_seconds{process="server"}']
    assert abs(began - before) < 60
    assert abs(found['process_start_time_seconds{process="worker"}'] - before) < 60

    os.kill(program.workers()[0], signal.SIGKILL)
    newest = 'process_start_time_seconds{process="server"}'
    slots = [f"gauge_livemax_server-{slot}.db" for slot in (0, 1)]
    wait_for(lambda: metrics(program)[newest] > began and started(program) == slots)
    found = metrics(program)
    assert found['requests_total{method="GET",route="account-list",status="2xx"}'] == 20

    other = {**program.environment, "PORT": str(free_port())}
    done = subprocess.run(SERVER, cwd=ROOT, env=other, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    taken = f"settings: METRICS_ADDRESS is {other['METRICS_ADDRESS']}, where nothing can listen"
    assert f"{taken}: Address already in use.\n" in done.stderr
    assert "Traceback" not in done.stderr + program.log.read_text()
    assert metrics(program).keys() == found.keys()
    program.stop()
    assert started(program) == []
