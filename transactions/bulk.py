"""Many writes to transactions in one change: all of them, or none."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from books.door import OpenChange
from common.errors import Invalid, Problem, raise_problems
from transactions.amending import amended, draft_from
from transactions.drafts import TransactionDraft
from transactions.models import Transaction
from transactions.services import amend_transactions, delete_transactions, record_transactions


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The ids written, each in the order of the request."""

    created: list[int]
    updated: list[int]
    deleted: list[int]


def write_many(
    opened: OpenChange,
    *,
    create: Sequence[Mapping[str, Any]] = (),
    update: Sequence[Mapping[str, Any]] = (),
    delete: Sequence[int] = (),
) -> BulkResult:
    """Record, change and delete transactions as the validated items of a request say.

    Raises Invalid with every fault of every item; pointers begin with the list and the index.
    """
    updated = [item["id"] for item in update]
    rows = Transaction.objects.for_book(opened.book)
    stored = {row.pk: row for row in rows.filter(pk__in=updated).whole()}
    known = {*stored, *rows.filter(pk__in=delete).values_list("pk", flat=True)}
    raise_problems(_id_problems(updated, delete, known))
    faults: list[Problem] = []
    drafts: list[TransactionDraft] = []
    for index, item in enumerate(create):
        with _collected(faults, f"/create/{index}"):
            drafts.append(draft_from(item))
    amendments: list[tuple[Transaction, TransactionDraft]] = []
    for index, item in enumerate(update):
        values = {name: value for name, value in item.items() if name != "id"}
        with _collected(faults, f"/update/{index}"):
            amendments.append((stored[item["id"]], amended(stored[item["id"]], values)))
    raise_problems(faults)
    created: list[int] = []
    with _collected(faults, "/create"):
        created = record_transactions(opened, drafts)
    with _collected(faults, "/update"):
        amend_transactions(opened, amendments)
    raise_problems(faults)
    delete_transactions(opened, delete)
    return BulkResult(created, updated, list(delete))


@contextmanager
def _collected(faults: list[Problem], prefix: str) -> Iterator[None]:
    """Add what the block finds invalid to `faults`, so that the next block is looked at too."""
    try:
        yield
    except Invalid as invalid:
        faults += [problem.below(prefix) for problem in invalid.problems]


def _id_problems(
    updated: Sequence[int], deleted: Sequence[int], known: set[int]
) -> Iterator[Problem]:
    named = Counter([*updated, *deleted])
    pointers = [(f"/update/{i}/id", row_id) for i, row_id in enumerate(updated)]
    pointers += [(f"/delete/{i}", row_id) for i, row_id in enumerate(deleted)]
    for pointer, row_id in pointers:
        if row_id not in known:
            yield Problem(pointer, "does_not_exist", "There is no such transaction in this book.")
        elif named[row_id] > 1:
            yield Problem(pointer, "named_twice", "Name each transaction once.")
