"""What schedules expect in the period of a budget, by category, or by account."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from books.models import Book
from budgets.models import Budget
from common.apportioning import apportion
from common.money import CURRENCIES, convert
from common.periods import Period
from currencies.rates import RateTable
from schedules.occurrences import Occurrence, Status
from schedules.stored import StoredLine, schedules_of_book, splits_of
from schedules.upcoming import due_within
from transactions.models import PostingKind

EXPECTED_DAYS_MAX = 366
"""How long a period may be: a year, as long as a report by days. A schedule by days has an
occurrence for each."""


def expected_by_category(
    book: Book, budget: Budget, accounts: Sequence[int], days: Period, today: date
) -> Mapping[tuple[str, int], int]:
    """Return what is expected within `days`, by type and category, in the budget's currency.

    Of transfers it is by the account that they go to. Paid or not, but what is skipped. On
    `accounts`, or on all where there are none. In a budget of the home currency, other ones count
    at the rate of `today`; what has none does not count.
    """
    found: dict[tuple[str, int], int] = {}
    schedules = schedules_of_book(book.pk)
    splits = splits_of([one.pk for one in schedules])
    occurrences = [
        one
        for one in due_within(book, schedules, days, today)
        if one.status != Status.SKIPPED and (not accounts or one.phase.account_id in accounts)
    ]
    for one, amount in _in_currency(book, budget, occurrences, today):
        lines = splits.get((one.schedule.pk, one.phase.starts), ())
        for kind, place, share in _shares(one, amount, lines):
            if place is not None:
                found[kind, place] = found.get((kind, place), 0) + share
    return found


def _shares(
    one: Occurrence, amount: int, lines: Sequence[StoredLine]
) -> Iterator[tuple[str, int | None, int]]:
    """Yield the types and the ids of categories, or of an account, that have an amount.

    What a split has in a category of the other type goes the other way.
    """
    kind = one.schedule.type
    if kind == PostingKind.TRANSFER:
        yield kind, one.phase.to_account_id, amount
    elif not lines:
        yield kind, one.phase.category_id, amount
    else:
        shares = apportion(amount, [line.amount for line in lines])
        for line, share in zip(lines, shares, strict=True):
            of = line.category_type or kind
            yield of, line.category_id, share if of == kind else -share


def _in_currency(
    book: Book, budget: Budget, occurrences: Sequence[Occurrence], today: date
) -> Iterator[tuple[Occurrence, int]]:
    codes = {one.phase.currency for one in occurrences}
    is_home = budget.currency == book.home_currency
    rates = RateTable.load(book, codes if is_home else (), Period(today, today))
    for one in occurrences:
        amount, code = one.expected.amount, one.phase.currency
        if code == budget.currency:
            yield one, amount
        elif is_home and (quote := rates.at(code, today)):
            worth = convert(amount, CURRENCIES[code], budget.money, quote.rate)
            if worth is not None:
                yield one, worth
