"""What the server takes for a request, and what it answers to anything else."""

import json

import pytest

from serving.tests.server import heard, running

HOST = b"Host: localhost\r\n"
END = b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def server():
    with running() as server:
        yield server


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\n" + HOST + END, 200),
        (b"GET / HTTP/1.0\r\n\r\n", 200),
        (
            b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n" + END + b"0\r\n\r\n",
            200,
        ),
        (b"POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n" + END, 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n" + END, 400),
        (b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding:\x0bchunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 2\r\ncontent-length: 3\r\n\r\n{}", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: +2\r\n\r\n{}", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 0x2\r\n\r\n{}", 400),
        (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: y\r\n z\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n X: y\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: y\nz: a\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\n" + HOST + b"\r\n", 400),
        (b"GET /\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 101 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 8190 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + (b"X: " + b"y" * 8000 + b"\r\n") * 5 + b"\r\n", 431),
        (b"GET /" + b"a" * 4090 + b" HTTP/1.1\r\n\r\n", 414),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n", 400),
    ],
)
def test_a_request_is_taken_in_one_way_or_refused_as_a_problem(server, request_, status):
    said = server.ask(request_)
    assert said.startswith(b"HTTP/1."), said
    assert int(said.split()[1]) == status, said
    assert said.count(b"HTTP/1.1 ") + said.count(b"HTTP/1.0 ") == 1
    if status != 200:
        head, body = said.split(b"\r\n\r\n")
        assert b"Content-Type: application/problem+json" in head
        assert json.loads(body)["status"] == status


def test_requests_one_behind_the_other_are_answered_in_their_order(server):
    post = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
    said = server.ask(post % (1, b"a") + post % (3, b"abc") + b"GET / HTTP/1.1\r\n" + HOST + END)
    assert [part[-1:] for part in said.split(b"HTTP/1.1 200 OK")[1:]] == [b"1", b"3", b"0"]


def test_an_answer_to_head_has_no_body_whatever_the_application_returns(server):
    said = server.ask(b"HEAD / HTTP/1.1\r\n" + HOST + b"\r\nHEAD / HTTP/1.1\r\n" + HOST + END)
    assert said.count(b"HTTP/1.1 200 OK") == 2
    assert all(b"Content-Length: 1" in part for part in said.split(b"HTTP/1.1 200 OK")[1:])
    assert said.endswith(b"\r\n\r\n")


def test_answers_of_no_stated_length_keep_the_connection():
    def parts(environ, start_response):
        start_response(environ["PATH_INFO"][1:] + " So", [])
        return iter([b"one", b"two"] if environ["PATH_INFO"] == "/200" else [])

    with running(parts) as server:
        said = server.ask(
            b"".join(b"GET /%d HTTP/1.1\r\n\r\n" % status for status in (200, 204, 304))
            + b"HEAD /200 HTTP/1.1\r\n"
            + END
        )
    assert [part[:3] for part in said.split(b"HTTP/1.1 ")[1:]] == [b"200", b"204", b"304", b"200"]
    assert said.count(b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n") == 1


def test_forwarded_headers_and_the_address_reach_the_application_as_they_are():
    def application(environ, start_response):
        names = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme")
        start_response("200 OK", [])
        return [" ".join(environ[name] for name in names).encode()]

    with running(application) as server:
        said = server.ask(
            b"GET / HTTP/1.0\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n"
            b"REMOTE_ADDR: 192.0.2.2\r\n\r\n"
        )
    assert said.endswith(b"127.0.0.1 192.0.2.1 https http")


def test_urgent_data_ends_the_connection(server):
    with server.connect(b"GET / HTTP/1.1\r\n") as one:
        one.send(b"!", 1)  # MSG_OOB
        assert heard(one, 5) in {b"", b"<no end>"}
        assert server.ask(b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 200")
