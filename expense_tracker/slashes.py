"""Addresses without their final slash."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware

PROBES = {"/livez", "/readyz"}
"""What machines ask by an address, and not by a name out of ALLOWED_HOSTS, which Django's
middleware looks at. They have no slash by convention, and say nothing that depends on the name."""


class SameRequestRedirect(HttpResponsePermanentRedirect):
    """Sends a request on with its method and body (RFC 9110, section 15.4.9)."""

    status_code = 308


class SlashMiddleware(CommonMiddleware):
    """Sends a request without the final slash on to the address that it means, whole.

    By 308: after Django's own 301, clients turn a POST into a GET, and
    one who meant to record something would get a list and take it for success.
    """

    response_redirect_class = SameRequestRedirect

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        return None if request.path_info in PROBES else super().process_request(request)
