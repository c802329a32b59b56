"""One connection: it takes in requests without a thread, and loses those that take too long."""

import fcntl
import logging
import socket
import sys
import termios
from collections.abc import Hashable
from typing import Any, NamedTuple, Protocol

from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.channel import ClientDisconnected, HTTPChannel

from serving.answering import AnswerTask
from serving.bodies import IN_MEMORY_BYTES, BodyPolicy
from serving.limits import Limits
from serving.reading import Parked, RequestReader
from serving.refusals import Refusal, RefusalTask, late, no_room, not_signed_in, unavailable

SEND_BYTES = 256 * 1024
"""How much of an answer is read from its file at a time, of which the line takes what it takes."""
DRAIN_SECONDS = 5
"""How long the rest of a refused body is read and thrown away: a connection that is closed on a
client that still sends is reset, and the client never sees the answer."""

_log = logging.getLogger("serving")


class Owed(NamedTuple):
    """What the client is to do next: by when, and how many bytes of it are done."""

    what: Hashable
    seconds: float
    done: int = 0


class Host(Protocol):
    """The server, as far as its connections know it."""

    policy: BodyPolicy
    limits: Limits

    def now(self) -> float: ...

    def add_task(self, task: object) -> None: ...

    def pull_trigger(self) -> None: ...


