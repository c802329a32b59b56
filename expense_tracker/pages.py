"""The middleware that pages need and the API does not: sessions and what stands on them.

The API knows its callers by a token in a header, never by a cookie, so that no other site can send
a request in their name. Together these four take a fifth of what stands around a request.
"""

from collections.abc import Awaitable

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.deprecation import MiddlewareMixin

API = "/api/v1/"
"""How the addresses of the API begin. Its documentation beside it is pages."""


class _OfPages(MiddlewareMixin):
    """Hands a request of the API on as it is.

    Django still calls `process_view`, so a view there that is not of REST Framework has the check
    against forged requests.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if request.path_info.startswith(API):
            return self.get_response(request)
        return super().__call__(request)


class PageSessionMiddleware(_OfPages, SessionMiddleware):
    """Sessions of browsers."""


class PageCsrfMiddleware(_OfPages, CsrfViewMiddleware):
    """The check that a form comes from a page of ours."""


class PageAuthenticationMiddleware(_OfPages, AuthenticationMiddleware):
    """Who is signed in on a page."""


class PageMessageMiddleware(_OfPages, MessageMiddleware):
    """What a page tells after a form."""
