"""Faulty cells of a plan: as the page shows them, and what a person types instead.

A form has for each cell `cell-ROW-FIELD`, what was typed, and `had-ROW-FIELD`, what stood there.
A cell that was not touched is not sent on. `back-ROW` takes all corrections of a row back.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from books.models import Book
from common.integers import number_of
from common.money import CURRENCIES, Currency, from_minor
from imports.endpoints.corrections import currency_of
from imports.models import Import
from imports.plan.rows import Planned
from imports.plan.storage import rows_numbered
from imports.plan.summary import PlanSummary
from readers.cells import Cell
from web.formats import show_amount, show_date
from web.money import HIDDEN
from web.preferences import Preferences
from web.reading.amounts import read_amount
from web.reading.dates import read_date
from web.reading.refusals import NotRead

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LABELS: "Mapping[str, StrPromise]" = {
    "date": gettext_lazy("Date"),
    "amount": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "payee": gettext_lazy("Payee"),
    "description": gettext_lazy("Description"),
    "notes": gettext_lazy("Notes"),
}
FAULTS: "Mapping[str, StrPromise]" = {
    "no_date": gettext_lazy("Not a date"),
    "future_date": gettext_lazy("After today"),
    "out_of_range": gettext_lazy("Not a date that the book can have"),
    "no_amount": gettext_lazy("Not an amount"),
    "no_sign": gettext_lazy("Leaves or arrives? Write − or + before it"),
    "two_amounts": gettext_lazy("An amount in both columns"),
    "too_large": gettext_lazy("More than the book can have"),
    "cut": gettext_lazy("The file ends within it"),
    "unknown_currency": gettext_lazy("Not a currency"),
    "currency_differs": gettext_lazy("Not the currency of the account"),
    "text_too_long": gettext_lazy("Too long"),
}
"""What is wrong with a cell, in the words of a page: those of the API show amounts and options."""
_NAME = re.compile(r"cell-([0-9]{1,16})-([a-z]+)")
_CORRECTED, _AS_FILE = "c:", "f:"
"""Before what stood in a field: whether that was a correction, or the text of the file."""

CellFaults = Mapping[tuple[int, str], str]
"""What is wrong with typed values, by the number of the row and the field."""


class NotTaken(Exception):
    """Typed values that were refused."""

    def __init__(self, faults: CellFaults) -> None:
        self.faults = faults
        super().__init__("Some values were refused.")


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell, ready for the template."""

    name: str
    label: str
    column: str
    """The heading, where it says more than the label."""
    text: str
    """What the file has there."""
    value: str
    """What stands in the field: the correction, or the text of the file."""
    had: str
    fault: str
    is_corrected: bool


def shown_cells(
    number: int,
    row: Planned,
    form: Preferences,
    typed: QueryDict | None,
    faults: CellFaults,
    *,
    hidden: bool,
) -> list[ShownCell]:
    """Return the cells of a row, with what somebody `typed` where it was not taken."""
    return [
        _shown(number, cell, form, typed, faults, hidden=hidden and cell.field == "amount")
        for cell in row.cells
    ]


def _shown(
    number: int,
    cell: Cell,
    form: Preferences,
    typed: QueryDict | None,
    faults: CellFaults,
    *,
    hidden: bool,
) -> ShownCell:
    name, label = f"{number}-{cell.field}", str(LABELS[cell.field])
    value = _value(cell, form) if cell.value else cell.text
    value = "" if hidden else value
    stated = typed.get(f"cell-{name}", value) if typed is not None else value
    fault = str(FAULTS.get(cell.code, cell.detail))
    return ShownCell(
        name=name,
        label=label,
        column=cell.column if cell.column.casefold() != label.casefold() else "",
        text=HIDDEN if hidden and cell.text else cell.text,
        value=stated,
        had=(_CORRECTED if cell.value else _AS_FILE) + value,
        fault=faults.get((number, cell.field), fault),
        is_corrected=bool(cell.value),
    )


def _value(cell: Cell, form: Preferences) -> str:
    if cell.field == "date":
        return show_date(date.fromisoformat(cell.value), form.date_form)
    if cell.field == "amount":
        return _shown_number(Decimal(cell.value), form)
    return cell.value


def _shown_number(number: Decimal, form: Preferences) -> str:
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    plain = Currency("", "", decimals)
    return show_amount(int(number.scaleb(decimals)), plain, form.number_form, "both")


def corrections_of(
    sent: QueryDict, imported: Import, book: Book, form: Preferences
) -> dict[int, dict[str, Any] | None]:
    """Return the corrections that a form states, by row, as the API takes them; raises NotTaken."""
    stated = dict(_touched(sent))
    rows = rows_numbered(imported, {row for row, _field in stated})
    summary = PlanSummary.load(imported.summary)
    found: dict[int, dict[str, Any] | None] = {}
    faults: dict[tuple[int, str], str] = {}
    for (number, field), text in stated.items():
        if number not in rows:
            continue
        code = sent.get(f"cell-{number}-currency", "").strip().upper()
        currency = currency_of(rows[number], summary, code if code in CURRENCIES else "")
        try:
            value = _read(field, text, currency or CURRENCIES[book.home_currency], form)
        except NotRead as refusal:
            faults[number, field] = str(refusal)
        else:
            values = found.setdefault(number, {})
            if values is not None:
                values[field] = value
    if faults:
        raise NotTaken(faults)
    return found | dict.fromkeys(_taken_back(sent))


def _touched(sent: QueryDict) -> Iterator[tuple[tuple[int, str], str]]:
    """Yield row and field of what was changed, with its text; empty for what is taken back."""
    for name in sent:
        match = _NAME.fullmatch(name)
        if match is None or match[2] not in LABELS:
            continue
        text = str(sent[name]).strip()
        had = sent.get(f"had-{match[1]}-{match[2]}", "")
        if text != had[len(_AS_FILE) :].strip() and (text or had.startswith(_CORRECTED)):
            yield (int(match[1]), match[2]), text


def _taken_back(sent: QueryDict) -> Iterator[int]:
    for name in sent:
        if name.startswith("back-") and (number := number_of(name.removeprefix("back-"))):
            yield number


def _read(field: str, text: str, currency: Currency, form: Preferences) -> str | None:
    """Return a typed value as the API takes it; None for an empty one."""
    if not text:
        return None
    if field == "date":
        return read_date(text, form.date_form, form.today()).isoformat()
    if field == "amount":
        read = read_amount(text, currency, form.number_form)
        if read.minor and not read.sign:
            raise NotRead("no_sign", str(FAULTS["no_sign"]))
        return f"{from_minor(read.minor, currency):f}"
    if field == "currency":
        if text.upper() not in CURRENCIES:
            raise NotRead("unknown_currency", str(FAULTS["unknown_currency"]))
        return text.upper()
    return text
