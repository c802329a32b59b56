"""Rules of periods that follow each other, each from a day on. Their periods tile time together.

The period that runs when another rule begins is cut short on the day before. Periods are numbered
on: those of the first rule as it numbers them, those of a later one after the last of the one
before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from common.business_days import IsBusinessDay
from common.period_rules import PeriodRule
from common.periods import Period


class LaterRule(NamedTuple):
    """A rule that holds from a day on."""

    starts: date
    """The first day of one of its periods, before it is moved to a business day."""
    rule: PeriodRule


class _Stretch(NamedTuple):
    """The periods of one rule: `since` is the number of the first one, `offset` its own less."""

    rule: PeriodRule
    offset: int
    since: int


@dataclass(frozen=True)
class RuleSequence:
    """A rule, and those that have followed it, in the order of their days."""

    first: PeriodRule
    later: Sequence[LaterRule] = ()

    def rule_of(self, number: int) -> PeriodRule:
        """Return the rule that a period is of."""
        return self._stretches[self._index(number)].rule

    def nominal(self, number: int) -> date:
        """Return the first day of a period, not adjusted, which names it."""
        stretch = self._stretches[self._index(number)]
        return stretch.rule.nominal(number - stretch.offset)

    def number_of_nominal(self, day: date) -> int | None:
        """Return the number of the period whose first day, not adjusted, is `day`."""
        index = sum(one.starts <= day for one in self.later)
        stretch = self._stretches[index]
        number = stretch.rule.number_of_nominal(day)
        return None if number is None else number + stretch.offset

    def start(self, number: int, is_business_day: IsBusinessDay) -> date:
        """Return the first day of a period."""
        return self._start(self._index(number), number, is_business_day)

    def period(self, number: int, is_business_day: IsBusinessDay) -> Period:
        """Return the days of a period, which ends before the next one starts."""
        after = self.start(number + 1, is_business_day)
        return Period(self.start(number, is_business_day), after - timedelta(days=1))

    def number_of(self, day: date, is_business_day: IsBusinessDay) -> int:
        """Return the number of the period that has `day`."""
        index = len(self._stretches) - 1
        while index and self._first_day(index, is_business_day) > day:
            index -= 1
        stretch = self._stretches[index]
        number = stretch.rule.number_of(day, is_business_day) + stretch.offset
        if index:
            number = max(number, stretch.since)
        if index + 1 < len(self._stretches):
            last = self._stretches[index + 1].since - 1
            number = min(number, last)
            while number < last and self._start(index, number + 1, is_business_day) <= day:
                number += 1
        return number

    def _first_day(self, index: int, is_business_day: IsBusinessDay) -> date:
        return self._start(index, self._stretches[index].since, is_business_day)

    def _start(self, index: int, number: int, is_business_day: IsBusinessDay) -> date:
        stretch = self._stretches[index]
        start = stretch.rule.start(number - stretch.offset, is_business_day)
        if index + 1 == len(self._stretches):
            return start
        # However holidays move first days: each period before the next rule keeps a day at least.
        left = self._stretches[index + 1].since - number
        return min(start, self._first_day(index + 1, is_business_day) - timedelta(days=left))

    def _index(self, number: int) -> int:
        return sum(stretch.since <= number for stretch in self._stretches[1:])

    @cached_property
    def _stretches(self) -> list[_Stretch]:
        """The rules with their numbers; raises ValueError where none of one begins on its day."""
        found = [_Stretch(self.first, 0, 0)]
        for starts, rule in self.later:
            own = rule.number_of_nominal(starts)
            if own is None:
                raise ValueError(f"No period of the rule that holds from {starts} on begins then.")
            rule_before, offset, _ = found[-1]
            since = rule_before.last_before(starts) + offset + 1
            found.append(_Stretch(rule, since - own, since))
        return found
