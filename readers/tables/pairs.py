"""The columns of money that leaves and of money that arrives, where only one has a known name."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from readers.statement import Unreadable
from readers.tables.balances import is_balance
from readers.tables.columns import FITTING_MIN, Columns, Stats
from readers.tables.header import Head
from readers.tables.proof import Sample
from readers.tables.running_balance import follows

_OTHER = {"debit": "credit", "credit": "debit"}
_TRIED_MAX = 4
"""How many columns are tried against the balances, each by a reading of the file."""


class _Half(NamedTuple):
    """One of a pair of columns, by its name, and the numbers in it."""

    role: str
    numbers: list[Decimal]


def completed(
    columns: Columns, head: Head, stats: Sequence[Stats], sample: Sample, *, stated: bool
) -> Columns:
    """Return `columns` with the other one of a pair of which a name tells one.

    That is the column by which the balance follows to the cent; without a balance, the only one
    that has a number where the known one has none, and never beside one. Raises Unreadable where
    rows have numbers in such columns and nothing shows what they are, unless columns were `stated`.
    """
    known = [role for role in _OTHER if role in columns]
    if len(known) != 1 or "amount" in columns or not sample.rows:
        return columns
    half = _Half(known[0], _sizes(sample, columns[known[0]][0]))
    free = _free(columns, head, stats)
    found = [place for place in free if _is_other(half, place, columns, sample)]
    if len(found) == 1:
        return columns | {_OTHER[half.role]: (found[0],)}
    if not stated:
        _ask(half, free, columns, head, sample)
    return columns


def _free(columns: Columns, head: Head, stats: Sequence[Stats]) -> list[int]:
    """Return the columns of numbers that have no role."""
    taken = {place for places in columns.values() for place in places}
    return [
        place
        for place, each in enumerate(stats[: head.width])
        if place not in taken and each.filled and each.days * 2 < each.filled
        if each.numbers >= each.filled * FITTING_MIN and each.nonzero
    ]


def _sizes(sample: Sample, place: int) -> list[Decimal]:
    return [number or Decimal(0) for number in sample.numbers(place)]


def _is_other(half: _Half, place: int, columns: Columns, sample: Sample) -> bool:
    """Whether a column has the amounts of the other direction than those of `half`."""
    other = _sizes(sample, place)
    pairs = list(zip(half.numbers, other, strict=True))
    if any(one and two for one, two in pairs):
        return False
    way = -1 if half.role == "debit" else 1
    if "balance" in columns:
        amounts = [abs(one) * way - abs(two) * way for one, two in pairs]
        chain = follows(amounts, sample.numbers(columns["balance"][0]))
        if chain is not None or len(pairs) > 2:
            return chain is not None and not chain.invert
    return any(half.numbers) and _is_one_of_each(pairs, sample)


def _is_one_of_each(pairs: Sequence[tuple[Decimal, Decimal]], sample: Sample) -> bool:
    """Whether each row has a number in one of two columns, but for those that state a balance."""
    rows = zip(sample.rows, pairs, strict=True)
    return all(one or two or _is_balance_line(row) for row, (one, two) in rows)


def _is_balance_line(cells: Sequence[str]) -> bool:
    return any(is_balance(cell) for cell in cells)


def _ask(half: _Half, free: Sequence[int], columns: Columns, head: Head, sample: Sample) -> None:
    """Raise Unreadable where rows without an amount have a number in a column without a role."""
    places = []
    for place in free:
        numbers = _sizes(sample, place)
        rows = zip(half.numbers, numbers, sample.rows, strict=True)
        if any(two and not one and not _is_balance_line(row) for one, two, row in rows):
            places.append(place)
    if not places:
        return
    names = ", ".join(
        head.names[place][:40] if place < len(head.names) and head.names[place] else str(place + 1)
        for place in places[:8]
    )
    detail = (
        f"Rows have no amount in the column of {half.role}, but a number in: {names}. State in "
        "`columns` which one has the other direction."
    )
    candidates = [{"columns": {_OTHER[half.role]: place + 1}} for place in places[:_TRIED_MAX]]
    raise Unreadable("unknown_columns", detail, option="columns", candidates=candidates)
