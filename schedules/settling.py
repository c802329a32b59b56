"""Every write to the occurrences of schedules."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from books.models import Book
from books.unit_of_work import UnitOfWork
from common.apportioning import apportion
from common.errors import Invalid, Problem, raise_problems
from common.money import CURRENCIES, AmountError, from_minor, to_minor
from common.periods import DATE_MAX, DATE_MIN, Period
from schedules.choices import AmountRule, State
from schedules.drafts import SplitDraft, postings_of
from schedules.matching import reach_of, settled_by, windows, with_candidates
from schedules.models import Occurrence, ScheduleRecording
from schedules.occurrences import Agenda, occurrence_on
from schedules.occurrences import Occurrence as Found
from schedules.stored import (
    SETTLED,
    StoredSchedule,
    expecting_of,
    schedules_with_ids,
    settled_by_transactions,
    splits_of,
    tags_of,
)
from schedules.wakes import wake
from transactions.drafts import LineDraft, TransactionDraft
from transactions.models import Status, Transaction
from transactions.registry import RecordedTransaction
from transactions.services import record_transaction

_FIELDS_OF = {
    State.RECORDED: frozenset({"date", "amount"}),
    State.MATCHED: frozenset({"transaction"}),
    State.SKIPPED: frozenset[str](),
    State.MOVED: frozenset({"date", "amount"}),
}
"""What is stated beside each state."""


@dataclass(frozen=True, slots=True)
class OccurrenceDraft:
    """What somebody says of an occurrence."""

    state: str
    date: datetime.date | None = None
    """The day on which it is expected or, of one to record, the day of the transaction."""
    amount: Decimal | None = None
    transaction: Transaction | None = None


def state_occurrence(
    uow: UnitOfWork,
    schedule_id: int,
    nominal: datetime.date,
    draft: OccurrenceDraft,
    today: datetime.date,
) -> Occurrence:
    """State what became of an occurrence of which nothing is stated yet.

    Raises Invalid with every rule that it breaks.
    """
    found, problems = _judged(uow.book, schedule_id, nominal, draft, today)
    if found and found.stated:
        detail = f"This occurrence is {found.stated.state} already; change that, or delete it."
        problems.append(Problem("/nominal", "stated", detail))
    return _stated(uow, found, draft, problems)


def restate_occurrence(
    uow: UnitOfWork, row: Occurrence, draft: OccurrenceDraft, today: datetime.date
) -> Occurrence:
    """State something else of an occurrence that nothing has settled yet.

    Raises Invalid with every rule that it breaks.
    """
    found, problems = _judged(uow.book, row.schedule_id, row.nominal, draft, today)
    if row.state in SETTLED:
        detail = "A transaction settles this occurrence; delete what is stated of it first."
        problems.append(Problem("/state", "settled", detail))
    return _stated(uow, found, draft, problems)


def forget_occurrence(uow: UnitOfWork, row: Occurrence) -> None:
    """Take back what was stated of an occurrence. The transaction that settled it stays."""
    uow.remove(row)
    wake(uow, [row.schedule_id])


def said_of(row: Occurrence) -> dict[str, Any]:
    """Return what a stored row says, as the fields of a draft."""
    money = CURRENCIES[row.currency]
    amount = None if row.amount is None else from_minor(row.amount, money)
    return {
        "state": row.state, "date": row.date, "amount": amount, "transaction": row.transaction
    }  # fmt: skip


def settle_by_recording(uow: UnitOfWork, found: Found) -> Occurrence:
    """Record the transaction of an occurrence as it is expected; raises Invalid.

    Where nothing is owed, there is nothing to record: it is skipped.
    """
    if found.phase.amount_rule == AmountRule.OWED and not found.expected.amount:
        _remember(uow, found)
        return _write(uow, found, _row(State.SKIPPED))
    return _write(uow, found, _recorded(uow, found, found.due, None))


def on_transactions_recorded(uow: UnitOfWork, transactions: Sequence[RecordedTransaction]) -> None:
    """Match each with the occurrence that it settles without doubt, if there is one."""
    payees = {one.payee_id: one.payee for one in transactions if one.payee_id is not None}
    ids = expecting_of(uow.book.pk, payees) if payees else []
    if not ids:
        return
    schedules = with_candidates(schedules_with_ids(uow.book.pk, ids), transactions)
    if not schedules:
        return
    days, reach = [one.date for one in transactions], reach_of(schedules)
    first, last = max(min(days), DATE_MIN + reach) - reach, min(max(days), DATE_MAX - reach) + reach
    agenda = Agenda.of(uow.book, schedules, Period(first, last))
    found = [
        window
        for _, of_one in groupby(agenda.occurrences(last), lambda one: one.schedule.pk)
        for window in windows(list(of_one))
    ]
    settled = list(settled_by(found, transactions))
    for occurrence, transaction in settled:
        _write(uow, occurrence, _row(State.MATCHED, transaction_id=transaction.id))
    if settled:
        wake(uow, sorted({occurrence.schedule.pk for occurrence, _ in settled}))


def on_transactions_deleted(uow: UnitOfWork, ids: Sequence[int]) -> None:
    """Reopen what the transactions `ids`, about to be deleted, were matched with.

    What was recorded stays recorded, so that it is not recorded again.
    """
    schedules = settled_by_transactions(uow.book.pk, ids)
    if not schedules:
        return
    settled = Occurrence.objects.for_book(uow.book).filter(transaction__in=ids)
    uow.remove_many(settled.filter(state=State.MATCHED))
    uow.amend_many(settled.filter(state=State.RECORDED), transaction=None)
    wake(uow, schedules)


def _judged(
    book: Book,
    schedule_id: int,
    nominal: datetime.date,
    draft: OccurrenceDraft,
    today: datetime.date,
) -> tuple[Found | None, list[Problem]]:
    """Return the occurrence, if there is one, and what speaks against the draft."""
    (schedule,) = schedules_with_ids(book.pk, [schedule_id])
    found = occurrence_on(book, schedule, nominal, today)
    problems = list(_problems(found, draft))
    if draft.state == State.MATCHED:
        problems += _match_problems(book, schedule, draft.transaction)
    return found, problems


def _stated(
    uow: UnitOfWork, found: Found | None, draft: OccurrenceDraft, problems: list[Problem]
) -> Occurrence:
    """Write what the draft says, unless there are `problems`."""
    if found is None:
        raise Invalid(problems)
    raise_problems(problems)
    row = _write(uow, found, _columns(uow, found, draft))
    wake(uow, [found.schedule.pk])
    return row


def _problems(found: Found | None, draft: OccurrenceDraft) -> Iterator[Problem]:
    if found is None:
        detail = "The schedule has no occurrence on this day; its calendar shows the days."
        yield Problem("/nominal", "no_occurrence", detail)
    wanted = _FIELDS_OF[State(draft.state)]
    for name in ("date", "amount", "transaction"):
        if getattr(draft, name) is not None and name not in wanted:
            detail = f"An occurrence that is {draft.state} has no {name}."
            yield Problem(f"/{name}", "not_for_state", detail)
    if draft.state == State.MOVED and draft.date is None and draft.amount is None:
        yield Problem("/date", "required", "State another day, another amount, or both.")
    if draft.date is not None and not DATE_MIN <= draft.date <= DATE_MAX:
        yield Problem("/date", "out_of_range", f"State a date from {DATE_MIN} to {DATE_MAX}.")
    if found is not None and draft.amount is not None and "amount" in wanted:
        yield from _amount_problems(found, draft.amount)


def _amount_problems(found: Found, amount: Decimal) -> Iterator[Problem]:
    if amount <= 0:
        detail = "State an amount above zero; the type gives the direction."
        yield Problem("/amount", "not_above_zero", detail)
    elif found.phase.to_amount is not None and amount != from_minor(
        found.expected.amount, found.phase.money
    ):
        detail = "Between two currencies, both amounts are those of the phase."
        yield Problem("/amount", "not_exact", detail)
    try:
        to_minor(amount, found.phase.money)
    except AmountError as error:
        yield Problem("/amount", error.code, str(error))


def _match_problems(
    book: Book, schedule: StoredSchedule, transaction: Transaction | None
) -> Iterator[Problem]:
    if transaction is None:
        yield Problem("/transaction", "required", "State the transaction that settles it.")
        return
    if transaction.type != schedule.type:
        detail = f"The schedule is for {schedule.type}; this transaction is {transaction.type}."
        yield Problem("/transaction", "type_differs", detail)
    settled = Occurrence.objects.for_book(book).filter(transaction=transaction)
    if other := settled.select_related("schedule").first():
        detail = f"It settles {other.schedule.name} of {other.nominal} already."
        yield Problem("/transaction", "taken", detail)


def _columns(uow: UnitOfWork, found: Found, draft: OccurrenceDraft) -> dict[str, Any]:
    if draft.state == State.RECORDED:
        try:
            return _recorded(uow, found, draft.date or found.due, draft.amount)
        except Invalid as error:
            raise Invalid(_of_schedule(problem) for problem in error.problems) from None
    if draft.state == State.MATCHED:
        return _row(State.MATCHED, transaction_id=draft.transaction and draft.transaction.pk)
    if draft.state == State.MOVED:
        amount = None if draft.amount is None else to_minor(draft.amount, found.phase.money)
        return _row(State.MOVED, date=draft.date, amount=amount)
    return _row(State.SKIPPED)


def _recorded(
    uow: UnitOfWork, found: Found, day: datetime.date, amount: Decimal | None
) -> dict[str, Any]:
    """Record the transaction of an occurrence; returns the columns that say so.

    The transaction is pending: the bank has not confirmed it.
    """
    phase, schedule = found.phase, found.schedule
    arrives = None if phase.to_amount is None else from_minor(phase.to_amount, phase.to_money)
    if amount is None:
        amount = from_minor(found.expected.amount, phase.money)
    draft = TransactionDraft(
        type=schedule.type,
        date=day,
        amount=amount,
        lines=_postings(found, amount),
        account=phase.account_id,
        category=phase.category_id,
        to_account=phase.to_account_id,
        to_amount=arrives,
        payee=schedule.payee or "",
        description=schedule.description,
        tags=tuple(tag.name for tag in tags_of([schedule.pk])[schedule.pk]),
        status=Status.PENDING,
    )
    recorded = record_transaction(uow, draft, watched=False)
    _remember(uow, found)
    return _row(State.RECORDED, transaction_id=recorded.pk)


def _postings(found: Found, amount: Decimal) -> tuple[LineDraft, ...] | None:
    """Return the postings of an amount that the phase splits, in proportion to its lines."""
    money, schedule = found.phase.money, found.schedule
    lines = splits_of([schedule.pk]).get((schedule.pk, found.phase.starts))
    if not lines:
        return None
    shares = apportion(to_minor(amount, money), [line.amount for line in lines])
    split = [
        SplitDraft(from_minor(share, money), line.category_id, line.description)
        for share, line in zip(shares, lines, strict=True)
        if share
    ]
    return postings_of(schedule.type, split)


def _remember(uow: UnitOfWork, found: Found) -> None:
    """Write that the occurrence was recorded once, unless it was before."""
    if not found.was_recorded:
        columns = ("schedule_key", "nominal")
        uow.add_many(ScheduleRecording, columns, [(found.schedule.pk, found.nominal)])


def _write(uow: UnitOfWork, found: Found, columns: dict[str, Any]) -> Occurrence:
    """State `columns` of an occurrence, of which something may be stated already."""
    if found.stated:
        row = Occurrence.objects.for_book(uow.book).get(pk=found.stated.id)
        return uow.amend(row, currency=found.phase.currency, **columns)
    return uow.add(
        Occurrence(
            schedule_id=found.schedule.pk,
            nominal=found.nominal,
            currency=found.phase.currency,
            **columns,
        )
    )


def _row(state: State, **columns: Any) -> dict[str, Any]:
    return {"state": state, "date": None, "amount": None, "transaction_id": None, **columns}


def _of_schedule(problem: Problem) -> Problem:
    """Return a fault of the transaction where the request can mend it, or of the schedule."""
    if problem.pointer in ("/amount", "/date"):
        return problem
    return Problem("/schedule", problem.code, f"Its schedule cannot be recorded: {problem.detail}")
