"""Many writes to transactions in one change: all of them, or none."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from api.requests import form_of
from books.models import Book
from books.unit_of_work import UnitOfWork
from common.errors import Problem, raise_problems
from common.integers import BIGINT_MAX
from transactions.amending import amended, draft_from
from transactions.chart_of_accounts import ChartOfAccounts
from transactions.models import Transaction
from transactions.request_parsing import ParsedRequest, read
from transactions.serializers import TransactionSerializer
from transactions.services import (
    amend_transactions,
    delete_transactions,
    record_transactions,
    transactions_to_change,
)

Items = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The ids written, each in the order of the request."""

    created: list[int]
    updated: list[int]
    deleted: list[int]


def write_many(
    uow: UnitOfWork,
    *,
    create: Items = (),
    update: Items = (),
    delete: Sequence[int] = (),
    faults: Sequence[Problem] = (),
) -> BulkResult:
    """Record, change and delete transactions as the items of a request say.

    Raises Invalid with `faults`, which the lists themselves have, and every fault of every item;
    pointers begin with the list and the index.
    """
    new_form, change_form = (
        form_of(TransactionSerializer),
        form_of(TransactionSerializer, partial=True),
    )
    new = [read(new_form, item, draft_from) for item in create]
    updated = [_id(item) for item in update]
    stored = {row.pk: row for row in transactions_to_change(uow, updated)}
    changed = {
        index: read(change_form, item, partial(amended, stored[row_id]))
        for index, (row_id, item) in enumerate(zip(updated, update, strict=True))
        if row_id in stored
    }
    chart = ChartOfAccounts.of(uow.book)
    raise_problems(
        [
            *faults,
            *_id_problems(uow.book, updated, delete, set(stored)),
            *_faults("/create", enumerate(new), chart),
            *_faults("/update", changed.items(), chart),
        ]
    )
    created = record_transactions(uow, [s.draft for s in new if s.draft], chart)
    amendments = [(stored[updated[i]], s.draft) for i, s in changed.items() if s.draft]
    amend_transactions(uow, amendments, chart)
    delete_transactions(uow, delete)
    return BulkResult(created, updated, list(delete))


def _id(item: Mapping[str, Any]) -> int:
    """Return the id that `item` states, or 0, which no row has."""
    stated = item.get("id")
    return stated if type(stated) is int and 0 < stated <= BIGINT_MAX else 0


def _id_problems(
    book: Book, updated: Sequence[int], deleted: Sequence[int], stored: set[int]
) -> Iterator[Problem]:
    deletable = Transaction.objects.with_ids(book, deleted)
    known = {*stored, *deletable.values_list("pk", flat=True)}
    named = Counter([*updated, *deleted])
    pointers = [(f"/update/{index}/id", row_id) for index, row_id in enumerate(updated)]
    pointers += [(f"/delete/{index}", row_id) for index, row_id in enumerate(deleted)]
    for pointer, row_id in pointers:
        if row_id not in known:
            yield Problem(pointer, "does_not_exist", "There is no such transaction in this book.")
        elif named[row_id] > 1:
            yield Problem(pointer, "named_twice", "State each transaction once.")


def _faults(
    prefix: str, statements: Iterable[tuple[int, ParsedRequest]], chart: ChartOfAccounts
) -> Iterator[Problem]:
    for index, statement in statements:
        for fault in statement.every_fault(chart):
            yield fault.below(f"{prefix}/{index}")
