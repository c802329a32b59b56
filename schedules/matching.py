"""Which recorded transactions settle which occurrences.

A transaction is a candidate for an occurrence of its type, currency, account and payee if its
amount and its day meet what is expected. It settles the occurrence where neither has another
candidate; where several could be meant, a person says which.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from schedules.choices import WINDOW_DAYS_MAX
from schedules.occurrences import Occurrence
from schedules.stored import StoredSchedule
from transactions.models import PostingKind
from transactions.registry import RecordedTransaction


def reach_of(schedules: Sequence[StoredSchedule]) -> timedelta:
    """Return how far around a transaction the occurrences of `schedules` have to be known.

    As far as one may be from its payment, and on to the next one that cuts its days short.
    """
    widest = max(max(one.early, one.late) for one in schedules)
    return timedelta(days=widest + 2 * widest + 1)


class Window(NamedTuple):
    """An open occurrence with the days on which a payment settles it, counted from its due date."""

    occurrence: Occurrence
    early: int
    late: int

    def takes(self, transaction: RecordedTransaction) -> bool:
        """Whether the transaction may be its payment."""
        one = self.occurrence
        days = (transaction.date - one.due).days
        return (
            -self.early <= days <= self.late
            and transaction.type == one.schedule.type
            and not transaction.refund
            and transaction.currency == one.phase.currency
            and one.expected.has(transaction.amount)
            and _accounts(one) <= transaction.accounts
        )


def windows(occurrences: Sequence[Occurrence]) -> Iterator[Window]:
    """Yield the open ones of the occurrences of one schedule, which are in their order.

    A day that is as near to the next due date is of neither.
    """
    dues = [one.due for one in occurrences]
    for index, one in enumerate(occurrences):
        if one.is_open:
            before = dues[index] - dues[index - 1] if index else _FAR
            after = dues[index + 1] - dues[index] if index + 1 < len(dues) else _FAR
            early = min(one.schedule.early, _half(before))
            yield Window(one, early, min(one.schedule.late, _half(after)))


def settled_by(
    found: Sequence[Window], transactions: Sequence[RecordedTransaction]
) -> Iterator[tuple[Occurrence, RecordedTransaction]]:
    """Yield each occurrence that one transaction alone may settle, and that it alone may."""
    by_payee: dict[int | None, list[Window]] = defaultdict(list)
    for window in found:
        by_payee[window.occurrence.schedule.payee_id].append(window)
    candidates: dict[int, list[RecordedTransaction]] = defaultdict(list)
    windows_of: dict[int, list[Window]] = {}
    for transaction in transactions:
        of_payee = by_payee.get(transaction.payee_id, []) if transaction.payee_id else []
        windows_of[transaction.id] = [one for one in of_payee if one.takes(transaction)]
        for window in windows_of[transaction.id]:
            candidates[id(window)].append(transaction)
    for window in found:
        if len(candidates[id(window)]) == 1:
            (transaction,) = candidates[id(window)]
            if len(windows_of[transaction.id]) == 1:
                yield window.occurrence, transaction


_FAR = timedelta(days=2 * WINDOW_DAYS_MAX + 1)
"""A gap that cuts no window short: half of it is as far as a payment may be."""


def _half(gap: timedelta) -> int:
    return max(0, (gap.days - 1) // 2)


def _accounts(one: Occurrence) -> set[int]:
    accounts = {one.phase.account_id}
    if one.schedule.type == PostingKind.TRANSFER and one.phase.to_account_id is not None:
        accounts.add(one.phase.to_account_id)
    return accounts
