"""Clients that are slow in every way that HTTP has: many sockets, one thread."""

import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

TICK_SECONDS = 1.0
LARGE_FILE = "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js"
ANSWERS = 3
"""How often it is asked for at once: the system buffers no more than 4 MB for the server."""
RECEIVE_BUFFER_BYTES = 4096
"""So that the answer waits in the server and not in this machine's memory."""

_HEAD = b"POST /api/v1/transactions/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_BODY = _HEAD + b"Content-Type: application/json\r\nContent-Length: 20000\r\n\r\n"
HALF = b" " * 10_000
"""More than a proxy keeps back before it begins to hand a body on (Caddy: 4 KiB)."""


@dataclass(frozen=True)
class Kind:
    """What a slow client sends at the start, what it sends at each tick, and whether it reads."""

    start: bytes
    drip: bytes = b""
    reads: bool = False


KINDS = {
    "idle, not a byte": Kind(b""),
    "half a header": Kind(_HEAD),
    "header, a byte a second": Kind(_HEAD + b"X-Slow: ", drip=b"x"),
    "half a body": Kind(_BODY + HALF),
    "body, a byte a second": Kind(_BODY + HALF, drip=b" "),
    "answer, a byte a second": Kind(
        ANSWERS * f"GET {LARGE_FILE} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode(), reads=True
    ),
    "kept alive, then idle": Kind(b"GET /health/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
}


class SlowClients:
    """`count` connections of each of `kinds`, kept up in a thread for as long as the block runs.

    One that the server closes is opened again.
    """

    def __init__(self, address: str, kinds: list[str], count: int) -> None:
        place = urlsplit(address)
        self.place = (place.hostname or "", place.port or 80)
        self.kinds = [KINDS[name] for name in kinds for _ in range(count)]
        self.sockets: list[socket.socket | None] = [None] * len(self.kinds)
        self.closed = 0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._keep_up)

    def __enter__(self) -> "SlowClients":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ending.set()
        self._thread.join()
        for one in self.sockets:
            if one is not None:
                one.close()

    def connected(self) -> int:
        """Return how many connections the server has left open."""
        return sum(one is not None for one in self.sockets)

    def _keep_up(self) -> None:
        while not self._ending.wait(TICK_SECONDS if any(self.sockets) else 0):
            for number, kind in enumerate(self.kinds):
                if self._ending.is_set():
                    return
                self._tick(number, kind)

    def _tick(self, number: int, kind: Kind) -> None:
        one = self.sockets[number]
        try:
            if one is None:
                self.sockets[number] = self._opened(kind)
                return
            if kind.drip:
                one.send(kind.drip)
            if one.recv(1 if kind.reads else 4096) == b"":
                raise ConnectionResetError
        except BlockingIOError:
            return
        except OSError:
            self.closed += one is not None
            if one is not None:
                one.close()
            self.sockets[number] = None

    def _opened(self, kind: Kind) -> socket.socket:
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        one.settimeout(1)
        try:
            one.connect(self.place)
            one.sendall(kind.start)
        except OSError:
            one.close()
            raise
        one.settimeout(0)
        return one
