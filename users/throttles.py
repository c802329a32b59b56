"""Limits on registering, signing in and guessing passwords, kept in the cache.

The rates stand in REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], each as "<count>/<period>" or None for
no limit. Every process that shares the cache shares the counts. They are read, lengthened and
written back, not locked: requests that are in flight at the same instant may count as one, so
N workers let a burst of at most N times the limit through. That is of no help against a password
which the validators accept, and it needs no lock that a flood of guesses could hold.
"""

import hashlib
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle
from rest_framework.views import APIView

from common.events import refused
from common.text import fold
from users.models import EMAIL_LENGTH_MAX
from users.origins import client_network
from users.rates import parsed_rate


class RateThrottle(SimpleRateThrottle):
    """A sliding window over the requests with the same `subject`; no subject, no limit."""

    num_requests: int
    duration: int

    @abstractmethod
    def subject(self, request: Request) -> str | None:
        """Return whom or what the limit is for."""

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        subject = self.subject(request)
        if subject is None:
            return None
        # What clients state may be long, odd or private: the cache sees its digest.
        digest = hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
        return f"throttle:{self.scope}:{digest}"

    def get_rate(self) -> str | None:
        # The base class keeps the rates from when it was loaded; these are the current ones.
        rates: Mapping[str, Any] = api_settings.DEFAULT_THROTTLE_RATES
        rate: str | None = rates[str(self.scope)]
        return rate

    def parse_rate(self, rate: str | None) -> tuple[int | None, int | None]:
        """Return count and seconds; a period may have a number, as in "20/15m"."""
        return (None, None) if rate is None else parsed_rate(rate)

    def throttle_failure(self) -> bool:
        refused(str(self.scope))
        return False

    def wait(self) -> float | None:
        """Return the seconds until the next request passes."""
        oldest: float = self.history[self.num_requests - 1]
        return oldest + self.duration - self.now


class FailureThrottle(RateThrottle):
    """Counts failures alone: a busy client that has the password never waits."""

    key: str | None = None

    def throttle_success(self) -> bool:
        return True

    def count_failure(self) -> None:
        """Count the request that was let through."""
        if self.key is not None:
            # Read again: while the password was hashed, others may have failed as well.
            history = [self.now, *self.cache.get(self.key, [])]
            self.cache.set(self.key, history[: self.num_requests], self.duration)


class RegistrationsOfAddress(RateThrottle):
    scope = "register"

    def subject(self, request: Request) -> str:
        return client_network(self.get_ident(request))


class SignInsOfAddress(RateThrottle):
    scope = "login"

    def subject(self, request: Request) -> str:
        return client_network(self.get_ident(request))


class FailedSignInsOfAddressAndName(FailureThrottle):
    scope = "login_failures"

    def subject(self, request: Request) -> str | None:
        name = stated_name(request)
        return name and f"{client_network(self.get_ident(request))} {name}"


class FailedSignInsOfName(FailureThrottle):
    """Stops guesses that come from many addresses.

    The owner waits with the guessers, so its limit is the larger one.
    """

    scope = "login_failures_account"

    def subject(self, request: Request) -> str | None:
        return stated_name(request)


SIGN_IN_LIMITS = (SignInsOfAddress, FailedSignInsOfAddressAndName, FailedSignInsOfName)
"""What every door at which a name and a password are shown has to keep."""


class PasswordChecksOfUser(RateThrottle):
    """Bounds what a stolen token can find out about its owner's password."""

    scope = "password"

    def subject(self, request: Request) -> str:
        return str(request.user.pk)


class FailedCodes(FailureThrottle):
    """Counts the wrong codes of one person's second step, at whatever door.

    Only who knows the password gets to try one, so nobody else can make the owner wait.
    """

    scope = "second_step"

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        super().__init__()

    def subject(self, request: Request | None = None) -> str:
        return str(self.user_id)

    def is_open(self) -> bool:
        """Return whether another code may be tried."""
        return self.allow_request(Request(HttpRequest()), APIView())


def all_allow(limits: Iterable[BaseThrottle], request: Request) -> bool:
    """Return whether every one of the `limits` lets the request of a page through."""
    return all(limit.allow_request(request, APIView()) for limit in limits)


def count_failures(limits: Iterable[BaseThrottle]) -> None:
    """Tell those of the `limits` that count failures of the one that they let through."""
    for limit in limits:
        if isinstance(limit, FailureThrottle):
            limit.count_failure()


def stated_name(request: Request) -> str | None:
    """Return the folded name under which `request` would sign in, where it states any."""
    if not isinstance(request.data, Mapping):
        return None
    name = request.data.get("username", request.data.get("email"))
    # A longer one is refused for its length, once it is trimmed as here, and so never tried.
    return fold(name) if isinstance(name, str) and len(name.strip()) <= EMAIL_LENGTH_MAX else None
