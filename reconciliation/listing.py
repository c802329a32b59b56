"""The statements of one account, each with its gap."""

from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth

from accounts.stored import StoredAccount
from books.models import Book
from common.periods import DATE_MAX
from common.statements import Statement as Query
from reconciliation.gaps import gap_of_each, settled_of_account
from statements.models import Statement, StatementType
from statements.stored import StoredStatement, statements_of
from transactions.models import MonthlyFlow, Posting


class StatementGap(NamedTuple):
    """A statement with its gap, in minor units; of an assertion, what it is off by."""

    statement: StoredStatement
    gap: int


def statement_gaps(book: Book, account: StoredAccount) -> list[StatementGap]:
    """Return the statements of `account`, the newest first, with three queries."""
    statements = statements_of(book.pk, account.id)
    gaps = gap_of_each(
        statements, settled_of_account(account.id, DATE_MAX), account.opening_balance
    )
    moved = {row_id: flows + loose for row_id, flows, loose in _MOVED.rows(account=account.id)}
    for one in statements:
        if not one.settles:
            gaps[one.id] = one.balance - account.opening_balance - moved[one.id]
    return [StatementGap(one, gaps[one.id]) for one in reversed(statements)]


def _sum(rows: QuerySet[MonthlyFlow] | QuerySet[Posting]) -> Coalesce:
    summed = rows.order_by().values("account").annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(summed), Value(0))


_ACCOUNT, _DAY, _MONTH = OuterRef("account"), OuterRef("date"), OuterRef("month")
_FLOWS = MonthlyFlow.objects.filter(account=_ACCOUNT, month__lt=_MONTH)
_LOOSE = Posting.objects.filter(account=_ACCOUNT, date__gte=_MONTH, date__lte=_DAY)
_MOVED = Query(
    lambda *, account: (
        Statement.objects.filter(account=account, type=StatementType.ASSERTION)
        .annotate(month=TruncMonth("date"))
        .order_by()
        .values_list("id", _sum(_FLOWS), _sum(_LOOSE))
    )
)
"""What moved on the account until the day of each assertion: whole months, and the days since."""
