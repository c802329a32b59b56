"""Changes of a book as its history shows them: a line in words, and each field before and after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from books.history import Entry, FieldChange, Trashed
from books.history import Shown as ShownChange
from books.models import Action, Book, Cause
from books.row_changes import CREATED
from common.money import CURRENCIES, to_minor
from web.formats import show_date, show_long_date, show_short_date
from web.money import HIDDEN, Money, Shown
from web.preferences import Preferences

FIELDS = {
    "name": _("Name"),
    "type": _("Kind"),
    "currency": _("Currency"),
    "home_currency": _("Home currency"),
    "calendar": _("Holidays"),
    "closed_days": _("Further days that are not business days"),
    "opening_balance": _("Balance at the start"),
    "opening_date": _("From"),
    "default": _("New entries go here"),
    "archived": _("Archived"),
    "strict": _("Strict"),
    "parent": _("Below"),
    "color": _("Colour"),
    "icon": _("Symbol"),
    "date": _("Date"),
    "amount": _("Amount"),
    "refund": _("Money back"),
    "account": _("Account"),
    "category": _("Category"),
    "payee": _("Payee"),
    "description": _("Description"),
    "notes": _("Notes"),
    "tags": _("Tags"),
    "status": _("Status"),
    "postings": _("Split"),
    "worth": _("In the home currency"),
    "base": _("One unit of"),
    "quote": _("In"),
    "rate": _("Rate"),
    "unit": _("Period in"),
    "every": _("How many"),
    "anchor": _("Counted from"),
    "adjust": _("Moved to a business day"),
    "budget": _("Budget"),
    "starts": _("From period"),
    "ends": _("Until period"),
    "opening": _("Carried in at the start"),
    "policies": _("Carried over"),
    "amounts": _("Budgeted"),
    "holds": _("Held back"),
    "rules": _("Later periods"),
    "records_from": _("Records from"),
    "catch_up": _("Catches up with"),
    "early": _("Days early"),
    "late": _("Days late"),
    "paused": _("Paused"),
    "phases": _("When and how much"),
    "balance": _("Balance"),
    "previous": _("After"),
    "closed": _("Closed"),
    "settled": _("On a statement"),
    "schedule": _("Schedule"),
    "nominal": _("Occurrence of"),
    "state": _("What became of it"),
    "transaction": _("Transaction"),
}
"""What the fields of the API are called on pages."""
KINDS = {
    "book": _("the book"),
    "account": _("account"),
    "category": _("category"),
    "payee": _("payee"),
    "tag": _("tag"),
    "rate": _("rate"),
    "budget": _("budget"),
    "budget_line": _("budget line"),
    "statement": _("statement"),
    "schedule": _("schedule"),
    "occurrence": _("occurrence"),
}
"""What the kinds of rows are called; a transaction goes by its title alone."""
CAUSES = {
    Cause.REGISTRATION: _("Sign-up"),
    Cause.API: _("API"),
    Cause.WEB: _("Web pages"),
    Cause.RATES: _("Rates"),
    Cause.DEMO: _("Demo"),
    Cause.COMMAND: _("Command"),
    Cause.IMPORT: _("Import"),
    Cause.SCHEDULE: _("Schedule"),
    Cause.UNDO: _("Undo by the API"),
    Cause.RESTORE: _("Archive"),
}
_BY_PROGRAM = frozenset({Cause.IMPORT, Cause.SCHEDULE})
"""The causes of what the program did for people."""
_VERBS = {
    CREATED: _("Added %(what)s"),
    Action.AMENDED: _("Changed %(what)s"),
    Action.DELETED: _("Deleted %(what)s"),
    Action.RESTORED: _("Brought back %(what)s"),
    Action.TOUCHED: _("Updated %(what)s"),
}
_AMOUNTS = {"amount", "opening", "opening_balance"}
"""Fields that state one amount, with its currency."""
_WITH_AMOUNTS = {*_AMOUNTS, "amounts", "holds", "phases", "policies", "postings", "worth"}
_DAYS = {"date", "opening_date", "anchor", "starts", "ends", "records_from", "nominal"}
_TRASH_FIELDS = ("date", "amount", "account", "category", "type", "parent", "currency", "rate")
"""Which fields tell a deleted row from others of the same title, in the order of their weight."""
_TRASH_FIELDS_SHOWN = 4
"""As many as fit on one line of a desktop."""


@dataclass(frozen=True, slots=True)
class ListedField:
    """A field before and after a change; empty text where it said nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """What a change did to one row."""

    what: str
    fields: list[ListedField]


