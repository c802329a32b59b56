"""Bodies: small ones from anybody, larger ones from those who are known, and never too many."""

import tempfile

import pytest
from waitress.adjustments import Adjustments

from serving.bodies import IN_MEMORY_BYTES, BodyPolicy, Spool
from serving.reading import RequestReader
from serving.tests.server import ORDINARY_BYTES, answer, comes_true, heard, running

MORE = IN_MEMORY_BYTES + 1


def post(size, *, token="right", path=b"/", more=b""):
    """A request without its body."""
    return (
        b"POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token %s\r\nContent-Length: %d\r\n"
        b"%s\r\n" % (path, token.encode(), size, more)
    )


def spool_is(server, size):
    """Whether so many bytes are set apart, or will be in a moment."""
    return comes_true(lambda: server.server.policy.spool.taken == size)


@pytest.fixture(scope="module")
def server():
    with running() as server:
        yield server


def test_a_body_of_any_size_comes_whole_from_somebody_who_is_known(server):
    for size, path in (
        (0, b"/"),
        (IN_MEMORY_BYTES, b"/"),
        (ORDINARY_BYTES, b"/"),
        (10**8, b"/large"),
    ):
        with server.connect(post(size, path=path)) as one:
            one.sendall(b"x" * size)
            assert answer(one) == (200, b"%d" % size)
    assert spool_is(server, 0)


def test_a_chunked_body_comes_whole_likewise(server):
    head = b"POST / HTTP/1.1\r\nAuthorization: Token %s\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = (b"2710\r\n" + b"x" * 10_000 + b"\r\n") * 15 + b"0\r\n\r\n"
    with server.connect(head % b"right" + chunks) as one:
        assert answer(one) == (200, b"150000")
    assert server.ask(head % b"wrong" + chunks).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (post(MORE, token="wrong"), 401),
        (post(10**8, token="wrong", path=b"/large"), 401),
        (post(ORDINARY_BYTES + 1), 413),
        (post(10**8 + 1, path=b"/large"), 413),
    ],
)
def test_a_body_too_large_for_its_sender_is_refused_before_it_comes(server, head, status):
    said = server.ask(head)
    assert said.startswith(b"HTTP/1.1 %d " % status)
    # Who goes on sending is heard out for a while, and hears the answer too.
    assert server.ask(head + b"x" * 3_000_000).startswith(b"HTTP/1.1 %d " % status)


@pytest.mark.parametrize(("token", "first"), [("right", b"100 Continue"), ("wrong", b"401 ")])
def test_who_asks_first_is_told_to_go_on_only_when_the_body_is_wanted(server, token, first):
    with server.connect(post(MORE, token=token, more=b"Expect: 100-continue\r\n")) as one:
        assert one.recv(4096).startswith(b"HTTP/1.1 " + first)
        if token == "right":
            one.sendall(b"x" * MORE)
            assert answer(one) == (200, b"%d" % MORE)


def test_a_chunked_body_without_end_is_refused(server):
    head = (
        b"POST /large HTTP/1.1\r\nAuthorization: Token right\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with server.connect(head) as one:
        one.settimeout(10)
        for _ in range(1000):
            one.sendall(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
        assert heard(one).startswith(b"HTTP/1.1 413 ")


def test_bodies_that_would_take_too_much_room_together_are_told_to_come_later():
    with running(spool=MORE + 10) as server:
        with server.connect(post(MORE)) as first:
            first.sendall(b"x" * 1000)
            assert spool_is(server, MORE)
            said = server.ask(post(MORE))
            assert said.startswith(b"HTTP/1.1 503 ")
            assert b"Retry-After: 60" in said
        assert spool_is(server, 0)
        with server.connect(post(MORE)) as second:
            second.sendall(b"x" * MORE)
            assert answer(second)[0] == 200


def test_where_nobody_can_be_asked_the_answer_is_to_try_again(caplog):
    def defect(environ):
        raise RuntimeError("no database")

    with running(is_signed_in=defect) as server:
        assert server.ask(post(MORE)).startswith(b"HTTP/1.1 503 ")
        assert "The sender of a request could not be determined" in caplog.text


def test_a_body_that_the_disk_does_not_take_is_answered_and_ends_nothing(monkeypatch, tmp_path):
    def gone():
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
        return True

    # The room is looked at before, so that the file fails only once the body comes.
    reader = RequestReader(Adjustments(), BodyPolicy(lambda _: 10**9, lambda _: True, Spool(10**9)))
    reader.received(post(2_000_000))
    gone()
    reader.received(b"x" * 1_000_000)
    assert reader.error.code == 503
    assert reader.completed
    with running() as server:
        assert server.ask(post(MORE)).startswith(b"HTTP/1.1 503 ")
        assert server.ask(b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 200 ")
