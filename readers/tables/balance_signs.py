"""Amounts without a sign, of which only the balance beside each row shows the direction."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from readers.cells import UNSHOWN
from readers.statement import Options
from readers.tables.columns import Columns
from readers.tables.directions import are_unsigned
from readers.tables.grid import Grid
from readers.tables.numbers import Parser
from readers.tables.proof import Sample, shown_signs

_OTHERWISE_TOLD = frozenset({"sign", "debit", "credit", "account", "account_number", "currency"})
"""Columns that tell the direction in another way, or that balances are of several accounts."""
_MARKS = {1: "+", -1: "-"}


def signed_by_balance(grid: Grid, columns: Columns, sample: Sample, options: Options) -> Grid:
    """Return `grid` with the signs that its balances show, where they alone tell the direction."""
    is_stated = options.get("invert") is not None or options.get("directions")
    if is_stated or not {"amount", "balance"} <= columns.keys() or columns.keys() & _OTHERWISE_TOLD:
        return grid
    amount, balance = columns["amount"][0], columns["balance"][0]
    if not sample.rows or not are_unsigned(sample, amount):
        return grid
    shown = shown_signs(sample, amount, balance, [])
    if {1, -1} <= set(shown.signs):
        return _Signed(grid, amount, balance, sample.parse, newest_first=shown.newest_first)
    return grid


class _Row(NamedTuple):
    """A line that has an amount and a balance."""

    cells: list[str]
    amount: Decimal
    balance: Decimal


class _Signed:
    """A grid whose amounts have the signs by which each balance follows from the one before.

    An amount that no sign makes follow, as that of the oldest row, has UNSHOWN behind it.
    """

    def __init__(
        self, grid: Grid, amount: int, balance: int, parse: Parser, *, newest_first: bool
    ) -> None:
        self.grid = grid
        self.serial_epoch: date | None = grid.serial_epoch
        self._amount = amount
        self._balance = balance
        self._parse = parse
        self._newest_first = newest_first

    def __getattr__(self, name: str) -> Any:
        return getattr(self.grid, name)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self._backward() if self._newest_first else self._forward()

    def _forward(self) -> Iterator[tuple[int, list[str]]]:
        before: _Row | None = None
        for line, cells in self.grid:
            if row := self._row(cells):
                self._sign(row, before)
                before = row
            yield line, cells

    def _backward(self) -> Iterator[tuple[int, list[str]]]:
        """Yield lines of which each is older than the one before: they wait for the next row."""
        waiting: list[tuple[int, list[str]]] = []
        newer: _Row | None = None
        for line, cells in self.grid:
            if row := self._row(cells):
                if newer:
                    self._sign(newer, row)
                yield from waiting
                waiting, newer = [], row
            waiting.append((line, cells))
        if newer:
            self._sign(newer, None)
        yield from waiting

    def _row(self, cells: list[str]) -> _Row | None:
        if len(cells) <= max(self._amount, self._balance):
            return None
        amount, balance = self._parse(cells[self._amount]), self._parse(cells[self._balance])
        return None if not amount or balance is None else _Row(cells, amount, balance)

    def _sign(self, row: _Row, before: _Row | None) -> None:
        step = row.balance - before.balance if before else Decimal(0)
        mark = _MARKS[1 if step > 0 else -1] if abs(step) == row.amount else ""
        text = row.cells[self._amount].strip()
        row.cells[self._amount] = f"{mark}{text}" if mark else f"{text}{UNSHOWN}"
