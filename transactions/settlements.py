"""What a closed statement keeps from being changed: the postings that it settles."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from books.unit_of_work import UnitOfWork
from common.errors import Problem, Settled
from statements.stored import statements_with_ids
from transactions.drafts import TransactionDraft
from transactions.models import Posting, Status
from transactions.stored import StoredPosting, StoredTransaction


class Settlement(NamedTuple):
    """That a statement settles a posting, with what it settles of it."""

    statement: int
    posting: int
    account: int
    amount: int
    """In minor units of the account's currency."""


def settlements(postings: Iterable[Posting | StoredPosting]) -> set[Settlement]:
    """Return how those of `postings` are settled that are."""
    return {
        Settlement(one.settled_in_id, one.pk, one.account_id, one.amount)
        for one in postings
        if one.settled_in_id is not None
    }


def statements_of(postings: Iterable[Posting | StoredPosting]) -> set[int]:
    """Return the ids of the statements that settle some of `postings`."""
    return {one.statement for one in settlements(postings)}


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
    if draft.status == Status.PENDING and statements_of(row.postings):
        detail = "A statement settles this transaction, so it is not pending; release it first."
        yield Problem("/status", "settled", detail)
