"""Which postings a statement settles: stating and taking back."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from books.unit_of_work import UnitOfWork
from common.batches import IDS_AT_ONCE, batched
from common.errors import Conflict, Problem, raise_problems
from statements.models import Statement, StatementType
from transactions.models import Posting, Status

UNTIL_MAX = 100_000
"""How many postings one request settles up to a day: they take some seconds, which others who write
to the book wait."""
_NOT_THERE = "This account has no such posting."


def settle(
    uow: UnitOfWork,
    statement: Statement,
    *,
    settle: Sequence[int] = (),
    release: Sequence[int] = (),
    until: date | None = None,
) -> None:
    """Settle some postings by `statement`, and release others.

    `until` settles all of the account up to that day that are neither pending nor settled. Raises
    Invalid with every id that cannot be meant, and Conflict where the statement is closed or
    settles nothing.
    """
    check_can_settle(statement)
    raise_problems(
        [*_settle_problems(uow, statement, settle), *_release_problems(uow, statement, release)]
    )
    _set(uow, release, None)
    _set(uow, settle, statement)
    if until is not None:
        _set(uow, _few(unsettled_until(uow, statement, until)), statement)
    uow.mark_changed(Statement.objects.filter(pk=statement.pk))


def _few(ids: list[int]) -> list[int]:
    if len(ids) > UNTIL_MAX:
        detail = f"These are {len(ids):,} postings, {UNTIL_MAX:,} at most: state an earlier day."
        raise_problems([Problem("/settle_until", "too_many", detail)])
    return ids


def settle_rows(uow: UnitOfWork, statement: Statement, ids: Sequence[int]) -> None:
    """Settle the postings `ids` by `statement`, which the caller knows that it has."""
    _set(uow, ids, statement)


def release_all(uow: UnitOfWork, statement: Statement) -> None:
    """Release every posting that `statement` settles."""
    uow.amend_many(Posting.objects.filter(settled_in=statement), settled_in=None)


def unsettled_until(uow: UnitOfWork, statement: Statement, day: date) -> list[int]:
    """Return the ids of the account's postings up to `day` that are not pending or settled."""
    rows = Posting.objects.for_book(uow.book).filter(
        settled_in__isnull=True, account=statement.account_id, date__lte=day
    )
    return list(rows.exclude(transaction__status=Status.PENDING).values_list("pk", flat=True))


def check_can_settle(statement: Statement) -> None:
    """Raise Conflict where what `statement` settles is fixed, or it settles nothing."""
    if statement.type == StatementType.ASSERTION:
        raise Conflict("An assertion settles no transactions.", code="assertion")
    if statement.closed:
        raise Conflict("This statement is closed. Reopen it first.", code="closed")


def _set(uow: UnitOfWork, ids: Sequence[int], statement: Statement | None) -> None:
    for batch in batched(sorted(set(ids)), IDS_AT_ONCE):
        uow.amend_many(Posting.objects.filter(pk__in=batch), settled_in=statement)


def _settle_problems(
    uow: UnitOfWork, statement: Statement, ids: Sequence[int]
) -> Iterator[Problem]:
    columns = ("settled_in_id", "settled_in__date", "transaction__status")
    known = _postings(uow, statement, ids, *columns)
    for index, row_id in enumerate(ids):
        at = f"/settle/{index}"
        if row_id not in known:
            yield Problem(at, "does_not_exist", _NOT_THERE)
            continue
        other, day, status = known[row_id]
        if other not in (None, statement.pk):
            yield Problem(at, "settled", f"The statement of {day} settles this posting.")
        if status == Status.PENDING:
            detail = "This transaction is pending: the bank has not confirmed it."
            yield Problem(at, "pending", detail)


def _release_problems(
    uow: UnitOfWork, statement: Statement, ids: Sequence[int]
) -> Iterator[Problem]:
    known = _postings(uow, statement, ids, "settled_in_id")
    for index, row_id in enumerate(ids):
        at = f"/release/{index}"
        if row_id not in known:
            yield Problem(at, "does_not_exist", _NOT_THERE)
        elif known[row_id] != (statement.pk,):
            detail = "This statement does not settle this posting."
            yield Problem(at, "not_settled", detail)


def _postings(
    uow: UnitOfWork, statement: Statement, ids: Sequence[int], *columns: str
) -> dict[int, tuple[Any, ...]]:
    """Return `columns` of those of the postings `ids` that are of the statement's account."""
    found: dict[int, tuple[Any, ...]] = {}
    for batch in batched(sorted(set(ids)), IDS_AT_ONCE):
        rows = Posting.objects.for_book(uow.book).filter(pk__in=batch, account=statement.account_id)
        found.update((row[0], row[1:]) for row in rows.values_list("pk", *columns))
    return found
