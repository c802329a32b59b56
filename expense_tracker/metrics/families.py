"""The metrics that processes count, and the labels that they may have.

A label is one of few words, all of this program: the name of a route, a method, a class of status,
a limit. Nothing that a client sends becomes one, and no name, address or amount.
"""

from django.conf import settings
from django.http import HttpRequest
from prometheus_client import Counter, Gauge, Histogram
from rest_framework.settings import api_settings

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Those that routes take; a client may send any word, which is `OTHER` here."""
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
"""Where the durations are split: an edit takes 15 ms (docs/benchmarks.md), and nobody waits longer
than some seconds without a word."""
STATEMENTS = (2, 5, 10, 20, 50, 100)
"""Where the counts of statements are split. Most requests send fewer than 20; from 100 on, the
number grows with the rows, which none should."""

# A help text is stored with each value, so it is short. With no registry, nothing but the files of
# `expense_tracker.metrics.storage` hands them out.
REQUESTS = Counter(
    "expense_tracker_requests",
    "Requests that were answered.",
    ("route", "method", "status"),
    registry=None,
)
DURATION = Histogram(
    "expense_tracker_request_duration_seconds",
    "Time that an answer took.",
    ("route", "method"),
    buckets=SECONDS,
    registry=None,
)
QUERIES = Histogram(
    "expense_tracker_request_statements",
    "Statements to the database for a request.",
    ("route", "method"),
    buckets=STATEMENTS,
    registry=None,
)
RETRIES = Counter(
    "expense_tracker_conflict_retries",
    "Writes tried again after a conflict.",
    ("process",),
    registry=None,
)
REFUSALS = Counter(
    "expense_tracker_rate_limit_refusals",
    "Requests refused by a rate limit.",
    ("limit",),
    registry=None,
)
START = Gauge(
    "expense_tracker_process_start_time_seconds",
    "When the newest process started.",
    ("process",),
    multiprocess_mode="livemax",
    registry=None,
)


def begin_at_zero(process: str) -> None:
    """Show what has not happened yet as 0: the first time would not be seen as a rise."""
    RETRIES.labels(process)
    if process == "server":
        for limit in api_settings.DEFAULT_THROTTLE_RATES:
            REFUSALS.labels(limit)


def count_request(request: HttpRequest, status: int, seconds: float, statements: int) -> None:
    """Count a request that was answered."""
    route, method = route_of(request), method_of(request)
    REQUESTS.labels(route, method, f"{status // 100}xx").inc()
    DURATION.labels(route, method).observe(seconds)
    QUERIES.labels(route, method).observe(statements)


def route_of(request: HttpRequest) -> str:
    """Return the name of the route that a request took; all pages of the admin count as one."""
    match = request.resolver_match
    if match is None:
        return "static" if request.path.startswith(settings.STATIC_URL) else "unknown"
    return "admin" if "admin" in match.app_names else match.view_name


def method_of(request: HttpRequest) -> str:
    """Return the method of a request, or OTHER."""
    return request.method if request.method in METHODS else "OTHER"