class Connection(HTTPChannel):
    """A channel of waitress with deadlines."""

    task_class = AnswerTask
    error_task_class = RefusalTask
    server: Host
    sendbuf_len: int
    close_when_flushed: bool
    request: RequestReader | None

    def __init__(
        self,
        server: Host,
        sock: socket.socket,
        addr: Any,
        adj: Adjustments,
        map: Any = None,  # noqa: A002  # the name of waitress
    ) -> None:
        self.parser_class = self._reader
        self.cut_short = False
        """Whether the answer goes out before all of its request has come in."""
        self.draining = False
        self.bytes_in = self.bytes_out = self.emptied = 0
        self.waiting_since = self.owed_since = server.now()
        self.owed: Owed | None = None
        super().__init__(server, sock, addr, adj, map=map)
        self.sendbuf_len = min(self.sendbuf_len, SEND_BYTES)

    # In the thread of the server

    def readable(self) -> bool:
        """Whether more is read: not while a request runs, or waits for its admission."""
        if self.draining:
            return True
        if not super().readable():
            return False
        if isinstance(self.request, Parked):
            self._take_parked(self.request)
            return False
        return self.request is None or not self.request.held

    def _take_parked(self, parked: Parked) -> None:
        self.request = None
        try:
            self.received(parked.data)
        except Exception:
            _log.exception("A request could not be read")
            self.handle_close()

    def _reader(self, adj: Adjustments) -> RequestReader:
        """Return what takes in the next request: once the one before is answered, not earlier.

        Otherwise a client that sends many and reads nothing would pile up their answers.
        """
        return (Parked if self.requests else RequestReader)(adj, self.server.policy)

    def received(self, data: bytes) -> bool:
        """Take in what came, and ask for an admission where the request needs one."""
        self.bytes_in += len(data)
        if self.request is None:
            self.waiting_since = self.server.now()
        taken: bool = super().received(data)
        request = self.request
        if request is not None and request.held:
            self.server.add_task(Admission(self, request))
        return taken

    def handle_read(self) -> None:
        """Read what came; throw it away after a refusal."""
        if not self.draining:
            super().handle_read()
            return
        try:
            self.recv(self.adj.recv_bytes)
        except OSError:
            self.handle_close()

    def handle_write(self) -> None:
        """Send what is due, and close when that was the end; of a refusal, our side first."""
        if not (self.cut_short and self.close_when_flushed):
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if self.will_close:
            self.handle_close()
        elif not self.total_outbufs_len:
            self.close_when_flushed, self.draining = False, True
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                self.handle_close()

    def handle_expt(self) -> None:
        """Close on urgent data: HTTP has none, and it would be reported without end."""
        self.handle_close()

    def handle_close(self) -> None:
        """Close, and let go of the request that was coming in."""
        super().handle_close()
        if self.request is not None:
            self.request.close()

    def send(self, data: bytes, do_close: bool = True) -> int:  # noqa: FBT001, FBT002  # as in waitress
        """Send `data`, and return how many of its bytes went out."""
        sent: int = super().send(data, do_close)
        self.bytes_out += sent
        if sent and sent == self.total_outbufs_len:
            self.emptied += 1
            self.waiting_since = self.server.now()
        return sent

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is lost but an unfinished request if it is closed."""
        admitted = self.request is not None and self.request.reserved
        return not (self.requests or admitted)

    @property
    def answer_bytes(self) -> int:
        """How much of its answer is kept here, apart from files that are sent as they are."""
        return sum(len(one) for one in self.outbufs if isinstance(one, OverflowableBuffer))

    @property
    def is_receiving(self) -> bool:
        """Whether a request has begun to come in."""
        return self.request is not None

    def check(self, now: float) -> None:
        """Close the connection if the client is late with what it owes."""
        owed = self._owed()
        if owed is None or self.owed is None or owed.what != self.owed.what:
            self.owed, self.owed_since = owed, now
            return
        earned = (owed.done - self.owed.done) / self.server.limits.bytes_per_second
        if now - self.owed_since > owed.seconds + earned:
            self.expire()

    def _owed(self) -> Owed | None:
        limits, request = self.server.limits, self.request
        if self.draining:
            return Owed("end", DRAIN_SECONDS)
        if self.total_outbufs_len:
            return Owed(("answer", self.emptied), limits.answer_seconds, self._delivered())
        if self.requests or (request is not None and request.held):
            return None
        if request is None:
            seconds = limits.idle_seconds if self.bytes_in else limits.header_seconds
            return Owed(("request", self.bytes_in), seconds)
        if not request.headers_finished:
            return Owed(("header", request), limits.header_seconds)
        return Owed(("body", request), limits.body_seconds, request.body_bytes_received)

    def _delivered(self) -> int:
        """Return how many bytes the client has acknowledged; the system keeps up to 4 MB more."""
        queued = fcntl.ioctl(self.socket, termios.TIOCOUTQ, bytes(4))
        # A thread may have sent something between the two.
        return max(0, self.bytes_out - int.from_bytes(queued, sys.byteorder))

    def expire(self) -> None:
        """Answer 408 to half a request; close at once where there is none, or nobody reads."""
        request = self.request
        if request is None or self.draining or self.total_outbufs_len:
            self.handle_close()
            return
        what = "The body" if request.headers_finished else "The header"
        with self.requests_lock:
            self._refuse(request, late(what))

    # In the threads of the application

    def admit(self, request: RequestReader, refusal: Refusal | None) -> None:
        """Let the body of a held request come, or answer it with `refusal`."""
        with self.requests_lock:
            request.held = False
            if not self.connected:
                request.close()
            elif refusal:
                self._refuse(request, refusal)
            elif request.awaits_continue:
                request.expect_continue, request.awaits_continue = True, False
                if not (self.requests or self.sent_continue):
                    self.send_continue()
        self.server.pull_trigger()

    def _refuse(self, request: RequestReader, refusal: Refusal) -> None:
        request.refuse(refusal)
        self.request = None
        self.requests.append(request)
        if len(self.requests) == 1:
            self.server.add_task(self)

    def environ_of(self, request: RequestReader) -> dict[str, Any]:
        """Return the WSGI environment of a request whose body has not come yet."""
        environ = AnswerTask(self, request).get_environment()
        return {name: value for name, value in environ.items() if name != "wsgi.input"}

    def write_soon(self, data: Any) -> int:
        """Put `data` in front of the line; raises ClientDisconnected where it cannot be kept."""
        try:
            written: int = super().write_soon(data)
        except OSError as error:
            _log.error("A response could not be stored (%s); its connection is closed.", error)
            raise ClientDisconnected from None
        return written


class Admission:
    """Decides in a thread of the application whether the rest of a body is read.

    Until then nothing more is read from the connection.
    """

    def __init__(self, connection: "Connection", request: RequestReader) -> None:
        self.connection = connection
        self.request = request

    def service(self) -> None:
        """Let the body come, or answer."""
        self.connection.admit(self.request, self._refusal())

    def cancel(self) -> None:
        """Do nothing: the caller that cancels closes the connection."""

    def _refusal(self) -> Refusal | None:
        policy = self.request.policy
        try:
            known = policy.is_signed_in(self.connection.environ_of(self.request))
        except Exception:
            _log.exception("The sender of a request could not be determined")
            return unavailable("The server could not check your token. Try again.")
        if not known:
            return not_signed_in(IN_MEMORY_BYTES)
        if not policy.spool.reserve(self.request, self.request.size_max()):
            return no_room("The server has too many large requests at the moment. Try again.")
        return None
