"""Occurrences of schedules as pages list them: what is due when, how much, and how it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from schedules.choices import State
from schedules.occurrences import Occurrence, Status
from transactions.models import PostingKind
from web.book_names import BookNames
from web.figures.due_terms import DueTerms, due_terms
from web.formats import show_date, show_long_date, show_short_date
from web.money import Money, Shown
from web.preferences import Preferences

AHEAD_DAYS = 31
"""How far ahead lists look: a month, within which most bills and all pay come once."""
STATUSES = {
    Status.RECORDED: _("recorded"),
    Status.MATCHED: _("matched"),
    Status.SKIPPED: _("skipped"),
    Status.UPCOMING: "",
    Status.DUE: _("due today"),
    Status.OVERDUE: _("overdue"),
    Status.MISSED: _("missed"),
}
"""How an occurrence stands, in words; what is to come needs none."""
LATE = frozenset({Status.OVERDUE, Status.MISSED})
"""The statuses of what should have been paid."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """An occurrence, ready for the template of lists."""

    id: str
    name: str
    href: str
    """The page of its schedule."""
    day: str
    accounts: str
    amount: Shown
    why: DueTerms | None
    """What an expected amount is made of; None of what was paid."""
    is_about: bool
    """Whether another amount than this one meets it as well."""
    status: str
    """In words; empty where it is to come."""
    is_open: bool
    is_late: bool
    records: bool
    """Whether the tracker records it by itself."""
    is_taken_back: bool
    """Whether it was recorded and that was undone."""
    moved_from: str
    """The day that it was moved away from; empty where it was not."""
    transaction: str
    """The address of the transaction that settles it; empty where there is none."""
    is_transaction_gone: bool
    form: str
    """The address of its own page."""
    state: str
    reopen: str
    """The address that takes back what was stated of it; empty where nothing was."""


@dataclass(frozen=True, slots=True)
class DueDay:
    """What is due on one day."""

    day: str
    rows: list[DueRow]


@dataclass(frozen=True, slots=True)
class DueLister:
    """Makes rows of occurrences for one person in one book."""

    book_id: int
    names: BookNames
    money: Money
    preferences: Preferences

    def days(self, found: Iterable[Occurrence]) -> list[DueDay]:
        """Return occurrences, which are in the order of their days, under each day."""
        by_day = groupby(found, key=lambda one: one.due)
        return [DueDay(self.heading(day), self.rows(of_day)) for day, of_day in by_day]

    def rows(self, found: Iterable[Occurrence]) -> list[DueRow]:
        return [self._row(one) for one in found]

    def heading(self, day: date) -> str:
        this_year = day.year == self.preferences.today().year
        show = show_short_date if this_year else show_long_date
        return show(day, self.preferences.date_form)

    def accounts(self, account_id: int, to_account_id: int | None) -> str:
        """Return the name of an account; of a transfer, both."""
        ends = [self.names.account(account_id), self.names.account(to_account_id)]
        return " → ".join(filter(None, ends))

    def sums(self, found: Iterable[Occurrence]) -> list[Shown]:
        """Return what occurrences come to by currency, that of the book first.

        Transfers do not count, nor does what is skipped.
        """
        totals: dict[str, int] = {}
        for one in found:
            if one.schedule.type != PostingKind.TRANSFER and one.status != Status.SKIPPED:
                minor, code = _paid_or_expected(one)
                totals[code] = totals.get(code, 0) + _signed(one.schedule.type, minor)
        codes = sorted(totals, key=lambda code: (code != self.money.home, code))
        return [self.money.signed(totals[code], code) for code in codes]

    def expected(self, kind: str, minor: int, code: str) -> Shown:
        """Return an amount with the sign of its kind; that of a transfer has none."""
        if kind == PostingKind.TRANSFER:
            return self.money.plain(minor, code)
        return self.money.signed(_signed(kind, minor), code)

    def _row(self, one: Occurrence) -> DueRow:
        schedule, stated = one.schedule, one.stated
        place = [self.book_id, schedule.pk]
        path = reverse("web:occurrence", args=[*place, one.nominal])
        settles = stated.transaction_id if stated else None
        entry = reverse("web:entry", args=[self.book_id, settles]) if settles else ""
        was_moved = stated is not None and stated.state == State.MOVED and stated.date is not None
        date_form = self.preferences.date_form
        return DueRow(
            id=f"o{schedule.pk}-{one.nominal}",
            name=schedule.name,
            href=reverse("web:schedule", args=place),
            day=self.heading((stated and stated.settled_on) or one.due),
            accounts=self.accounts(one.phase.account_id, one.phase.to_account_id),
            amount=self.expected(schedule.type, *_paid_or_expected(one)),
            why=self._why(one) if one.is_open else None,
            is_about=one.is_open and one.expected.lowest != one.expected.highest,
            status=str(STATUSES[one.status]),
            is_open=one.is_open,
            is_late=one.status in LATE,
            records=one.is_recorded_by_itself,
            is_taken_back=one.is_open and one.was_recorded,
            moved_from=show_date(one.nominal, date_form) if was_moved else "",
            transaction=entry,
            is_transaction_gone=one.status == Status.RECORDED and not settles,
            form=path,
            state=f"{path}state/",
            reopen=f"{path}reopen/" if stated else "",
        )

    def _why(self, one: Occurrence) -> DueTerms:
        kind, code = one.schedule.type, one.phase.currency
        show = partial(self.expected, kind, code=code)
        if one.owed:
            # Terms of both signs add up to what is paid.
            show = partial(self.money.signed, code=code)
        return due_terms(one, self.book_id, self.preferences, show)


def _paid_or_expected(one: Occurrence) -> tuple[int, str]:
    """Return what was paid, or what is expected until then: in minor units of a currency."""
    stated = one.stated
    if stated and stated.settled_amount is not None and stated.settled_currency:
        return stated.settled_amount, stated.settled_currency
    return one.expected.amount, one.phase.currency


def _signed(kind: str, minor: int) -> int:
    return minor if kind == PostingKind.INCOME else -minor


def late_and_ahead(found: Sequence[Occurrence]) -> tuple[list[Occurrence], list[Occurrence]]:
    """Return what should have been paid, and what is due from today on."""
    late = [one for one in found if one.status in LATE]
    return late, [one for one in found if one.status not in LATE]
