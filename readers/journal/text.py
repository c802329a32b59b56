"""The text of plain-text accounting: lines, numbers, amounts and the signs of currencies.

What hledger and ledger share. Where a number alone does not tell which sign its decimals begin
with ("1,000"), the directives of the file decide, then its other numbers, then the caller.
"""

import codecs
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from common.money import CURRENCIES
from readers.source import LINE_BYTES_MAX, Source
from readers.statement import Options, Unreadable

WHOLE_DIGITS_MAX = 15
"""How many digits an amount may have before its decimals: with DECIMALS_MAX, 27 of the 28 of
Python's default context."""
DECIMALS_MAX = 12
"""How many decimals: as many as a rate may state (RATE_DECIMALS_MAX of currencies.quotes)."""

_SYMBOL = r"\"[^\"]*\"|[^\s\d.,;:?!+*/^&|=<>{}\[\]()@\"'~-]+"
_QUANTITY = r"[.,]?\d(?:[\d.,']|[ \u00a0\u202f](?=\d{3}(?!\d)))*"
AMOUNT = re.compile(
    rf"\s*(?:([-+])\s*)?"
    rf"(?:({_SYMBOL})\s*(?:([-+])\s*)?({_QUANTITY})|({_QUANTITY})\s*({_SYMBOL})?)\s*",
    re.ASCII,
)
_RETURN = re.compile(r"(?<!\n)\r+(?![\r\n])")
_GROUPED = re.compile(r"\d{1,3}(?:([,.' \u00a0\u202f])\d{2,3}(?:\1\d{2,3})*)?|\d+", re.ASCII)
NUMBERS = re.compile(_QUANTITY, re.ASCII)


NAMES_MAX = 100_000
"""How many names, lots or directives of one kind are kept in memory: people have some thousand."""


def check_count(count: int, what: str) -> None:
    """Raise Unreadable where a file has more of something than is kept in memory."""
    if count > NAMES_MAX:
        raise Unreadable("too_many_names", f"The file has more than {NAMES_MAX} {what}.")


class Wrong(Exception):
    """Something in an entry that cannot be read: a code and a sentence, as in `Fault`."""

    def __init__(self, code: str, detail: str, line: int = 0) -> None:
        self.code = code
        self.detail = detail
        self.line = line
        super().__init__(detail)


class Amount(NamedTuple):
    """A number of a commodity: its ISO code where it is money; empty where it has none at all."""

    number: Decimal
    commodity: str


