"""The value of a typed sum such as 12+3,5 or (8+4)/3, by a parser of its own and exactly.

sum     = ["+" | "-"] product {("+" | "-") product}
product = factor {("*" | "/") factor}
factor  = numeral | "(" sum ")"
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile

from common.money import Currency
from web.formats import NumberForm
from web.reading.currency_marks import check_mark, is_abbreviation, is_mark
from web.reading.numerals import Numeral, read_numeral
from web.reading.refusals import NotRead

DEPTH_MAX = 10
"""How deep brackets may stand within each other. It bounds the recursion; people nest two or so."""

Token = Numeral | str
"""A numeral, or one of the characters of _OPERATORS."""

_OPERATORS = frozenset("+-*/()")
_NUMERAL = re.compile(r"[.,]?[0-9](?:[0-9.,' ]*[0-9])?[.,]?")
_NO_CENTS = re.compile(r"(?<=[.,])-{1,2}(?! ?[-0-9(.,])")
"""The dash for no cents after a decimal sign, as in 12.-, which is not a minus."""


def tokens_of(text: str, currency: Currency, form: NumberForm) -> tuple[Token, ...]:
    """Return the numerals and operators of `text`, which is in plain characters.

    An equals sign at the start, and signs and codes of `currency`, go. Raises NotRead for those of
    another currency, and for whatever else is not part of an amount.
    """
    return tuple(_scanned(text, currency, form))


def _scanned(text: str, currency: Currency, form: NumberForm) -> Iterator[Token]:
    place = len(text) - len(text.removeprefix("="))
    while place < len(text):
        char = text[place]
        if char in _OPERATORS:
            yield char
        elif numeral := _NUMERAL.match(text, place):
            yield _numeral(numeral, form)
            no_cents = _NO_CENTS.match(text, numeral.end())
            place = (no_cents or numeral).end()
            continue
        elif is_mark(char):
            mark = "".join(takewhile(is_mark, text[place:]))
            check_mark(mark, currency)
            place += len(mark)
            place += text.startswith(".", place) and is_abbreviation(mark, currency)
            continue
        elif char != " ":
            raise NotRead("not_an_amount", f'"{char}" is not part of an amount.')
        place += 1


def _numeral(found: re.Match[str], form: NumberForm) -> Numeral:
    """Read a numeral; the readings of one in doubt are of the whole text, with its signs."""
    try:
        return read_numeral(found[0], form)
    except NotRead as refused:
        before, after = found.string[: found.start()], found.string[found.end() :]
        readings = (f"{before}{reading}{after}" for reading in refused.readings)
        raise NotRead(refused.code, str(refused), tuple(readings)) from refused


def value_of(tokens: Sequence[Token]) -> Fraction:
    """Return the value of a whole sum; raises NotRead where it is not complete or not valid."""
    reader = _Reader(tokens)
    value = reader.sum(0)
    if reader.next is not None:
        raise _incomplete()
    return value


@dataclass(slots=True)
class _Reader:
    """Reads a sum from the left; `place` is how far it is."""

    tokens: Sequence[Token]
    place: int = 0

    @property
    def next(self) -> Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def sum(self, depth: int) -> Fraction:
        negative = self._takes("+-") == "-"
        value = self._product(depth)
        value = -value if negative else value
        while operator := self._takes("+-"):
            term = self._product(depth)
            value = value + term if operator == "+" else value - term
        return value

    def _product(self, depth: int) -> Fraction:
        value = self._factor(depth)
        while operator := self._takes("*/"):
            factor = self._factor(depth)
            if operator == "/" and not factor:
                raise NotRead("division_by_zero", "A division by zero has no result.")
            value = value * factor if operator == "*" else value / factor
        return value

    def _factor(self, depth: int) -> Fraction:
        token = self.next
        if isinstance(token, Numeral):
            self.place += 1
            return token.value
        if not self._takes("("):
            raise _incomplete()
        if depth == DEPTH_MAX:
            raise NotRead("too_deep", f"Nest at most {DEPTH_MAX} brackets.")
        value = self.sum(depth + 1)
        if not self._takes(")"):
            raise _incomplete()
        return value

    def _takes(self, operators: str) -> str:
        """Go past the next token where it is one of `operators`, and return it."""
        token = self.next
        if isinstance(token, str) and token in operators:
            self.place += 1
            return token
        return ""


def _incomplete() -> NotRead:
    return NotRead("not_an_amount", "Type an amount such as 75.50, or a sum such as 12+3.5.")
