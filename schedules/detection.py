"""Payments that recur, found among those that were recorded: pure, and the same for any order.

For each cadence a grid of dates is laid through the payments to one payee on one account.
`coverage` is how many of its dates from the first to the last one hit have a payment, `purity` how
many of the payments in between are on a date of their own, `steadiness` how much the amounts are
alike. The score is coverage * purity * (1 + steadiness) / 2.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from common.periods import WEEK_DAYS, Month
from common.recurrence import Frequency, Recurrence

SCORE_MIN = Fraction(7, 10)
"""From here on a series is suggested: one of ten monthly payments may be missing, and another one
lie beside them, or the amounts differ as those of a bill for electricity do."""
NEARLY = Fraction(1, 20)
"""Two cadences that cover as many payments but for this part both fit."""
OFF_NEARLY = 1
"""In days: of cadences that fit, the longest wins, for it expects fewer payments of which nothing
is known; but none whose dates the payments are farther from by more than this, on average. A few
payments every four weeks also fit months, less and less."""
HITS_MIN = 3
"""Two payments can be a month apart by chance."""
YEARLY_HITS_MIN = 2
"""Two payments a year apart are all that most books have of a yearly one; they have to be alike."""
YEARLY_AMOUNTS_APART = Fraction(1, 5)
"""How far two yearly amounts may be apart, of the smaller one."""
APART = Fraction(6, 5)
"""Amounts with a gap of a fifth between them may be of two payments, as two contracts with one
company are."""
STEP_SLOTS = 6
"""Among how many dates the amount may change once and still be steady: prices rise twice a year at
the most."""
SPREAD = Fraction(1, 4)
"""The deviation, as a part of the median, from which on amounts are not alike at all."""
DATES_KEPT = 20_000
"""How many dates next to a day are remembered: the days of some years, for the days of a month on
which most series are. Each is asked for by five cadences."""
_MONTH_DAYS = 31
"""A grid of months is on one of these days, or on the last one of a shorter month."""
_SHORTEST_MONTH_DAYS = 28
"""Up to here every month has the day."""
ENDED = Fraction(3, 2)
"""After how many cadences without a payment a series has ended."""


class Payment(NamedTuple):
    """A transaction of one payee, on one account, in one currency, of one type."""

    date: date
    id: int
    amount: int
    """In minor units, above zero."""


class Cadence(NamedTuple):
    """How long it takes from one payment to the next, and how far one may be from its date."""

    name: str
    weeks: int
    months: int
    """Either is 0."""
    days: int
    """How many days about."""
    within: int
    """In days: those of a month come early or late by a weekend and a holiday."""


CADENCES = (
    Cadence("week", 1, 0, 7, 1),
    Cadence("two_weeks", 2, 0, 14, 2),
    Cadence("four_weeks", 4, 0, 28, 2),
    Cadence("month", 0, 1, 30, 4),
    Cadence("two_months", 0, 2, 61, 5),
    Cadence("quarter", 0, 3, 91, 7),
    Cadence("half_year", 0, 6, 182, 10),
    Cadence("year", 0, 12, 365, 15),
)


@dataclass(frozen=True, slots=True)
class Series:
    """Payments that recur."""

    cadence: Cadence
    hits: Sequence[tuple[date, Payment]]
    """The dates of the grid that have a payment, each with the nearest one."""
    slots: int
    """How many dates the grid has from the first to the last of them."""
    score: Fraction
    steady: bool
    """Whether the amounts are the same, but for a rare step."""
    place: int
    """Which of the grids of its cadence it is: a day of the month, or a day counted in weeks."""

    @property
    def recurrence(self) -> Recurrence:
        """When it recurs, from the first payment on."""
        start = self.hits[0][0]
        if self.cadence.weeks:
            return Recurrence(Frequency.WEEK, self.cadence.weeks, start)
        return Recurrence(Frequency.MONTH, self.cadence.months, start, on=(str(self.place),))

    @property
    def amounts(self) -> list[int]:
        return [payment.amount for _, payment in self.hits]

    @property
    def newest(self) -> Payment:
        return self.hits[-1][1]

    @property
    def covered(self) -> Fraction:
        """How many payments it explains, less what the score says against it."""
        return len(self.hits) * self.score

    @property
    def off(self) -> Fraction:
        """How many days a payment is from its date on average."""
        return Fraction(sum(abs((one.date - day).days) for day, one in self.hits), len(self.hits))

    @property
    def missed(self) -> int:
        """How many dates between the first and the last payment have none."""
        return self.slots - len(self.hits)

    def has_ended(self, today: date) -> bool:
        """Whether the newest payment is so long ago that another one would have come."""
        return (today - self.hits[-1][0]).days > ENDED * self.cadence.days


def series_among(payments: Sequence[Payment]) -> list[Series]:
    """Return the series among the payments to one payee, best first.

    Amounts that lie apart are tried together and by themselves; what covers more payments wins. By
    themselves they have to be steady, and three at least: of many purchases some always happen to
    be alike.
    """
    ordered = sorted(payments)
    together = _best(ordered)
    whole = [together] if together else []
    by_themselves = [one for some in _contracts(ordered) if (one := _best(some))]
    apart = [one for one in by_themselves if one.steady and len(one.hits) >= HITS_MIN]
    found = max(whole, apart, key=lambda series: sum(one.covered for one in series))
    return sorted(found, key=lambda one: (-one.score, one.hits[0]))


def _best(payments: Sequence[Payment]) -> Series | None:
    """Return the series with the best score from SCORE_MIN on, if there is one."""
    found = [one for cadence in CADENCES if (one := _series(payments, cadence))]
    found = [one for one in found if one.score >= SCORE_MIN]
    # A grid of another cadence fits for a while as well, and then drifts away.
    most = max((one.covered for one in found), default=Fraction(0))
    near = [one for one in found if one.covered >= most * (1 - NEARLY)]
    nearest = min((one.off for one in near), default=Fraction(0))
    on_time = (one for one in near if one.off <= nearest + OFF_NEARLY)
    return max(on_time, key=lambda one: one.cadence.days, default=None)


def _series(payments: Sequence[Payment], cadence: Cadence) -> Series | None:
    """Return what the best grid of a cadence makes of payments, which are in order."""
    if len(payments) < YEARLY_HITS_MIN:
        return None
    days = (payments[-1].date - payments[0].date).days
    dates_max = (days + 2 * cadence.within) // cadence.days + 2
    # Purity is at most this; most groups are out here, before any grid is laid.
    if Fraction(dates_max, len(payments)) < SCORE_MIN:
        return None
    place, slot_of = (_weekly if cadence.weeks else _monthly)(payments, cadence)
    nearest: dict[date, Payment] = {}
    for payment in payments:
        slot = slot_of(payment.date)
        if slot is None:
            continue
        there = nearest.get(slot)
        if there is None or abs(payment.date - slot) < abs(there.date - slot):
            nearest[slot] = payment
    hits = sorted(nearest.items())
    if len(hits) < (YEARLY_HITS_MIN if cadence.name == "year" else HITS_MIN):
        return None
    if len(hits) < HITS_MIN and not _are_alike([payment.amount for _, payment in hits]):
        return None
    slots = _count_of_slots(hits[0][0], hits[-1][0], cadence)
    margin = timedelta(days=cadence.within)
    first, last = hits[0][0] - margin, hits[-1][0] + margin
    between = sum(first <= payment.date <= last for payment in payments)
    steadiness, steady = _steadiness([payment.amount for _, payment in hits], slots)
    score = Fraction(len(hits), slots) * Fraction(len(hits), between) * (1 + steadiness) / 2
    return Series(cadence, hits, slots, score, steady, place)


Grid = tuple[int, Callable[[date], date | None]]
"""Its place, and what gives its date next to a day, where that is near enough."""


def _weekly(payments: Sequence[Payment], cadence: Cadence) -> Grid:
    """Return the grid of weeks that is near most payments."""
    length = cadence.weeks * WEEK_DAYS
    place = _densest(Counter(one.date.toordinal() % length for one in payments), length, cadence)

    def slot_of(day: date) -> date | None:
        off = (day.toordinal() - place + length // 2) % length - length // 2
        return day - timedelta(days=off) if abs(off) <= cadence.within else None

    return place, slot_of


def _monthly(payments: Sequence[Payment], cadence: Cadence) -> Grid:
    """Return the day of the month that is near most payments, which makes a grid.

    The months of the grid are those with the most payments near that day.
    """
    place = _densest(Counter(one.date.day for one in payments), _MONTH_DAYS, cadence)
    if place >= _SHORTEST_MONTH_DAYS:
        # Where a month lacks the day its last one counts, which no circle of days shows.
        ends = range(_SHORTEST_MONTH_DAYS, _MONTH_DAYS + 1)
        place = min(ends, key=lambda day: sum(_off(one.date, day) for one in payments))

    def near(day: date) -> date | None:
        slot = _next_to(day, place)
        return slot if abs((day - slot).days) <= cadence.within else None

    slots = filter(None, (near(one.date) for one in payments))
    residues = Counter(_number(slot) % cadence.months for slot in slots)
    of_grid = min(residues, key=lambda one: (-residues[one], one), default=0)

    def slot_of(day: date) -> date | None:
        slot = near(day)
        return slot if slot and _number(slot) % cadence.months == of_grid else None

    return place, slot_of


@lru_cache(maxsize=DATES_KEPT)
def _next_to(day: date, place: int) -> date:
    """Return the date next to `day` that is on a day of the month, or the last one of a month."""
    month = Month.of(day)
    slots = (
        one.first.replace(day=min(place, one.last.day))
        for one in (month, month.shifted(-1), month.shifted(1))
    )
    return min(slots, key=lambda slot: abs(day - slot))


def _off(day: date, place: int) -> int:
    return abs((day - _next_to(day, place)).days)


def _densest(counted: Counter[int], length: int, cadence: Cadence) -> int:
    """Return the place on a circle around which most of what is counted lies.

    Of several, the one to which that is nearest, and then the first.
    """
    reach = range(-cadence.within, cadence.within + 1)
    start = 1 if cadence.months else 0

    def around(place: int) -> tuple[int, int, int]:
        near = {step: counted[(place - start + step) % length + start] for step in reach}
        return sum(near.values()), -sum(abs(s) * n for s, n in near.items()), -place

    return max(counted, key=around)


def _count_of_slots(first: date, last: date, cadence: Cadence) -> int:
    if cadence.weeks:
        return (last - first).days // (cadence.weeks * WEEK_DAYS) + 1
    return (_number(last) - _number(first)) // cadence.months + 1


def _number(day: date) -> int:
    return Month.of(day).months_after(Month(1, 1))


def _steadiness(amounts: Sequence[int], slots: int) -> tuple[Fraction, bool]:
    """Return how much amounts are alike, from 0 to 1, and whether they are steady."""
    steps = sum(one != other for one, other in pairwise(amounts))
    if steps * STEP_SLOTS <= slots:
        return Fraction(1), True
    middle = Fraction(median([Fraction(amount) for amount in amounts]))
    deviation = Fraction(median([abs(amount - middle) for amount in amounts]))
    return 1 - min(Fraction(1), deviation / middle / SPREAD), False


def _are_alike(amounts: Sequence[int]) -> bool:
    smallest, largest = min(amounts), max(amounts)
    return largest - smallest <= smallest * YEARLY_AMOUNTS_APART


def are_near(one: int, other: int) -> bool:
    """Whether two amounts lie no more than a fifth apart."""
    smaller, larger = sorted((one, other))
    return larger * APART.denominator <= smaller * APART.numerator


def _contracts(payments: Sequence[Payment]) -> Iterator[list[Payment]]:
    """Yield the payments that may be of one contract each.

    Those of a group of amounts if half of them are of one amount. Of another group, such as
    purchases, those of each amount that came often enough: one may buy where one has a contract.
    """
    for cluster in _clusters(payments):
        counted = Counter(payment.amount for payment in cluster)
        ((_, most),) = counted.most_common(1)
        if len(cluster) >= HITS_MIN and 2 * most >= len(cluster):
            yield cluster
        else:
            for amount, count in counted.items():
                if count >= HITS_MIN:
                    yield [payment for payment in cluster if payment.amount == amount]


def _clusters(payments: Sequence[Payment]) -> list[list[Payment]]:
    """Return the payments in groups of amounts, between which there are gaps."""
    by_amount = sorted(payments, key=lambda one: (one.amount, one))
    found: list[list[Payment]] = []
    for payment in by_amount:
        if found and are_near(found[-1][-1].amount, payment.amount):
            found[-1].append(payment)
        else:
            found.append([payment])
    return [sorted(cluster) for cluster in found]
