"""What is kept though it follows from other rows: the totals, and home amounts."""

from collections.abc import Iterator
from itertools import islice

from books.integrity.findings import BATCH, walk
from books.models import Book
from books.resources import Check
from books.unit_of_work import UnitOfWork
from common.money import CURRENCIES
from common.periods import Month
from transactions.conversion import Converter, Value
from transactions.models import UNCATEGORISED, MonthlyFlow, MonthlyTotal, Posting
from transactions.revaluation import revalue_book
from transactions.totals import SUMS, TotalKey, TotalValues, flows_of
from transactions.totals_rebuild import counted, months_of, rebuild_totals

NOTHING = TotalValues(0, 0, 0, 0, 0)


def monthly_totals(book: Book) -> Iterator[str]:
    """MonthlyTotal is what the postings add up to, in each of its cells."""
    for month in months_of(book):
        yield from _unequal(counted(book, month), _stored(book, MonthlyTotal, month))


def monthly_flows(book: Book) -> Iterator[str]:
    """MonthlyFlow is what the postings add up to, in each of its cells."""
    for month in months_of(book):
        yield from _unequal(flows_of(counted(book, month)), _stored(book, MonthlyFlow, month))


def home_amounts(book: Book) -> Iterator[str]:
    """A posting is worth what the rate of its day makes of it; NULL only where there is none."""
    if book.home_currency not in CURRENCIES:
        return
    columns = ("currency", "date", "amount", "home_amount", "rate", "rate_date", "rate_source")
    rows = walk(Posting.objects.for_book(book).filter(currency__in=CURRENCIES), "id", *columns)
    while batch := list(islice(rows, BATCH)):
        converter = Converter(book, ((code, day) for _, code, day, *_ in batch))
        for row_id, code, day, amount, *kept in batch:
            value = converter.value(amount, CURRENCIES[code], day)
            before = Value(*kept)
            if before != value:
                yield f"posting {row_id} is kept as {_worth(before)}; it is {_worth(value)}"


def rebuild(uow: UnitOfWork) -> None:
    """Count the totals of the book anew, then value its postings anew; nothing else is touched."""
    rebuild_totals(uow)
    revalue_book(uow)


def _stored(
    book: Book, model: type[MonthlyTotal | MonthlyFlow], month: Month
) -> dict[TotalKey, TotalValues]:
    rows = model.objects.for_book(book).filter(month__gte=month.first, month__lte=month.last)
    return {
        TotalKey(
            row.month,
            row.kind,
            row.account_id,
            row.category_key if isinstance(row, MonthlyTotal) else UNCATEGORISED,
        ): TotalValues(*(getattr(row, name) for name in SUMS))
        for row in rows
    }


def _unequal(
    right: dict[TotalKey, TotalValues], kept: dict[TotalKey, TotalValues]
) -> Iterator[str]:
    for cell in sorted(right.keys() | kept.keys()):
        wanted, found = right.get(cell, NOTHING), kept.get(cell, NOTHING)
        if wanted != found:
            yield f"{_place(cell)}: kept {_figures(found)}; postings give {_figures(wanted)}"


def _place(cell: TotalKey) -> str:
    category = f", category {cell.category_key}" if cell.category_key else ""
    return f"{cell.month} {cell.kind} on account {cell.account_id}{category}"


def _figures(figures: TotalValues) -> str:
    if figures == NOTHING:
        return "none"
    return ", ".join(f"{name} {value}" for name, value in figures._asdict().items())


def _worth(value: Value) -> str:
    if value.home_amount is None:
        return "unconverted"
    at = f" at {value.rate} of {value.rate_date} ({value.rate_source})" if value.rate else ""
    return f"worth {value.home_amount}{at}"


CHECKS: tuple[Check, ...] = (
    monthly_totals,
    monthly_flows,
    home_amounts,
)
