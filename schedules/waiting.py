"""What schedules have recorded on an account and no bank has confirmed yet."""

from datetime import date
from typing import NamedTuple

from django.db.models import F, Sum

from common.statements import Statement
from schedules.choices import State
from transactions.models import Status, Transaction


class WaitingPayment(NamedTuple):
    """A pending transaction that was recorded for an occurrence."""

    transaction: int
    day: date
    amount: int
    """What it moves on the account, in minor units."""
    payee: str | None
    """The folded name of its payee."""
    text: str
    """What it is found by."""
    early: int
    late: int
    """How many days before and after that day the payment may come."""


def waiting_payments(book_id: int, account_id: int) -> list[WaitingPayment]:
    """Return what waits for the bank on an account."""
    return [WaitingPayment(*row) for row in _WAITING.rows(book=book_id, account=account_id)]


_WAITING = Statement(
    lambda *, book, account: (
        Transaction.objects.filter(
            book_id=book,
            status=Status.PENDING,
            occurrences__state=State.RECORDED,
            postings__account_id=account,
        )
        .values("id", "date", "payee__name_key", "search_text")
        # All that a split moves on the account: the bank has one row of it.
        .annotate(
            early=F("occurrences__schedule__early"),
            late=F("occurrences__schedule__late"),
            moved=Sum("postings__amount"),
        )
        .order_by("id")
        .values_list("id", "date", "moved", "payee__name_key", "search_text", "early", "late")
    )
)
