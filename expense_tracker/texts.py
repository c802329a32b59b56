"""The door for what an address and a form of a page say: text in UTF-8, or nothing is done."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from api.exception_handler import refused
from api.texts import query_problems

FORM = "application/x-www-form-urlencoded"


class TextMiddleware:
    """Refuse (400) a query, or a form of a page, that is not UTF-8 or holds a NUL.

    Django would put U+FFFD in the place of what it cannot read, and go on with that. Whatever
    charset a request claims for its body, its query is UTF-8 (URL Standard, section 5.1).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.encoding is not None:  # which else is that of the settings: UTF-8
            request.encoding = "utf-8"
        # Servers hand bytes on as Latin-1 (PEP 3333).
        problems = query_problems(request.META.get("QUERY_STRING", "").encode("latin-1"))
        if not problems and _brings_a_form(request):
            problems = query_problems(request.body)
        return refused(request, problems) if problems else self.get_response(request)


def _brings_a_form(request: HttpRequest) -> bool:
    """Return whether a page will read the body as a form; the API takes none of this type."""
    return request.content_type == FORM and not request.path.startswith("/api/")