def text_lines(source: Source, encoding: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file with their numbers from 1.

    Raises Unreadable for bytes that `encoding` does not have, for NUL bytes and for a line beyond
    LINE_BYTES_MAX.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    number, left = 0, ""
    for part in _decoded(source, decoder):
        if "\0" in part:
            raise Unreadable("binary", "The file has NUL bytes in it: it is not text.")
        lines = (left + part).split("\n")
        left = lines.pop()
        if len(left) > LINE_BYTES_MAX:
            raise Unreadable("line_too_long", f"Line {number + len(lines) + 1} does not end.")
        for line in lines:
            number += 1
            yield number, line
    if left:
        yield number + 1, left


def _decoded(source: Source, decoder: codecs.IncrementalDecoder) -> Iterator[str]:
    try:
        held = ""
        for part in source.chunks():
            text = held + decoder.decode(part)
            # What ends one line may be cut between two parts.
            end = len(text.rstrip("\r\n")) if len(held) < len(text) // 2 else len(text)
            held = text[end:]
            yield _with_line_feeds(text[:end])
        yield _with_line_feeds(held + decoder.decode(b"", final=True))
    except UnicodeError:
        detail = "The encoding of the file could not be determined; state it."
        raise Unreadable("wrong_encoding", detail, option="encoding") from None


def _with_line_feeds(text: str) -> str:
    """Return `text` with a line feed alone where a line ends, also those of old Macintoshes."""
    return _RETURN.sub("\n", text).replace("\r", "") if "\r" in text else text


class Marks:
    """Which sign decimals begin with, as the numbers of a file tell."""

    def __init__(self, *, comma_groups: bool) -> None:
        self._comma_groups = comma_groups
        self.decimal: set[str] = set()
        self.group: set[str] = set()

    def see(self, number: str) -> None:
        """Take what one number tells."""
        mark = _own_mark(number)
        if mark:
            self.decimal.add(mark)
            if _other(mark) in number:
                self.group.add(_other(mark))
        elif number.count(".") > 1 or number.count(",") > 1:
            self.group.add("." if "." in number else ",")

    def of(self, mark: str, number: str) -> str:
        """Return the decimal sign of a number such as "1,000", in which `mark` may be either.

        Raises Unreadable where the programs read it otherwise than people do.
        """
        decimal = mark in self.decimal
        group = mark in self.group or _other(mark) in self.decimal
        if (decimal and not group) or (mark == "." and not group):
            return mark
        if group and not decimal and mark == "," and self._comma_groups:
            return _other(mark)
        raise Unreadable(
            "decimal_mark",
            f"{number} may have thousands or three decimals, and the file does not show which. "
            'State the decimal mark, "." or ",", or add a commodity directive.',
            option="decimal_mark",
        )


def _other(mark: str) -> str:
    return "," if mark == "." else "."


def _own_mark(number: str) -> str:
    """Return the decimal sign that a number itself tells; empty where it tells none."""
    points, commas = number.count("."), number.count(",")
    if points and commas:
        return "." if number.rindex(".") > number.rindex(",") else ","
    if points + commas != 1:
        return ""
    mark = "." if points else ","
    whole, _, decimals = number.partition(mark)
    certain = len(decimals) != 3 or len(whole) > 3 or whole in ("", "0")
    return mark if certain else ""


class Numbers:
    """Reads numbers by the decimal signs of a file."""

    def __init__(self, marks: Marks, by_commodity: dict[str, str], stated: str) -> None:
        self._marks = marks
        self._by_commodity = by_commodity
        self._stated = stated
        self.points_are_decimal = stated != "," and "," not in by_commodity.values()

    def read(self, text: str, commodity: str) -> Decimal:
        """Return the exact number; raises Wrong for text that is not a number."""
        if len(text) <= WHOLE_DIGITS_MAX and text.isdecimal():
            return Decimal(text)
        mark = self._by_commodity.get(commodity) or self._stated or self._told(text)
        whole, _, decimals = text.partition(mark)
        grouped = _GROUPED.fullmatch(whole or "0")
        if not grouped or grouped[1] == mark or not (decimals or "0").isdecimal():
            detail = f"{text[:40]!r} is not a number whose decimals begin with {mark!r}."
            raise Wrong("no_amount", detail)
        if grouped[1]:
            whole = whole.replace(grouped[1], "")
        if len(whole) > WHOLE_DIGITS_MAX or len(decimals) > DECIMALS_MAX:
            detail = f"{text[:40]!r} has too many digits for an amount."
            raise Wrong("too_many_digits", detail)
        return Decimal(f"{whole or '0'}.{decimals}")

    def _told(self, text: str) -> str:
        if mark := _own_mark(text):
            return mark
        points, commas = text.count("."), text.count(",")
        if points + commas == 1:
            return self._marks.of("." if points else ",", text)
        return "," if points else "."


class Commodities:
    """The currencies that the commodities of a file stand for."""

    def __init__(self, stated: str, default: str, same: dict[str, str]) -> None:
        self._stated = stated
        self._default = default
        self._same = same
        self._codes: dict[str, str] = {}
        self.read_as: dict[str, str] = {}
        """The signs that were met and the codes they were taken for."""

    def code(self, symbol: str) -> str:
        """Return the ISO code for a symbol, or the symbol itself where it is not a currency.

        Raises Unreadable where a symbol may be several currencies and where none stands there,
        until the caller states the currency.
        """
        code = self._codes.get(symbol)
        if code is None:
            check_count(len(self._codes), "commodities")
            code = self._codes[symbol] = self._found(symbol)
            if code != symbol:
                self.read_as[symbol] = code
        return code

    def _found(self, symbol: str) -> str:
        symbol = self._same.get(symbol, symbol)
        if symbol in CURRENCIES:
            return symbol
        if not symbol:
            return self._of_bare_numbers()
        meant = _SIGNS.get(symbol) or _SIGNS.get(symbol.casefold())
        if not meant:
            return symbol.upper() if symbol.upper() in CURRENCIES else symbol
        if self._stated in meant:
            return self._stated
        if len(meant) == 1 or symbol == "$":
            return meant[0]
        detail = f"{symbol!r} may be {' or '.join(meant)}: state the currency."
        raise Unreadable("which_currency", detail, option="currency")

    def _of_bare_numbers(self) -> str:
        if self._default:
            return self.code(self._default)
        if self._stated:
            return self._stated
        detail = "Some amounts have no currency: state it."
        raise Unreadable("no_currency", detail, option="currency")


_DOLLARS = "USD CAD AUD NZD SGD HKD MXN ARS CLP COP TWD BBD BSD JMD TTD FJD NAD UYU DOP"
_SIGNS = {
    symbol: tuple(codes.split())
    for symbol, codes in {
        "$": _DOLLARS, "US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD",
        "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "NT$": "TWD", "R$": "BRL", "MX$": "MXN",
        "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "¥": "JPY CNY", "￥": "JPY CNY",
        "円": "JPY", "元": "CNY", "rmb": "CNY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₪": "ILS",
        "₺": "TRY", "₴": "UAH", "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "₡": "CRC",
        "₲": "PYG", "₸": "KZT", "₼": "AZN", "₾": "GEL", "₵": "GHS", "₭": "LAK", "₮": "MNT",
        "zł": "PLN", "kč": "CZK", "ft": "HUF", "kr": "SEK NOK DKK ISK", "fr": "CHF XOF XAF XPF",
        "sfr": "CHF", "rs": "INR PKR LKR NPR MUR", "lei": "RON MDL", "rp": "IDR", "rm": "MYR",
    }.items()
}  # fmt: skip


def stated_mark(options: Options) -> str:
    """Return the decimal mark that the caller states; raises Unreadable where it is not valid."""
    mark = str(options.get("decimal_mark") or "")
    if mark not in ("", ".", ","):
        detail = 'The decimal mark is "." or ",".'
        raise Unreadable("unknown_decimal_mark", detail, option="decimal_mark")
    return mark


def stated_currency(options: Options) -> str:
    """Return the currency that the caller states; raises Unreadable where it is not valid."""
    code = str(options.get("currency") or "").upper()
    if code and code not in CURRENCIES:
        detail = f"{code[:20]!r} is not a currency of ISO 4217, such as EUR."
        raise Unreadable("unknown_currency", detail, option="currency")
    return code


def stated_year(options: Options) -> int:
    """Return the year that the caller states for dates without one; 0 where none is stated."""
    year = str(options.get("year") or "0")
    if not (year.isascii() and year.isdecimal() and len(year) <= 4):
        raise Unreadable("unknown_year", f"{year[:20]!r} is not a year.", option="year")
    return int(year)
