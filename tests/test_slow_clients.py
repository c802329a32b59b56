"""Slow clients wait for themselves alone: the server as `make run` starts it answers the others."""

import socket
import subprocess
import time
import urllib.request
from contextlib import closing

import pytest

from benchmarks.slow_sockets import KINDS, SlowClients
from tools.live_server import SERVER, Server
from tools.process import ROOT

EACH = 30
"""More than the threads of all processes, of every kind."""
HEADER_SECONDS = 1
ANSWER_SECONDS = 5


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The server on an empty database file: no request here needs a table."""
    folder = tmp_path_factory.mktemp("server")
    server = Server(f"sqlite:///{folder / 'db.sqlite3'}", folder)
    server.settings |= {"HEADER_SECONDS": str(HEADER_SECONDS), "BODY_SECONDS": str(HEADER_SECONDS)}
    server.start()
    yield server
    server.stop()


def health(server):
    with urllib.request.urlopen(f"{server.address}/health/", timeout=ANSWER_SECONDS) as answer:
        return answer.status


def heard(server, start):
    """What the server sends to a client that says `start` and then waits, until it hangs up."""
    with closing(socket.create_connection(("127.0.0.1", server.port))) as one:
        one.settimeout(HEADER_SECONDS * 5)
        one.sendall(start)
        started, said = time.monotonic(), b""
        while part := one.recv(4096):
            said += part
        return said, time.monotonic() - started


def test_while_many_slow_clients_of_every_kind_are_connected_others_are_answered(server):
    with SlowClients(server.address, list(KINDS), EACH) as crowd:
        deadline = time.monotonic() + ANSWER_SECONDS
        while crowd.connected() < EACH * len(KINDS) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert crowd.connected() > EACH * len(KINDS) * 0.8
        assert [health(server) for _ in range(10)] == [200] * 10


def test_half_a_request_is_ended_at_its_deadline(server):
    head = b"POST /api/v1/login/ HTTP/1.1\r\nHost: localhost\r\n"
    for start in (head, head + b"Content-Length: 10\r\n\r\n{}"):
        said, seconds = heard(server, start)
        assert said.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
        assert HEADER_SECONDS <= seconds < HEADER_SECONDS + 3


def test_a_faulty_setting_stops_the_start_once_with_one_line(server):
    environment = {**server.environment, "HEADER_SECONDS": "soon"}
    done = subprocess.run(SERVER, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode != 0
    line = "settings: HEADER_SECONDS is 'soon': write a whole number, one or more."
    assert (done.stderr.strip(), done.stdout) == (line, "")
