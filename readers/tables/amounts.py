"""The amount of a row: of one column, one with a sign beside it, or one for each direction."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import product

from readers.cells import UNSHOWN
from readers.tables.columns import Columns
from readers.tables.evidence import Evidence
from readers.tables.numbers import Parser, is_marked, is_negative

Amounts = Callable[[list[str]], Decimal | None]
"""Returns the amount of a row; None where its cells are empty; raises Wrong."""


class Wrong(Exception):
    """An amount that cannot be read: `code` for programs, the text for people."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        super().__init__(detail)


def amounts_of(columns: Columns, found: Evidence, parse: Parser, *, invert: bool) -> Amounts:
    """Return what reads the amounts of the rows, as the whole table shows they are meant."""
    if "amount" in columns:
        amount = columns["amount"][0]
        factors = factors_of(found) if "sign" in columns else {}
        if factors:
            read = _by_sign(amount, columns["sign"][0], parse, factors, found.way)
        elif are_marked(found, columns["amount"]):
            read = _by_mark(amount, parse)
        else:
            read = _plain(amount, parse)
    else:
        debit, credit = (columns.get(role, (-1,))[0] for role in ("debit", "credit"))
        out_below, in_above = are_below_zero(found, columns, "debit"), True
        if debit >= 0 and credit >= 0:
            in_above = not are_below_zero(found, columns, "credit")
        read = _by_side(debit, credit, parse, signs=(1 if out_below else -1, 1 if in_above else -1))
    return _turned(read) if invert else read


def factors_of(found: Evidence) -> Mapping[int, int]:
    """Return what a number is multiplied by beside a word for "out" (-1), for "in" (1) and beside
    an empty cell (0), where that has a meaning; nothing where the numbers have a sign of their own.

    A statement of a card may say "credit" beside a number below zero: the word counts then. An
    empty cell says what no word does.
    """
    count = _counted_ways(found)
    out, into = (count[way, False] + count[way, True] for way in (-1, 1))
    if count[-1, False] > count[-1, True]:
        turned = count[1, True] > count[1, False]
        factors = {-1: -1, 1: -1 if turned else 1}
        return factors if into or count[0, True] else {**factors, 0: 1}
    if not out and into and count[0, False] and not count[0, True] and not count[1, True]:
        return {1: 1, 0: -1}
    if found.ways and not out and count[1, True] > count[1, False]:
        # Flags, or words that were stated: what arrives stands below zero, and nothing leaves.
        return {1: -1, -1: -1}
    return {}


def _counted_ways(found: Evidence) -> dict[tuple[int, bool], int]:
    """Return how many numbers stand beside a word for each direction, and beside an empty cell (0),
    by whether they are below zero."""
    count = dict.fromkeys(product((-1, 0, 1), (False, True)), 0)
    for (word, below), times in found.signs.items():
        way = found.way(word)
        if way or not word.strip():
            count[way, below] += times
    return count


def are_marked(found: Evidence, places: Iterable[int]) -> bool:
    """Whether some numbers of a column say that they arrive, with a plus or "CR", and none of the
    others says anything: those leave then."""
    shapes: dict[str, int] = {}
    for place in places:
        shapes |= {s: n for s, n in found.shapes.get(place, {}).items() if "9" in s}
    marked = {is_marked(shape) for shape in shapes}
    return marked == {False, True} and not any(map(is_negative, shapes))


def are_below_zero(found: Evidence, columns: Columns, role: str) -> bool:
    """Whether the column of what leaves, or arrives, has a minus before most of its numbers."""
    below, above = found.below_zero(columns.get(role, ()))
    return below > above


def number_in(text: str, parse: Parser) -> Decimal | None:
    """Return the number in a cell; None for an empty one; raises Wrong for anything else."""
    number = parse(text)
    if number is None and text.endswith(UNSHOWN):
        bare = text.removesuffix(UNSHOWN)[:40]
        raise Wrong("no_sign", f"The balance does not show whether {bare} leaves or arrives.")
    if number is None and (bare := text.strip()) not in _EMPTY:
        detail = f"{bare[:40]!r} is not an amount in the form of the other rows."
        raise Wrong("no_amount", detail)
    return number


_EMPTY = frozenset({"", "-", "--", "\u2013", "\u2014", "n/a", "N/A", "null", "NULL", "NaN"})


def _plain(place: int, parse: Parser) -> Amounts:
    def read(cells: list[str]) -> Decimal | None:
        number = parse(cells[place])
        return number_in(cells[place], parse) if number is None else number

    return read


def _by_mark(place: int, parse: Parser) -> Amounts:
    def read(cells: list[str]) -> Decimal | None:
        number = number_in(cells[place], parse)
        return -number if number and not is_marked(cells[place]) else number

    return read


def _by_sign(
    place: int,
    sign_at: int,
    parse: Parser,
    factors: Mapping[int, int],
    way_of: Callable[[str], int],
) -> Amounts:
    known: dict[str, int] = {}

    def read(cells: list[str]) -> Decimal | None:
        number = number_in(cells[place], parse)
        if not number:
            return number
        word = cells[sign_at]
        factor = known.get(word)
        if factor is None:
            way = way_of(word)
            factor = factors.get(way, 0) if way or not word.strip() else 0
            # More words than a column of signs has (SIGN_WORDS_MAX); it bounds memory.
            if len(known) < 100:
                known[word] = factor
        if not factor:
            detail = f"{word.strip()[:40]!r} does not show whether the money leaves or arrives."
            raise Wrong("no_sign", detail)
        return -number if factor < 0 else number

    return read


def _by_side(debit: int, credit: int, parse: Parser, *, signs: tuple[int, int]) -> Amounts:
    out_sign, in_sign = signs

    def read(cells: list[str]) -> Decimal | None:
        out = number_in(cells[debit], parse) if debit >= 0 else None
        into = number_in(cells[credit], parse) if credit >= 0 else None
        if out and into:
            detail = "Both the column for money out and the column for money in have an amount."
            raise Wrong("two_amounts", detail)
        if out:
            return out if out_sign > 0 else -out
        if into:
            return into if in_sign > 0 else -into
        return into if into is not None else out

    return read


def _turned(read: Amounts) -> Amounts:
    def turned(cells: list[str]) -> Decimal | None:
        number = read(cells)
        return -number if number else number

    return turned


def without_fee(read: Amounts, place: int, parse: Parser) -> Amounts:
    """Return what reads the amounts less the fee that leaves the account beside them."""

    def less(cells: list[str]) -> Decimal | None:
        number = read(cells)
        fee = number_in(cells[place], parse)
        return (number or 0) - abs(fee) if fee else number

    return less
