"""Errors as `application/problem+json` (RFC 9457): the one place that gives errors a status."""

import logging
import math
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import exceptions, status
from rest_framework.response import Response

from api.faults import form_faults
from common import errors
from common.faults import is_cache_away, is_no_room, is_read_only

PROBLEM_JSON = "application/problem+json"
DETAIL_LENGTH_MAX = 500
"""In characters. What a client sent is often repeated there, and may be megabytes long."""

_STATUS: tuple[tuple[type[errors.DomainError], int], ...] = (
    (errors.Invalid, status.HTTP_400_BAD_REQUEST),
    (errors.Forbidden, status.HTTP_403_FORBIDDEN),
    (errors.NotThere, status.HTTP_404_NOT_FOUND),
    (errors.Conflict, status.HTTP_409_CONFLICT),
    (errors.Busy, status.HTTP_409_CONFLICT),
    (errors.Stale, status.HTTP_412_PRECONDITION_FAILED),
    (errors.TooLarge, status.HTTP_413_REQUEST_ENTITY_TOO_LARGE),
    (errors.KeyReused, status.HTTP_422_UNPROCESSABLE_ENTITY),
)

_TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    412: "Precondition failed",
    413: "Too large",
    415: "Unsupported media type",
    422: "Unprocessable",
    429: "Too many requests",
    500: "Server error",
    503: "Unavailable",
}

_CONNECTION_LOST_CODES = frozenset({1047, 1053, 1180, 1927, *range(2000, 3000)})
"""MySQL and MariaDB: the server shuts down, has killed the connection, or (codes of the client) is
not to be reached. Where that was while it committed, nobody on this side knows whether it did; a
new connection that cannot be made may well follow on such a commit, and hide its error. A Galera
node that is cut off fails commits with 1180, which the others may have made, and then refuses all
statements with 1047."""

_log = logging.getLogger(__name__)


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the answer for `error`, or None for a defect of ours, which Django then reports."""
    path = context["request"].get_full_path()
    if isinstance(error, errors.DomainError):
        return _of_domain_error(error, path)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.APIException):
        return _of_api_exception(error, path)
    if fault := fault_of(error):
        _log.error("%s was not done: %s", path, fault[0], exc_info=error)
        return _answer(problem_body(503, *fault, path), {"Retry-After": "1"})
    if isinstance(error, IntegrityError | DataError):
        # Rules and serializers come first, so this is a race between two writers, or a sum beyond
        # its bound: nothing was written, all is well.
        _log.error("The database refused %s", path, exc_info=error)
        detail = "This contradicts what is stored. Nothing was changed."
        return _answer(problem_body(409, "conflict", detail, path))
    return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django refused before a view had it (Django's handler400)."""
    if not _of_api(request):
        return defaults.bad_request(request, exception)
    return _page(request, 400, "bad_request", "The request is malformed.")


def refused(request: HttpRequest, problems: Iterable[errors.Problem]) -> HttpResponse:
    """Answer a request whose form is faulty, before a view has it."""
    invalid = errors.Invalid(problems)
    if not _of_api(request):
        return defaults.bad_request(request, invalid)
    return _page(request, 400, invalid.code, invalid.detail, errors=_stated(invalid))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a path that no route has (Django's handler404)."""
    if not _of_api(request):
        return defaults.page_not_found(request, exception)
    return _page(request, 404, "not_found", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of the machine that no view met with, or a defect (Django's handler500)."""
    if fault := fault_of(sys.exc_info()[1]):
        return _page(request, 503, *fault)
    detail = "The server failed. Nothing was changed."
    return _page(request, 500, "server_error", detail)


def problem_body(
    status_code: int, code: str, detail: str, instance: str, **members: Any
) -> dict[str, Any]:
    """Return the members of a problem document; "about:blank" as RFC 9457, section 4.2.1."""
    return {
        "type": "about:blank",
        "title": _TITLES.get(status_code, "Error"),
        "status": status_code,
        "code": code,
        "detail": _brief(detail),
        "instance": instance,
        **members,
    }


def _of_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _brief(detail: str) -> str:
    return detail if len(detail) <= DETAIL_LENGTH_MAX else f"{detail[:DETAIL_LENGTH_MAX]}…"


def _stated(invalid: errors.Invalid) -> list[dict[str, str]]:
    return [
        {"pointer": p.pointer, "code": p.code, "detail": _brief(p.detail)} for p in invalid.problems
    ]


def _page(
    request: HttpRequest, status_code: int, code: str, detail: str, **members: Any
) -> JsonResponse:
    body = problem_body(status_code, code, detail, request.path, **members)
    return JsonResponse(body, status=status_code, content_type=PROBLEM_JSON)


def _answer(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(body, status=body["status"], headers=headers, content_type=PROBLEM_JSON)


def _of_domain_error(error: errors.DomainError, path: str) -> Response:
    code = next(code for kind, code in _STATUS if isinstance(error, kind))
    members: dict[str, Any] = {}
    headers = {}
    if isinstance(error, errors.Invalid):
        members["errors"] = _stated(error)
    elif isinstance(error, errors.InUse):
        members["uses"] = error.uses
    elif isinstance(error, errors.Settled):
        members["statements"] = error.statements
    elif isinstance(error, errors.ChangedLater):
        members["changes"] = error.changes
    elif isinstance(error, errors.Busy):
        headers["Retry-After"] = "1"
    return _answer(problem_body(code, error.code, error.detail, path, **members), headers)


def _of_api_exception(error: exceptions.APIException, path: str) -> Response:
    headers = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(max(1, math.ceil(wait)))
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if isinstance(error, exceptions.ValidationError):
        return _of_domain_error(errors.Invalid(form_faults(error)), path)
    details = error.get_full_details()
    code, detail = str(details["code"]), str(details["message"])  # type: ignore[call-overload]  # one detail: only a ValidationError has several
    return _answer(problem_body(error.status_code, code, detail, path), headers)


def fault_of(error: BaseException | None) -> tuple[str, str] | None:
    """Return the code and the detail for a fault of the machine or the database that may pass."""
    if error is None:
        return None
    if is_no_room(error):
        return "no_room", "A disk of the server is full. Nothing was changed."
    if is_read_only(error):
        return "read_only", "The database is read-only at the moment. Nothing was changed."
    if is_cache_away(error):
        # Only limits ask it, and they come before anything is written.
        return (
            "cache_unavailable",
            "The cache cannot be reached. Nothing was changed; try again in a moment.",
        )
    if isinstance(error, InterfaceError) or (
        isinstance(error, OperationalError) and _CONNECTION_LOST_CODES.intersection(error.args[:1])
    ):
        # Only where the connection broke off is it not sure that nothing was written.
        return "interrupted", (
            "The connection to the database was lost. The request may have been carried out. "
            "Send it again with the same Idempotency-Key."
        )
    if isinstance(error, OperationalError):
        return "busy", "The database is busy. Nothing was changed; try again in a moment."
    return None
