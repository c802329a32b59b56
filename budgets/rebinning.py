"""What is stated of a line or of a budget for periods that give way to others from a day on.

Periods before that day stay as they are, the one that is cut short as well, with its whole amount.
What begins or ends in a later one does so in the new period that has its first day. Amounts are
cleared, or scaled by days:

- An amount of one period is shared out to the new periods by the days that they have of it. Days of
  such a new period that none had an amount of its own for have their share of what stands.
- An amount that stands is multiplied by the length of the new periods over that of the old ones, on
  average. So it is the same from months to months of pay days.
- What is held back at the end of a new period is what was held back in the old one with that day.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.db.models import TextChoices

from budgets.periods import BudgetPeriods
from budgets.reckoning import LineTerms
from budgets.stored_lines import StoredAmount, StoredLine, StoredPolicy
from common.apportioning import apportion
from common.period_rules import PeriodRule, Unit
from common.periods import WEEK_DAYS, Period

MONTH_DAYS = Fraction(146_097, 4_800)
"""How long a month is on average: the days of the 400 years in which the calendar repeats."""
_DAYS = {
    Unit.DAY: Fraction(1),
    Unit.WEEK: Fraction(WEEK_DAYS),
    Unit.MONTH: MONTH_DAYS,
    Unit.QUARTER: 3 * MONTH_DAYS,
    Unit.YEAR: 12 * MONTH_DAYS,
}


class Amounts(TextChoices):
    """What becomes of the amounts of periods that give way to others."""

    SCALE = "scale"
    """They are scaled by days."""
    CLEAR = "clear"
    """Nothing is budgeted from the day on."""


@dataclass(frozen=True, slots=True)
class Rebinning:
    """The periods of a budget before and after another rule holds from a day on."""

    old: BudgetPeriods
    new: BudgetPeriods
    first: int
    """The number of the first period of the other rule, by the new numbers."""
    amounts: str

    @property
    def cut(self) -> date:
        """What the first period of the other rule is stored as: the others before it stay."""
        return self.new.stored(self.first)

    def line(self, line: StoredLine) -> StoredLine:
        """Return what is stated of `line` by the new periods."""
        starts = self.moved(line.starts)
        ends = line.ends
        if ends is not None:
            ends = max(self.moved(ends), self.new.stored(self.new.number(starts) + 1))
        policies = {
            self.moved(one.starts): StoredPolicy(self.moved(one.starts), one.carry, one.cap)
            for one in line.policies
        }
        amounts = [one for one in line.amounts if one.period < self.cut]
        return replace(
            line,
            starts=starts,
            ends=ends,
            policies=[policies[day] for day in sorted(policies)],
            amounts=sorted([*amounts, *self._amounts(line)]),
        )

    def holds(self, holds: Mapping[date, int]) -> dict[date, int]:
        """Return what is held back by the new periods."""
        found = {period: amount for period, amount in holds.items() if period < self.cut}
        if self.amounts == Amounts.CLEAR:
            return found
        by_number = {self.old.number(period): amount for period, amount in holds.items()}
        for number in by_number:
            days = self.old.days(number)
            for new in self._over(days):
                if days.start <= self.new.days(new).end <= days.end:
                    found[self.new.stored(new)] = by_number[number]
        return dict(sorted(found.items()))

    def moved(self, stored: date) -> date:
        """Return what the period is stored as that has the first day of an old one."""
        if stored < self.cut:
            return stored
        return self.new.stored(self.new.number_of(self.old.start(stored)))

    def _amounts(self, line: StoredLine) -> Iterator[StoredAmount]:
        """Yield what is stated of a line from the first new period on."""
        terms = line.terms(self.old)
        standing = dict(self._standing(line, terms))
        for period, amount in standing.items():
            yield StoredAmount(period, standing=True, amount=amount)
        if self.amounts == Amounts.CLEAR:
            return
        for new, (share, covered) in self._shares(terms.own).items():
            stands = [amount for period, amount in standing.items() if period <= self._name(new)]
            if stands or terms.standing:
                whole = stands[-1] if stands else terms.standing_amount(self._last_kept) or 0
                rest = max(_length(self.new.days(new)) - covered, 0)
                share += apportion(whole, [covered, rest])[1]
            yield StoredAmount(self._name(new), standing=False, amount=share)

    def _shares(self, own: Mapping[int, int]) -> dict[int, tuple[int, int]]:
        """Return what new periods have of the amounts of old ones, and how many of their days.

        `own` are the amounts by the numbers of the old periods.
        """
        found: dict[int, tuple[int, int]] = {}
        for number, amount in own.items():
            if self.old.stored(number) < self.cut:
                continue
            days = self.old.days(number)
            over = list(self._over(days))
            weights = [_common_days(days, self.new.days(new)) for new in over]
            if not any(weights):
                # Holidays have moved it before the first new period whole.
                over, weights = [self.first], [1]
            for new, share, count in zip(over, apportion(amount, weights), weights, strict=True):
                shared, covered = found.get(new, (0, 0))
                found[new] = shared + share, covered + count
        return found

    def _standing(self, line: StoredLine, terms: LineTerms) -> Iterator[tuple[date, int]]:
        """Yield from when on which amounts stand, in order; a later one of a period takes it."""
        stands = terms.standing_amount(self._last_kept)
        if self.amounts == Amounts.CLEAR:
            # A standing amount can only be followed by another one.
            if stands is not None:
                yield self.cut, 0
            return
        if stands is not None and (scaled := self._scaled(stands, self._last_kept)) != stands:
            yield self.cut, scaled
        for one in line.amounts:
            if one.standing and one.period >= self.cut:
                number = self.old.number(one.period)
                yield self.moved(one.period), self._scaled(one.amount, number)

    def _scaled(self, amount: int, number: int) -> int:
        """Return what stands in an old period scaled to a new one, rounded half to even."""
        old, new = self.old.rule.rule_of(number), self.new.rule.rule_of(self.first)
        return round(amount * _average_days(new) / _average_days(old))

    def reach(self, line: StoredLine) -> int:
        """Return how many new periods all amounts of `line` together would have a share in."""
        own = (one.period for one in line.amounts if not one.standing)
        return self._reach(own)

    def reach_of_holds(self, holds: Mapping[date, int]) -> int:
        """Return in how many new periods something would be held back at the most."""
        return self._reach(holds)

    def _reach(self, stored: Iterable[date]) -> int:
        return sum(len(self._over(self.old.days(self.old.number(one)))) for one in stored)

    @property
    def _last_kept(self) -> int:
        """The number of the last period before the other rule, the same by old and new numbers."""
        return self.first - 1

    def _name(self, number: int) -> date:
        return self.new.stored(number)

    def _over(self, days: Period) -> range:
        """Return the numbers of the new periods of the other rule that have some of `days`."""
        ends = (self.new.number_of(day) for day in (days.start, days.end))
        first, last = ends
        return range(max(first, self.first), last + 1)


def _average_days(rule: PeriodRule) -> Fraction:
    return _DAYS[rule.unit] * rule.every


def _length(days: Period) -> int:
    return (days.end - days.start).days + 1


def _common_days(one: Period, other: Period) -> int:
    return max((min(one.end, other.end) - max(one.start, other.start)).days + 1, 0)
