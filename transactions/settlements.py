"""What a closed statement keeps from being changed: what it settles of each transaction."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from books.unit_of_work import UnitOfWork
from common.errors import Problem, Settled
from statements.stored import statements_with_ids
from transactions.drafts import TransactionDraft
from transactions.models import Posting, Status
from transactions.stored import StoredPosting, StoredTransaction

SettledSums = Counter[tuple[int, int]]
"""What statements settle of transactions: minor units by the ids of a statement and of one."""


def settled_sums(postings: Iterable[Posting | StoredPosting]) -> SettledSums:
    """Return what statements settle of the transactions of `postings`."""
    sums: SettledSums = Counter()
    for one in postings:
        if one.settled_in_id is not None:
            sums[one.settled_in_id, one.transaction_id] += one.amount
    return sums


def statements_of(sums: SettledSums) -> set[int]:
    """Return the ids of the statements that settle something."""
    return {statement for statement, _ in sums}


def unsettled_by(before: SettledSums, after: SettledSums) -> set[int]:
    """Return the ids of the statements that settle another sum of some transaction afterwards.

    The parts that a sum is made of are not the bank's: a transaction may be split otherwise.
    """
    keys = before.keys() | after.keys()
    return {key[0] for key in keys if before.get(key) != after.get(key)}


def unsettled_in_all(before: SettledSums, after: SettledSums) -> set[int]:
    """Return the ids of the statements that settle another sum of all transactions afterwards.

    For an undo: where two transactions became one transfer, the sums come back in two.
    """
    totals: Counter[int] = Counter()
    for sums, sign in ((before, -1), (after, 1)):
        for (statement, _), amount in sums.items():
            totals[statement] += sign * amount
    return {statement for statement, difference in totals.items() if difference}


def check_open(uow: UnitOfWork, ids: Collection[int]) -> None:
    """Raise Settled where one of the statements `ids` is closed."""
    closed = [one for one in statements_with_ids(uow.book.pk, list(ids)) if one.closed]
    if closed:
        days = ", ".join(sorted({f"{one.date}" for one in closed}))
        which = "statements" if len(closed) > 1 else "statement"
        detail = f"The {which} of {days} settled this. Reopen the {which} first."
        raise Settled(detail, (one.id for one in closed))


def pending_problems(row: StoredTransaction, draft: TransactionDraft) -> Iterator[Problem]:
    """Yield why `row` cannot become `draft`: the bank has confirmed what a statement settles."""
    if draft.status == Status.PENDING and settled_sums(row.postings):
        detail = "A statement settles this transaction, so it is not pending; release it first."
        yield Problem("/status", "settled", detail)
