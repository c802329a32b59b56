"""Many clients in one thread, each over a connection that is kept alive: next to no work for us."""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

ANSWER_SECONDS_MAX = 60.0
READ_BYTES = 65_536
END_OF_HEADER = b"\r\n\r\n"


@dataclass
class Answers:
    """The seconds that each answered request took, and what else there was instead of an answer."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    """Answers with a status of 300 and more: what is measured leads nowhere else."""
    elapsed: float = 0.0

    def add(self, other: "Answers") -> None:
        """Count the answers of another round as well."""
        self.seconds += other.seconds
        self.refused += other.refused
        self.elapsed += other.elapsed


class Client:
    """Sends the next of its requests as soon as it has the answer to the one before."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.requests = requests
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS_MAX)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.started = 0.0

    def send(self) -> None:
        """Send the next request."""
        request = next(self.requests)
        self.received = b""
        self.started = time.perf_counter()
        self.socket.sendall(request)

    def status(self) -> int:
        """Read what has come; returns the status once the answer is whole, and 0 before."""
        data = self.socket.recv(READ_BYTES)
        if not data:
            raise ConnectionError("The server closed a connection.")
        self.received += data
        head, end, body = self.received.partition(END_OF_HEADER)
        if not end or len(body) < _length(head):
            return 0
        return int(head.split(b" ", 2)[1])


def ask(port: int, clients_requests: Sequence[Iterator[bytes]], seconds: float) -> Answers:
    """Send the requests of each client over a connection of its own, for some seconds.

    Waits for the answers that are under way then. Raises TimeoutError where none comes.
    """
    found = Answers()
    clients = [Client(port, requests) for requests in clients_requests]
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.socket, selectors.EVENT_READ, client)
        started = time.perf_counter()
        for client in clients:
            client.send()
        while selector.get_map():
            ready = selector.select(ANSWER_SECONDS_MAX)
            if not ready:
                raise TimeoutError("The server does not answer any more.")
            for key, _ in ready:
                if _answered(key.data, found) and not _again(key.data, started + seconds):
                    selector.unregister(key.data.socket)
        found.elapsed = time.perf_counter() - started
    for client in clients:
        client.socket.close()
    return found


def _answered(client: Client, found: Answers) -> bool:
    """Read what has come for `client`; returns whether its answer is whole, which is counted."""
    status = client.status()
    if not status:
        return False
    if status >= 300:
        found.refused += 1
    else:
        found.seconds.append(time.perf_counter() - client.started)
    return True


def _again(client: Client, deadline: float) -> bool:
    """Send the next request of `client`, unless it is too late; returns whether it was sent."""
    if time.perf_counter() >= deadline:
        return False
    client.send()
    return True


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
