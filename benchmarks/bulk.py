"""Recording many transactions through the services, beside `executemany` of the same rows."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from benchmarks.books import batches, delete, empty_book
from benchmarks.household import Household
from books.models import Book, Cause
from books.unit_of_work import Actor, change
from common.memory import share_with_children
from transactions.drafts import TransactionDraft
from transactions.models import Posting, Transaction, TransactionTag
from transactions.services import record_transactions

TRANSACTIONS = 100_000
BATCH = 5_000
NAME = "bulk"


@dataclass(frozen=True, slots=True)
class BulkTimes:
    """Seconds for all transactions, and the median over the batches of ours to executemany."""

    ours: float
    bare: float
    ratio: float


def measure_bulk(transactions: int) -> BulkTimes:
    """Record so many transactions in batches.

    Each batch is recorded by the services, and then its rows by executemany.
    """
    book, chart = empty_book(NAME)
    share_with_children()  # as the server does before it answers
    ours, bare = [], []
    try:
        for batch in batches(Household(chart).drafts(transactions), BATCH):
            started = time.perf_counter()
            number = _record(book, batch)
            recorded = time.perf_counter()
            rows = CopiedRows(book, number)
            read = time.perf_counter()
            rows.insert()
            bare.append(time.perf_counter() - read)
            ours.append(recorded - started)
    finally:
        delete(NAME)
    ratios = [mine / theirs for mine, theirs in zip(ours, bare, strict=True)]
    return BulkTimes(sum(ours), sum(bare), statistics.median(ratios))


def _record(book: Book, batch: Sequence[TransactionDraft]) -> int:
    with change(book, by=Actor(user_id=None, cause=Cause.COMMAND)) as uow:
        record_transactions(uow, batch)
        return uow.number


class CopiedRows:
    """The rows that a change has made, ready to be inserted once more, as new ones.

    Those of transactions and their parts, and of `others`, which carry the number of the change.
    """

    def __init__(self, book: Book, number: int, *others: type[models.Model]) -> None:
        made = Transaction.objects.for_book(book).filter(created_in=number).order_by("id")
        newest = Transaction.objects.latest("id").pk
        # Ids grow in order, so the copies will follow the newest row in the order of the rows.
        copies = {
            pk: newest + place for place, pk in enumerate(made.values_list("id", flat=True), 1)
        }
        self.tables: list[tuple[type[models.Model], list[str], list[tuple[Any, ...]]]] = []
        self.tables.append((Transaction, _columns(Transaction), _values(made)))
        for model in (Posting, TransactionTag):
            columns = _columns(model)
            parent = columns.index("transaction_id")
            rows = model.objects.filter(transaction__in=made).order_by("id")
            self.tables.append((model, columns, _moved(_values(rows), parent, copies)))
        for other in others:
            made_too = other._default_manager.filter(book_id=book.pk, number=number).order_by("id")
            self.tables.append((other, _columns(other), _values(made_too)))

    def insert(self) -> None:
        """Insert them all in one transaction, a statement for each table."""
        with transaction.atomic(), connection.cursor() as cursor:
            for model, columns, rows in self.tables:
                marks = ", ".join(["%s"] * len(columns))
                names = ", ".join(map(connection.ops.quote_name, columns))
                into = f"{model._meta.db_table} ({names})"
                cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]


def _values(rows: models.QuerySet[Any]) -> list[tuple[Any, ...]]:
    return list(rows.values_list(*_columns(rows.model)))


def _moved(
    rows: Sequence[tuple[Any, ...]], parent: int, copies: dict[int, int]
) -> list[tuple[Any, ...]]:
    return [(*row[:parent], copies[row[parent]], *row[parent + 1 :]) for row in rows]
