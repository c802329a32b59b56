"""Transactions that may be the payment of an occurrence, the likeliest first."""

from datetime import timedelta

from books.models import Book, within_id
from common.statements import Statement
from schedules.occurrences import Occurrence
from transactions.models import Transaction
from transactions.stored import StoredTransaction, transactions_with_ids

OFFERED_MAX = 5
"""As many as are looked through at a glance; the payment is nearly always the first."""
_READ_MAX = 200
"""How many transactions are weighed: a busy account has some hundred within half a month."""


def payments_for(book: Book, found: Occurrence) -> list[StoredTransaction]:
    """Return transactions of the type and the account of an occurrence, within its days.

    Those that settle an occurrence already are left out. The one whose amount is nearest to what is
    expected comes first, and of several of one amount that of the nearest day.
    """
    schedule = found.schedule
    rows = _CANDIDATES.rows(
        book=book.pk,
        account=found.phase.account_id,
        type=schedule.type,
        first=found.due - timedelta(days=schedule.early),
        last=found.due + timedelta(days=schedule.late),
    )
    likeliest = sorted(
        rows,
        key=lambda row: (
            abs(row[2] - found.expected.amount),
            abs((row[1] - found.due).days),
            row[0],
        ),
    )
    ids = [row[0] for row in likeliest[:OFFERED_MAX]]
    by_id = {one.pk: one for one in transactions_with_ids(book.pk, ids)}
    return [by_id[one] for one in ids if one in by_id]


_CANDIDATES = Statement(
    lambda *, book, account, type, first, last: (  # noqa: A006  # the column's name
        Transaction.objects.filter(
            **within_id(book),
            type=type,
            refund=False,
            date__gte=first,
            date__lte=last,
            postings__account_id=account,
            occurrences__isnull=True,
        )
        .order_by("-date", "-id")
        .values_list("id", "date", "amount")
        .distinct()[:_READ_MAX]
    )
)
