"""The text of Beancount: blocks of lines, strings, numbers with arithmetic.

The format: https://beancount.github.io/docs/beancount_language_syntax.html
"""

import re
from collections.abc import Iterator
from decimal import Context, Decimal, DecimalException
from typing import NamedTuple

from common.money import CURRENCIES
from readers.journal.text import DECIMALS_MAX, WHOLE_DIGITS_MAX, Wrong

LINES_MAX = 10_000
"""How many lines an entry may have: people write some dozens; it bounds memory."""
DEPTH_MAX = 50
"""How deep brackets may stand in each other: people nest two or three; each level is a call."""
_ARITHMETIC = Context(prec=28)
"""As Beancount calculates."""

_STRING_REST = re.compile(r'(?:[^"\\]|\\.)*"', re.DOTALL)
_UNTIL_STRING = re.compile(r'[^";]*')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "b": "\b"}
TOKENS = re.compile(
    r"\s+|(?P<comment>;.*)"
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<date>\d{4}[-/]\d\d?[-/]\d\d?)"
    r"|(?P<number>\d[\d,]*(?:\.\d*)?|\.\d+)"
    r"|(?P<currency>/?[A-Z](?:[A-Z0-9'._-]*[A-Z0-9])?)(?![\w:])"
    r"|(?P<tag>\#[\w/.-]+)|(?P<link>\^[\w/.-]+)"
    r"|(?P<mark>@@|@|\{\{|\{|\}\}|\}|[-+*/(),\#~|!&?%])"
    r"|(?P<word>[^\s;\"]+)",
    re.DOTALL | re.ASCII,
)


class Token(NamedTuple):
    """One token: its kind by the names in TOKENS, and its text; of a string, what it says."""

    kind: str
    text: str


def blocks(lines: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Yield what belongs together: a line and the indented ones below it.

    A line in which a string goes on over several lines has all of them.
    """
    block: list[tuple[int, str]] = []
    for number, line in _joined(lines):
        if line[:1] in (" ", "\t"):
            if not line.isspace() and len(block) <= LINES_MAX:
                block.append((number, line))
            continue
        if block:
            yield block
        block = [(number, line)] if line else []
    if block:
        yield block


def _joined(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    parts: list[str] = []
    start, inside = 0, False
    for number, line in lines:
        if not inside:
            if '"' not in line or not (inside := _opens(line, inside=False)):
                yield number, line
                continue
            start, parts = number, [line]
            continue
        inside = _opens(line, inside=True)
        if len(parts) <= LINES_MAX:
            parts.append(line)
        if not inside:
            yield start, "\n".join(parts)
    if inside:
        yield start, "\n".join(parts)


def _opens(line: str, *, inside: bool) -> bool:
    """Whether a string is open at the end of a line."""
    at = 0
    while True:
        if inside:
            match = _STRING_REST.match(line, at)
            if not match:
                return True
            at, inside = match.end(), False
        match = _UNTIL_STRING.match(line, at)
        at = match.end() if match else len(line)
        if line[at : at + 1] != '"':
            return False
        at, inside = at + 1, True


def tokens(text: str) -> list[Token]:
    """Return the tokens of a line, without its comment; raises Wrong for an open string."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = TOKENS.match(text, at)
        if not match:
            detail = f"{text[at : at + 40]!r}: a quotation mark is missing."
            raise Wrong("open_string", detail)
        at = match.end()
        kind = match.lastgroup
        if kind == "string":
            found.append(Token(kind, unquoted(match[0])))
        elif kind and kind != "comment":
            found.append(Token(kind, match[0]))
    return found


def unquoted(text: str) -> str:
    """Return what a string with its quotation marks says."""
    inside = text[1:-1]
    if "\\" not in inside:
        return inside
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[1]), inside)


class Tokens:
    """The tokens of one line, taken from the left."""

    def __init__(self, found: list[Token], at: int = 0) -> None:
        self._found = found
        self._at = at
        self._depth = 0

    @property
    def next(self) -> Token:
        """The token that comes next; one of no kind at the end."""
        return self._found[self._at] if self._at < len(self._found) else Token("", "")

    def take(self) -> Token:
        token = self.next
        self._at += 1
        return token

    def took(self, *marks: str) -> str:
        """Take the next token if it is one of `marks`; return it, or nothing."""
        if self.next.kind == "mark" and self.next.text in marks:
            return self.take().text
        return ""

    def number(self) -> Decimal | None:
        """Take a number or an expression; None where there is none. Raises Wrong."""
        token = self.next
        if token.kind != "number" and token.text not in ("-", "+", "("):
            return None
        try:
            return self._sum()
        except DecimalException:
            raise Wrong("no_amount", "The amount cannot be calculated.") from None

    def _sum(self) -> Decimal:
        found = self._product()
        while sign := self.took("+", "-"):
            other = self._product()
            calculate = _ARITHMETIC.add if sign == "+" else _ARITHMETIC.subtract
            found = calculate(found, other)
        return found

    def _product(self) -> Decimal:
        found = self._factor()
        while sign := self.took("*", "/"):
            other = self._factor()
            calculate = _ARITHMETIC.multiply if sign == "*" else _ARITHMETIC.divide
            found = calculate(found, other)
        return found

    def _factor(self) -> Decimal:
        negative = False
        while sign := self.took("-", "+"):
            negative ^= sign == "-"
        if self.took("("):
            self._depth += 1
            if self._depth > DEPTH_MAX:
                raise Wrong("no_amount", f"Brackets are nested more than {DEPTH_MAX} deep.")
            found = self._sum()
            if not self.took(")"):
                raise Wrong("no_amount", "A bracket of the amount is not closed.")
            self._depth -= 1
        else:
            found = _plain_number(self.take())
        return -found if negative else found

    def currency(self) -> str:
        """Take a currency; nothing where there is none."""
        return self.take().text if self.next.kind == "currency" else ""


def _plain_number(token: Token) -> Decimal:
    if token.kind != "number":
        raise Wrong("no_amount", f"{token.text[:40] or 'the end'!r} is not a number.")
    whole, _, decimals = token.text.partition(".")
    groups = whole.split(",")
    if len(groups) > 1 and not all(len(group) == 3 for group in groups[1:]):
        detail = f"{token.text[:40]!r}: a comma divides thousands, a point comes before decimals."
        raise Wrong("no_amount", detail)
    digits = "".join(groups)
    if len(digits) > WHOLE_DIGITS_MAX or len(decimals) > 2 * DECIMALS_MAX:
        raise Wrong("too_many_digits", f"{token.text[:40]!r} has too many digits for an amount.")
    return Decimal(f"{digits or '0'}.{decimals}")


def kept(number: Decimal, currency: str) -> Decimal:
    """Return a calculated amount as it can be kept; raises Wrong for one that is too large."""
    if number.adjusted() >= WHOLE_DIGITS_MAX:
        raise Wrong("too_many_digits", "The amount has too many digits.")
    if -int(number.as_tuple().exponent) > DECIMALS_MAX:
        places = CURRENCIES[currency].exponent if currency in CURRENCIES else DECIMALS_MAX
        return number.quantize(Decimal(1).scaleb(-places))
    return number
