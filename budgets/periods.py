"""The periods of a budget: by number, by what they are stored as, and by their days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from books.models import Book
from common.business_days import IsBusinessDay
from common.errors import Problem
from common.periods import Period
from common.rule_sequences import RuleSequence


@dataclass(frozen=True, slots=True)
class BudgetPeriods:
    """The periods of the rules of a budget, in the calendar of one book."""

    rule: RuleSequence
    is_business_day: IsBusinessDay

    @classmethod
    def of(cls, rules: RuleSequence, book: Book) -> "BudgetPeriods":
        return cls(rules, book.is_business_day)

    def number_of(self, day: date) -> int:
        """Return the number of the period that has `day`."""
        return self.rule.number_of(day, self.is_business_day)

    def days(self, number: int) -> Period:
        """Return the days of a period."""
        return self.rule.period(number, self.is_business_day)

    def start(self, stored: date) -> date:
        """Return the first day of the period that is stored as `stored`."""
        return self.rule.start(self.number(stored), self.is_business_day)

    def number(self, stored: date) -> int:
        """Return the number of the period that is stored as `stored`.

        Raises ValueError where it is not one of the rule's, which `check_books` reports.
        """
        number = self.rule.number_of_nominal(stored)
        if number is None:
            raise ValueError(f"{stored} does not name a period of the budget.")
        return number

    def stored(self, number: int) -> date:
        """Return what a period is stored as."""
        return self.rule.nominal(number)

    def problems(self, start: date, pointer: str) -> Iterator[Problem]:
        """Yield a problem where no period begins on `start`."""
        period = self.days(self.number_of(start))
        if period.start != start:
            after = period.end + timedelta(days=1)
            detail = f"No period begins on {start}; state {period.start} or {after}."
            yield Problem(pointer, "period_start", detail)
