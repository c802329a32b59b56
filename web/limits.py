"""The limits of the API, which pages keep by the same counts: a page does not lead around them."""

from django.http import HttpRequest
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from users.origins import origin_of
from users.security import Origin


def is_within(request: HttpRequest, *limits: BaseThrottle) -> bool:
    """Count a request; return whether `limits`, in their order, all let it through."""
    asked = _as_api(request)
    return all(limit.allow_request(asked, APIView()) for limit in limits)


def origin_of_page(request: HttpRequest) -> Origin:
    """Return where a request for a page comes from, for the security log."""
    return origin_of(_as_api(request))


def _as_api(request: HttpRequest) -> Request:
    asked = Request(request, parsers=[FormParser()])
    asked.user = request.user
    return asked
