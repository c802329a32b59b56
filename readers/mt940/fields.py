"""Reading the fields of MT940 and MT942 that carry dates and money (SWIFT, category 9)."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from common.money import CURRENCIES
from common.periods import DATE_MAX
from readers.common.decimals import with_decimals_of

CENTURY_PIVOT = 80
"""Two digits from here on are years of the twentieth century, as SWIFT reads them."""


class BadField(ValueError):
    """A field that cannot be read: a code, and what stands there and what would be right."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(detail)


class StatementLine(NamedTuple):
    """Field :61:."""

    day: date
    amount: Decimal
    reference: str
    """What the account's owner called it (subfield 7)."""
    bank_reference: str
    """What the bank calls it (subfield 8)."""
    more: str
    """What some banks write after both."""
    ends_with_amount: bool
    """Whether nothing stands after the amount, so that it may have lost digits where a file is
    cut."""


class StatedBalance(NamedTuple):
    """Field :60a:, :62a: or :64:."""

    amount: Decimal
    day: date | None
    currency: str


# Blanks in place of an optional subfield are a missing one.
_LINE = re.compile(
    r"(\d{6})(\d{4})? *(R?[CD]|E[CD])([A-Z])? *(\d[\d.,]*)"
    r"(?: ?((?!NONREF)[A-Z][A-Z0-9 ]{3})| +((?!NONREF)[FNS][A-Z0-9]{3}))?(.*)",
    re.ASCII | re.DOTALL,
)
_BALANCE = re.compile(r"\s*(R?[CD])\s*(\d{6})\s*([A-Z]{3})?\s*(\d[\d.,]*)\s*", re.ASCII)
_SUM = re.compile(r"\s*(\d{1,6})\s*([A-Z]{3})?\s*(\d[\d.,]*)\s*", re.ASCII)
_ONE_SIGN = re.compile(r"\d{1,18}(?:[.,]\d{0,12})?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{0,12}|\d{1,3}(?:,\d{3})+\.\d{0,12}", re.ASCII)
_UNCLEAR = re.compile(r"\d{1,3}\.\d{3}", re.ASCII)
_WITH_CURRENCY = re.compile(r"(.*\d[A-Z0-9]*?)[ /]?([A-Z]{3})", re.ASCII)
# A reversal of a credit (RC) takes the money back out, a reversal of a debit (RD) brings it in.
_SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1, "EC": 1, "ED": -1}
_REFERENCE_WIDTH = 16
"""In characters: 16x, as SWIFT has it for the reference of field :61:."""
_ACCOUNT_CHARACTERS_MAX = 80
"""In characters: SWIFT has 35x for field :25:; banks write a name beside it."""
_days: dict[str, date] = {}


def amount_of(text: str, currency: str) -> Decimal:
    """Return an amount, which has a decimal comma, or a point in the wild; raises BadField."""
    if _ONE_SIGN.fullmatch(text):
        if _UNCLEAR.fullmatch(text) and _decimals(currency) != 3:
            detail = f"{text!r} may have three decimals or thousands; it is written with a comma."
            raise BadField("bad_amount", detail)
        plain = text.replace(",", ".")
        if plain[-3:-2] == ".":
            return Decimal(plain)
        return with_decimals_of(Decimal(plain), currency)
    if _GROUPED.fullmatch(text):
        whole, _sign, part = text.rpartition("," if text.rfind(",") > text.rfind(".") else ".")
        plain = whole.replace(".", "").replace(",", "") + "." + (part or "0")
        return with_decimals_of(Decimal(plain), currency)
    raise BadField("bad_amount", f"{text[:40]!r} is not an amount; it is written as 1234,56.")


def _decimals(currency: str) -> int:
    known = CURRENCIES.get(currency)
    return known.exponent if known else 2


def statement_line(text: str, currency: str) -> StatementLine:
    """Return what field :61: says; raises BadField."""
    match = _LINE.fullmatch(text)
    if match is None:
        detail = (
            f"{text[:60]!r} is not a statement line; it begins with dates, C or D, and an amount,"
            " as in 2401310131D1234,56NTRFNONREF."
        )
        raise BadField("bad_line", detail)
    value, entry, mark, _funds, digits, *kinds, rest = match.groups()
    amount = amount_of(digits, currency)
    if _SIGNS[mark] < 0 and amount:
        amount = -amount
    stated = value + entry if entry else value
    day = _days.get(stated)
    if day is None:
        if len(_days) > 10_000:  # 27 years of days; bounds memory
            _days.clear()
        day = _days[stated] = _booked(value, entry or "")
    reference, _slashes, bank_reference = rest.partition("//")
    more = ""
    if reference[_REFERENCE_WIDTH - 1 : _REFERENCE_WIDTH] == " ":
        more = reference[_REFERENCE_WIDTH:].strip()
        reference = reference[:_REFERENCE_WIDTH]
    if bank_reference[_REFERENCE_WIDTH : _REFERENCE_WIDTH + 1] == "/":
        bank_reference = bank_reference[:_REFERENCE_WIDTH]
    return StatementLine(
        day,
        amount,
        reference.strip(),
        bank_reference.strip(),
        more,
        not (any(kinds) or rest.strip()),
    )


def day_of(text: str) -> date | None:
    """Return the day that six digits state as YYMMDD; None for none.

    Banks that count interest by months of 30 days date values at 30 February; it is the last day.
    """
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:6])
    year += 1900 if year >= CENTURY_PIVOT else 2000
    try:
        if month == 2 and 28 < day <= 30:
            return date(year, 2, 28) + timedelta(days=int(_is_leap(year)))
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found <= DATE_MAX else None


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _booked(value: str, entry: str) -> date:
    """Return the booking date: the entry date, in the year that brings it nearest to the value."""
    valued = day_of(value)
    if valued is None:
        raise BadField("no_date", f"{value!r} is not a date; it is written as YYMMDD.")
    if not entry:
        return valued
    month, day = int(entry[:2]), int(entry[2:])
    candidates = []
    for year in (valued.year - 1, valued.year, valued.year + 1):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    if not candidates:
        raise BadField("no_date", f"{entry!r} is not a day of the year; it is written as MMDD.")
    return min(candidates, key=lambda candidate: abs(candidate - valued))


def balance_of(text: str, currency: str) -> StatedBalance:
    """Return what a balance says; raises BadField."""
    match = _BALANCE.fullmatch(text)
    if match is None:
        detail = f"{text[:40]!r} is not a balance; it is written as C240131EUR1234,56."
        raise BadField("bad_balance", detail)
    mark, day, stated, digits = match.groups()
    amount = amount_of(digits, stated or currency)
    return StatedBalance(
        -amount if _SIGNS[mark] < 0 and amount else amount, day_of(day), stated or currency
    )


def sum_of(text: str, currency: str) -> tuple[int, Decimal] | None:
    """Return the number and the sum of entries that field :90a: states; None for none."""
    match = _SUM.fullmatch(text)
    if match is None:
        return None
    try:
        return int(match[1]), amount_of(match[3], match[2] or currency)
    except BadField:
        return None


def account_of(text: str) -> tuple[str, str]:
    """Return the account that field :25: names, and the currency where that is with it."""
    number = " ".join(text[:_ACCOUNT_CHARACTERS_MAX].split()).strip("/")
    match = _WITH_CURRENCY.fullmatch(number)
    if match and match[2] in CURRENCIES:
        return match[1].strip("/ "), match[2]
    return number, ""
