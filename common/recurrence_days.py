"""The days that a recurrence states, as texts and in a month.

"FR" is a weekday; "31" and "-1" are days of the month, "2TU" and "-1FR" weekdays by number, "1BD"
and "-1BD" business days by number. A negative number counts from the end of the month.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from common.business_days import SATURDAY
from common.periods import WEEK_DAYS, Month

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""As RFC 5545 writes them, in the order of ISO 8601."""
BUSINESS_WEEKDAYS = WEEKDAYS[: SATURDAY - 1]
BUSINESS_DAY = "BD"

_TEXT = re.compile(rf"(-?[1-9][0-9]?)?({'|'.join(WEEKDAYS)}|{BUSINESS_DAY})?")


class DayKind(Enum):
    """What a stated day is looked for among."""

    WEEKDAY = auto()
    OF_MONTH = auto()
    NTH_WEEKDAY = auto()
    NTH_BUSINESS_DAY = auto()


_NUMBER_MAX = {DayKind.OF_MONTH: 31, DayKind.NTH_WEEKDAY: 5, DayKind.NTH_BUSINESS_DAY: 23}
"""How many of a kind a month has at the most: 23 days from Monday to Friday."""


class StatedDay(NamedTuple):
    """A day of a week or of a month."""

    kind: DayKind
    number: int
    """From 1, or from -1 where it is counted from the end; 0 for a weekday of a week."""
    weekday: int
    """Of ISO 8601; 0 for a day of the month and for a business day."""

    @property
    def text(self) -> str:
        """What `stated_day` reads."""
        number = f"{self.number}" if self.number else ""
        if self.kind is DayKind.NTH_BUSINESS_DAY:
            return number + BUSINESS_DAY
        return number + (WEEKDAYS[self.weekday - 1] if self.weekday else "")

    @property
    def order(self) -> tuple[bool, int, int]:
        """The key that sorts days: from the first to the last, then those from the end."""
        return self.number < 0, self.number, self.weekday

    def number_in(self, month: Month) -> int | None:
        """Return which day of `month` it is, holidays left aside; nothing if the month lacks it."""
        days = self._candidates(*monthrange(month.year, month.month))
        if abs(self.number) > len(days):
            return None
        return days[self.number - 1 if self.number > 0 else self.number]

    def _candidates(self, first_weekday: int, length: int) -> Sequence[int]:
        """Return the days of its kind in a month, whose first day has a weekday from 0."""
        if self.kind is DayKind.OF_MONTH:
            return range(1, length + 1)
        if self.kind is DayKind.NTH_WEEKDAY:
            return range(1 + (self.weekday - 1 - first_weekday) % WEEK_DAYS, length + 1, WEEK_DAYS)
        return _monday_to_friday(first_weekday, length)


@cache
def _monday_to_friday(first_weekday: int, length: int) -> Sequence[int]:
    weekend = SATURDAY - 1
    return [n + 1 for n in range(length) if (first_weekday + n) % WEEK_DAYS < weekend]


def stated_day(text: str) -> StatedDay | None:
    """Read a day; nothing if `text` is not one in its canonical form."""
    match = _TEXT.fullmatch(text)
    if match is None:
        return None
    number, of = int(match[1] or 0), match[2]
    if of is None:
        kind = DayKind.OF_MONTH
    elif of == BUSINESS_DAY:
        kind = DayKind.NTH_BUSINESS_DAY
    else:
        kind = DayKind.NTH_WEEKDAY if number else DayKind.WEEKDAY
    if not 1 <= abs(number) <= _NUMBER_MAX.get(kind, 1) and kind is not DayKind.WEEKDAY:
        return None
    return StatedDay(kind, number, WEEKDAYS.index(of) + 1 if of in WEEKDAYS else 0)


def stated_days(texts: Iterable[str]) -> list[StatedDay]:
    """Read the days of a valid recurrence."""
    return [day for text in texts if (day := stated_day(text)) is not None]


def has_business_days(days: Iterable[StatedDay]) -> bool:
    """Return whether business days by number are among `days`; other days never are beside them."""
    return any(day.kind is DayKind.NTH_BUSINESS_DAY for day in days)
