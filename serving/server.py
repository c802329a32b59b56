"""The server of one process: many connections in one thread, and a few threads of requests."""

import errno
import logging
import resource
import socket
import time
from collections.abc import Callable
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from serving.bodies import IN_MEMORY_BYTES, READ_BYTES, BodyPolicy
from serving.connection import Connection
from serving.limits import Limits

HEADER_BYTES = 32 * 1024
"""Of a whole header; 2,000 connections with as much take 64 MiB."""
ANSWERS_BYTES = 2**30
"""How much of all answers is kept, on disk, for clients that read more slowly than they are made.
No thread waits for a client; beyond it, the connection with the most is closed."""
CHECK_SECONDS = 1.0
"""How often deadlines are looked at."""
FILES_PER_CONNECTION = 3
"""The socket, the body that comes in and the answer that goes out."""
FILES_BESIDE = 200
"""What a process has open beside its connections: the database's, files of the application."""
REST_SECONDS = 0.1
"""How long no connection is taken where the system has no file for one more. Each attempt would
fail at once, and the next follow it, as long as somebody waits."""
NO_FILES = frozenset({errno.EMFILE, errno.ENFILE})
"""What the system says then: of this process, or of all together."""
RECEIVING_GRACE_SECONDS = 2
"""How long half a request may go on coming in when the server is to end. It has not run yet, so
that a client can send it again."""
TURN_SECONDS = 0.1
"""How often a server that ends looks whether all is answered: no one notices a tenth of a
second."""

_log = logging.getLogger("serving")


class Server(TcpWSGIServer):
    """Reads requests whole before it gives them a thread."""

    channel_class = Connection
    active_channels: dict[int, Connection]

    def __init__(
        self,
        application: Any,
        listener: socket.socket,
        *,
        threads: int,
        limits: Limits,
        policy: BodyPolicy,
    ) -> None:
        self.limits = limits
        self.policy = policy
        dispatcher = ThreadedTaskDispatcher()
        # It says how many requests wait at each of them.
        dispatcher.queue_logger.setLevel(logging.ERROR)
        dispatcher.set_thread_count(threads)
        adjustments = Adjustments(
            sockets=[listener],
            ident="",
            server_name=listener.getsockname()[0],
            clear_untrusted_proxy_headers=False,
            max_request_header_size=HEADER_BYTES,
            # Three bounds of waitress are out of reach: bodies, connections and deadlines have
            # bounds of their own here.
            max_request_body_size=2**62,
            inbuf_overflow=IN_MEMORY_BYTES + READ_BYTES + 1,
            outbuf_overflow=IN_MEMORY_BYTES,
            outbuf_high_watermark=2 * ANSWERS_BYTES,
            recv_bytes=READ_BYTES,
            connection_limit=2**31,
            cleanup_interval=2**31,  # `turn` does it, by a clock that nobody sets
            log_socket_errors=False,
            asyncore_use_poll=True,
        )
        sockinfo = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(
            application,
            map={},
            _sock=listener,
            dispatcher=dispatcher,
            adj=adjustments,
            sockinfo=sockinfo,
            bind_socket=False,
        )
        self.check_seconds, self.next_check = CHECK_SECONDS, 0.0
        self.rests_until = 0.0
        self.answers_bytes_max = ANSWERS_BYTES
        self.connections_max = min(limits.connections, connections_possible(limits.connections))

    @staticmethod
    def now() -> float:
        """Seconds on a clock that nobody sets."""
        return time.monotonic()

    def turn(self, seconds: float) -> None:
        """Wait for something to happen, `seconds` at the most, and see to it."""
        wasyncore.poll2(seconds, self._map)
        if self.now() >= self.next_check:
            self.next_check = self.now() + self.check_seconds
            self._check_connections()

    def _check_connections(self) -> None:
        """Close the connections that are late, and one if they keep too much of their answers."""
        for connection in list(self.active_channels.values()):
            try:
                connection.check(self.now())
            except Exception:  # whatever is wrong with one must not end the others
                _log.exception("A connection could not be checked")
                connection.handle_close()
        sizes = {one: one.answer_bytes for one in self.active_channels.values()}
        if sum(sizes.values()) > self.answers_bytes_max:
            max(sizes, key=lambda one: sizes[one]).handle_close()

    def handle_accept(self) -> None:
        """Take a new connection, in the place of the one that has waited longest if need be."""
        if len(self.active_channels) >= self.connections_max:
            quiet = (one for one in self.active_channels.values() if one.is_quiet)
            oldest = min(quiet, key=lambda one: one.waiting_since, default=None)
            if oldest is None:
                self._turn_away()
                return
            oldest.handle_close()
        super().handle_accept()

    def readable(self) -> bool:
        """Whether a new connection is taken."""
        return self.now() >= self.rests_until and bool(super().readable())

    def accept(self) -> Any:
        """Return a new connection and its address, or None; raises OSError."""
        try:
            return super().accept()
        except OSError as fault:
            if fault.errno in NO_FILES:
                self.rests_until = self.now() + REST_SECONDS
            raise

    def _turn_away(self) -> None:
        accepted = self.accept()
        if accepted is not None:
            accepted[0].close()

    def finish(self, seconds: float, beat: Callable[[], None]) -> None:
        """Take no more connections; end when all requests are answered, or after `seconds`.

        `beat` is called at each turn.
        """
        self.accepting = False
        self.del_channel()
        started = self.now()
        while self.now() - started < seconds:
            halves_count = self.now() - started < RECEIVING_GRACE_SECONDS
            for connection in list(self.active_channels.values()):
                receives = connection.is_receiving and halves_count
                if not (connection.requests or connection.total_outbufs_len or receives):
                    connection.handle_close()
            if not self.active_channels:
                break
            beat()
            self.turn(TURN_SECONDS)


def connections_possible(wanted: int) -> int:
    """Raise the number of files that the process may open, and return what room there is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = wanted * FILES_PER_CONNECTION + FILES_BESIDE
    if hard != resource.RLIM_INFINITY:
        files = min(files, hard)
    if soft != resource.RLIM_INFINITY and soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return max(1, (files - FILES_BESIDE) // FILES_PER_CONNECTION)
