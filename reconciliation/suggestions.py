"""Which postings would close the gap of a statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet, Sum

from books.models import Book
from reconciliation.comparison import compare
from reconciliation.subsets import AMOUNTS_MAX, subsets
from statements.stored import StoredStatement
from transactions.models import Posting, Status

LATE_DAYS = 5
"""How many days after the day of the statement a posting may be dated: people enter a payment on
the day on which they see it, which is after a weekend or a holiday."""
WAYS_MAX = 5
"""How many ways are shown: more than that nobody compares."""


@dataclass(frozen=True, slots=True)
class Way:
    """Some postings to settle, or to release."""

    settle: tuple[int, ...] = ()
    release: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What would close a gap."""

    all_until: date | None
    """The day of the statement, where settling all up to it that is not pending would do."""
    ways: Sequence[Way]
    """From the fewest postings on."""
    turned: Sequence[int]
    """Settled postings that would close it with the sign turned."""


def suggest(book: Book, statement: StoredStatement) -> Suggestions:
    """Return what would close the gap of `statement`; nothing where it has none."""
    gap = compare(book, statement).gap
    if not gap or statement.closed or not statement.settles:
        return Suggestions(None, (), ())
    unsettled = Posting.objects.for_book(book).filter(
        settled_in__isnull=True, account=statement.account_id
    )
    unsettled = unsettled.exclude(transaction__status=Status.PENDING)
    mine = Posting.objects.for_book(book).filter(settled_in=statement.id)
    due = unsettled.filter(date__lte=statement.date)
    in_all = due.aggregate(sum=Sum("amount", default=0))["sum"]
    return Suggestions(
        all_until=statement.date if in_all == gap else None,
        ways=[*_to_settle(unsettled, statement, gap), *_to_release(mine, gap)][:WAYS_MAX],
        turned=_ids(mine.filter(amount=-(gap // 2))) if gap % 2 == 0 else (),
    )


def _to_settle(unsettled: "QuerySet[Posting]", statement: StoredStatement, gap: int) -> list[Way]:
    """Search the newest of those up to some days after the statement."""
    latest = statement.date + timedelta(days=LATE_DAYS)
    near = unsettled.filter(date__lte=latest).order_by("-date", "-pk")
    found = list(near.values_list("pk", "amount")[:AMOUNTS_MAX])
    ways = subsets([amount for _, amount in found], gap, WAYS_MAX)
    return [Way(settle=tuple(found[place][0] for place in places)) for places in ways]


def _to_release(mine: "QuerySet[Posting]", gap: int) -> list[Way]:
    return [Way(release=(row_id,)) for row_id in _ids(mine.filter(amount=-gap))]


def _ids(rows: "QuerySet[Posting]") -> list[int]:
    return list(rows.order_by("-date", "-pk").values_list("pk", flat=True)[:WAYS_MAX])
