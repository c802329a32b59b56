"""What the log lines look like, and the id that ties the lines of one request together."""

import json
import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase

from common.faults import is_no_room

REQUEST_ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{1,64}")
TOKEN_PATTERN = re.compile("(et[tpi]_)[A-Za-z0-9_-]{40,}")
"""What begins like the texts that `users.tokens` and `households.tokens` derive."""

_DATABASE_FAULTS = (OperationalError, InterfaceError)

_request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdMiddleware:
    """Give each request an id, log under it, and return it as X-Request-ID.

    An id that the caller sent is kept when it is short and plain, so that a proxy's log and ours
    can be read side by side; any other is replaced, since it would end up in the log as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID_PATTERN.fullmatch(given) else uuid.uuid4().hex
        # It stays set after the answer: Django logs answers of 4xx and 5xx once we have returned.
        _request_id.set(request_id)
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response


class RequestIdFilter(logging.Filter):
    """Put the id of the thread's last request on every log record, or "-" before the first."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


class NoTokensFilter(logging.Filter):
    """Cut the texts of tokens and invitations in a message down to their prefixes.

    Each answer of 4xx is logged with its path, and the path of an invitation is enough to join.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if TOKEN_PATTERN.search(message):
            record.msg, record.args = TOKEN_PATTERN.sub(r"\1…", message), None
        return True


class FaultsInOneLineFilter(logging.Filter):
    """Log a fault of the machine in one line: where the program stood says nothing of its cause."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and (is_no_room(error) or isinstance(error, _DATABASE_FAULTS)):
            record.msg, record.args = f"{record.getMessage()}: {error}", None
            record.exc_info = record.exc_text = None
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time (RFC 3339, UTC), level, logger, request_id, message."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)
