"""Addresses without their final slash."""

import functools

from django.http import HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware


class SlashMiddleware(CommonMiddleware):
    """Sends a request without the final slash on to the address that it means, whole.

    By 308 (RFC 9110, section 15.4.9): after Django's own 301, clients turn a POST into a GET, and
    one who meant to record something would get a list and take it for success.
    """

    response_redirect_class = functools.partial(  # type: ignore[assignment]  # called like the class
        HttpResponsePermanentRedirect, preserve_request=True
    )
