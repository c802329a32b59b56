"""Rows of a plan as the page shows them: verdict, reason, what becomes of each, and its match."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from common.integers import number_of
from imports.models import Action, Import, Verdict
from imports.plan.decisions import AS_PLANNED, Decided, action_of
from imports.plan.parameters import ImportParameters
from imports.plan.rows import NO_CATEGORY, NO_TARGET, Planned
from imports.plan.storage import Numbered
from imports.plan.summary import PlanSummary, Target
from readers.statement import names_in
from transactions.stored import StoredTransaction, transactions_with_ids
from web.book_names import SEPARATOR, UNSORTED_SYMBOL, UNSORTED_TONE, BookNames
from web.formats import show_short_date
from web.importing.cells import CellFaults, ShownCell, shown_cells
from web.importing.payee_account import PayeeAndAccount, payee_and_account, payee_and_account_of
from web.money import Money, Shown
from web.preferences import Preferences

FROM_FILE = "file"
"""What stands for the category of the file, which the book may not have yet."""
CHECKED = {Verdict.NEW.value, Verdict.DELETED.value, Verdict.KNOWN.value}
"""Verdicts whose rows are recorded or not: a box says it. A probable one has a third answer."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The transaction that a row is, or may be."""

    href: str
    day: str
    who: str
    amount: Shown


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a plan, ready for the template."""

    number: int
    line: int
    source: str
    verdict: str
    action: str
    day: str
    who: str
    description: str
    amount: Shown | None
    account: str
    reasons: str
    match: Matched | None
    has_category: bool
    category: str
    """The id of the category as the form has it; FROM_FILE for one that the file names."""
    from_file: str
    """The path of the category that the file names."""
    hint: str
    symbol: str
    tone: str
    was: str
    """The action and the category that hold: what the form does not change is not sent on."""
    cells: Sequence[ShownCell] = ()
    """Its faulty cells, and those that somebody corrected."""
    fields: PayeeAndAccount | None = None
    """Its payee and its account, where they can be chosen."""
    is_taken_back: bool = False
    """Whether the box that takes corrections back is ticked."""

    @property
    def is_added(self) -> bool:
        return self.action == Action.ADD

    @property
    def can_be_added(self) -> bool:
        """Whether it has an amount: a faulty line that an earlier file had is known without."""
        return self.amount is not None

    @property
    def is_corrected(self) -> bool:
        return any(cell.is_corrected for cell in self.cells)


class Presenter:
    """Makes rows for one person, of one import."""

    def __init__(
        self, imported: Import, names: BookNames, money: Money, preferences: Preferences
    ) -> None:
        self.imported = imported
        self.summary = PlanSummary.load(imported.summary)
        self.parameters = ImportParameters.load(imported.parameters)
        self.names = names
        self.money = money
        self.preferences = preferences

    def rows(
        self,
        found: Sequence[Numbered],
        decided: Mapping[int, Decided],
        typed: QueryDict | None = None,
        cell_faults: CellFaults | None = None,
    ) -> list[ShownRow]:
        """Return `found` as rows, with what somebody `typed` where it was not taken."""
        matches = self._matches(found, decided)
        shown = []
        for one in found:
            row = self._row(one, decided.get(one.number, AS_PLANNED), matches, typed)
            cells = self._cells(one, typed, cell_faults or {}) if one.row.cells else ()
            back = typed is not None and f"back-{one.number}" in typed
            fields = self._fields(one, decided.get(one.number, AS_PLANNED), typed)
            shown.append(replace(row, cells=cells, fields=fields, is_taken_back=back))
        return shown

    def _fields(
        self, one: Numbered, decided: Decided, typed: QueryDict | None
    ) -> PayeeAndAccount | None:
        number, row = one
        target = self._target(row)
        accounts = self.names.accounts.values()
        return payee_and_account(number, row, decided, target, accounts, typed)

    def _target(self, row: Planned) -> Target | None:
        return self.summary.targets[row.target] if row.target != NO_TARGET else None

    def _cells(
        self, one: Numbered, typed: QueryDict | None, faults: CellFaults
    ) -> Sequence[ShownCell]:
        return shown_cells(
            one.number, one.row, self.preferences, typed, faults, hidden=self.money.hidden
        )

    def _matches(
        self, found: Sequence[Numbered], decided: Mapping[int, Decided]
    ) -> dict[int, StoredTransaction]:
        ids = {decided.get(number, AS_PLANNED).match or row.match for number, row in found} - {0}
        rows = transactions_with_ids(self.imported.book_id, sorted(ids)) if ids else []
        return {row.pk: row for row in rows}

    def _row(
        self,
        one: Numbered,
        decided: Decided,
        matches: Mapping[int, StoredTransaction],
        typed: QueryDict | None,
    ) -> ShownRow:
        number, row = one
        target = self._target(row)
        action = str(action_of(row, decided, self.parameters))
        category, from_file, hint = self._category(one, decided)
        was = f"{action}:{category}"
        if typed is not None and f"was-{number}" in typed:
            action = chosen_action(typed, number, row.verdict, action)
            category = typed.get(f"category-{number}", category)
        named = self.names.categories.get(number_of(category))
        payee = row.payee if decided.payee is None else decided.payee
        return ShownRow(
            number=number,
            line=row.line,
            source=row.source,
            verdict=row.verdict,
            action=action,
            day=self._day(row.day),
            who=payee or row.description or _("No payee"),
            description=row.description if payee else "",
            amount=self.money.signed(row.minor, target.currency) if target else None,
            account=self._account(target, decided),
            reasons="; ".join(row.reasons),
            match=self._match(matches.get(decided.match or row.match)),
            has_category=row.is_whole and row.verdict != Verdict.FAULTY,
            category=category,
            from_file=from_file,
            hint=hint,
            symbol=named.symbol if named else UNSORTED_SYMBOL,
            tone=named.tone if named else UNSORTED_TONE,
            was=was,
        )

    def _account(self, target: Target | None, decided: Decided) -> str:
        if target is None:
            return ""
        return self.names.account(decided.account or target.account) or target.name

    def _category(self, one: Numbered, decided: Decided) -> tuple[str, str, str]:
        """Return the category that holds, the path that the file names, and why."""
        row = one.row
        from_file, own = "", ""
        if row.category != NO_CATEGORY:
            named = self.summary.categories[row.category]
            from_file = SEPARATOR.join(names_in(named.path))
            own = str(named.category or FROM_FILE)
        if decided.category is not None:
            return str(decided.category or ""), from_file, ""
        if own:
            return own, from_file if own == FROM_FILE else "", _("the file says so")
        if row.suggested:
            return str(row.suggested.category), "", row.suggested.reason
        return "", "", ""

    def _match(self, found: StoredTransaction | None) -> Matched | None:
        if found is None:
            return None
        first = found.postings[0]
        total = sum(p.amount for p in found.postings if p.account_id == first.account_id)
        return Matched(
            href=reverse("web:entry", args=[self.imported.book_id, found.pk]),
            day=show_short_date(found.date, self.preferences.date_form),
            who=found.payee or found.description or _("No payee"),
            amount=self.money.signed(total, first.currency),
        )

    def _day(self, text: str) -> str:
        form = self.preferences.date_form
        return show_short_date(date.fromisoformat(text), form) if text else ""


def chosen_action(sent: QueryDict, number: int, verdict: str, now: str) -> str:
    """Return the action that a form chooses for a row; `now` where it says nothing of it."""
    if verdict in CHECKED:
        if f"add-{number}" in sent:
            return Action.ADD.value
        if now != Action.ADD:
            return now
        return (Action.MATCH if verdict == Verdict.KNOWN else Action.SKIP).value
    stated = sent.get(f"action-{number}", now)
    return stated if stated in Action.values else now


def decisions_of(
    sent: QueryDict, corrections: Mapping[int, dict[str, Any] | None]
) -> list[dict[str, object]]:
    """Return the decisions that a form makes: of its rows those that it changes."""
    found: list[dict[str, object]] = []
    for text in sent.getlist("row"):
        number, _colon, verdict = text.partition(":")
        if not (row := number_of(number)):
            continue
        was, _colon, was_category = sent.get(f"was-{row}", "").partition(":")
        decided: dict[str, object] = {}
        if (action := chosen_action(sent, row, verdict, was)) != was:
            decided["action"] = action
        category = sent.get(f"category-{row}", was_category)
        if category not in (was_category, FROM_FILE):
            decided["category"] = number_of(category) or None
        decided |= payee_and_account_of(sent, row)
        if row in corrections:
            decided["corrections"] = corrections[row]
        if decided:
            found.append({"row": row, **decided})
    return found
