"""A client has so long for each thing that it owes, and loses the connection after that."""

import socket
import threading
import time

import pytest

from serving.tests.server import answer, comes_true, heard, running

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
SIZE = 40_000_000
SHORT = 0.4
"""The deadlines, seconds."""


def dripped(one, part, seconds):
    """Send `part` again and again until the server answers; return that, and how long it took."""
    started = time.monotonic()
    one.settimeout(0.1)
    while time.monotonic() - started < seconds:
        try:
            return one.recv(4096), time.monotonic() - started
        except TimeoutError:
            one.send(part)
    return b"", seconds


def test_a_header_has_a_deadline_that_further_bytes_do_not_move():
    with running(header_seconds=SHORT) as server, server.connect(HEAD + b"X: ") as one:
        said, seconds = dripped(one, b"x", 5)
    assert said.startswith(b"HTTP/1.1 408 ")
    assert SHORT <= seconds < 3


def test_a_body_has_a_deadline_that_further_bytes_move_by_the_least_rate_alone():
    with running(body_seconds=SHORT, bytes_per_second=3000) as server:
        with server.connect(HEAD + b"Content-Length: 9000\r\n\r\n") as one:
            said, seconds = dripped(one, b"x", 5)
        assert said.startswith(b"HTTP/1.1 408 ")
        assert SHORT <= seconds < 3
        with server.connect(HEAD + b"Content-Length: 9000\r\n\r\n") as one:
            for _ in range(20):
                one.sendall(b"x" * 450)
                time.sleep(0.1)
            assert one.recv(4096).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"])
def test_a_connection_without_a_request_is_closed_in_the_end(said):
    with running(header_seconds=SHORT, idle_seconds=SHORT) as server:
        # The server counts from the connection on, which is before `connect` returns.
        started = time.monotonic()
        with server.connect(said) as one:
            assert heard(one).count(b"HTTP/1.1 ") == (1 if said else 0)
            assert SHORT <= time.monotonic() - started < 3


def test_a_connection_that_is_used_again_and_again_is_not_idle():
    with running(header_seconds=SHORT, idle_seconds=SHORT) as server, server.connect() as one:
        for _ in range(10):
            one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert answer(one) == (200, b"0")
            time.sleep(SHORT / 4)


def large(environ, start_response):
    start_response("200 OK", [("Content-Length", str(SIZE))])
    return [b"x" * SIZE]


def slow_reader(server):
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.connect(("127.0.0.1", server.port))
    one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return one


def test_whoever_does_not_read_the_answer_loses_it_and_holds_no_thread():
    with running(large, answer_seconds=SHORT, bytes_per_second=10**6, threads=1) as server:
        readers = [slow_reader(server) for _ in range(3)]
        assert len(server.ask(b"GET / HTTP/1.0\r\n\r\n")) > SIZE
        assert comes_true(lambda: not server.server.active_channels)
        for one in readers:
            one.close()


def test_answers_that_nobody_reads_are_kept_up_to_a_bound():
    asked = []

    def counted(environ, start_response):
        asked.append(1)
        return large(environ, start_response)

    with running(counted) as server:
        server.server.answers_bytes_max = 2 * SIZE
        readers = [slow_reader(server) for _ in range(5)]
        assert comes_true(lambda: len(asked) == 5)
        assert comes_true(lambda: 1 <= len(server.server.active_channels) <= 2)
        for one in readers:
            one.close()


def test_the_next_request_of_a_connection_waits_until_the_answer_before_it_is_on_its_way():
    asked = []

    def counted(environ, start_response):
        asked.append(environ["PATH_INFO"])
        return large(environ, start_response)

    with running(counted) as server, slow_reader(server) as one:
        one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50)
        time.sleep(SHORT * 3)
        assert len(asked) == 1


def test_a_request_that_takes_long_is_no_fault_of_its_client():
    def long(environ, start_response):
        time.sleep(SHORT * 3)
        start_response("200 OK", [("Content-Length", "0")])
        return []

    limits = dict.fromkeys(("header_seconds", "idle_seconds", "answer_seconds"), 1)
    with running(long, **limits) as server:
        assert server.ask(b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 200")


def test_beyond_the_bound_the_connection_that_waited_longest_makes_room():
    with running(connections=5) as server:
        waiting = [server.connect(HEAD) for _ in range(5)]
        assert server.ask(b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 200")
        assert heard(waiting[0], 2) == b""
        waiting[4].sendall(b"Content-Length: 1\r\n\r\nx")
        assert waiting[4].recv(4096).startswith(b"HTTP/1.1 200 ")
        for one in waiting:
            one.close()


def test_the_end_waits_for_requests_under_way_and_for_nobody_else():
    release, began = threading.Event(), threading.Event()

    def waits(environ, start_response):
        began.set()
        release.wait(10)
        start_response("200 OK", [("Content-Length", "0")])
        return []

    with running(waits) as server:
        idle, half = server.connect(), server.connect(HEAD)
        with server.connect(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as asking:
            began.wait(5)
            threading.Timer(SHORT, release.set).start()
            started = time.monotonic()
            server.ending.set()
            assert asking.recv(4096).startswith(b"HTTP/1.1 200 ")
            assert heard(asking) == b""
        assert (heard(idle), heard(half)) == (b"", b"")
        assert time.monotonic() - started < 5
        idle.close()
        half.close()
