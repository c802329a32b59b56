"""Schedules with their phases, and what is stated of their occurrences: plain values, no models."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber

from books.models import within_id
from common.batches import IDS_AT_ONCE, batched
from common.money import CURRENCIES, Currency
from common.recurrence import Frequency, Missing, Recurrence, Shift
from common.statements import Row, Statement
from common.tokens import payee_key
from schedules.choices import State
from schedules.models import (
    Occurrence,
    Schedule,
    SchedulePhase,
    ScheduleRecording,
    ScheduleTag,
    SplitLine,
)


class StoredPhase(NamedTuple):
    """A phase as it is stored."""

    starts: date
    unit: str
    every: int
    on: str
    months: str
    missing: str
    shift: str
    until: date | None
    times: int | None
    account_id: int
    to_account_id: int | None
    category_id: int | None
    currency: str
    amount_rule: str
    amount: int
    highest: int | None
    percent: int
    of_last: int
    to_amount: int | None
    to_currency: str | None

    @property
    def recurrence(self) -> Recurrence:
        return recurrence_of(self._asdict())

    @property
    def money(self) -> Currency:
        return CURRENCIES[self.currency]

    @property
    def to_money(self) -> Currency:
        """The currency of what arrives."""
        return CURRENCIES[self.to_currency or self.currency]


@dataclass(slots=True)
class StoredSchedule:
    """A schedule with its phases in their order."""

    pk: int
    created_in: int
    changed_in: int
    name: str
    type: str
    payee_id: int | None
    payee: str | None
    """The payee's name."""
    description: str
    records_from: date | None
    catch_up: str
    early: int
    late: int
    paused: bool
    phases: list[StoredPhase] = field(default_factory=list)

    @property
    def id(self) -> int:
        return self.pk

    @property
    def records(self) -> bool:
        """Whether the worker records its occurrences."""
        return self.records_from is not None and not self.paused

    def phase_on(self, day: date) -> StoredPhase:
        """Return the phase that holds on `day`; the first one where none does yet."""
        begun = [one for one in self.phases if one.starts <= day]
        return begun[-1] if begun else self.phases[0]


class StoredTag(NamedTuple):
    """A tag that the transactions of a schedule carry."""

    pk: int
    name: str


class StoredLine(NamedTuple):
    """A line of a split phase."""

    category_id: int | None
    amount: int
    description: str
    category_type: str | None


Splits = Mapping[tuple[int, date], Sequence[StoredLine]]
"""The lines of split phases in their order, by the ids of schedules and the phases' first days."""


class StoredOccurrence(NamedTuple):
    """What is stated of an occurrence, with the transaction that settles it."""

    id: int
    schedule_id: int
    nominal: datetime.date
    state: str
    date: datetime.date | None
    amount: int | None
    currency: str
    transaction_id: int | None
    settled_on: datetime.date | None
    settled_amount: int | None
    settled_currency: str | None

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED


class StoredPayment(NamedTuple):
    """A payment of a schedule."""

    date: datetime.date
    amount: int
    """In minor units."""
    currency: str
    nominal: datetime.date
    """That of the occurrence which it settles."""
    transaction_id: int


SETTLED = frozenset({State.RECORDED.value, State.MATCHED.value})
"""The states of what no longer waits for a payment."""


def split(text: str) -> tuple[str, ...]:
    """Return the parts of a stored list, which has commas between them."""
    return tuple(text.split(",")) if text else ()


def recurrence_of(row: Mapping[str, Any]) -> Recurrence:
    """Return what the columns of a phase say of when it recurs; raises ValueError."""
    return Recurrence(
        unit=Frequency(row["unit"]),
        every=row["every"],
        start=row["starts"],
        on=split(row["on"]),
        months=tuple(map(int, split(row["months"]))),
        missing=Missing(row["missing"]),
        shift=Shift(row["shift"]),
        until=row["until"],
        times=row["times"],
    )


def schedules_of_book(book_id: int) -> list[StoredSchedule]:
    """Return the schedules of a book in the order in which they were made."""
    return _with_phases(_OF_BOOK.rows(book=book_id))


