"""Answers to requests that the application never gets: `application/problem+json` (RFC 9457)."""

import json
import logging
from collections.abc import Mapping
from contextvars import Context

from waitress.task import ErrorTask
from waitress.utilities import Error

TITLES = {401: "Not signed in", 413: "Too large", 503: "Unavailable"}
CODES = {401: "authentication_failed", 413: "too_large", 503: "no_room"}
"""As the API answers them (api/exception_handler.py)."""

_log = logging.getLogger("serving")


class Refusal(Error):
    """A status, why, and further headers."""

    def __init__(
        self, code: int, reason: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.code, self.reason, self.headers = code, reason, headers or {}
        self.problem_code = CODES.get(code, "")


def late(what: str) -> Refusal:
    """The client took longer than its deadline for `what`."""
    return Refusal(408, "Request Timeout", f"{what} did not come in time.")


def too_large(most: int) -> Refusal:
    """The body is larger than `most` bytes."""
    detail = f"A request body has at most {most:,} bytes here; send the rest in another."
    return Refusal(413, "Content Too Large", detail)


def not_signed_in(most: int) -> Refusal:
    """The body is larger than `most` bytes and comes from nobody known."""
    detail = f"A request body of more than {most:,} bytes needs a valid token."
    return Refusal(401, "Unauthorized", detail, {"WWW-Authenticate": "Token"})


def no_room(detail: str) -> Refusal:
    """The body would not fit beside the others."""
    return Refusal(503, "Service Unavailable", detail, {"Retry-After": "60"})


def unavailable(detail: str) -> Refusal:
    """The server cannot decide about the body just now."""
    refusal = no_room(detail)
    refusal.problem_code = "busy"
    return refusal


class RefusalTask(ErrorTask):
    """Answers a request with what was wrong with it, writes a line of log, and ends the connection.

    The answer of waitress itself is plain text.
    """

    def execute(self) -> None:
        error = self.request.error
        self.status = f"{error.code} {error.reason}"
        # In a context of its own: that of the thread has the id of another request.
        Context().run(self._log, error)
        problem = {
            "type": "about:blank",
            "title": TITLES.get(error.code, error.reason.capitalize()),
            "status": error.code,
            "code": getattr(error, "problem_code", "") or error.reason.lower().replace(" ", "_"),
            "detail": error.body,
            "instance": self.request.path,
        }
        body = json.dumps(problem).encode()
        self.response_headers.append(("Content-Type", "application/problem+json"))
        self.response_headers.extend(getattr(error, "headers", {}).items())
        self.channel.cut_short = True
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)

    def _log(self, error: Error) -> None:
        # The address as it came, quoted: decoded, it could hold line ends.
        request = self.request
        what = f"{request.command} {request.request_uri!r}" if request.command else "no request"
        _log.warning("%s: %s from %s. %s", self.status, what, self.channel.addr[0], error.body)
