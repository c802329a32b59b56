"""What each column of a table is, by all that tells it: names, contents, and balances first."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise, permutations, zip_longest

from readers.statement import Options, Unreadable
from readers.tables.columns import (
    Columns,
    Stats,
    by_content,
    by_names,
    merged,
    stated_columns,
    stats_of,
    with_texts,
)
from readers.tables.currencies import with_own_money
from readers.tables.directions import with_direction
from readers.tables.grid import Grid
from readers.tables.header import Head
from readers.tables.headings import plain
from readers.tables.numbers import SHAPE, decimal_votes, is_negative, number_parser
from readers.tables.pairs import completed
from readers.tables.profiles.loading import Profile
from readers.tables.proof import Sample
from readers.tables.running_balance import EXPLAINED_MIN, follows

_TRIED_MAX = 4
"""How many columns are tried against the balances, each by a reading of the file."""

_FIGURES = frozenset({"amount", "debit", "credit", "balance"})
_FIGURES_MAX = 8
"""Among how many columns those of amounts and balances are looked for."""
_ROWS_MIN = 4
"""How many rows show that one column is the balance of another, whatever their headings say."""


def columns_of(
    grid: Grid, head: Head, profile: Profile | None, options: Options, sample: Sample
) -> Columns:
    """Return what each column is; raises Unreadable where no column has dates, or none amounts."""
    stated = stated_columns(options["columns"], head) if options.get("columns") else {}
    if profile:
        known = [plain(name) for name in head.names]
        columns = {
            role: places
            for role, names in profile.columns.items()
            if (places := _places(names, known))
        }
        guessed = merged(columns, stated)
    else:
        stats = stats_of(head, grid)
        guessed = merged(by_names(head, stats) if head.names else {}, stated)
        sides = bool(stated.keys() & {"debit", "credit"})
        guessed = completed(guessed, head, stats, sample, stated=sides)
        guessed = with_own_money(guessed, head, stats, sample)
        if not stated.keys() & _FIGURES:
            guessed = _proven(guessed, stats, sample)
        if not _enough(guessed):
            filled = by_content(head, stats)
            filled = _with_amounts(filled, head, {c for places in guessed.values() for c in places})
            guessed = merged(filled, guessed)
        guessed = with_texts(with_direction(guessed, head, sample), stats)
    numbers = guessed.pop("numbers", ())
    if not _enough(guessed):
        tried = [{"columns": {"amount": place + 1}} for place in numbers[:_TRIED_MAX]]
        detail = _missing(guessed, head)
        raise Unreadable("unknown_columns", detail, option="columns", candidates=tried)
    return guessed


def _proven(columns: Columns, stats: Sequence[Stats], sample: Sample) -> Columns:
    """Return `columns` with the amounts and the balance that follow from one another to the cent,
    where those that the headings name do not, and others do."""
    is_open = "sign" not in columns and columns.keys() & {"amount", "debit", "credit"}
    if not is_open or len(sample.rows) < _ROWS_MIN or _holds(columns, sample):
        return columns
    places = [p for p, each in enumerate(stats) if each.nonzero and each.days * 2 < each.numbers]
    numbers = {place: sample.numbers(place) for place in places[:_FIGURES_MAX]}
    found = _only_chain(numbers) if "amount" in columns else _sides(numbers)
    return _with_figures(columns, found) if found else columns


def _only_chain(numbers: Mapping[int, list[Decimal | None]]) -> Columns:
    """Return the amounts and the balance that follow from one another, where one pair does."""
    pairs = permutations(numbers, 2)
    shown = [(amount, balance) for amount, balance in pairs if _is_chain(numbers, amount, balance)]
    if len(shown) != 1:
        return {}
    ((amount, balance),) = shown
    return {"amount": (amount,), "balance": (balance,)}


def _is_chain(numbers: Mapping[int, list[Decimal | None]], amount: int, balance: int) -> bool:
    return bool(follows(numbers[amount], numbers[balance]))


def _with_figures(columns: Columns, figures: Columns) -> Columns:
    """Return `columns` with `figures` in place of all amounts and balances."""
    taken = {place for places in figures.values() for place in places}
    others = {role: places for role, places in columns.items() if role not in _FIGURES}
    left = {role: tuple(p for p in places if p not in taken) for role, places in others.items()}
    return {role: places for role, places in left.items() if places} | figures


def _holds(columns: Columns, sample: Sample) -> bool:
    """Whether the balance that the headings name follows from their amounts."""
    if "balance" not in columns:
        return False
    if "amount" in columns:
        amounts = sample.numbers(columns["amount"][0])
    else:
        out, into = (
            [n or Decimal(0) for n in sample.numbers(columns[role][0])] if role in columns else []
            for role in ("debit", "credit")
        )
        amounts = [(i or 0) - abs(o or 0) for o, i in zip_longest(out, into)]
    return follows(amounts, sample.numbers(columns["balance"][0])) is not None


def _places(names: Sequence[str | int], known: list[str]) -> tuple[int, ...]:
    """Return where the columns stand that a profile names, those that the table has."""
    places = (_place(name, known) for name in names)
    return tuple(dict.fromkeys(place for place in places if place >= 0))


def _place(name: str | int, known: list[str]) -> int:
    if isinstance(name, int):
        return name - 1
    return known.index(plain(name)) if plain(name) in known else -1


def _enough(columns: Columns) -> bool:
    return "date" in columns and bool(columns.keys() & {"amount", "debit", "credit"})


def _missing(columns: Columns, head: Head) -> str:
    what = "dates" if "date" not in columns else "amounts"
    names = ", ".join(name[:40] for name in head.names[:40]) or f"{head.width} without names"
    return f"No column is clearly one of {what}. State the columns; there are {names}."


def _with_amounts(columns: Columns, head: Head, taken: set[int]) -> Columns:
    """Return `columns` with amount and balance, found by how one follows from the other."""
    left = [column for column in columns.get("numbers", ()) if column not in taken]
    if len(left) == 1:
        return columns | {"amount": (left[0],)}
    cells = [cells for _line, cells in head.rows if len(cells) > max(left, default=0)]
    if pair := _opposite(cells, left):
        return columns | pair
    numbers = _numbers(cells, left[:8])
    found = _sides(numbers) or _with_balance(numbers) or _with_steps(numbers)
    return columns | (found or _below_zero(numbers))


def _numbers(cells: list[list[str]], places: list[int]) -> dict[int, list[Decimal | None]]:
    """Return the numbers in each of these columns, by the decimal sign that most of them show."""
    shapes: dict[str, int] = {}
    for row in cells:
        for place in places:
            shape = row[place].translate(SHAPE)
            shapes[shape] = shapes.get(shape, 0) + 1
    point, comma, _either = decimal_votes(shapes)
    parse = number_parser("," if comma > point else ".")
    return {place: [parse(row[place]) for row in cells] for place in places}


def _with_balance(numbers: Mapping[int, list[Decimal | None]]) -> Columns:
    """Return which column is the amount and which the balance that follows from it."""
    for amount, amounts in numbers.items():
        for balance, balances in numbers.items():
            if amount != balance and follows(amounts, balances):
                return {"amount": (amount,), "balance": (balance,)}
    return {}


def _with_steps(numbers: Mapping[int, list[Decimal | None]]) -> Columns:
    """Return which column is the amount, without its sign, and which the balance that moves by it.

    A balance may be the only column with numbers below zero: it is not the amount for that.
    """
    for amount, balance in permutations(numbers, 2):
        rows = [
            (abs(a), b)
            for a, b in zip(numbers[amount], numbers[balance], strict=True)
            if a is not None and b is not None
        ]
        pairs = list(pairwise(rows))
        steps = [abs(after[1] - before[1]) for before, after in pairs]
        forward = sum(step == after[0] for step, (_, after) in zip(steps, pairs, strict=True))
        backward = sum(step == before[0] for step, (before, _) in zip(steps, pairs, strict=True))
        if len(steps) > 1 and max(forward, backward) >= len(steps) * EXPLAINED_MIN:
            return {"amount": (amount,), "balance": (balance,)}
    return {}


def _below_zero(numbers: Mapping[int, list[Decimal | None]]) -> Columns:
    """Return the only one of several columns that has amounts below zero, and others above it."""
    signs = {place: {n > 0 for n in found if n} for place, found in numbers.items()}
    both = [place for place, found in signs.items() if len(found) == 2]
    below = [place for place, found in signs.items() if False in found]
    return {"amount": (both[0],)} if len(both) == len(below) == 1 else {}


def _sides(numbers: Mapping[int, list[Decimal | None]]) -> Columns:
    """Return which of three columns is what leaves, what arrives and the balance after it."""
    if len(numbers) != 3:
        return {}
    for debit, credit, balance in permutations(numbers):
        pairs = list(zip(numbers[debit], numbers[credit], strict=True))
        if not _are_one_way(pairs):
            continue
        amounts = [(into or Decimal(0)) - abs(out or Decimal(0)) for out, into in pairs]
        found = follows(amounts, numbers[balance])
        if found and not found.invert:
            return {"debit": (debit,), "credit": (credit,), "balance": (balance,)}
    return {}


def _are_one_way(pairs: Sequence[tuple[Decimal | None, Decimal | None]]) -> bool:
    """Whether no row has both numbers, and each of the two columns has numbers of one sign.

    What arrives is above zero; what leaves is so, too, or is always below it.
    """
    outs = {out > 0 for out, _ in pairs if out}
    ins = {into > 0 for _, into in pairs if into}
    return len(outs) == 1 and ins == {True} and not any(out and into for out, into in pairs)


def _opposite(cells: list[list[str]], left: list[int]) -> Columns:
    """Return which of two columns is of money that leaves, by a minus before all of it alone."""
    if len(left) != 2 or any(row[left[0]].strip() and row[left[1]].strip() for row in cells):
        return {}
    below = [{is_negative(row[column]) for row in cells if row[column].strip()} for column in left]
    if below == [{True}, {False}]:
        return {"debit": (left[0],), "credit": (left[1],)}
    return {"debit": (left[1],), "credit": (left[0],)} if below == [{False}, {True}] else {}
