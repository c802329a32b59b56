"""Amounts as programs and banks spell them, where nothing says which sign is the decimal one.

Most texts show it by themselves ("1.234,56", "12.5"). For those that do not ("1.234"), the others
of the file decide; where there are none that show it, no one is asked to guess.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from common.money import CURRENCIES
from readers.statement import Unreadable

SIGNS = ".,"
_LENGTH_MAX = 40
"""In characters. The patterns allow 18 digits, their separators, a code and a sign, which is less;
it bounds their time."""

# What most files are made of: nothing here can be taken for a thousands separator.
_PLAIN = re.compile(r"[+-]?[0-9]{1,18}(?:\.(?:[0-9]{1,2}|[0-9]{4,12}))?", re.ASCII)
_SIGNED = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[+-])?\s*(?:[A-Z]{3}|[A-Z]{0,2}[$€£¥₹₽₴₪₩])?\s*(?P<sign2>[+-])?\s*"
    r"(?P<digits>[0-9.,](?:[0-9.,' ]*[0-9.,])?)"
    r"\s*(?:[A-Z]{3}|[A-Z]{0,2}[$€£¥₹₽₴₪₩]|zł|kr)?\s*(?P<sign3>[+-])?\s*(?P<close>\))?",
    re.ASCII | re.IGNORECASE,
)
_EXPONENT = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?[eE][+-]?[0-9]{1,2}", re.ASCII)
_GROUPED = re.compile(r"[0-9]{1,3}(?:([., '])[0-9]{2,3})*[., '][0-9]{3}", re.ASCII)
_ALIKE = str.maketrans(
    {**dict.fromkeys("\u2212\u2012\u2013\ufe63\uff0d", "-"), "\u2019": "'", "\u00b4": "'", "`": "'"}
)


class Amounts:
    """What the amounts of one file show, and how each of them reads then."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._stated = str(options.get("decimal_sign") or "")
        if self._stated and self._stated not in (".", ","):
            detail = f'The decimal sign is "." or ",", not {self._stated[:10]!r}.'
            raise Unreadable("unknown_decimal_sign", detail, option="decimal_sign")
        self._shown = {".": 0, ",": 0}
        self._example = ""
        self._sign = self._stated

    def see(self, text: str) -> None:
        """Take note of what `text` shows."""
        if _PLAIN.fullmatch(text):
            if "." in text:
                self._shown["."] += 1
        elif parts := _parts(text):
            shown = _decimal_sign(parts[1])
            if shown is None:
                self._example = self._example or text
            elif shown or any(parts[1].count(sign) > 1 for sign in SIGNS):
                self._shown[shown or ("," if "." in parts[1] else ".")] += 1

    def decide(self, currencies: "set[str] | frozenset[str]" = frozenset()) -> None:
        """Settle what the texts seen leave open; raises Unreadable where nothing can.

        An amount with three decimals is one where every currency of the file has as many.
        """
        shown = [sign for sign, count in self._shown.items() if count]
        if self._stated or not (shown or self._example):
            return
        if len(shown) == 1:
            self._sign = shown[0]
        elif not self._example:
            return
        elif not shown and currencies and all(_exponent(code) == 3 for code in currencies):
            self._sign = "," if "," in self._example else "."
        else:
            detail = (
                f"{self._example[:40]!r} may have decimals or thousands, and the file does not "
                "show which; state its decimal sign."
            )
            raise Unreadable("ambiguous_amounts", detail, option="decimal_sign")

    def read(self, text: str) -> Decimal | None:
        """Return the amount that `text` states; None where it states none."""
        if self._stated != "," and _PLAIN.fullmatch(text):
            return Decimal(text)
        parts = _parts(text)
        if parts is None:
            return _with_exponent(text)
        negative, digits = parts
        sign = self._stated or _decimal_sign(digits)
        if sign is None:
            sign = self._sign
        plain = _plain(digits, sign)
        if plain is None:
            return None
        return -Decimal(plain) if negative else Decimal(plain)


def _exponent(code: str) -> int:
    return CURRENCIES[code].exponent if code in CURRENCIES else 2


def _parts(text: str) -> tuple[bool, str] | None:
    """Return whether `text` is negative, and its digits with what stands between them."""
    if len(text) > _LENGTH_MAX:
        return None
    match = _SIGNED.fullmatch(" ".join(text.translate(_ALIKE).split()))
    if match is None:
        return None
    signs = [match[name] for name in ("sign", "sign2", "sign3") if match[name]]
    enclosed = match["open"] is not None
    if enclosed != (match["close"] is not None) or len(signs) + enclosed > 1:
        return None
    return enclosed or signs == ["-"], match["digits"]


def _decimal_sign(digits: str) -> str | None:
    """Return the decimal sign that `digits` show; "" for none in them, None for either."""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return "." if digits.rindex(".") > digits.rindex(",") else ","
    if not points and not commas:
        return ""
    sign = "." if points else ","
    if points + commas > 1:
        return ""
    before, after = digits.split(sign)
    if len(after) != 3 or not 1 <= len(before) <= 3 or before.startswith("0"):
        return sign
    return None


def _plain(digits: str, sign: str) -> str | None:
    """Return `digits` as plain decimal text, `sign` being the decimal one; None for no number."""
    whole, decimals = digits, ""
    if sign and sign in digits:
        whole, _, decimals = digits.rpartition(sign)
        if not decimals.isdigit() and decimals:
            return None
    if whole and not whole.isdigit():
        if sign and sign in whole:
            return None
        whole = _ungrouped(whole)
        if not whole:
            return None
    if not whole and not decimals:
        return None
    return f"{whole or 0}.{decimals}" if decimals else whole


def _ungrouped(whole: str) -> str:
    """Return the digits of a whole number without one sign between groups; empty for no number."""
    marks = set(whole).difference("0123456789")
    if len(marks) > 1 or not _GROUPED.fullmatch(whole):
        return ""
    return whole.replace(marks.pop(), "")


def _with_exponent(text: str) -> Decimal | None:
    """Read what programs write that keep amounts as binary numbers, such as "-1.0E-2"."""
    return Decimal(f"{Decimal(text):f}") if _EXPONENT.fullmatch(text) else None
