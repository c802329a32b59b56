"""The rows at the beginning of a table, as numbers: what a balance beside them proves."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from readers.tables.balances import is_balance
from readers.tables.columns import is_row
from readers.tables.grid import Grid
from readers.tables.header import Head
from readers.tables.numbers import SHAPE, Parser, decimal_votes, number_parser
from readers.tables.running_balance import EXPLAINED_MIN


class Sample(NamedTuple):
    """Lines at the beginning that have a date and a number."""

    rows: list[list[str]]
    parse: Parser

    def numbers(self, place: int) -> list[Decimal | None]:
        """Return the numbers of one column; None for cells that have none."""
        return [self.parse(cells[place]) for cells in self.rows]


def sample_of(head: Head, grid: Grid) -> Sample:
    """Return the rows of the beginning, with what reads their numbers by most of their shapes."""
    rows = [cells for _line, cells in head.rows if len(cells) >= head.width]
    rows = [c for c in rows if is_row(c, grid) and not any(map(is_balance, c))]
    shapes: dict[str, int] = {}
    for cells in rows:
        for cell in cells:
            shape = cell.translate(SHAPE)
            shapes[shape] = shapes.get(shape, 0) + 1
    point, comma, _either = decimal_votes(shapes)
    return Sample(rows, number_parser("," if comma > point else "."))


class Shown(NamedTuple):
    """What balances show of the amounts beside them."""

    signs: list[int]
    """Of each row, what its amount is multiplied by to make its balance follow: 1 or -1; 0 where
    the balance does not show it, as of the first row in order of time."""
    newest_first: bool


def shown_signs(sample: Sample, amount: int, balance: int, keys: Sequence[int]) -> Shown:
    """Return what balances show; all signs are 0 where they do not follow in one order of rows."""
    amounts, balances = sample.numbers(amount), sample.numbers(balance)
    names = [tuple(cells[place] for place in keys) for cells in sample.rows]
    places = range(len(names))
    tried = [_signs(order, amounts, balances, names) for order in (places, reversed(places))]
    hits = [sum(map(bool, signs)) for signs, _steps in tried]
    best = 0 if hits[0] >= hits[1] else 1
    signs, steps = tried[best]
    alike = hits[0] == hits[1] and tried[0][0] != tried[1][0]
    unclear = alike or hits[best] < steps * EXPLAINED_MIN
    return Shown([0] * len(names) if unclear else signs, newest_first=bool(best))


def _signs(
    order: Iterable[int],
    amounts: Sequence[Decimal | None],
    balances: Sequence[Decimal | None],
    names: Sequence[tuple[str, ...]],
) -> tuple[list[int], int]:
    """Return the sign of each amount where rows come in this order, and the number of steps."""
    signs, steps = [0] * len(names), 0
    last: dict[tuple[str, ...], Decimal] = {}
    for place in order:
        amount, balance = amounts[place], balances[place]
        if balance is None:
            continue
        before = last.get(names[place])
        last[names[place]] = balance
        if before is None or not amount:
            continue
        steps += 1
        step = balance - before
        signs[place] = 1 if step == amount else -1 if step == -amount else 0
    return signs, steps
