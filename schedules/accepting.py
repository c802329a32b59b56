"""A schedule made of payments that were found: each of them settles an occurrence of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from books.models import Book
from books.unit_of_work import UnitOfWork
from common.business_days import NO_CALENDAR, business_days
from common.errors import Invalid, Problem
from common.money import CURRENCIES, from_minor
from common.recurrence import first_nominal, is_nominal, normalised
from schedules.choices import State
from schedules.dates import date_of
from schedules.drafts import PhaseDraft
from schedules.models import Occurrence, Schedule
from schedules.services import create_schedule
from schedules.stored import schedules_with_ids
from schedules.suggestions import Suggestion, named, suggested
from transactions.models import Payee

_COLUMNS = ("schedule_id", "nominal", "state", "currency", "transaction_id")


def accept(uow: UnitOfWork, key: str, today: date, name: str | None = None) -> Schedule:
    """Make the schedule that is suggested under a key; raises Invalid.

    It has the name of the payee unless another one is stated.
    """
    one = open_suggestion(uow.book, key, today)
    money = CURRENCIES[one.group.currency]
    phase = PhaseDraft(
        recurrence=one.recurrence,
        amount=from_minor(one.series.newest.amount, money).normalize(),
        account=one.group.account_id,
        category=one.category_id,
        amount_rule=one.amount_rule,
    )
    payee = Payee.objects.for_book(uow.book).get(pk=one.payee.id)
    said = {"name": name or one.payee.name, "type": one.group.type, "payee": payee}
    try:
        return create_with_payments(uow, one, phase, **said)
    except Invalid as refused:
        raise Invalid(_of_suggestion(problem) for problem in refused.problems) from None


def open_suggestion(book: Book, key: str, today: date) -> Suggestion:
    """Return the suggestion of a key; raises Invalid where it is refused, or there is none."""
    found = named(suggested(book, today).open, key)
    if found is None:
        detail = "There is no such suggestion; its payments may have changed since."
        raise Invalid([Problem("/key", "does_not_exist", detail)])
    return found


def create_with_payments(
    uow: UnitOfWork, one: Suggestion, phase: PhaseDraft, **values: Any
) -> Schedule:
    """Add a schedule of one phase whose occurrences up to now are settled by payments found.

    Raises Invalid with every rule that it breaks. Payments that lie before the phase have a phase
    of their own, unless the stated one also has their dates when it begins with the first of them.
    """
    phases = _phases(one, phase)
    try:
        schedule = create_schedule(uow, phases=phases, **values)
    except Invalid as refused:
        raise Invalid(_of_one_phase(refused.problems, len(phases) - 1)) from None
    if schedule.type != one.group.type:
        detail = f"The payments found are {one.group.type}."
        raise Invalid([Problem("/type", "type_differs", detail)])
    (stored,) = schedules_with_ids(uow.book.pk, [schedule.pk])
    # Nominal dates are those before a calendar moves them.
    is_business_day = business_days(NO_CALENDAR)
    dates = [
        (date_of(stored, nominal, is_business_day), payment) for nominal, payment in one.series.hits
    ]
    rows = [
        (schedule.pk, found.nominal, State.MATCHED.value, found.phase.currency, payment.id)
        for found, payment in dates
        if found is not None
    ]
    uow.add_many(Occurrence, _COLUMNS, rows)
    return schedule


def _phases(one: Suggestion, stated: PhaseDraft) -> list[PhaseDraft]:
    """Return the stated phase, from the first payment on; or the payments' own phase before it."""
    nominal = [day for day, _ in one.series.hits]
    recurrence, account = stated.recurrence, one.group.account_id
    if recurrence.start <= nominal[0]:
        return [stated]
    whole = replace(normalised(recurrence), start=nominal[0])
    begins = first_nominal(recurrence)
    goes_on = recurrence.times is None and begins is not None and is_nominal(whole, begins)
    if goes_on and stated.account == account and all(is_nominal(whole, day) for day in nominal):
        return [replace(stated, recurrence=whole)]
    before = normalised(one.series.recurrence)
    return [replace(stated, recurrence=before, account=account), stated]


def _of_one_phase(problems: Iterable[Problem], last: int) -> Iterator[Problem]:
    """Yield problems of the first phase where only one was stated, each once."""
    pointed = (
        replace(one, pointer=one.pointer.replace(f"/phases/{last}/", "/phases/0/", 1))
        for one in problems
    )
    yield from dict.fromkeys(pointed)


def _of_suggestion(problem: Problem) -> Problem:
    """Return a fault of the name, which the request can mend, or of what is suggested."""
    if problem.pointer == "/name":
        return problem
    return Problem("/key", problem.code, f"This cannot be a schedule as it is: {problem.detail}")
