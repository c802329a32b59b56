"""What strict accounts refuse: new postings up to the day of their newest closed statement.

The whole change is looked at, so what a statement settles in it is not refused. A transaction that
was on the account by that day before is not new: its other fields, and its amount, stay free.
"""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Exists, Max, OuterRef, Subquery

from accounts.models import Account
from books import snapshots
from books.models import Book, Revision
from books.tracked_models import place_of
from books.unit_of_work import UnitOfWork
from common.batches import IDS_AT_ONCE, batched
from common.errors import Strict
from common.statements import Row
from common.statements import Statement as Query
from statements.models import Statement
from statements.stored import statements_with_ids
from transactions.models import Posting, Transaction


def check_strict(uow: UnitOfWork, ids: Collection[int]) -> None:
    """Raise Strict where one of the transactions `ids` is new before the end of a statement.

    That is: on a strict account, on or before the day of its newest closed statement, settled by
    no statement, and not there by that day before this change.
    """
    batches = batched(sorted(ids), IDS_AT_ONCE)
    early = [row for batch in batches for row in _EARLY.rows(book=uow.book.pk, ids=batch)]
    if not early:
        return
    closed = {one.id: one for one in statements_with_ids(uow.book.pk, [*{row[2] for row in early}])}
    were = dict(_before(uow, {row[0] for row in early}))
    new = [row for row in early if not _was_there(row, closed[row[2]].date, were)]
    if new:
        statements = {row[2] for row in new}
        days = {closed[row_id].date for row_id in statements}
        raise Strict(refusal({row[1] for row in new}, days), statements)


def closed_until(book: Book) -> dict[int, date]:
    """Return the day of the newest closed statement of each strict account, by its id."""
    return dict(_CLOSED_UNTIL.rows(book=book.pk))


def refusal(accounts: Collection[int], days: Collection[date]) -> str:
    """Return why strict `accounts` take nothing up to the `days` of their newest statements."""
    names = ", ".join(Account.objects.filter(pk__in=accounts).values_list("name", flat=True))
    until = ", ".join(f"{day}" for day in sorted(days))
    return (
        f"The account {names} is strict, and its statement of {until} is closed. State a later "
        "day; or reopen the statement and let it settle this; or make the account not strict."
    )


def _was_there(row: Row, until: date, were: dict[int, tuple[date, set[int]]]) -> bool:
    row_id, account_id, _ = row
    if row_id not in were:
        return False
    day, accounts = were[row_id]
    return account_id in accounts and day <= until


def _before(uow: UnitOfWork, ids: Collection[int]) -> Iterator[tuple[int, tuple[date, set[int]]]]:
    """Yield the day and the accounts that transactions had before this change, by their ids."""
    place = place_of(Transaction)
    assert place is not None  # noqa: S101  # transactions have a history
    tracked, _ = place
    revisions = Revision.objects.for_book(uow.book).filter(number=uow.number, kind=tracked.name)
    for batch in batched(sorted(ids), IDS_AT_ONCE):
        found = revisions.filter(row_id__in=batch).exclude(before="")
        for row_id, before in found.values_list("row_id", "before"):
            said = snapshots.load(tracked, before)
            yield row_id, (said["date"], {one["account_id"] for one in said["postings"]})


_CLOSED_UNTIL = Query(
    lambda *, book: (
        Statement.objects.filter(book_id=book, closed=True, account__strict=True)
        .order_by()
        .values_list("account_id")
        .annotate(Max("date"))
    )
)
_CLOSED = Statement.objects.filter(account=OuterRef("account"), closed=True)
_EARLY = Query(
    lambda *, book, ids: (
        Posting.objects.filter(
            Exists(_CLOSED.filter(date__gte=OuterRef("date"))),
            book_id=book,
            transaction__id__in=ids,
            settled_in__isnull=True,
            account__strict=True,
        )
        .order_by("transaction_id", "id")
        .annotate(newest=Subquery(_CLOSED.order_by("-date", "-id").values("pk")[:1]))
        .values_list("transaction_id", "account_id", "newest")
    )
)
