"""Error pages: what is wrong, and where to go on. Each stands alone, and sends no statement."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from api import exception_handler
from books.access import SAFE_METHODS
from common import errors

_STATUS: tuple[tuple[type[errors.DomainError], int], ...] = (
    (errors.Invalid, 400),
    (errors.Forbidden, 403),
    (errors.NotThere, 404),
    (errors.Conflict, 409),
    (errors.Busy, 409),
    (errors.Stale, 412),
    (errors.TooLarge, 413),
    (errors.KeyReused, 422),
)
RELOAD_SECONDS = 5
"""After which a page is loaded again: a database that is started anew takes some seconds."""
RELOADED_COOKIE = "reloaded"
RELOADED_SECONDS = 60
"""How long a browser loads no page again by itself: an outage that lasts is for people to watch."""


def error_page(request: HttpRequest, status: int, title: str, detail: str) -> HttpResponse:
    """Answer with a page that says what is wrong."""
    context = {"status": status, "title": title, "detail": detail}
    return render(request, "web/pages/error.html", context, status=status)


def page_of_error(request: HttpRequest, error: errors.DomainError) -> HttpResponse:
    """Answer a refusal that no form of the page can show."""
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    if isinstance(error, errors.Invalid):
        detail = " ".join(problem.detail for problem in error.problems)
        return error_page(request, status, _("This cannot be read"), detail)
    return error_page(request, status, _titles()[status], error.detail)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that no route has (Django's handler404)."""
    if _of_api(request):
        return exception_handler.page_not_found(request, exception)
    return not_there(request)


def not_there(request: HttpRequest) -> HttpResponse:
    """Answer for what is not there, or not the caller's: the two look the same."""
    detail = _("There is nothing at this address, or it is not yours to see.")
    return error_page(request, 404, _titles()[404], detail)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django refused before a view had it (Django's handler400)."""
    if _of_api(request):
        return exception_handler.bad_request(request, exception)
    return error_page(request, 400, _("This cannot be read"), _("The request is malformed."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of the machine that no view met with, or a defect (Django's handler500)."""
    if _of_api(request):
        return exception_handler.server_error(request)
    if fault := exception_handler.fault_of(sys.exc_info()[1]):
        return _out_of_order(request, *fault)
    number = request.headers.get("X-Request-ID", "")
    detail = _("The server failed. Nothing was changed.")
    return error_page(request, 500, _("This is our fault"), f"{detail} {number}".strip())


def _out_of_order(request: HttpRequest, code: str, detail: str) -> HttpResponse:
    """Answer a fault that may pass; a page that was only read is loaded again once, by itself.

    A cookie says that it has been. A browser that sends no cookies might keep none either, and
    would load the page again without end.
    """
    is_read = request.method in SAFE_METHODS
    is_whole = is_read and "HX-Request" not in request.headers
    reloads = is_whole and bool(request.COOKIES) and RELOADED_COOKIE not in request.COOKIES
    if code == "interrupted" and is_read:
        detail = _("The database cannot be reached.")
    elif code == "interrupted":
        detail = _(
            "The connection to the database was lost. What you sent may have been carried out: "
            "look before you send it again."
        )
    context = {
        "status": 503,
        "title": _("Out of order for a moment"),
        "detail": detail,
        "again": request.get_full_path() if is_read else "",
        "reload_seconds": RELOAD_SECONDS if reloads else 0,
    }
    answer = render(request, "web/pages/error.html", context, status=503)
    answer["Retry-After"] = str(RELOAD_SECONDS)
    answer["Cache-Control"] = "no-store"
    if reloads:
        answer.set_cookie(
            RELOADED_COOKIE, "1", RELOADED_SECONDS, httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without the token of its page (Django's CSRF_FAILURE_VIEW)."""
    detail = _(
        "This form is too old, or came from another site. Go back, reload, and send it again."
    )
    return error_page(request, 403, _("This form has expired"), detail)


def _titles() -> dict[int, str]:
    return {
        403: _("You may not do this"),
        404: _("Not found"),
        409: _("This cannot be done now"),
        412: _("Somebody else was faster"),
        413: _("Too much at once"),
        422: _("This form was sent before"),
    }


def _of_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
