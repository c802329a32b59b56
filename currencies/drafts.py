"""The rules of a book's own rate, as functions over a draft and the rates that it is to join."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from books.models import Book
from books.row_rules import RowRule, row_problems
from books.tracked_models import Columns
from common.errors import Problem
from common.money import CURRENCIES, AmountError
from common.periods import DATE_MAX, DATE_MIN
from currencies.models import BookRate
from currencies.quotes import format_rate, parse_rate


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

    @property
    def row(self) -> Columns:
        """The columns that ROW_RULES look at."""
        return {"date": self.date, "base": self.base, "quote": self.quote, "rate": self.rate}


@dataclass(frozen=True, slots=True)
class Others:
    """What the rules need to know of the book's rates: which one is of the same pair and day."""

    same_day_id: int | None

    @classmethod
    def of(cls, book: Book, draft: RateDraft) -> "Others":
        same = BookRate.objects.for_book(book).filter(
            base=draft.base, quote=draft.quote, date=draft.date
        )
        return cls(same.values_list("id", flat=True).first())


# Rules of one row by itself.


def _currencies_are_known(row: Columns) -> Iterator[Problem]:
    for name in ("base", "quote"):
        if row[name] not in CURRENCIES:
            detail = f"ISO 4217 has no currency {row[name]}."
            yield Problem(f"/{name}", "unknown_currency", detail)


def _currencies_differ(row: Columns) -> Iterator[Problem]:
    if row["base"] == row["quote"]:
        detail = "A rate is between two currencies; to itself a currency always has the rate 1."
        yield Problem("/quote", "same_currency", detail)


def _date_is_within_years(row: Columns) -> Iterator[Problem]:
    if not DATE_MIN <= row["date"] <= DATE_MAX:
        yield Problem("/date", "out_of_range", f"State a date from {DATE_MIN} to {DATE_MAX}.")


def _rate_is_within_bounds(row: Columns) -> Iterator[Problem]:
    try:
        rate = parse_rate(row["rate"])
    except AmountError as error:
        yield Problem("/rate", error.code, str(error))
        return
    # Of a draft it is a number; as text it is what is stored, in the one way of writing it.
    if isinstance(row["rate"], str) and row["rate"] != format_rate(rate):
        yield Problem("/rate", "invalid", f"{row['rate']!r} is not a rate.")


# Rules over the rates of the book.


def _pair_is_free_on_that_day(draft: RateDraft, others: Others) -> Iterator[Problem]:
    if others.same_day_id not in (None, draft.id):
        detail = "There is a rate between these two currencies on that day already."
        yield Problem("/date", "rate_taken", detail)


ROW_RULES: tuple[RowRule, ...] = (
    _currencies_are_known,
    _currencies_differ,
    _date_is_within_years,
    _rate_is_within_bounds,
)
RULES: tuple[Callable[[RateDraft, Others], Iterator[Problem]], ...] = (_pair_is_free_on_that_day,)


def problems(draft: RateDraft, others: Others) -> list[Problem]:
    """Return every rule that `draft` breaks."""
    found = [problem for rule in RULES for problem in rule(draft, others)]
    return [*row_problems(ROW_RULES, draft.row), *found]