def schedules_with_ids(book_id: int, ids: Collection[int]) -> list[StoredSchedule]:
    """Return those of the schedules `ids` that the book has."""
    return _with_phases(_WITH_IDS.rows(book=book_id, ids=sorted(ids)))


def tags_of(ids: Collection[int]) -> dict[int, list[StoredTag]]:
    """Return the tags of the schedules `ids` in their order: of what shows or records them."""
    found: dict[int, list[StoredTag]] = {schedule_id: [] for schedule_id in ids}
    for schedule_id, *tag in _TAGS.rows(ids=sorted(ids)):
        found[schedule_id].append(StoredTag(*tag))
    return found


def splits_of(ids: Collection[int]) -> Splits:
    """Return how the phases of the schedules `ids` are split: for what shows or records them."""
    found: dict[tuple[int, date], list[StoredLine]] = defaultdict(list)
    for schedule_id, starts, *line in _SPLITS.rows(ids=sorted(ids)):
        found[schedule_id, starts].append(StoredLine(*line))
    return found


def expecting_of(book_id: int, payees: Mapping[int, str]) -> list[int]:
    """Return the ids of the schedules of `payees`, names by ids, that are not paused.

    A schedule of a payee whose name differs from one of these in numbers alone is among them.
    """
    keys = {key for name in payees.values() if (key := payee_key(name))}
    return [
        row_id
        for row_id, payee, name in _EXPECTING.rows(book=book_id)
        if payee in payees or payee_key(name) in keys
    ]


def settled_by_transactions(book_id: int, ids: Sequence[int]) -> set[int]:
    """Return the ids of the schedules of which one of the transactions `ids` settles something."""
    found: set[int] = set()
    for batch in batched(ids, IDS_AT_ONCE):
        found |= {row_id for (row_id,) in _SETTLED_BY.rows(book=book_id, ids=list(batch))}
    return found


def occurrences_with_ids(book_id: int, ids: Collection[int]) -> list[StoredOccurrence]:
    """Return those of the occurrences `ids` that the book has."""
    return _occurrences(_OCCURRENCES_WITH_IDS.rows(book=book_id, ids=sorted(ids)))


def occurrences_between(
    book_id: int, schedules: Collection[int], first: date, last: date
) -> list[StoredOccurrence]:
    """Return what is stated of occurrences of `schedules` between two nominal dates.

    And of those that were moved to a day between them.
    """
    ids = sorted(schedules)
    return _occurrences(_BETWEEN.rows(book=book_id, ids=ids, first=first, last=last))


def newest_settled(
    book_id: int, schedules: Collection[int], count: int
) -> dict[int, list[StoredPayment]]:
    """Return the newest `count` payments of each of `schedules`, newest first."""
    found: dict[int, list[StoredPayment]] = {schedule_id: [] for schedule_id in schedules}
    for schedule_id, *paid in _SETTLED.rows(count, book=book_id, ids=sorted(schedules)):
        found[schedule_id].append(StoredPayment(*paid))
    return found


def moved_from(book_id: int, schedule_id: int, first: date) -> list[date]:
    """Return the days, from `first` on, to which occurrences of a schedule were moved."""
    return [day for (day,) in _MOVED.rows(book=book_id, schedule=schedule_id, first=first)]


def recorded_dates(book_id: int, schedules: Collection[int]) -> dict[int, set[date]]:
    """Return the nominal dates that were recorded once, by schedule."""
    found: dict[int, set[date]] = {schedule_id: set() for schedule_id in schedules}
    for schedule_id, nominal in _RECORDINGS.rows(book=book_id, ids=sorted(schedules)):
        found[schedule_id].add(nominal)
    return found


def _with_phases(rows: Iterable[Row]) -> list[StoredSchedule]:
    found = {row[0]: StoredSchedule(*row) for row in rows}
    for one in found.values():
        one.paused = bool(one.paused)
    for schedule_id, *phase in _PHASES.rows(ids=list(found)):
        found[schedule_id].phases.append(StoredPhase(*phase))
    return list(found.values())


