"""What schedules have recorded on an account and no bank has confirmed yet."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import F, Sum

from common.statements import Statement
from schedules.amounts import ExpectedAmount, expected_amount, owed_amount, within_percent
from schedules.choices import AmountRule, State
from schedules.models import Occurrence
from schedules.stored import StoredPhase, schedules_with_ids
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
    meets: ExpectedAmount
    """The amounts that the schedule allows, whichever way they go."""

    @property
    def words(self) -> frozenset[str]:
        return frozenset(f"{self.payee or ''} {self.text}".split())

    def may_come_on(self, day: date) -> bool:
        """Whether the schedule expects the payment on a day."""
        return -self.early <= (day - self.day).days <= self.late


def waiting_payments(book_id: int, account_id: int) -> list[WaitingPayment]:
    """Return what waits for the bank on an account."""
    rows = _WAITING.rows(book=book_id, account=account_id)
    schedules = {one.pk: one for one in schedules_with_ids(book_id, {row[-2] for row in rows})}
    return [
        WaitingPayment._make([*row, _meets(row[2], schedules[schedule].phase_on(nominal))])
        for *row, schedule, nominal in rows
    ]


def recorded_by_schedules(book_id: int, transactions: Collection[int]) -> set[int]:
    """Return those of the transactions that schedules have recorded."""
    rows = _RECORDED.rows(book=book_id, ids=sorted(transactions)) if transactions else ()
    return {row_id for (row_id,) in rows}


def _meets(moved: int, phase: StoredPhase) -> ExpectedAmount:
    """Return the amounts that a phase allows for what it recorded with the amount `moved`."""
    recorded = abs(moved)
    if phase.amount_rule in (AmountRule.ABOUT, AmountRule.RANGE):
        return expected_amount(phase, ())
    if phase.amount_rule in (AmountRule.LAST, AmountRule.AVERAGE):
        # What was recorded is what was expected then.
        return within_percent(recorded, phase.percent)
    if phase.amount_rule == AmountRule.OWED:
        return owed_amount(recorded)
    return ExpectedAmount(recorded, recorded, recorded)


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
            schedule=F("occurrences__schedule_id"),
            nominal=F("occurrences__nominal"),
            moved=Sum("postings__amount"),
        )
        .order_by("id")
        .values_list(
            "id", "date", "moved", "payee__name_key", "search_text", "early", "late", "schedule",
            "nominal",
        )
    )
)  # fmt: skip
_RECORDED = Statement(
    lambda *, book, ids: Occurrence.objects.filter(
        book_id=book, state=State.RECORDED, transaction__id__in=ids
    ).values_list("transaction_id")
)
