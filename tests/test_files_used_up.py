"""A server whose process may open no further file, until it may again."""

import os
import resource
import socket
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from tools.live_server import Server, prepare

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]
CONNECTIONS = 20
WAIT_SECONDS = 1
PATIENCE_SECONDS = 30
REQUEST = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture
def server(tmp_path):
    server = Server(f"sqlite:///{tmp_path / 'db.sqlite3'}", tmp_path)
    server.settings["WORKERS"] = "1"
    prepare(server.settings)
    server.start()
    yield server
    server.stop()


def processor_seconds(process):
    """What a process has used, of its own and of the system."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def answer_of(connection):
    connection.settimeout(PATIENCE_SECONDS)
    try:
        return connection.recv(100)
    except ConnectionError:
        return b""


def test_it_takes_connections_again_and_waits_without_work_until_then(server):
    (process,) = server.workers()
    usual = resource.prlimit(process, resource.RLIMIT_NOFILE)
    used = len(list(Path(f"/proc/{process}/fd").iterdir()))
    with ExitStack() as stack:
        resource.prlimit(process, resource.RLIMIT_NOFILE, (used, usual[1]))
        there = ("127.0.0.1", server.port)
        waiting = [stack.enter_context(socket.create_connection(there)) for _ in range(CONNECTIONS)]
        for connection in waiting:
            connection.sendall(REQUEST)
        before = processor_seconds(process)
        time.sleep(WAIT_SECONDS)
        assert processor_seconds(process) - before < WAIT_SECONDS / 2
        resource.prlimit(process, resource.RLIMIT_NOFILE, usual)
        answers = [answer_of(connection) for connection in waiting]
    assert any(answer.startswith(b"HTTP/1.1 200") for answer in answers)
    with urllib.request.urlopen(f"{server.address}/health/", timeout=PATIENCE_SECONDS) as answer:
        assert answer.status == 200
    assert server.workers() == [process]