def _occurrences(rows: Iterable[Row]) -> list[StoredOccurrence]:
    return [StoredOccurrence(*row) for row in rows]


def _schedule_columns(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by("id").values_list(
        "id", "created_in", "changed_in", "name", "type", "payee_id", "payee__name",
        "description", "records_from", "catch_up", "early", "late", "paused",
    )  # fmt: skip


def _settled(count: int, book: Any, ids: Any) -> QuerySet[Any]:
    """The newest `count` occurrences of each schedule that a transaction settles."""
    settled = Occurrence.objects.filter(
        book_id=book, schedule__id__in=ids, transaction__isnull=False
    )
    by_schedule = Window(RowNumber(), partition_by="schedule_id", order_by="-nominal")
    newest = settled.annotate(place=by_schedule).filter(place__lte=count)
    return newest.order_by("schedule_id", "place")


def _occurrence_columns(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by("nominal", "id").values_list(
        "id", "schedule_id", "nominal", "state", "date", "amount", "currency",
        "transaction_id", "transaction__date", "transaction__amount", "transaction__currency",
    )  # fmt: skip


_OF_BOOK = Statement(lambda *, book: _schedule_columns(Schedule.objects.filter(book_id=book)))
_WITH_IDS = Statement(
    lambda *, book, ids: _schedule_columns(Schedule.objects.filter(book_id=book, id__in=ids))
)
_EXPECTING = Statement(
    lambda *, book: Schedule.objects.filter(
        book_id=book, payee__isnull=False, paused=False
    ).values_list("id", "payee_id", "payee__name")
)
_SETTLED_BY = Statement(
    lambda *, book, ids: Occurrence.objects.filter(
        transaction__id__in=ids, **within_id(book)
    ).values_list("schedule_id")
)
_PHASES = Statement(
    lambda *, ids: (
        SchedulePhase.objects.filter(schedule__id__in=ids)
        .order_by("starts")
        .values_list(
            "schedule_id", "starts", "unit", "every", "on", "months", "missing", "shift", "until",
            "times", "account_id", "to_account_id", "category_id", "currency", "amount_rule",
            "amount", "highest", "percent", "of_last", "to_amount", "to_account__currency",
        )
    )
)  # fmt: skip
_TAGS = Statement(
    lambda *, ids: (
        ScheduleTag.objects.filter(schedule__id__in=ids)
        .order_by("id")
        .values_list("schedule_id", "tag_id", "tag__name")
    )
)
_SPLITS = Statement(
    lambda *, ids: (
        SplitLine.objects.filter(schedule__id__in=ids)
        .order_by("schedule_id", "starts", "position")
        .values_list(
            "schedule_id", "starts", "category_id", "amount", "description", "category__type"
        )
    )
)
_OCCURRENCES_WITH_IDS = Statement(
    lambda *, book, ids: _occurrence_columns(Occurrence.objects.filter(book_id=book, id__in=ids))
)
_BETWEEN = Statement(
    lambda *, book, ids, first, last: _occurrence_columns(
        Occurrence.objects.filter(
            Q(nominal__gte=first, nominal__lte=last) | Q(date__gte=first, date__lte=last),
            book_id=book,
            schedule__id__in=ids,
        )
    )
)
_SETTLED = Statement(
    lambda count, /, *, book, ids: _settled(count, book, ids).values_list(
        "schedule_id", "transaction__date", "transaction__amount", "transaction__currency",
        "nominal", "transaction_id",
    )
)  # fmt: skip
_MOVED = Statement(
    lambda *, book, schedule, first: (
        Occurrence.objects.filter(book_id=book, schedule_id=schedule, date__gte=first)
        .order_by("date")
        .values_list("date")
    )
)
_RECORDINGS = Statement(
    lambda *, book, ids: ScheduleRecording.objects.filter(
        book_id=book, schedule_key__in=ids
    ).values_list("schedule_key", "nominal")
)
