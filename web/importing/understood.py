"""What was understood of a file, and whether it adds up with the book."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.balances import balance, movements
from books.models import Book
from imports.models import Import
from imports.plan.summary import CheckedBalance, PlanSummary, Target
from readers.statement import names_in
from readers.tables.layout import ROLES
from web.book_names import SEPARATOR, BookNames
from web.formats import show_date
from web.importing.words import EVIDENCE, FORMAT_NAMES
from web.money import Money, Shown
from web.preferences import Preferences

BALANCES_SHOWN = 5
"""Of how many accounts the sum is shown: a bank's file has one, and each asks for its own day."""
NAMES_SHOWN = 12
"""How many new accounts or categories are named; the others are counted."""
ORDER_NAMES = {"dmy": "day.month.year", "mdy": "month/day/year", "ymd": "year-month-day"}
ABOUT = {
    "date_order": gettext_lazy("Dates"),
    "decimal_sign": gettext_lazy("Decimal sign"),
    "direction": gettext_lazy("Direction"),
    "encoding": gettext_lazy("Encoding"),
    "currency": gettext_lazy("Currency"),
    "account": gettext_lazy("Account"),
    "status": gettext_lazy("Status"),
    "lines": gettext_lazy("Lines"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was understood."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about the file, with what it rests on."""

    about: str
    decided: str
    evidence: str
    is_assumed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its heading, its number, and its role."""

    number: int
    heading: str
    role: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Whether an account agrees with the file: now + new + what is open = the balance there."""

    account: str
    day: str
    now: Shown
    new: Shown
    after: Shown
    open: Shown
    stated: Shown
    holds: bool


@dataclass(frozen=True, slots=True)
class MadeAccount:
    """An account that recording makes."""

    name: str
    opening: Shown
    rows: int


def facts(
    imported: Import, summary: PlanSummary, names: BookNames, form: Preferences
) -> list[Fact]:
    """Return the facts that stand at the top: file, days, amounts, accounts."""
    layout = summary.layout
    delimiters = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("bars")}
    of_file = [
        FORMAT_NAMES.get(imported.format, imported.format),
        str(delimiters.get(layout.get("delimiter", ""), "")),
        str(layout.get("encoding", "")).upper(),
    ]
    found = [Fact(_("File"), ", ".join(filter(None, of_file)))]
    if days := _days(summary.targets, form):
        order = ORDER_NAMES.get(layout.get("date_order", ""), "")
        found.append(
            Fact(
                _("Days"),
                _("%(days)s, as %(order)s") % {"days": days, "order": order} if order else days,
            )
        )
    if sign := layout.get("decimal_sign"):
        written = "1.234,56" if sign == "," else "1,234.56"
        way = _("plus is out") if layout.get("invert") else _("minus is out")
        found.append(Fact(_("Amounts"), f"{written}, {way}"))
    if summary.targets:
        shown = [names.account(one.account) or one.name for one in summary.targets[:NAMES_SHOWN]]
        found.append(Fact(_("Accounts") if len(shown) > 1 else _("Account"), ", ".join(shown)))
    return found


def decisions(summary: PlanSummary) -> list[Decided]:
    """Return what had to be decided about the file."""
    return [
        Decided(
            about=str(ABOUT.get(one.about, one.about.replace("_", " ").capitalize())),
            decided=ORDER_NAMES.get(one.decided, one.decided),
            evidence=str(EVIDENCE.get(one.evidence, one.evidence)),
            is_assumed=one.evidence == "assumed",
            reason=one.reason,
        )
        for one in summary.decisions
    ]


def columns(summary: PlanSummary) -> list[Column]:
    """Return the columns of a table with their roles; none of another file."""
    layout = summary.layout
    preview = layout.get("preview", [])
    width = max([len(layout.get("names", [])), *(len(row) for row in preview)], default=0)
    roles = {place: role for role, places in layout.get("columns", {}).items() for place in places}
    headings: Sequence[str] = layout.get("names", [])
    return [
        Column(
            number, headings[number - 1] if number <= len(headings) else "", roles.get(number, "")
        )
        for number in range(1, width + 1)
    ]


def role_choices() -> list[tuple[str, str]]:
    """Return what a column can be, in words."""
    return [(role, role.replace("_", " ").capitalize()) for role in ROLES]


def sums(
    book: Book, summary: PlanSummary, names: BookNames, money: Money, form: Preferences
) -> list[Sum]:
    """Return for each account whose balance the file states how it comes about."""
    last: dict[int, CheckedBalance] = {}
    for one in summary.balances:
        if one.against == "book" and one.day:
            last[one.target] = one
    found = []
    moved: dict[date, Mapping[int, int]] = {}
    for place, checked in list(last.items())[:BALANCES_SHOWN]:
        target = summary.targets[place]
        account = names.accounts.get(target.account or 0)
        day = date.fromisoformat(checked.day)
        if day not in moved:
            moved[day] = movements(book, day)
        now = balance(account, day, moved[day]) if account else target.opening or 0
        code = target.currency
        found.append(
            Sum(
                account=account.name if account else target.name,
                day=show_date(day, form.date_form),
                now=money.plain(now, code),
                new=money.signed(checked.found - now, code),
                after=money.plain(checked.found, code),
                open=money.signed(checked.stated - checked.found, code),
                stated=money.plain(checked.stated, code),
                holds=checked.holds,
            )
        )
    return found


def own_balances(summary: PlanSummary) -> str:
    """Return in words whether the balances of the file agree with its own rows; empty for none."""
    checked, broken = summary.running
    checked += sum(one.against == "file" for one in summary.balances)
    if summary.hold is None:
        return ""
    if summary.hold:
        text = ngettext(
            "%(count)d balance of the file agrees with its rows.",
            "%(count)d balances of the file agree with its rows.",
            checked,
        )
        return text % {"count": checked}
    lines = ", ".join(map(str, summary.running_breaks))
    text = _("Balances of the file do not agree with its rows.")
    return f"{text} {_('Lines')}: {lines}" if broken else text


def made_accounts(summary: PlanSummary, money: Money) -> list[MadeAccount]:
    """Return the accounts that recording makes."""
    return [
        MadeAccount(one.name, money.plain(one.opening or 0, one.currency), one.rows)
        for one in summary.targets
        if one.account is None
    ]


def made_categories(summary: PlanSummary) -> tuple[list[str], int]:
    """Return the paths of categories that recording makes, the first of them, and how many more."""
    paths = [
        SEPARATOR.join(names_in(one.path)) for one in summary.categories if one.category is None
    ]
    return paths[:NAMES_SHOWN], max(0, len(paths) - NAMES_SHOWN)


def problem_of(imported: Import) -> str:
    """Return why an import failed, or was not recorded; empty where neither happened."""
    return str(json.loads(imported.problem)["detail"]) if imported.problem else ""


def rows_address(book: Book, summary: PlanSummary) -> str:
    """Return the address of the list with the days, and the account, that the file is about."""
    days = [day for one in summary.targets for day in (one.first_day, one.last_day) if day]
    query = f"?start_date={min(days)}&end_date={max(days)}" if days else "?"
    ids = {one.account for one in summary.targets if one.account}
    if len(ids) == 1 and len(summary.targets) == 1:
        query += f"&account={ids.pop()}"
    return reverse("web:transactions", args=[book.pk]) + query


def _days(targets: Iterable[Target], form: Preferences) -> str:
    days = [day for one in targets for day in (one.first_day, one.last_day) if day]
    if not days:
        return ""
    first, last = (date.fromisoformat(day) for day in (min(days), max(days)))
    return " \N{EN DASH} ".join(
        dict.fromkeys(show_date(day, form.date_form) for day in (first, last))
    )
