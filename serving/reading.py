"""A request as it comes in: waitress parses it, and here stands what it may not be."""

from typing import Any

from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import Error

from serving.bodies import IN_MEMORY_BYTES, BodyPolicy
from serving.refusals import Refusal, no_room, too_large

REQUEST_LINE_BYTES = 4094
"""The default `limit_request_line` of gunicorn, whose own workers it would hold for."""
HEADER_FIELDS = 100
"""The default `limit_request_fields` of gunicorn."""
HEADER_FIELD_BYTES = 8190
"""The default `limit_request_field_size` of gunicorn."""
CHUNKED_BYTES = 8 * 2**20
"""What a body may have that does not state its length, wherever it goes."""
ONCE = (b"host", b"content-length", b"transfer-encoding")


class RequestReader(HTTPRequestParser):
    """Parses one request, strictly, and holds it where its body has to be admitted first."""

    command = ""
    request_uri = ""
    path = ""
    version = "1.1"  # of the answer to what cannot be read

    def __init__(self, adj: Adjustments, policy: BodyPolicy) -> None:
        super().__init__(adj)
        self.policy = policy
        self.reserved = 0
        self.held = False
        """Whether an Admission decides about the body just now."""
        self.asked = False
        """Whether an Admission has been asked for."""
        self.awaits_continue = False
        """Whether the client waits for "100 Continue" while the request is held."""

    def received(self, data: bytes) -> int:
        """Take in `data`, and return how much of it belonged to this request."""
        try:
            consumed: int = super().received(data)
        except OSError as error:
            self.refuse(no_room(f"The request could not be stored ({error.strerror}). Try again."))
            return len(data)
        if self.body_rcv is not None and not self.error:
            self._check_size()
        if self.error:
            self.refuse(self.error)
        return consumed

    def refuse(self, error: Error) -> None:
        """Answer with `error`, and let go of what has come so far."""
        self.error = error
        self.completed = True
        self.expect_continue = self.held = self.awaits_continue = False
        self.close()

    def size_max(self) -> int:
        """Return how many bytes the body has, or can have where it does not state that."""
        return self.content_length or min(CHUNKED_BYTES, self.policy.bytes_max(self.path))

    def close(self) -> None:
        """Let go of the body."""
        super().close()
        self.policy.spool.release(self)

    def _check_size(self) -> None:
        most = self.policy.bytes_max(self.path)
        if self.chunked:
            most = min(CHUNKED_BYTES, most)
        size = max(self.content_length, self.body_bytes_received)
        if size > most:
            self.error = too_large(most)
        elif size > IN_MEMORY_BYTES and not self.asked:
            self.asked = self.held = True
            self.awaits_continue, self.expect_continue = self.expect_continue, False

    def parse_header(self, header_plus: bytes) -> Any:
        """Parse a header that is within the limits and cannot be read in two ways.

        What proxies and servers have understood differently (RFC 9112, section 11.2) is refused:
        two lengths, a length beside chunks, continued lines, other versions than 1.0 and 1.1.
        """
        first, *rest = header_plus.rstrip(b"\r\n").split(b"\r\n")
        if len(first) > REQUEST_LINE_BYTES:
            self.error = Refusal(414, "URI Too Long", "The address is too long.")
            return
        if len(rest) > HEADER_FIELDS or any(len(line) > HEADER_FIELD_BYTES for line in rest):
            reason = "Request Header Fields Too Large"
            self.error = Refusal(431, reason, "The header is too large.")
            return
        _check_framing(first, rest)
        super().parse_header(header_plus)


class Parked(RequestReader):
    """Keeps what a client has sent before its last request was answered: one piece at the most."""

    data = b""

    def received(self, data: bytes) -> int:
        """Keep `data`, all of it."""
        self.data += data
        return len(data)


def _check_framing(first: bytes, fields: list[bytes]) -> None:
    names = [line.partition(b":")[0].lower() for line in fields]
    codings = [
        line.partition(b":")[2].strip(b" \t")
        for line, name in zip(fields, names, strict=True)
        if name == b"transfer-encoding"
    ]
    if any(names.count(name) > 1 for name in ONCE):
        raise ParsingError("A header field that is allowed once is repeated")
    if any(line[:1] in b" \t" for line in fields):
        raise ParsingError("A header field is continued on a second line")
    if not first.endswith((b" HTTP/1.1", b" HTTP/1.0")):
        raise ParsingError("The HTTP version is neither 1.1 nor 1.0")
    if codings and (b"content-length" in names or not first.endswith(b"1.1")):
        raise ParsingError("Transfer-Encoding beside Content-Length or in HTTP/1.0")
    if any(coding.lower() != b"chunked" for coding in codings):
        raise ParsingError("Transfer-Encoding is not chunked")
