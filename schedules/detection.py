"""Payments that recur, found among those that were recorded: pure, and the same for any order.

For each cadence a grid of dates is laid through the payments to one payee on one account.
`coverage` is how many of its dates from the first to the last one hit have a payment, `purity` how
many of the payments in between are on a date of their own, `steadiness` how much the amounts are
alike. The score is coverage * purity * (1 + steadiness) / 2.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import chain, pairwise

from common.recurrence import Frequency, Recurrence
from schedules.cadences import CADENCES, Cadence, Payment
from schedules.grids import Days

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
CALENDAR_DAYS = 3
"""How many days longer or shorter some months may be than their cadences say."""
SLOTS_OF_THREE = 3
"""Within how many cadences three hits of a series lie."""
ENDED = Fraction(3, 2)
"""After how many cadences without a payment a series has ended."""


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
    if len(payments) < YEARLY_HITS_MIN:
        return []
    ordered = sorted(payments)
    together = _best(ordered)
    whole = [together] if together else []
    apart = list(_contracts(ordered))
    found = max(whole, apart, key=_covered)
    return sorted(found, key=lambda one: (-one.score, one.hits[0]))


def series_of_payees(payees: Sequence[Sequence[Payment]]) -> list[Series]:
    """Return the series among the payments to payees whose names differ in numbers alone.

    All payments are tried together, for a bank may put another reference into the name each time;
    and those of each payee by themselves, who may be two contracts. What covers more wins. Of the
    stores of a chain, some always happen to have payments that fit: contracts have half of all.
    """
    apart = [one for payments in payees for one in series_among(payments)]
    if len(payees) < 2:
        return apart
    every = list(chain.from_iterable(payees))
    together = series_among(every)
    if 2 * sum(len(one.hits) for one in apart) < len(every):
        return together
    return max(together, apart, key=_covered)


def _best(payments: Sequence[Payment]) -> Series | None:
    """Return the series with the best score from SCORE_MIN on, if there is one."""
    days = Days(payments)
    found = [one for cadence in CADENCES if (one := _series(payments, days, cadence))]
    if not found:
        return None
    # A grid of another cadence fits for a while as well, and then drifts away.
    most = max(one.covered for one in found)
    near = [one for one in found if one.covered >= most * (1 - NEARLY)]
    nearest = min(one.off for one in near)
    on_time = (one for one in near if one.off <= nearest + OFF_NEARLY)
    return max(on_time, key=lambda one: one.cadence.days)


def _series(payments: Sequence[Payment], days: Days, cadence: Cadence) -> Series | None:
    """Return what the best grid of a cadence makes of payments, unless its score is too low."""
    least = YEARLY_HITS_MIN if cadence.name == "year" else HITS_MIN
    if not _may_fit(days, cadence, least):
        return None
    grid = days.grid(cadence)
    if len(grid.hits) < least:
        return None
    # The numbers of the dates hit.
    dates = [days.numbers[index] - grid.off[index] for index in grid.hits]
    first, last = dates[0] - cadence.within, dates[-1] + cadence.within
    between = bisect_right(days.numbers, last) - bisect_left(days.numbers, first)
    # The score is no more than that of steady amounts.
    of_all = grid.slots * between
    if len(dates) ** 2 * SCORE_MIN.denominator < of_all * SCORE_MIN.numerator:
        return None
    hits = [
        (date.fromordinal(number), payments[index])
        for number, index in zip(dates, grid.hits, strict=True)
    ]
    amounts = [payment.amount for _, payment in hits]
    if len(hits) < HITS_MIN and not _are_alike(amounts):
        return None
    steadiness, steady = _steadiness(amounts, grid.slots)
    score = Fraction(len(hits) ** 2, of_all) * (1 + steadiness) / 2
    if score < SCORE_MIN:
        return None
    return Series(cadence, hits, grid.slots, score, steady, grid.place)


def _may_fit(days: Days, cadence: Cadence, least: int) -> bool:
    """Whether payments may be a series with `least` hits: most groups are out here.

    No grid is laid for that.
    """
    reach = 2 * cadence.within + CALENDAR_DAYS
    if (least - 1) * cadence.days > days.span + reach:
        return False
    dates_max = (days.span + 2 * cadence.within) // cadence.days + 2
    # Purity is at most this.
    if dates_max * SCORE_MIN.denominator < len(days.numbers) * SCORE_MIN.numerator:
        return False
    if least < HITS_MIN:
        return days.have_two(cadence.days, reach)
    # At SCORE_MIN, three hits are among four dates, and of more hits some are as dense.
    is_near = days.of_three <= SLOTS_OF_THREE * cadence.days + reach
    return is_near and days.have_three(cadence.days, reach)


def _steadiness(amounts: Sequence[int], slots: int) -> tuple[Fraction, bool]:
    """Return how much amounts are alike, from 0 to 1, and whether they are steady."""
    steps = sum(one != other for one, other in pairwise(amounts))
    if steps * STEP_SLOTS <= slots:
        return Fraction(1), True
    # Medians are doubled, so that they are whole numbers: one lies in the middle of two.
    middle = _doubled_median(amounts)
    deviation = _doubled_median([abs(2 * amount - middle) for amount in amounts])
    return 1 - min(Fraction(1), Fraction(deviation, 2 * middle) / SPREAD), False


def _doubled_median(values: Sequence[int]) -> int:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] + ordered[~half]


def _are_alike(amounts: Sequence[int]) -> bool:
    smallest, largest = min(amounts), max(amounts)
    return largest - smallest <= smallest * YEARLY_AMOUNTS_APART


def are_near(one: int, other: int) -> bool:
    """Whether two amounts lie no more than a fifth apart."""
    smaller, larger = sorted((one, other))
    return larger * APART.denominator <= smaller * APART.numerator


def _covered(found: Sequence[Series]) -> Fraction:
    """Return how many payments some series explain together, less what speaks against it."""
    return sum((one.covered for one in found), Fraction(0))


def _contracts(payments: Sequence[Payment]) -> Iterator[Series]:
    """Yield the series that are of one contract each.

    Those of a group of amounts if half of them are of one amount, and the price changed; or those
    of each amount that came often enough, if they cover more payments: one may buy where one has a
    contract, or have two.
    """
    if len(payments) < HITS_MIN:
        return
    by_amount: dict[int, list[Payment]] = defaultdict(list)
    for payment in payments:
        by_amount[payment.amount].append(payment)
    if len(by_amount) == len(payments):
        return
    for amounts in _clusters(sorted(by_amount)):
        of_each = [by_amount[amount] for amount in amounts]
        of_all = sorted(chain.from_iterable(of_each))
        is_one = len(of_all) >= HITS_MIN and 2 * max(map(len, of_each)) >= len(of_all)
        whole = [*_contract(of_all)] if is_one else []
        often = (same for same in of_each if len(same) >= HITS_MIN)
        parts = [one for same in often for one in _contract(same)]
        yield from max(whole, parts, key=_covered)


def _contract(payments: Sequence[Payment]) -> Iterator[Series]:
    """Yield the series of payments, which are in their order, if it may be of one contract."""
    one = _best(payments)
    if one and one.steady and len(one.hits) >= HITS_MIN:
        yield one


def _clusters(amounts: Sequence[int]) -> list[list[int]]:
    """Return amounts, which are in their order, in groups between which there are gaps."""
    found: list[list[int]] = []
    for before, amount in pairwise([0, *amounts]):
        if before and are_near(before, amount):
            found[-1].append(amount)
        else:
            found.append([amount])
    return found
