"""The rules of a book's own rate, as functions over a draft and the rates that it is to join."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from books.models import Book
from common.errors import Problem
from common.money import CURRENCIES, AmountError
from common.periods import DATE_MAX, DATE_MIN
from currencies.models import BookRate
from currencies.quotes import parse_rate


@dataclass(frozen=True, slots=True)
class RateDraft:
    """A rate as it is to be: `rate` units of `quote` for 1 unit of `base`.

    `id` is None for one that is new.
    """

    date: date
    base: str
    quote: str
    rate: Decimal
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Others:
    """What the rules need to know of the book's rates: which one is of the same pair and day."""

    same_day_id: int | None

    @classmethod
    def of(cls, book: Book, draft: RateDraft) -> "Others":
        same = BookRate.objects.for_book(book).matching(
            base=draft.base, quote=draft.quote, start_date=draft.date, end_date=draft.date
        )
        return cls(same.values_list("id", flat=True).first())


def _currencies_are_known(draft: RateDraft, others: Others) -> Iterator[Problem]:
    for pointer, code in (("/base", draft.base), ("/quote", draft.quote)):
        if code not in CURRENCIES:
            yield Problem(pointer, "unknown_currency", f"ISO 4217 has no currency {code}.")


def _currencies_differ(draft: RateDraft, others: Others) -> Iterator[Problem]:
    if draft.base == draft.quote:
        detail = "A rate is between two currencies; to itself a currency always has the rate 1."
        yield Problem("/quote", "same_currency", detail)


def _date_is_within_years(draft: RateDraft, others: Others) -> Iterator[Problem]:
    if not DATE_MIN <= draft.date <= DATE_MAX:
        yield Problem("/date", "out_of_range", f"State a date from {DATE_MIN} to {DATE_MAX}.")


def _rate_is_within_bounds(draft: RateDraft, others: Others) -> Iterator[Problem]:
    try:
        parse_rate(draft.rate)
    except AmountError as error:
        yield Problem("/rate", error.code, str(error))


def _pair_is_free_on_that_day(draft: RateDraft, others: Others) -> Iterator[Problem]:
    if others.same_day_id not in (None, draft.id):
        detail = "There is a rate between these two currencies on that day already."
        yield Problem("/date", "rate_taken", detail)


RULES: tuple[Callable[[RateDraft, Others], Iterator[Problem]], ...] = (
    _currencies_are_known,
    _currencies_differ,
    _date_is_within_years,
    _rate_is_within_bounds,
    _pair_is_free_on_that_day,
)


def problems(draft: RateDraft, others: Others) -> list[Problem]:
    """Return every rule that `draft` breaks."""
    return [problem for rule in RULES for problem in rule(draft, others)]