@dataclass(frozen=True, slots=True)
class ListedChange:
    """A change, ready for the template of the history."""

    number: int
    href: str
    undo: str
    """The address that undoes it; empty where it cannot be, or not by this person."""
    day: date
    time: str
    who: str
    by_program: bool
    is_own: bool
    cause: str
    what: str
    amount: Shown | None
    entries: list[ListedEntry]
    rows: int
    """How many rows it touched, where they are too many to list with it; else 0."""
    is_forgotten: bool
    undone_by: int


@dataclass(frozen=True, slots=True)
class ListedDeletion:
    """A row that is gone, ready for the template of the trash."""

    id: int
    number: int
    kind: str
    title: str
    was: str


@dataclass(frozen=True, slots=True)
class ChangeLister:
    """Shows changes to one person in one book."""

    book: Book
    money: Money
    preferences: Preferences
    person_id: int
    may_write: bool

    def changes(self, found: Sequence[ShownChange]) -> list[ListedChange]:
        return [self._change(one) for one in found]

    def days(self, found: Sequence[ShownChange]) -> list[tuple[str, list[ListedChange]]]:
        """Return changes under the days on which they were made, as the person has them."""
        listed = groupby(self.changes(found), key=lambda one: one.day)
        return [(self.heading(day), list(changes)) for day, changes in listed]

    def entries(self, found: Sequence[Entry]) -> list[ListedEntry]:
        return [ListedEntry(self._what(one), list(self._fields(one))) for one in found]

    def deletions(self, found: Sequence[Trashed]) -> list[ListedDeletion]:
        return [self._deletion(one) for one in found]

    def heading(self, day: date) -> str:
        this_year = day.year == self.preferences.today().year
        show = show_short_date if this_year else show_long_date
        return show(day, self.preferences.date_form)

    def local(self, at: datetime) -> datetime:
        """Return the time where the person lives."""
        return at.astimezone(ZoneInfo(self.preferences.time_zone))

    def _change(self, one: ShownChange) -> ListedChange:
        change = one.change
        at = self.local(change.at)
        main = _main(one)
        is_forgotten = change.number < self.book.history_from
        undoable = not change.undone_by and not is_forgotten and (one.rows or not change.note)
        address = reverse("web:undo", args=[self.book.pk, change.number])
        return ListedChange(
            number=change.number,
            href=reverse("web:change", args=[self.book.pk, change.number]),
            undo=address if undoable and self.may_write else "",
            day=at.date(),
            time=f"{at:%H:%M}",
            who=one.made_by.username if one.made_by else gettext("The program"),
            by_program=one.made_by is None or change.cause in _BY_PROGRAM,
            is_own=change.user_id == self.person_id,
            cause=self._cause(one),
            what=self._headline(one, main),
            amount=self._amount_of(main) if main else None,
            entries=self.entries(one.entries or []),
            rows=one.rows if one.entries is None and not is_forgotten else 0,
            is_forgotten=is_forgotten,
            undone_by=change.undone_by,
        )

    def _headline(self, one: ShownChange, main: Entry | None) -> str:
        """Say what a change did: to the row that it is about, or in counts."""
        if main is None:
            return one.summary.rstrip(".")
        if not one.change.undoes:
            return self._what(main)
        what = {"number": one.change.undoes, "what": self._what(main)}
        return gettext("Undid change %(number)d: %(what)s") % what

    @staticmethod
    def _cause(one: ShownChange) -> str:
        if one.change.token:
            return gettext("token “%(name)s”") % {"name": one.change.token}
        if one.change.cause == Cause.WEB:
            return ""
        return str(CAUSES[Cause(one.change.cause)])

    def _what(self, entry: Entry) -> str:
        """Say what was done to which row: “Added category Coffee”."""
        kind = entry.row_change.kind
        title = self._hidden(entry.title) if kind == "transaction" else entry.title
        what = f"{KINDS[kind]} {title}" if kind in KINDS else title
        return str(_VERBS[entry.row_change.action]) % {"what": what}

    def _hidden(self, title: str) -> str:
        """Return a title without the amount that stands in it where there is nothing else."""
        is_amount = self.money.hidden and title.startswith(("expense of", "income of", "transfer"))
        return HIDDEN if is_amount else title

    def _amount_of(self, entry: Entry) -> Shown | None:
        """Return the amount of a transaction that was added or deleted, by where it went."""
        said = {one.field: one.after or one.before for one in entry.changes}
        if entry.row_change.action not in (CREATED, Action.DELETED, Action.RESTORED):
            return None
        if entry.row_change.kind != "transaction" or "amount" not in said:
            return None
        minor, code = _read(said["amount"])
        if said["type"] == "transfer":
            return self.money.plain(minor, code)
        is_out = (said["type"] == "expense") is not (said.get("refund") == "yes")
        return self.money.signed(-minor if is_out else minor, code)

    def _fields(self, entry: Entry) -> Iterator[ListedField]:
        is_new = entry.row_change.action == CREATED
        for one in entry.changes:
            # What is off is said of a row that turns it off, not of each new one.
            if not (is_new and one.after == "no"):
                yield self._field(one)

    def _field(self, one: FieldChange) -> ListedField:
        name = str(FIELDS.get(one.field, one.field.replace("_", " ").capitalize()))
        before, after = (self._value(one.field, text) for text in (one.before, one.after))
        return ListedField(name, before, after)

    def _value(self, field: str, text: str) -> str:
        """Return a value as the person has amounts and dates written."""
        if not text:
            return ""
        if field in _WITH_AMOUNTS and self.money.hidden:
            return HIDDEN
        if field in _DAYS:
            return show_date(date.fromisoformat(text), self.preferences.date_form)
        if field not in _AMOUNTS:
            return self._hidden(text) if field == "transaction" else text
        minor, code = _read(text)
        shown = self.money.plain(minor, code)
        return f"{shown.code} {shown.text}".strip()

    def _deletion(self, one: Trashed) -> ListedDeletion:
        fields = one.description.fields
        said = [self._value(name, fields[name]) for name in _TRASH_FIELDS if fields.get(name)]
        kind = one.revision.kind
        return ListedDeletion(
            id=one.revision.pk,
            number=one.revision.number,
            kind=str(KINDS.get(kind, gettext("transaction"))),
            title=self._hidden(one.description.title),
            was=" · ".join(said[:_TRASH_FIELDS_SHOWN]),
        )


def _main(one: ShownChange) -> Entry | None:
    """Return the row that a change is about: its only one, or its only transaction.

    A transaction brings its new payee and tags with it.
    """
    if one.change.note or not one.entries:
        return None
    of_transactions = [entry for entry in one.entries if entry.row_change.kind == "transaction"]
    found = of_transactions or one.entries
    return found[0] if len(found) == 1 else None


def _read(text: str) -> tuple[int, str]:
    """Return the amount that the history words as "12.50 EUR", in minor units, and its currency."""
    number, _space, code = text.partition(" ")
    return to_minor(Decimal(number), CURRENCIES[code]), code
