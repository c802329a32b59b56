"""Every write to schedules and their phases."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from books.unit_of_work import UnitOfWork
from common.errors import raise_problems
from common.money import Currency, from_minor, to_minor
from common.recurrence import normalised
from common.text import clean, fold
from schedules.choices import EARLY_DAYS_DEFAULT, LATE_DAYS_DEFAULT, CatchUp
from schedules.drafts import (
    Kept,
    PhaseDraft,
    Place,
    ScheduleDraft,
    SplitDraft,
    problems,
    records_from_problems,
)
from schedules.models import Occurrence, Schedule, SchedulePhase, ScheduleTag, SplitLine
from schedules.stored import (
    StoredLine,
    StoredPhase,
    StoredSchedule,
    schedules_with_ids,
    splits_of,
    tags_of,
)
from schedules.wakes import wake
from transactions.labels import resolve
from transactions.models import Payee, Tag

PHASE_COLUMNS = (
    "schedule_id", "starts", "unit", "every", "on", "months", "missing", "shift", "until", "times",
    "account_id", "to_account_id", "category_id", "currency", "amount_rule", "amount", "highest",
    "percent", "of_last", "to_amount",
)  # fmt: skip
SPLIT_COLUMNS = ("schedule_id", "starts", "position", "category_id", "amount", "description")


def create_schedule(
    uow: UnitOfWork,
    *,
    name: str,
    type: str,  # noqa: A002  # the field's name
    phases: Sequence[PhaseDraft],
    payee: Payee | None = None,
    description: str = "",
    tags: Sequence[str] = (),
    records_from: date | None = None,
    catch_up: str = CatchUp.ALL,
    early: int = EARLY_DAYS_DEFAULT,
    late: int = LATE_DAYS_DEFAULT,
    paused: bool = False,
) -> Schedule:
    """Add a schedule to the book; raises Invalid with every rule it breaks.

    Its tags are made on their first use.
    """
    draft = ScheduleDraft(name, type, phases, tags)
    place = Place.of(uow.book, draft)
    raise_problems([*problems(draft, place), *records_from_problems(records_from)])
    schedule = uow.add(
        Schedule(
            name=clean(name),
            type=type,
            payee=payee,
            description=description,
            records_from=records_from,
            catch_up=catch_up,
            early=early,
            late=late,
            paused=paused,
        )
    )
    _set_phases(uow, schedule, phases, place)
    _set_tags(uow, schedule, tags)
    wake(uow, [schedule.pk])
    return schedule


def amend_schedule(uow: UnitOfWork, schedule: Schedule, today: date, **values: Any) -> Schedule:
    """Set `values` on `schedule`; raises Invalid with every rule that the result breaks.

    What was due while it was paused is not recorded: from `today` on, unless `values` say since
    when.
    """
    (stored,) = schedules_with_ids(uow.book.pk, [schedule.pk])
    before = phase_drafts_of(stored)
    phases = values.pop("phases", before)
    tags = values.pop("tags", None)
    kept = kept_by(before)
    kind = values.get("type", schedule.type)
    draft = ScheduleDraft(
        values.get("name", schedule.name), kind, phases, tags or (), kept, schedule.pk
    )
    place = Place.of(uow.book, draft)
    records_from = values.get("records_from", schedule.records_from)
    raise_problems([*problems(draft, place), *records_from_problems(records_from)])
    goes_on = schedule.paused and not values.get("paused", True)
    if goes_on and records_from is not None and "records_from" not in values:
        values["records_from"] = max(records_from, today)
    if "name" in values:
        values["name"] = clean(values["name"])
    if [_normalised(phase) for phase in phases] != before:
        uow.remove_many(SchedulePhase.objects.filter(schedule=schedule))
        uow.remove_many(SplitLine.objects.filter(schedule=schedule))
        _set_phases(uow, schedule, phases, place)
    if tags is not None:
        _set_tags(uow, schedule, tags)
    amended = uow.amend(schedule, **values)
    wake(uow, [schedule.pk])
    return amended


def delete_schedule(uow: UnitOfWork, schedule: Schedule) -> None:
    """Delete `schedule` with what was stated of its occurrences; transactions stay."""
    uow.remove_many(Occurrence.objects.for_book(uow.book).of_schedule(schedule.pk))
    uow.remove(schedule)
    wake(uow, [schedule.pk])


def phase_drafts_of(schedule: StoredSchedule) -> list[PhaseDraft]:
    """Return what the phases of a stored schedule say."""
    splits = splits_of([schedule.pk])
    return [_draft_of(one, splits.get((schedule.pk, one.starts), ())) for one in schedule.phases]


def kept_by(phases: Iterable[PhaseDraft]) -> Kept:
    """Return what stored phases use."""
    found = list(phases)
    accounts = {account for one in found for account in (one.account, one.to_account)}
    return Kept(
        frozenset(account for account in accounts if account is not None),
        frozenset(category for one in found for category in one.categories()),
    )


def _draft_of(phase: StoredPhase, split: Sequence[StoredLine]) -> PhaseDraft:

    def amount(minor: int | None, money: Currency) -> Any:
        # Zeros at the end are not decimals that another currency could lack.
        return None if minor is None else from_minor(minor, money).normalize()

    return PhaseDraft(
        recurrence=phase.recurrence,
        amount=amount(phase.amount or None, phase.money),
        account=phase.account_id,
        to_account=phase.to_account_id,
        category=phase.category_id,
        amount_rule=phase.amount_rule,
        highest=amount(phase.highest, phase.money),
        percent=phase.percent,
        of_last=phase.of_last,
        to_amount=amount(phase.to_amount, phase.to_money),
        split=tuple(
            SplitDraft(amount(one.amount, phase.money), one.category_id, one.description)
            for one in split
        ),
    )


def _set_phases(
    uow: UnitOfWork, schedule: Schedule, phases: Sequence[PhaseDraft], place: Place
) -> None:
    accounts = place.chart.accounts
    rows: list[tuple[Any, ...]] = []
    lines: list[tuple[Any, ...]] = []
    for phase in phases:
        recurrence = normalised(phase.recurrence)
        account = accounts[phase.account or place.chart.default_account or 0]
        arrives = accounts.get(phase.to_account or 0)
        rows.append(
            (
                schedule.pk, recurrence.start, recurrence.unit, recurrence.every,
                ",".join(recurrence.on), ",".join(map(str, recurrence.months)),
                recurrence.missing, recurrence.shift, recurrence.until, recurrence.times,
                account.id, phase.to_account, phase.category, account.currency.code,
                phase.amount_rule, _minor(phase.amount, account.currency) or 0,
                _minor(phase.highest, account.currency), phase.percent, phase.of_last,
                _minor(phase.to_amount, arrives.currency if arrives else account.currency),
            )
        )  # fmt: skip
        lines += [
            (
                schedule.pk, recurrence.start, position, one.category,
                to_minor(one.amount, account.currency), one.description,
            )
            for position, one in enumerate(phase.split)
        ]  # fmt: skip
    uow.add_many(SchedulePhase, PHASE_COLUMNS, rows)
    uow.add_many(SplitLine, SPLIT_COLUMNS, lines)


def _set_tags(uow: UnitOfWork, schedule: Schedule, tags: Sequence[str]) -> None:
    """Put tags on `schedule` in their order, each once, in place of those that it has."""
    named = resolve(uow, Tag, tags)
    found = (named.get(fold(name)) for name in tags)
    ids = list(dict.fromkeys(tag.pk for tag in found if tag is not None))
    before = [tag.pk for tag in tags_of([schedule.pk])[schedule.pk]]
    if ids != before:
        uow.remove_many(ScheduleTag.objects.filter(schedule=schedule))
        uow.add_many(ScheduleTag, ("schedule_id", "tag_id"), [(schedule.pk, one) for one in ids])


def _normalised(phase: PhaseDraft) -> PhaseDraft:
    return replace(phase, recurrence=normalised(phase.recurrence))


def _minor(amount: Any, money: Currency) -> int | None:
    return None if amount is None else to_minor(amount, money)
