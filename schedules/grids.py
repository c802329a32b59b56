"""Grids of dates that are laid through payments: one for each cadence.

Days are whole numbers here. A book has thousands of payees, each of whom is tried by every cadence,
and arithmetic of dates would take ten times as long.
"""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import cached_property, lru_cache
from operator import mul, sub
from typing import NamedTuple

from common.periods import DATE_MAX, DATE_MIN, MONTHS_OF_YEAR, WEEK_DAYS
from schedules.cadences import Cadence, Payment

_MONTH_DAYS = 31
"""A grid of months is on one of these days, or on the last one of a shorter month."""
_SHORTEST_MONTH_DAYS = 28
"""Up to here every month has the day."""
_DAYS_KEPT = 4_000
"""Of how many days the month is remembered: ten years of payments."""

_FOREVER = (DATE_MAX - DATE_MIN).days
"""In days."""


class Grid(NamedTuple):
    """What a grid has of payments."""

    place: int
    """A day of the month, or a day counted in weeks."""
    hits: Sequence[int]
    """Which of the payments are on a date of the grid: of each date the nearest one, or the earlier
    of two."""
    off: Sequence[int]
    """How many days each of the payments, on a date or not, lies after the date next to it."""
    slots: int
    """How many dates there are from the first to the last one hit."""


class Beside(NamedTuple):
    """Payments beside a grid."""

    slots: Sequence[int]
    """The number of the date next to each: of its day or, in a grid of months, of its month."""
    off: Sequence[int]
    """How many days after it each lies."""


class InMonth(NamedTuple):
    """A day in its month."""

    month: int
    """Months are numbered."""
    day: int
    length: int
    """How many days the month has."""
    before: int
    after: int
    """How many days the months before and after it have."""


class Days:
    """The days of payments, which are in their order."""

    def __init__(self, payments: Sequence[Payment]) -> None:
        self.dates = [payment.date for payment in payments]
        self.numbers = [day.toordinal() for day in self.dates]
        self.span = self.numbers[-1] - self.numbers[0]
        """How many days after the first payment the last one is."""
        self._beside_months: dict[int, Beside] = {}

    @cached_property
    def of_three(self) -> int:
        """How many days three payments in a row take at the least; of fewer payments, forever."""
        return min(map(sub, self.numbers[2:], self.numbers), default=_FOREVER)

    def have_two(self, step: int, reach: int) -> bool:
        """Whether one is `step` days after another one, give or take `reach`."""
        return any(self._has(number + step, reach) for number in self.numbers)

    def have_three(self, step: int, reach: int) -> bool:
        """Whether three lie as three of four dates do that are `step` days apart.

        Give or take `reach`.
        """
        has, latest = self._has, self.numbers[-1] + reach - 2 * step
        for number in self.numbers:
            if number > latest:
                return False
            if has(number + 2 * step, reach):
                if has(number + step, reach) or has(number + 3 * step, reach):
                    return True
            elif has(number + step, reach) and has(number + 3 * step, reach):
                return True
        return False

    def _has(self, number: int, reach: int) -> bool:
        index = bisect_left(self.numbers, number - reach)
        return index < len(self.numbers) and self.numbers[index] <= number + reach

    def grid(self, cadence: Cadence) -> Grid:
        """Return what the best grid of a cadence has of the payments."""
        within = cadence.within
        if cadence.weeks:
            length = cadence.weeks * WEEK_DAYS
            place = _densest([one % length for one in self.numbers], length, within)
            beside = self._beside_weeks(place, length)
            on_dates = [i for i, off in enumerate(beside.off) if -within <= off <= within]
            return _grid(place, beside, on_dates, length)
        place = _densest(self._days_of_months, _MONTH_DAYS, within) + 1
        if place >= _SHORTEST_MONTH_DAYS:
            place = self._place_at_ends
        beside = self.beside_months(place)
        on_dates = [i for i, off in enumerate(beside.off) if -within <= off <= within]
        if cadence.months > 1:
            on_dates = _of_one_residue(on_dates, beside.slots, cadence.months)
        return _grid(place, beside, on_dates, cadence.months)

    def beside_months(self, place: int) -> Beside:
        """Return the payments beside the dates that are on a day of the month.

        Or on the last one of a shorter month.
        """
        if place not in self._beside_months:
            found = [_next_to(one, place) for one in map(_in_month, self.dates)]
            self._beside_months[place] = Beside(*zip(*found, strict=True))
        return self._beside_months[place]

    def _beside_weeks(self, place: int, length: int) -> Beside:
        half = length // 2
        off = [(number - place + half) % length - half for number in self.numbers]
        return Beside([*map(sub, self.numbers, off)], off)

    @cached_property
    def _days_of_months(self) -> list[int]:
        """From 0."""
        return [one.day - 1 for one in self.dates]

    @cached_property
    def _place_at_ends(self) -> int:
        """The day near the end of the month to which the payments are nearest.

        Where a month lacks the day its last one counts, which no circle of days shows.
        """
        ends = range(_SHORTEST_MONTH_DAYS, _MONTH_DAYS + 1)
        return min(ends, key=lambda day: sum(map(abs, self.beside_months(day).off)))


