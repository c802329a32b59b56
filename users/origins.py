"""Where a request comes from, as the security log keeps it."""

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from users.security import Origin
from users.throttles import client_network


def origin_of(request: Request) -> Origin:
    """Return the client's address, NUM_PROXIES honoured, and what the client calls itself."""
    address = BaseThrottle().get_ident(request)
    return Origin(client_network(address), request.headers.get("User-Agent", ""))
