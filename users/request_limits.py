"""A limit on the ordinary requests of the API: of one person, and of each personal access token.

It is for fairness: a program that runs wild leaves the server to the others, and half of its
person's share to that person. It is asked at every request, so the counts are in the memory of each
process. The cache may be a table, and would take a statement per request. N processes let N times
the limit through, and a restart forgets what was counted.

Each subject has an allowance of so many requests, which fills up evenly over the period. That is
GCRA (ITU-T I.371): a moment for each subject, however many its requests are.
"""

import threading
import time
from functools import lru_cache

from rest_framework.exceptions import Throttled
from rest_framework.settings import api_settings

from common.events import refused
from users.models import AccessToken, Token
from users.rates import parsed_rate

PERSON, TOKEN = "requests", "token_requests"
"""The names of the two rates in REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]."""
KEPT_MAX = 10_000
"""How many subjects a process keeps before it lets go of full allowances: a megabyte of memory."""
_RATES_KEPT = 16
"""More than there are rates at a time; tests set others."""

Subject = tuple[str, int]
"""The name of a rate, and the id of the person or token."""


class Allowances:
    """What is left to each subject, shared by the threads of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._full_at: dict[Subject, float] = {}
        """When the allowance of a subject is full again, by the monotonic clock."""

    def take(self, subjects: list[tuple[Subject, int, int]], now: float) -> float:
        """Take one request from each subject, with its count and seconds; returns 0.

        Where one has nothing left, nothing is taken of any, and the seconds until it has are
        returned: a program that is refused uses up nothing of its person's.
        """
        with self._lock:
            full_at = {}
            wait, limit = 0.0, ""
            for subject, count, seconds in subjects:
                step = seconds / count
                full_at[subject] = max(self._full_at.get(subject, now), now) + step
                if (due := full_at[subject] - now - seconds) > wait:
                    wait, limit = due, subject[0]
            # Sums of steps are off by some 1e-12 of the period.
            if wait > 1e-6:
                refused(limit)
                return wait
            self._full_at |= full_at
            if len(self._full_at) > KEPT_MAX:
                self._full_at = {one: at for one, at in self._full_at.items() if at > now}
            return 0.0

    def clear(self) -> None:
        """Forget everything."""
        self._full_at.clear()


allowances = Allowances()


def check_allowance(token: Token | AccessToken) -> None:
    """Count a request with `token`; raises Throttled (429) where nothing is left."""
    rates = api_settings.DEFAULT_THROTTLE_RATES
    subjects = [((PERSON, token.user_id), rates[PERSON])]
    if isinstance(token, AccessToken):
        subjects.append(((TOKEN, token.pk), rates[TOKEN]))
    limited = [(subject, *_parsed(rate)) for subject, rate in subjects if rate is not None]
    if limited and (wait := allowances.take(limited, time.monotonic())):
        raise Throttled(wait=wait)


@lru_cache(_RATES_KEPT)
def _parsed(rate: str) -> tuple[int, int]:
    return parsed_rate(rate)
