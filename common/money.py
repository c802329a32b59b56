"""Money: ISO 4217 currencies, and the one way between decimal text and integer minor units.

An amount is an `int` of its currency's minor units (cents, fils; yen have none) everywhere in
this project. Text and `Decimal` exist at the edges only, and no float exists at all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from types import MappingProxyType

from iso_4217 import Currency as Listed

AMOUNT_MINOR_MAX = 10**14 - 1
"""The largest size of one amount, in minor units: 999,999,999,999.99 euro. A BIGINT holds the
sum of ninety thousand of them."""

TOTAL_MINOR_MAX = 10**17
"""The largest size of a stored sum of amounts, in minor units; a database constraint holds it."""

_DIGITS = 20
"""How many digits a number may have before its decimals, and how many decimals. Amounts have up to
14, rates up to 12 decimals; what is far longer is not worth any work."""
_NUMBER = re.compile(rf"[+-]?[0-9]{{1,{_DIGITS}}}(\.[0-9]{{1,{_DIGITS}}})?", re.ASCII)
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_ONE = Decimal(1)


_NO_ACCOUNT = frozenset({"XFO", "XFU", "XRE"})
"""Withdrawn codes of units in which states and insurers settled: nobody had an account in them."""
_DECIMALS_THEN = {
    **dict.fromkeys(("ADP", "BYB", "BYR", "ESP", "ITL", "MGF", "TPE", "TRL"), 0),
    "YDD": 3,
}
"""How many decimals withdrawn currencies had where that is not two. The list of withdrawn
currencies of ISO 4217 does not say; the standard had 0 for these while they were current. It had 0
for BEF, GRD, LUF and PTE as well, but centimes, lepta and centavos stood in statements to the end,
and an amount with decimals would be refused. The dinar of Democratic Yemen had 1,000 fils."""
_DECIMALS_OF_MOST = 2
"""How many decimals a withdrawn currency had of which nothing else is known."""
_MONTHS = 12
"""How many months a year has: what is beyond is not a month."""


@dataclass(frozen=True, slots=True)
class Currency:
    """One currency of ISO 4217; `exponent` is its number of decimals, 0 to 4.

    `withdrawn` is when the standard withdrew it, as year and month ("2002-03") or as the year
    alone ("1989"); None for a currency of today.
    """

    code: str
    name: str
    exponent: int
    withdrawn: str | None = None


class AmountError(ValueError):
    """A value that is not an amount; `code` is the word for programs, the text is for people."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        super().__init__(detail)


def _listed() -> Mapping[str, Currency]:
    """Return every currency of the lists of current and of withdrawn codes."""
    currencies = (_current(one) if one.entities else _withdrawn(one) for one in Listed)
    by_code = {one.code: one for one in currencies if one is not None}
    return MappingProxyType({code: by_code[code] for code in sorted(by_code)})


def _current(one: Listed) -> Currency | None:
    # Metals, bond units and test codes have no minor unit, hence no exponent; nobody pays in them.
    if one.subunit_exp is None:
        return None
    return Currency(one.name, one.value, one.subunit_exp)


def _withdrawn(one: Listed) -> Currency | None:
    if one.name in _NO_ACCOUNT:
        return None
    # It may have ended in several countries at several times.
    ends = [(event.time.end.year, event.time.end.month or 0) for event in one.withdrew_entities]
    year, month = max(ends)
    # The list has some years alone, and "1989-1990", which the library reads as year and month.
    withdrawn = f"{year}-{month:02}" if 1 <= month <= _MONTHS else str(year)
    exponent = _DECIMALS_THEN.get(one.name, _DECIMALS_OF_MOST)
    return Currency(one.name, " ".join(one.withdrew_entities[-1].name.split()), exponent, withdrawn)


CURRENCIES: Mapping[str, Currency] = _listed()
"""Every currency that an account can be in, of today and of the past, by its code, in order of
the codes."""


def read_number(value: object) -> Decimal:
    """Return the exact decimal number that `value` states.

    Takes plain decimal text ("75.50"), `int` and `Decimal`. Raises AmountError for anything
    else: floats and booleans, grouped digits, exponents in text, infinities.
    """
    if isinstance(value, str):
        text = value.strip()
        if _NUMBER.fullmatch(text):
            return Decimal(text)
    elif isinstance(value, Decimal):
        # A few characters of JSON can state 1e999999999; look at the exponent before the digits.
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and exponent >= -_DIGITS and value.adjusted() < _DIGITS:
            return value
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**_DIGITS:
        return Decimal(value)
    raise AmountError("not_a_number", 'State a plain decimal number, such as "75.50".')


def to_minor(number: Decimal, currency: Currency) -> int:
    """Return `number` in minor units of `currency`, exactly.

    Raises AmountError for more decimals than the currency has (never rounds) and for a size
    above AMOUNT_MINOR_MAX.
    """
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise AmountError("not_a_number", 'State a plain decimal number, such as "75.50".')
    if -exponent > currency.exponent:
        allowed = f"at most {currency.exponent}" if currency.exponent else "no"
        raise AmountError("too_many_decimals", f"{currency.code} has {allowed} decimals.")
    minor = int(number.scaleb(currency.exponent, _EXACT))
    if abs(minor) > AMOUNT_MINOR_MAX:
        largest = format_amount(AMOUNT_MINOR_MAX, currency)
        raise AmountError("too_large", f"The size of an amount is at most {largest}.")
    return minor


def from_minor(minor: int, currency: Currency) -> Decimal:
    """Return `minor` as a number with all the decimals of its currency: -7550 is -75.50."""
    return Decimal(minor).scaleb(-currency.exponent, _EXACT)


def parse_amount(value: object, currency: Currency) -> int:
    """Return the minor units of `currency` that `value` states; raises AmountError."""
    return to_minor(read_number(value), currency)


def format_amount(minor: int, currency: Currency) -> str:
    """Return `minor` as decimal text with exactly the currency's decimals: -7550 is "-75.50"."""
    if currency.exponent == 0:
        return str(minor)
    sign = "-" if minor < 0 else ""
    digits = str(abs(minor)).rjust(currency.exponent + 1, "0")
    return f"{sign}{digits[: -currency.exponent]}.{digits[-currency.exponent :]}"


def convert(
    minor: int, source: Currency, target: Currency, rate: Decimal, per: Decimal = _ONE
) -> int | None:
    """Return `minor` of `source` in minor units of `target`, at `rate` target for `per` source.

    Rounds half to even, once, at the end; a division before it keeps 60 digits. None where the
    result is beyond AMOUNT_MINOR_MAX: an amount that cannot be kept is shown as unconverted
    rather than cut.
    """
    exact = _EXACT.divide(_EXACT.multiply(Decimal(minor), rate), per)
    shifted = exact.scaleb(target.exponent - source.exponent, _EXACT)
    result = int(shifted.to_integral_value(ROUND_HALF_EVEN, _EXACT))
    return result if abs(result) <= AMOUNT_MINOR_MAX else None
