"""Measure how well payments that recur are found among those of made-up households:

    .venv/bin/python -m benchmarks.recurring [--tuning] [--by-cadence] [--wrong]

Fifty households, of which every other one is for tuning alone (--tuning). A suggestion is right if
it has the payee and the cadence of a series that goes on, and most of its payments; of one series,
one suggestion is right. --by-cadence says of ours what was found of each cadence, --wrong lists
what was suggested wrongly or not found.
"""

import argparse
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import mean, median
from typing import NamedTuple

from benchmarks.recurring_baselines import Claim, as_actual, as_sure
from benchmarks.recurring_household import Household, Truth, name_of
from common.business_days import NO_CALENDAR, business_days
from common.recurrence import dates_from, normalised
from schedules.cadences import CADENCES, Payment
from schedules.detection import series_of_payees

HOUSEHOLDS = 50
NEXT_WITHIN = 2
"""In days: how far off the next date may be."""

Payees = Sequence[Sequence[Payment]]
"""The payments to each of the payees whose names differ in numbers alone, in their order."""
Way = Callable[[Payees, date], Iterator[Claim]]
"""Tells what recurs among them, on a day."""


def as_ours(payees: Payees, today: date) -> Iterator[Claim]:
    """Yield what is suggested."""
    for series in series_of_payees(payees):
        if not series.has_ended(today):
            dates = dates_from(normalised(series.recurrence), today, business_days(NO_CALENDAR))
            after = next(one.nominal for one in dates if one.nominal > today)
            ids = frozenset(payment.id for _, payment in series.hits)
            yield Claim(series.cadence.name, after, ids)


def of_each(way: Callable[[Sequence[Payment], date], Iterator[Claim]]) -> Way:
    """Return the way that looks at each payee by itself."""
    return lambda payees, today: (claim for one in payees for claim in way(one, today))


WAYS: dict[str, Way] = {
    "ours": as_ours,
    "as Actual defines it": of_each(as_actual),
    "as Sure defines it": of_each(as_sure),
}


class Wrong(NamedTuple):
    """A suggestion that is wrong, or a series that was not found."""

    what: str
    name: Hashable
    cadence: str


@dataclass(slots=True)
class Score:
    """How suggestions went."""

    right: int = 0
    suggested: int = 0
    there: int = 0
    days_off: list[int] = field(default_factory=list)
    """How far off the next date of each right one is."""
    hits: list[int] = field(default_factory=list)
    """How many payments it took until each right one was suggested first."""
    found: dict[str, list[int]] = field(default_factory=dict)
    """By cadence: how many series were found, and how many there are."""
    wrong: list[Wrong] = field(default_factory=list)

    def count(self, house: Household, way: Way) -> None:
        """Add what is suggested to a household."""
        truths = [one for one in house.truths if one.can_be_found]
        self.there += len(truths)
        open_ = {id(one): one for one in truths}
        for name, payees in house.by_name.items():
            for claim in way([sorted(one) for one in payees], house.today):
                self.suggested += 1
                truth = _meant(claim, name, open_.values())
                if truth is None:
                    self.wrong.append(Wrong("wrong", name, claim.cadence))
                    continue
                del open_[id(truth)]
                self.right += 1
                self.days_off.append(abs((claim.next - truth.next).days))
                self.hits.append(_hits_until_first(truth, payees, way))
        for one in truths:
            cell = self.found.setdefault(one.cadence.name, [0, 0])
            cell[0] += id(one) not in open_
            cell[1] += 1
        missing = ((name_of(one.group), one.cadence.name) for one in open_.values())
        self.wrong += [Wrong("missing", *one) for one in missing]

    def cells(self) -> list[str]:
        """Return the figures of one line of the table."""
        near = sum(days <= NEXT_WITHIN for days in self.days_off)
        return [
            f"{self.right / self.suggested:.3f}",
            f"{self.right / self.there:.3f}",
            f"{near / self.right:.3f}",
            f"{mean(self.days_off):.1f}",
            f"{median(self.hits):.0f}",
        ]


def _meant(claim: Claim, name: Hashable, truths: Iterable[Truth]) -> Truth | None:
    """Return the series that a suggestion has the payee, the cadence and most payments of."""
    for truth in truths:
        if name_of(truth.group) == name and truth.cadence.name == claim.cadence:
            own = sum(one.id in claim.payments for one in truth.payments)
            if 2 * own > len(claim.payments):
                return truth
    return None


def _hits_until_first(truth: Truth, payees: Payees, way: Way) -> int:
    """Return how many payments of a series there were when it was suggested first."""
    for number, newest in enumerate(truth.payments, 1):
        known = [sorted(one for one in some if one.date <= newest.date) for some in payees]
        name = name_of(truth.group)
        if any(_meant(claim, name, [truth]) for claim in way(known, newest.date)):
            return number
    return len(truth.payments)


def table(houses: Sequence[Household]) -> Iterator[str]:
    """Yield the lines of the table, and what was counted."""
    yield f"| | precision | recall | next date within {NEXT_WITHIN} days | days off | payments |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name, way in WAYS.items():
        yield f"| {name} | {' | '.join(score_of(houses, way).cells())} |"
    series = sum(one.can_be_found for house in houses for one in house.truths)
    payments = sum(len(rows) for house in houses for rows in house.payments.values())
    yield f"\n{len(houses)} households, {payments:,} payments, {series:,} series that go on."


def by_cadence(score: Score) -> Iterator[str]:
    """Yield what was found of each cadence."""
    for one in CADENCES:
        found, there = score.found.get(one.name, (0, 0))
        yield f"{one.name}: {found} of {there}"


def score_of(houses: Sequence[Household], way: Way) -> Score:
    score = Score()
    for house in houses:
        score.count(house, way)
    return score


def main() -> int:
    """Print the table, and what else is asked for."""
    options = argparse.ArgumentParser()
    for name in ("--tuning", "--by-cadence", "--wrong"):
        options.add_argument(name, action="store_true")
    asked = options.parse_args()
    seeds = range(1 if asked.tuning else 2, HOUSEHOLDS + 1, 2)
    houses = [Household(seed) for seed in seeds]
    print(*table(houses), sep="\n")
    if asked.by_cadence or asked.wrong:
        score = score_of(houses, as_ours)
        print("", *by_cadence(score), sep="\n")
        if asked.wrong:
            print("", *(f"{one.what}: {one.name}, {one.cadence}" for one in score.wrong), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
