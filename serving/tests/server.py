"""The server of a process in a thread of the test, with an application of a few lines."""

import socket
import threading
import time
from contextlib import contextmanager
from http.client import HTTPResponse

from serving.bodies import BodyPolicy, Spool
from serving.limits import Limits
from serving.server import Server

TURN_SECONDS = 0.05
LIMITS = {"header_seconds": 60, "body_seconds": 60, "answer_seconds": 60, "idle_seconds": 60}
ORDINARY_BYTES = 200_000
"""What a body may have, but at /large."""


def echo(environ, start_response):
    """Say how long the body is, and what else the path asks for."""
    size = len(environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Length", str(len(str(size))))])
    return [str(size).encode()]


def signed_in(environ):
    return environ.get("HTTP_AUTHORIZATION") == "Token right"


class Running:
    """A server that runs, and how to talk to it."""

    def __init__(self, server, port):
        self.server, self.port = server, port
        self.ending, self.at_once = threading.Event(), False
        self.thread = threading.Thread(target=self._serve)

    def _serve(self):
        while not self.ending.is_set():
            self.server.turn(TURN_SECONDS)
        self.server.finish(0 if self.at_once else 9, lambda: None)

    def connect(self, said=b""):
        one = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        one.sendall(said)
        return one

    def ask(self, said):
        """Everything that the server answers until it hangs up or the answer is whole."""
        with self.connect(said) as one:
            return heard(one)


def comes_true(fact, seconds=10):
    """Whether `fact` holds in the end."""
    deadline = time.monotonic() + seconds
    while not (held := fact()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return held


def answer(one):
    """The status and the body of the next answer."""
    response = HTTPResponse(one)
    response.begin()
    return response.status, response.read()


def heard(one, seconds=10.0):
    """What comes until the other side hangs up."""
    one.settimeout(seconds)
    parts = []
    try:
        while part := one.recv(65536):
            parts.append(part)
    except (ConnectionResetError, TimeoutError):
        parts.append(b"<no end>")
    return b"".join(parts)


@contextmanager
def running(application=echo, *, is_signed_in=signed_in, spool=10**9, threads=2, **limits):
    """Run a server whose limits are far away but for those that are stated."""
    listener = socket.create_server(("127.0.0.1", 0))
    policy = BodyPolicy(
        lambda path: 10**8 if path == "/large" else ORDINARY_BYTES, is_signed_in, Spool(spool)
    )
    server = Server(
        application, listener, threads=threads, limits=Limits(**(LIMITS | limits)), policy=policy
    )
    server.check_seconds = TURN_SECONDS
    run = Running(server, listener.getsockname()[1])
    run.thread.start()
    try:
        yield run
    finally:
        run.at_once = True
        run.ending.set()
        run.thread.join()
        server.task_dispatcher.shutdown()
        server.close()
        for connection in list(server.active_channels.values()):
            connection.handle_close()
