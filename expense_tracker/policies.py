"""The Content-Security-Policy of answers."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

_MARK = "_csp"
"""What is in the names of the attributes that django-csp sets where a view or a template asks for
its own."""


class PolicyMiddleware(CSPMiddleware):
    """Django-csp's, which words the policy of CONTENT_SECURITY_POLICY once.

    It would copy the settings and build the text anew for each answer, twice. Views that change
    their policy, nonces and Django's debug pages go its way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self.ordinary = build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if settings.DEBUG or _MARK in " ".join((*vars(request), *vars(response))):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.ordinary)
        return response
