"""Schedules as a page lists them: how often, how much, and when next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from books.models import Book
from common.business_days import IsBusinessDay
from common.periods import DATE_MAX
from common.recurrence import SHIFT_DAYS_MAX
from common.recurrence_words import in_words
from schedules.choices import AmountRule, State
from schedules.dates import dates_due_from
from schedules.occurrences import Occurrence
from schedules.prices import PriceChange
from schedules.stored import (
    Splits,
    StoredLine,
    StoredOccurrence,
    StoredPhase,
    StoredSchedule,
    occurrences_between,
)
from web.figures.due_rows import DueLister, DueRow
from web.formats import show_date
from web.money import Shown


@dataclass(frozen=True, slots=True)
class ListedPhase:
    """A phase in words."""

    since: str
    when: str
    amount: Shown | None
    """None where what is owed is paid."""
    highest: Shown | None
    arrives: Shown | None
    rule: str
    """What beside the amount meets it; empty where it is exact."""
    accounts: str
    category: str


@dataclass(frozen=True, slots=True)
class ListedSchedule:
    """A schedule, ready for the template of the list."""

    name: str
    href: str
    phase: ListedPhase
    """The one that holds today."""
    expected: DueRow | None
    """What is next, where it is due soon and a single amount is expected."""
    next: str
    """The day on which it is due next; empty where it has ended."""
    is_paused: bool


@dataclass(frozen=True, slots=True)
class ListedChange:
    """A price change in words."""

    schedule: int
    name: str
    href: str
    old: Shown
    new: Shown
    since: str
    """Since when, by how much, and what that comes to in a year."""
    is_expected: bool
    """Whether the schedule expects the new price."""
    has_two_amounts: bool
    """Whether the new price alone does not say what the schedule is to expect."""


def next_dues(
    book: Book, schedules: Sequence[StoredSchedule], shown: Sequence[Occurrence], end: date
) -> Mapping[int, date]:
    """Return when each of `schedules` is due next; one that has ended is left out.

    `shown` is what is open up to `end`, in the order of its days.
    """
    found: dict[int, date] = {}
    for open_one in shown:
        found.setdefault(open_one.schedule.pk, open_one.due)
    others = [one for one in schedules if one.pk not in found and not one.paused]
    if not others:
        return found
    first = end - timedelta(days=SHIFT_DAYS_MAX)
    rows = occurrences_between(book.pk, [one.pk for one in others], first, DATE_MAX)
    is_business_day = book.is_business_day
    for schedule in others:
        stated = [row for row in rows if row.schedule_id == schedule.pk]
        if days := _days_after(schedule, stated, end, is_business_day):
            found[schedule.pk] = min(days)
    return found


def _days_after(
    schedule: StoredSchedule,
    stated: Sequence[StoredOccurrence],
    end: date,
    is_business_day: IsBusinessDay,
) -> list[date]:
    """Return days later than `end` on which it is due, the first of them among them."""
    # What is moved beyond `end` may have been due before.
    days = [row.date for row in stated if row.date is not None and row.date > end]
    by_nominal = {row.nominal: row for row in stated}
    for one in dates_due_from(schedule, end + timedelta(days=1), is_business_day):
        row = by_nominal.get(one.nominal)
        if row is None or (row.state == State.MOVED and row.date is None):
            return [*days, one.due]
    return days


def listed_schedules(
    lister: DueLister,
    schedules: Sequence[StoredSchedule],
    dues: Mapping[int, date],
    shown: Sequence[Occurrence],
) -> list[ListedSchedule]:
    """Return schedules in the order in which they are due, those without a day last.

    `shown` is what is late and what is to come soon, in the order of its days.
    """
    today = lister.preferences.today()
    soonest: dict[int, Occurrence] = {}
    for one in shown:
        soonest.setdefault(one.schedule.pk, one)
    in_order = sorted(schedules, key=lambda one: (dues.get(one.pk, DATE_MAX), one.name.casefold()))
    return [
        ListedSchedule(
            name=one.name,
            href=reverse("web:schedule", args=[lister.book_id, one.pk]),
            phase=listed_phase(lister, one, one.phase_on(today)),
            expected=_expected(lister, soonest.get(one.pk)),
            next=lister.heading(dues[one.pk]) if one.pk in dues else "",
            is_paused=one.paused,
        )
        for one in in_order
    ]


def _expected(lister: DueLister, soonest: Occurrence | None) -> DueRow | None:
    if soonest is None or soonest.phase.highest is not None:
        return None
    (row,) = lister.rows([soonest])
    return row


def listed_phases(
    lister: DueLister, schedule: StoredSchedule, splits: Splits
) -> Iterator[ListedPhase]:
    for phase in schedule.phases:
        yield listed_phase(lister, schedule, phase, splits.get((schedule.pk, phase.starts), ()))


def listed_phase(
    lister: DueLister,
    schedule: StoredSchedule,
    phase: StoredPhase,
    split: Sequence[StoredLine] = (),
) -> ListedPhase:
    """Return a phase in words; without `split`, its category alone."""
    money, highest = lister.money, phase.highest
    return ListedPhase(
        since=show_date(phase.starts, lister.preferences.date_form),
        when=in_words(phase.recurrence),
        amount=lister.expected(schedule.type, phase.amount, phase.currency)
        if phase.amount
        else None,
        highest=None
        if highest is None
        else lister.expected(schedule.type, highest, phase.currency),
        arrives=(
            None if phase.to_amount is None else money.plain(phase.to_amount, phase.to_money.code)
        ),
        rule=_rule(phase),
        accounts=lister.accounts(phase.account_id, phase.to_account_id),
        category=", ".join(_line(lister, one, phase) for one in split)
        or lister.names.path(phase.category_id),
    )


def _line(lister: DueLister, line: StoredLine, phase: StoredPhase) -> str:
    words = lister.names.path(line.category_id), line.description
    amount = lister.money.plain(line.amount, phase.currency).text
    return " ".join((*filter(None, words), amount))


def listed_change(lister: DueLister, one: PriceChange) -> ListedChange:
    money, code, step = lister.money, one.phase.currency, one.step
    said = {
        "day": show_date(step.since, lister.preferences.date_form),
        "difference": money.signed(one.difference, code).text,
        "share": money.share(abs(one.difference), step.old),
        "year": money.signed(one.per_year, code).text,
    }
    return ListedChange(
        schedule=one.schedule.pk,
        name=one.schedule.name,
        href=reverse("web:schedule", args=[lister.book_id, one.schedule.pk]),
        old=money.unsigned(step.old, code),
        new=money.unsigned(step.new, code),
        since=_("since %(day)s: %(difference)s (%(share)s), %(year)s a year") % said,
        is_expected=one.is_expected,
        has_two_amounts=one.phase.to_amount is not None,
    )


def _rule(phase: StoredPhase) -> str:
    within = {"percent": phase.percent, "count": phase.of_last}
    if phase.amount_rule == AmountRule.ABOUT:
        return _("give or take %(percent)d %%") % within
    if phase.amount_rule == AmountRule.LAST:
        return _("at first, then as the time before, give or take %(percent)d %%") % within
    if phase.amount_rule == AmountRule.OWED:
        return _("what the other account owes")
    if phase.amount_rule == AmountRule.AVERAGE:
        says = _("at first, then the average of the last %(count)d, give or take %(percent)d %%")
        return says % within
    return ""
