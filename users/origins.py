"""Where a request comes from, as the security log keeps it and the limits count it."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.http import HttpRequest
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from users.models import ADDRESS_LENGTH_MAX, AGENT_LENGTH_MAX
from users.security import Origin, fitting

_IPV6_SITE_BITS = 64
"""What one customer gets at the least, and could otherwise come from a new address of each time."""


def origin_of(request: Request) -> Origin:
    """Return the client's address, NUM_PROXIES honoured, and what the client calls itself."""
    address = client_network(BaseThrottle().get_ident(request))
    # Bytes come as Latin-1 (PEP 3333), and what is not ASCII in them is meant as UTF-8.
    sent = request.headers.get("User-Agent", "")[: 4 * AGENT_LENGTH_MAX]
    agent = sent.encode("latin-1", "replace").decode(errors="replace")
    return Origin(fitting(address, ADDRESS_LENGTH_MAX), fitting(agent, AGENT_LENGTH_MAX))


def form_request(request: HttpRequest) -> Request:
    """Return the request of a page as the limits and the log, shared with the API, see it."""
    asked = Request(request, parsers=[FormParser()])
    asked.user = request.user
    return asked


def client_network(address: str | None) -> str:
    """Return what counts as one client: the IPv4 address, or the IPv6 network of 64 bits."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return address or ""
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or ip_network((int(ip), _IPV6_SITE_BITS), strict=False))