def _grid(place: int, beside: Beside, on_dates: Sequence[int], step: int) -> Grid:
    """Return a grid of which dates are `step` apart, with one of the payments on each date."""
    slots, off = beside
    hits: list[int] = []
    for index in on_dates:
        if not hits or slots[hits[-1]] != slots[index]:
            hits.append(index)
        elif abs(off[index]) < abs(off[hits[-1]]):
            hits[-1] = index
    return Grid(place, hits, off, (slots[hits[-1]] - slots[hits[0]]) // step + 1 if hits else 0)


def _of_one_residue(indexes: Sequence[int], slots: Sequence[int], months: int) -> list[int]:
    """Return what is in the months of one grid: that with the most payments, or the first one."""
    counts = [0] * months
    for index in indexes:
        counts[slots[index] % months] += 1
    of_grid = counts.index(max(counts))
    return [index for index in indexes if slots[index] % months == of_grid]


def _next_to(one: InMonth, place: int) -> tuple[int, int]:
    """Return the number of the month whose date is next to a day, and how far after it the day is.

    The date is on a day of the month, or on the last one of a shorter month.
    """
    month, day, length, before, after = one
    off = day - (min(length, place))
    if off < 0:
        since = day + before - (min(before, place))
        return (month - 1, since) if since < -off else (month, off)
    until = length - day + (min(after, place))
    return (month + 1, -until) if until < off else (month, off)


@lru_cache(maxsize=_DAYS_KEPT)
def _in_month(day: date) -> InMonth:
    month = (day.year - 1) * MONTHS_OF_YEAR + day.month - 1
    lengths = (_length(one) for one in (month, month - 1, month + 1))
    return InMonth(month, day.day, *lengths)


def _length(month: int) -> int:
    year, index = divmod(month, MONTHS_OF_YEAR)
    return monthrange(year + 1, index + 1)[1]


def _densest(places: Sequence[int], length: int, within: int) -> int:
    """Return the one of `places` on a circle around which most of them lie.

    Of several, the one to which these are nearest, and then the first.
    """
    counts = [0] * length
    for place in places:
        counts[place] += 1
    circle = [*counts[-within:], *counts, *counts[:within]]
    width = 2 * within + 1
    around = {place: sum(circle[place : place + width]) for place in sorted(set(places))}
    most = max(around.values())
    found = [place for place, near in around.items() if near == most]
    if len(found) == 1:
        return found[0]

    distances = [abs(step) for step in range(-within, within + 1)]
    return min(found, key=lambda place: sum(map(mul, distances, circle[place : place + width])))
