"""Lines of a table with faulty cells: which these are, and the row that corrected ones come to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from readers.cells import Cell, Correction, Corrections, Origin
from readers.statement import Fault, Item, Row
from readers.tables.accounts import Accounts, Place, UnknownCurrency
from readers.tables.amounts import Wrong
from readers.tables.dates import no_date_detail
from readers.tables.future import is_future
from readers.tables.interpretation import Plan
from readers.tables.own_transfers import OwnTransfers
from readers.tables.texts import TextReader

_NOT_ONE_ROW = (
    "With these values the line does not come to one transaction: its other cells say a balance, "
    "or that nothing was booked."
)


class Table(Protocol):
    """What reads the rows of a table."""

    plan: Plan
    accounts: Accounts
    transfers: OwnTransfers
    texts: TextReader

    def day(self, cells: list[str]) -> date | None: ...

    def booked(self, cells: list[str]) -> str: ...

    def row(
        self, line: int, day: date, amount: Decimal, place: Place, cells: list[str]
    ) -> list[Item]: ...


class _Values(NamedTuple):
    """What a line says of itself, or a person instead; None for what cannot be read."""

    day: date | None
    amount: Decimal | None
    place: Place | None
    faults: dict[str, tuple[str, str]]
    """Code and sentence, by field."""


class CorrectedLines:
    """Reads the lines that people have corrected, and says which cells of others they can."""

    def __init__(self, table: Table, corrections: Corrections) -> None:
        self.table = table
        self.corrections = corrections

    def of(self, line: int, cells: list[str]) -> dict[str, str]:
        """Return the values that a person stated of a line; empty where none fits it any more."""
        found: Correction | None = self.corrections.get(line)
        return found.fitting(self.origin(cells)) if found else {}

    def origin(self, cells: Sequence[str]) -> Origin:
        plan = self.table.plan
        return Origin(cells, plan.columns, plan.head.names)

    def items(self, line: int, cells: list[str], stated: dict[str, str]) -> list[Item]:
        """Return the row of a line with the `stated` values, or its fault."""
        day, amount, place, faults = values = self._values(cells, stated)
        if faults or day is None or amount is None or place is None:
            return [self._fault(line, cells, stated, values)]
        items = self.table.row(line, day, amount, place, cells)
        if sum(isinstance(item, Row) for item in items) != 1:
            wrong = Fault(line, "not_one_row", _NOT_ONE_ROW)
            return [self._with_cells(wrong, cells, self._cells(cells, stated, {}), place)]
        corrected = self._cells(cells, stated, {})
        return [_with(item, stated, corrected) if isinstance(item, Row) else item for item in items]

    def with_cells(
        self, item: Item, cells: list[str], faults: Mapping[str, tuple[str, str]] | None = None
    ) -> Item:
        """Return a fault with the cells that people can correct; another item as it is.

        `faults` has what is known of it by field; otherwise the cells show it.
        """
        if not isinstance(item, Fault) or len(cells) != self.table.plan.head.width:
            return item
        values = self._values(cells, {})
        found = self._cells(cells, {}, {**values.faults, **(faults or {})})
        return self._with_cells(item, cells, found, values.place) if found else item

    def _fault(self, line: int, cells: list[str], stated: dict[str, str], values: _Values) -> Fault:
        code, detail = next(iter(values.faults.values()))
        found = self._cells(cells, stated, values.faults)
        return self._with_cells(Fault(line, code, detail), cells, found, values.place)

    def _with_cells(
        self, fault: Fault, cells: list[str], found: tuple[Cell, ...], place: Place | None
    ) -> Fault:
        payee, description, *_ = self.table.texts(cells, arrives=False)
        return fault._replace(
            cells=found,
            origin=self.origin(cells),
            payee=payee,
            description=description,
            currency=place.currency if place else "",
        )

    def _cells(
        self, cells: Sequence[str], stated: dict[str, str], faults: dict[str, tuple[str, str]]
    ) -> tuple[Cell, ...]:
        """Return the cells that are faulty, and those of which values are `stated`."""
        origin = self.origin(cells)
        found = []
        for field in dict.fromkeys((*faults, *stated)):
            if (cell := origin.cell(field)) is not None:
                code, detail = faults.get(field, ("", ""))
                value = stated.get(field, "")
                found.append(cell._replace(value=value, code=code, detail=detail))
        return tuple(found)

    def _values(self, cells: list[str], stated: dict[str, str]) -> _Values:
        faults: dict[str, tuple[str, str]] = {}
        day = self._day(cells, stated, faults)
        amount = _tried("amount", faults, self._amount, cells, stated)
        if amount is None and "amount" not in faults:
            faults["amount"] = ("no_amount", "The line has no amount.")
        place = _tried("currency", faults, self._place, cells, stated)
        return _Values(day, amount, place, faults)

    def _day(
        self, cells: list[str], stated: dict[str, str], faults: dict[str, tuple[str, str]]
    ) -> date | None:
        plan = self.table.plan
        day = date.fromisoformat(stated["date"]) if "date" in stated else self.table.day(cells)
        if day is None:
            text = cells[plan.columns["date"][0]].strip()
            faults["date"] = ("no_date", no_date_detail(text, plan.layout.date_order))
        elif is_future(day) and not plan.takes_future and self.table.booked(cells) != "pending":
            faults["date"] = ("future_date", future_detail(day))
        return day

    def _amount(self, cells: list[str], stated: dict[str, str]) -> Decimal | None:
        return (
            Decimal(stated["amount"]) if "amount" in stated else self.table.transfers.amount(cells)
        )

    def _place(self, cells: list[str], stated: dict[str, str]) -> Place:
        if "currency" not in stated:
            return self.table.accounts.of(cells)
        cells = list(cells)
        cells[self.table.plan.columns["currency"][0]] = stated["currency"]
        return self.table.accounts.of(cells)


def _with(row: Row, stated: Mapping[str, str], corrected: tuple[Cell, ...]) -> Row:
    """Return a row with the texts that are `stated`, and the cells that are `corrected`."""
    return row._replace(
        payee=stated.get("payee", row.payee),
        description=stated.get("description", row.description),
        notes=stated.get("notes", row.notes),
        corrected=corrected,
    )


def future_detail(day: date) -> str:
    """Return what is to be said of a row with a date after today."""
    return f"{day} is after today; if it is right, state `future_dates` as true."


def _tried(
    field: str,
    faults: dict[str, tuple[str, str]],
    read: Callable[[list[str], dict[str, str]], Any],
    cells: list[str],
    stated: dict[str, str],
) -> Any:
    """Return what `read` does; None with a fault of `field` where it cannot be read."""
    try:
        return read(cells, stated)
    except Wrong as wrong:
        faults[field] = (wrong.code, str(wrong))
    except UnknownCurrency as unknown:
        faults[field] = ("unknown_currency", str(unknown))
    return None


def all_with_cells(
    lines: CorrectedLines | None, items: Iterable[Item], cells: list[str]
) -> Iterable[Item]:
    """Return `items` of one line, faults with the cells that people can correct."""
    return items if lines is None else [lines.with_cells(item, cells) for item in items]
