"""What schedules expect in the period of a budget, by category, or by account."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from books.models import Book
from budgets.models import Budget
from common.money import CURRENCIES, convert
from common.periods import Period
from currencies.rates import RateTable
from schedules.occurrences import Occurrence, Status
from schedules.stored import schedules_of_book
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
    occurrences = [
        one
        for one in due_within(book, schedules_of_book(book.pk), days, today)
        if one.status != Status.SKIPPED
        and _place(one) is not None
        and (not accounts or one.phase.account_id in accounts)
    ]
    for one, amount in _in_currency(book, budget, occurrences, today):
        key = (one.schedule.type, _place(one) or 0)
        found[key] = found.get(key, 0) + amount
    return found


def _place(one: Occurrence) -> int | None:
    """Return the id of the account that a transfer goes to, or of the category of another one."""
    is_transfer = one.schedule.type == PostingKind.TRANSFER
    return one.phase.to_account_id if is_transfer else one.phase.category_id


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
