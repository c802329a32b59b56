"""The occurrences of schedules as they stand on a day: due, overdue, settled, skipped, to come."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models.enums import TextChoices

from books.models import Book
from common.business_days import IsBusinessDay
from common.periods import DATE_MAX, DATE_MIN, Period
from common.recurrence import SHIFT_DAYS_MAX
from schedules.amounts import (
    ExpectedAmount,
    expected_amount,
    learned_from,
    owed_amount,
    stated_amount,
)
from schedules.choices import OF_LAST_MAX, AmountRule, State
from schedules.dates import PhaseDate, date_of, dates_due_between
from schedules.owed import Owed, OwedOn
from schedules.stored import (
    StoredOccurrence,
    StoredPayment,
    StoredPhase,
    StoredSchedule,
    newest_settled,
    occurrences_between,
    recorded_dates,
)

_LEARNING = frozenset({AmountRule.LAST.value, AmountRule.AVERAGE.value})


class Status(TextChoices):
    """How an occurrence stands on a day."""

    RECORDED = "recorded"
    MATCHED = "matched"
    SKIPPED = "skipped"
    UPCOMING = "upcoming"
    DUE = "due"
    """Today."""
    OVERDUE = "overdue"
    """Not settled, and within the days that a payment may be late."""
    MISSED = "missed"
    """Not settled, and later than that."""


OPEN = frozenset({Status.UPCOMING, Status.DUE, Status.OVERDUE, Status.MISSED})
"""The statuses of what waits for a payment."""
TO_COME = frozenset({Status.UPCOMING, Status.DUE, Status.OVERDUE})
"""Those of what is still expected to be paid."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An occurrence of a schedule, as it stands on a day."""

    schedule: StoredSchedule
    phase: StoredPhase
    nominal: date
    due: date
    expected: ExpectedAmount
    status: Status
    stated: StoredOccurrence | None
    was_recorded: bool
    """Whether it was recorded once, also where that was undone."""
    learned_from: Sequence[StoredPayment]
    """The payments whose average is expected; none where no payment is."""
    owed: OwedOn | None
    """What is owed, where that is expected."""

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_recorded_by_itself(self) -> bool:
        """Whether the worker records it, or will."""
        first = self.schedule.records_from
        is_to_be = self.schedule.records and first is not None and self.due >= first
        return self.is_open and is_to_be and not self.was_recorded


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is known of some schedules of a book, to tell their occurrences within some days."""

    is_business_day: IsBusinessDay
    schedules: Sequence[StoredSchedule]
    days: Period
    stated: Mapping[tuple[int, date], StoredOccurrence]
    newest: Mapping[int, Sequence[StoredPayment]]
    recorded: Mapping[int, Collection[date]]
    owed: Owed
    _amounts: dict[tuple[int, date], tuple[ExpectedAmount, Sequence[StoredPayment]]] = field(
        default_factory=dict
    )

    @classmethod
    def of(cls, book: Book, schedules: Sequence[StoredSchedule], days: Period) -> "Agenda":
        """Read it, in at most three statements; four more where something that is owed is paid."""
        ids = [one.pk for one in schedules]
        margin = timedelta(days=SHIFT_DAYS_MAX)
        first = max(days.start, DATE_MIN + margin) - margin
        last = min(days.end, DATE_MAX - margin) + margin
        rows = occurrences_between(book.pk, ids, first, last) if ids else []
        dues = [first, last, *(row.date for row in rows if row.date is not None)]
        learning = [
            one.pk for one in schedules if any(p.amount_rule in _LEARNING for p in one.phases)
        ]
        return cls(
            book.is_business_day,
            schedules,
            days,
            {(row.schedule_id, row.nominal): row for row in rows},
            newest_settled(book.pk, learning, OF_LAST_MAX) if learning else {},
            recorded_dates(book.pk, ids) if ids else {},
            Owed.of(book, schedules, Period(min(dues), max(dues))),
        )

    def occurrences(self, today: date) -> Iterator[Occurrence]:
        """Yield the occurrences of each schedule whose day lies within the days, in their order."""
        for schedule in self.schedules:
            found = [self._occurrence(schedule, one, today) for one in self._dates(schedule)]
            yield from _paid_once(
                sorted(
                    (one for one in found if self.days.start <= one.due <= self.days.end),
                    key=lambda one: (one.due, one.nominal),
                )
            )

    def _dates(self, schedule: StoredSchedule) -> Iterable[PhaseDate]:
        """Return the dates that may be due within the days, each once."""
        period = self.days
        dates = {
            one.nominal: one
            for one in dates_due_between(schedule, period.start, period.end, self.is_business_day)
        }
        for schedule_id, nominal in self.stated:
            if schedule_id == schedule.pk and nominal not in dates:
                one = date_of(schedule, nominal, self.is_business_day)
                if one is not None:
                    dates[nominal] = one
        return dates.values()

    def _occurrence(self, schedule: StoredSchedule, one: PhaseDate, today: date) -> Occurrence:
        stated = self.stated.get((schedule.pk, one.nominal))
        due = (stated and stated.date) or one.due
        owed: OwedOn | None = None
        learned: Sequence[StoredPayment] = ()
        if stated and stated.amount is not None:
            expected = stated_amount(stated.amount)
        elif one.phase.amount_rule == AmountRule.OWED:
            owed = self.owed.on(one.phase.to_account_id, due)
            expected = owed_amount(owed.amount if owed else 0)
        else:
            expected, learned = self._expected(schedule.pk, one.phase)
        return Occurrence(
            schedule=schedule,
            phase=one.phase,
            nominal=one.nominal,
            due=due,
            expected=expected,
            status=_status(schedule, stated, due, today),
            stated=stated,
            was_recorded=one.nominal in self.recorded.get(schedule.pk, ()),
            learned_from=learned,
            owed=owed,
        )

    def _expected(
        self, schedule_id: int, phase: StoredPhase
    ) -> tuple[ExpectedAmount, Sequence[StoredPayment]]:
        """Return what a phase expects, and from which payments: the same on all its dates."""
        place = schedule_id, phase.starts
        if place not in self._amounts:
            newest = self.newest.get(schedule_id, ())
            self._amounts[place] = expected_amount(phase, newest), learned_from(phase, newest)
        return self._amounts[place]


def _paid_once(found: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """Take off what is owed on a date what earlier dates of the schedule are to pay of it."""
    to_pay = 0
    for one in found:
        if one.phase.amount_rule != AmountRule.OWED or one.status not in TO_COME:
            yield one
            continue
        owed = one.owed and one.owed._replace(to_pay=to_pay)
        to_pay += owed.amount if owed else one.expected.amount
        yield replace(one, owed=owed, expected=owed_amount(owed.amount)) if owed else one


def occurrence_on(
    book: Book, schedule: StoredSchedule, nominal: date, today: date
) -> Occurrence | None:
    """Return the occurrence of a nominal date; None where the schedule has none on that day."""
    agenda = Agenda.of(book, [schedule], Period(nominal, nominal))
    one = date_of(schedule, nominal, agenda.is_business_day)
    return None if one is None else agenda._occurrence(schedule, one, today)


def _status(
    schedule: StoredSchedule, stated: StoredOccurrence | None, due: date, today: date
) -> Status:
    if stated and stated.state != State.MOVED:
        return Status(stated.state)
    if due > today:
        return Status.UPCOMING
    if due == today:
        return Status.DUE
    return Status.OVERDUE if (today - due).days <= schedule.late else Status.MISSED
