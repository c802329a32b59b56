"""Which recorded transactions settle which occurrences.

A transaction is a candidate for an occurrence of its type, currency, account and payee if its
amount and its day meet what is expected. It settles the occurrence where neither has another
candidate; where several could be meant, a person says which.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from common.tokens import payee_key
from schedules.choices import WINDOW_DAYS_MAX
from schedules.occurrences import Occurrence
from schedules.stored import StoredPhase, StoredSchedule
from transactions.models import PostingKind
from transactions.registry import RecordedTransaction


def reach_of(schedules: Sequence[StoredSchedule]) -> timedelta:
    """Return how far around a transaction the occurrences of `schedules` have to be known.

    As far as one may be from its payment, and on to the next one that cuts its days short.
    """
    widest = max(max(one.early, one.late) for one in schedules)
    return timedelta(days=widest + 2 * widest + 1)


def with_candidates(
    schedules: Sequence[StoredSchedule], transactions: Sequence[RecordedTransaction]
) -> list[StoredSchedule]:
    """Return those of `schedules` that some transaction may settle, by all but day and amount.

    Their dates alone have to be known, which take most of the time.
    """
    of_payee: dict[Hashable, list[RecordedTransaction]] = defaultdict(list)
    for one in transactions:
        for name in (one.payee_id, payee_key(one.payee)):
            of_payee[name].append(one)
    return [
        schedule
        for schedule in schedules
        if any(
            _may_settle(one, schedule)
            for name in (schedule.payee_id, payee_key(schedule.payee or ""))
            if name not in _NOBODY
            for one in of_payee.get(name, ())
        )
    ]


def _may_settle(one: RecordedTransaction, schedule: StoredSchedule) -> bool:
    return (
        one.type == schedule.type
        and not one.refund
        and any(
            one.currency == phase.currency and _accounts(schedule, phase) <= one.accounts
            for phase in schedule.phases
        )
    )


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
            and _accounts(one.schedule, one.phase) <= transaction.accounts
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
    """Yield each occurrence that one transaction alone may settle, and that it alone may.

    Where no transaction is of the payee, one of a payee may settle it whose name differs in numbers
    alone: banks put other references into a name.
    """
    exact = _Candidates.of(
        *(found, transactions),
        wants=lambda one: one.schedule.payee_id,
        has=lambda one: one.payee_id,
    )
    yield from exact.only()
    alike = _Candidates.of(
        [one for one in found if not exact.of_window.get(id(one))],
        [one for one in transactions if not exact.of_transaction.get(one.id)],
        wants=lambda one: payee_key(one.schedule.payee or ""),
        has=lambda one: payee_key(one.payee),
    )
    yield from alike.only()


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Which transactions may settle which open occurrences."""

    of_window: Mapping[int, list[RecordedTransaction]]
    """By `id` of the window."""
    of_transaction: Mapping[int, list[Window]]

    @classmethod
    def of(
        cls,
        found: Sequence[Window],
        transactions: Sequence[RecordedTransaction],
        *,
        wants: Callable[[Occurrence], Hashable],
        has: Callable[[RecordedTransaction], Hashable],
    ) -> "_Candidates":
        """Return those where what an occurrence `wants` is what a transaction `has`."""
        waiting: dict[Hashable, list[Window]] = defaultdict(list)
        for window in found:
            waiting[wants(window.occurrence)].append(window)
        of_window: dict[int, list[RecordedTransaction]] = defaultdict(list)
        of_transaction: dict[int, list[Window]] = defaultdict(list)
        for transaction in transactions:
            key = has(transaction)
            for window in waiting.get(key, ()) if key not in _NOBODY else ():
                if window.takes(transaction):
                    of_window[id(window)].append(transaction)
                    of_transaction[transaction.id].append(window)
        return cls(of_window, of_transaction)

    def only(self) -> Iterator[tuple[Occurrence, RecordedTransaction]]:
        """Yield those that have no other candidate, neither the one nor the other."""
        for windows_of_it in self.of_transaction.values():
            if len(windows_of_it) == 1:
                (window,) = windows_of_it
                candidates = self.of_window[id(window)]
                if len(candidates) == 1:
                    yield window.occurrence, candidates[0]


_NOBODY = (None, ())
"""The payee of none, and the words that name nobody."""
_FAR = timedelta(days=2 * WINDOW_DAYS_MAX + 1)
"""A gap that cuts no window short: half of it is as far as a payment may be."""


def _half(gap: timedelta) -> int:
    return max(0, (gap.days - 1) // 2)


def _accounts(schedule: StoredSchedule, phase: StoredPhase) -> set[int]:
    accounts = {phase.account_id}
    if schedule.type == PostingKind.TRANSFER and phase.to_account_id is not None:
        accounts.add(phase.to_account_id)
    return accounts
