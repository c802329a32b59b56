"""The amount of a row: of one column, one with a sign beside it, or one for each direction."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from imports.tables.columns import Columns, sign_of
from imports.tables.evidence import Evidence
from imports.tables.numbers import Parser

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
        if "sign" in columns and sign_applies(found.signs):
            read = _by_sign(amount, columns["sign"][0], parse)
        else:
            read = _plain(amount, parse)
    else:
        debit, credit = (columns.get(role, (-1,))[0] for role in ("debit", "credit"))
        out_below, in_above = are_below_zero(found, columns, "debit"), True
        if credit >= 0:
            in_above = not are_below_zero(found, columns, "credit")
        read = _by_side(debit, credit, parse, signs=(1 if out_below else -1, 1 if in_above else -1))
    return _turned(read) if invert else read


def sign_applies(signs: Mapping[tuple[str, bool], int]) -> bool:
    """Whether the numbers have no sign of their own where the column beside them says "out"."""
    out = dict.fromkeys((False, True), 0)
    for (word, negative), count in signs.items():
        if sign_of(word) < 0:
            out[negative] += count
    return out[False] > out[True]


def are_below_zero(found: Evidence, columns: Columns, role: str) -> bool:
    """Whether the column of what leaves, or arrives, has a minus before most of its numbers."""
    below, above = found.below_zero(columns.get(role, ()))
    return below > above


def number_in(text: str, parse: Parser) -> Decimal | None:
    """Return the number in a cell; None for an empty one; raises Wrong for anything else."""
    number = parse(text)
    if number is None and (bare := text.strip()) not in _EMPTY:
        raise Wrong("no_amount", f"{bare[:40]!r} is no amount as the rest of the file has them.")
    return number


_EMPTY = frozenset({"", "-", "--", "\u2013", "\u2014", "n/a", "N/A", "null", "NULL", "NaN"})


def _plain(place: int, parse: Parser) -> Amounts:
    def read(cells: list[str]) -> Decimal | None:
        number = parse(cells[place])
        return number_in(cells[place], parse) if number is None else number

    return read


def _by_sign(place: int, sign_at: int, parse: Parser) -> Amounts:
    signs: dict[str, int] = {}

    def read(cells: list[str]) -> Decimal | None:
        number = number_in(cells[place], parse)
        if not number:
            return number
        word = cells[sign_at]
        sign = signs.get(word)
        if sign is None:
            sign = sign_of(word)
            if len(signs) < 100:
                signs[word] = sign
        if not sign:
            detail = f"{word.strip()[:40]!r} does not say whether the money leaves or arrives."
            raise Wrong("no_sign", detail)
        return -number if sign < 0 else number

    return read


def _by_side(debit: int, credit: int, parse: Parser, *, signs: tuple[int, int]) -> Amounts:
    out_sign, in_sign = signs

    def read(cells: list[str]) -> Decimal | None:
        out = number_in(cells[debit], parse) if debit >= 0 else None
        into = number_in(cells[credit], parse) if credit >= 0 else None
        if out and into:
            detail = "Both the column of what leaves and that of what arrives have an amount."
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
