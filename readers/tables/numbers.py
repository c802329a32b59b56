"""Amounts as text: which sign parts the decimals, decided over all numbers of a table together.

"1.234" is one and a bit in one country and a thousand in the next. What the other numbers of the
table show decides; a number that then does not fit is not a number, rather than a guess.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from common.money import CURRENCIES
from readers.tables.headings import SYMBOLS

_LENGTH_MAX = 60
"""In characters: 24 digits with separators, a sign and a currency on both sides are shorter. It
bounds the time of the patterns."""
DIGITS_MAX = 24
"""A number with more digits is not an amount of money. Amounts have up to 15, prices some more."""
SHAPES_MAX = 5000
"""How many shapes of numbers of one column are counted apart: amounts have some hundred; it bounds
memory."""
CACHED_MAX = 20_000
"""How many texts of amounts are remembered, which come again within a file: some 5 MB."""

Parser = Callable[[str], Decimal | None]
"""Returns the number that a text states; None where it states none."""

SHAPE = str.maketrans("123456789", "999999999")
"""Makes the shape of a number: digits lose their value, but for zero."""

_SIGNS = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u2012": "-", "\ufe63": "-", "\uff0d": "-", "\u2010": "-"}
    | {
        "<": "(",
        ">": ")",
        "\u2011": "-",
        "\ufe62": "+",
        "\uff0b": "+",
        "\u2019": "'",
        "\u00b4": "'",
        "`": "'",
    }
)
_NEGATIVE = re.compile(
    r"[(<\u2212\u2013\u2012\ufe63\uff0d\u2010\u2011]|(?<![.,-])-|(?<![A-Za-z])(?:DR|D|S)[. ]*$",
    re.IGNORECASE,
)
"""A minus of any form, brackets, or a mark of debit; not the dashes in place of decimals."""
_MARKED = re.compile(r"[+\ufe62\uff0b]|(?<![A-Za-z])(?:CR|C|H)[. ]*$", re.IGNORECASE)
_SPACES = re.compile("[ \u00a0\u202f\u2009\u2007\u2008\u2002\u2003\t]+")
_SYMBOLS = (
    r"(?:[A-Z]{1,3}\$|\$[A-Z]?|R\$|[€£¥￥₹₽₺₩₪₫฿₴₦₱₡₲₵₸₼₾৳]|zł|Kč|kr\.?|Kr\.?|Ft|lei|Lei|Fr\.?|SFr\.?"
    r"|Rs\.?|RM|Rp|TL|S/\.?|\u043b\u0432\.?|\u0440\u0443\u0431\.?|\u0440\.|din\.?|EURO|Euro|euro)"
)
_KNOWN_SYMBOLS = "|".join(map(re.escape, sorted(SYMBOLS, key=len, reverse=True)))
_SYMBOLS = f"(?:{_SYMBOLS}|{_KNOWN_SYMBOLS}|\u5143|\u5713)"
_MONEY_1 = rf"(?:(?P<symbol1>{_SYMBOLS})|(?P<code1>[A-Za-z]{{3}}))"
_MONEY_2 = _MONEY_1.replace("code1", "code2").replace("symbol1", "symbol2")
_NUMBER = re.compile(
    rf"(?P<open>\(?)(?P<sign1>[+-]?) ?{_MONEY_1}? ?(?P<sign2>[+-]?) ?"
    r"(?P<digits>[0-9.,' ]*[0-9](?:[.,]-{0,2})?|[.,][0-9]+) ?"
    rf"(?P<sign3>[+-]?) ?{_MONEY_2}? ?(?P<sign4>[+-]?)(?P<close>\)?)"
    r" ?(?P<side>(?:CR|DR|Cr|Dr|cr|dr|C|D|S|H)\.?)?"
)
_SEPARATORS = re.compile(r"[.,' ]")
_PLAIN = {
    ".": re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,20})?"),
    ",": re.compile(r"[+-]?[0-9]{1,20}(?:,[0-9]{1,20})?"),
}
_PLAIN_GROUPS = {
    ".": re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,6}(?:\.[0-9]{1,20})?"),
    ",": re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,6}(?:,[0-9]{1,20})?"),
}
_GROUPED = {
    mark: re.compile(
        r"(?P<whole>[0-9]*"
        rf"|[1-9][0-9]{{0,2}}(?P<mark>[{other}' ])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
        rf"|[1-9][0-9]?(?:[{other}][0-9]{{2}})+[{other}][0-9]{{3}})"
        rf"(?:[{mark}](?P<part>[0-9]*)-{{0,2}})?"
    )
    for mark, other in ((".", ","), (",", "."))
}
_AS_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_AS_NUMBER = re.compile(r"'([A-Z]{0,2}[0-9][0-9A-Z ]*)'")
_PROTECTED = re.compile("''*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|'[0-9][0-9 .,/-]*$")
_TAKEN_OUT = {"DR": "-", "D": "-", "S": "-", "CR": "+", "C": "+", "H": "+"}


def spaced(text: str) -> str:
    """Return `text` with plain signs, plain apostrophes and single spaces."""
    return _SPACES.sub(" ", unprotected(text).translate(_SIGNS)).strip()


def unprotected(text: str) -> str:
    """Return the text that a cell means which is kept from being taken for a formula or a number.

    Programs write ="00123" and '=1+2 for 00123 and =1+2. Nothing is ever computed.
    """
    if text[:1] not in {"=", "'"}:
        return text
    if match := _AS_FORMULA.fullmatch(text.strip()):
        return match[1].replace('""', '"')
    if match := _AS_NUMBER.fullmatch(text.strip()):
        return match[1]
    return text[1:] if _PROTECTED.match(text) else text


def looks_like_number(text: str) -> bool:
    """Whether `text` is a number of some country, with or without a currency."""
    if len(text) > _LENGTH_MAX:
        return False
    return _number_match(spaced(text)) is not None


def number_parser(decimal_sign: str) -> Parser:
    """Return what reads the amounts of a table whose decimals come after `decimal_sign`.

    Digits have to be grouped as people group them: what is a decimal sign elsewhere is never taken
    for a group. The texts last read are remembered.
    """
    plain, grouped = _PLAIN[decimal_sign].fullmatch, _PLAIN_GROUPS[decimal_sign].fullmatch
    comma, group = decimal_sign == ",", "." if decimal_sign == "," else ","
    cached: dict[str, Decimal | None] = {}

    def parse(text: str) -> Decimal | None:
        try:
            return cached[text]
        except KeyError:
            pass
        if plain(text):
            number: Decimal | None = Decimal(text.replace(",", ".") if comma else text)
        elif grouped(text):
            bare = text.replace(group, "")
            number = Decimal(bare.replace(",", ".") if comma else bare)
        else:
            number = _read(text, decimal_sign)
        if number is not None and text[-1] == "0" and text[-3:-2] != decimal_sign:
            number = _to_cents(number)
        if len(cached) >= CACHED_MAX:
            cached.clear()
        cached[text] = number
        return number

    return parse


def is_negative(text: str) -> bool:
    """Whether a number as written is below zero."""
    return _NEGATIVE.search(text) is not None


def is_marked(text: str) -> bool:
    """Whether a number as written says that it arrives."""
    return _MARKED.search(text) is not None


def _to_cents(number: Decimal) -> Decimal:
    """Return `number` without the zeros after its second decimal, which some banks write."""
    places = number.as_tuple().exponent
    while (
        isinstance(places, int) and places < -2 and number == number.quantize(_PLACES[places + 1])
    ):
        places += 1
        number = number.quantize(_PLACES[places])
    return number


_PLACES = {-places: Decimal(1).scaleb(-places) for places in range(25)}


def currency_in(text: str) -> str:
    """Return the currency that stands beside the number in `text`, by its ISO code or by a sign
    that no other one has; empty where none does."""
    match = _NUMBER.fullmatch(spaced(text)) if len(text) <= _LENGTH_MAX else None
    if not match:
        return ""
    code = (match["code1"] or match["code2"] or "").upper()
    symbol = match["symbol1"] or match["symbol2"] or ""
    return code if code in CURRENCIES else SYMBOLS.get(symbol, "")


def decimal_votes(shapes: Mapping[str, int]) -> tuple[int, int, int]:
    """Return how many numbers show a decimal point, show a decimal comma, and could be either."""
    point = comma = either = 0
    for shape, count in shapes.items():
        match _shown(shape):
            case ".":
                point += count
            case ",":
                comma += count
            case "?":
                either += count
    return point, comma, either


def _shown(shape: str) -> str:
    """Return the decimal sign that a number shows; "?" for either, empty for neither."""
    match = _number_match(spaced(shape))
    digits = match["digits"].strip() if match else ""
    if not ("." in digits or "," in digits):
        return ""
    point, comma = (_GROUPED[sign].fullmatch(digits) is not None for sign in ".,")
    if point and comma:
        return "?"
    return "." if point else "," if comma else ""


def _number_match(text: str) -> re.Match[str] | None:
    """Return the parts of a number as written; None where `text` is not a number."""
    match = _NUMBER.fullmatch(text)
    if not match or bool(match["open"]) != bool(match["close"]):
        return None
    code = (match["code1"] or match["code2"] or "").upper()
    return None if code and code not in CURRENCIES else match


def _read(text: str, decimal_sign: str) -> Decimal | None:
    match = _number_match(spaced(text)) if len(text) <= _LENGTH_MAX else None
    if match is None:
        return None
    size = _size_of(match["digits"].strip(), decimal_sign)
    below_zero = _is_below_zero(match)
    if size is None or below_zero is None:
        return None
    return -size if below_zero else size


def _size_of(digits: str, decimal_sign: str) -> Decimal | None:
    """Return the number that digits and separators are; None where they are not grouped for it."""
    grouped = _GROUPED[decimal_sign].fullmatch(digits)
    if not grouped:
        return None
    whole, part = _SEPARATORS.sub("", grouped["whole"]), grouped["part"] or ""
    if not 0 < len(whole) + len(part) <= DIGITS_MAX:
        return None
    return Decimal(f"{whole or '0'}.{part}" if part else whole)


def _is_below_zero(match: re.Match[str]) -> bool | None:
    """Return whether the signs around a number put it below zero; None where they disagree.

    A mark of credit or debit may stand beside a plus, and not beside a minus or within brackets.
    """
    signs = [sign for sign in match.group("sign1", "sign2", "sign3", "sign4") if sign]
    if match["open"]:
        signs.append("-")
    if len(signs) > 1:
        return None
    if not match["side"]:
        return "-" in signs
    side = _TAKEN_OUT[match["side"].rstrip(".").upper()]
    return None if "-" in signs else side == "-"
