"""What an exchange rate is: an exact positive decimal, its text, and what it was derived from.

A rate states units of one currency for one unit of another. It is kept as text, since SQLite
would keep a decimal column as a binary float.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

from common.money import AmountError, Currency, convert, read_number

RATE_MIN = Decimal("1e-12")
"""The smallest number that RATE_DECIMALS_MAX decimals can state. Rates of today are above 1e-8."""
RATE_MAX = Decimal("1e12")
"""The inverse of RATE_MIN, since each rate may be stated the other way round."""
RATE_DECIMALS_MAX = 12
"""The most decimals that a rate may have which somebody states; one that is worked out here may
have more."""

RATE_DIGITS = 15
"""Significant digits to which a rate is rounded, half to even, that is worked out from others."""

RATE_TEXT_LENGTH_MAX = 32
"""What a column needs for the text of any rate: RATE_DIGITS after "0." and eleven zeros is 28."""

SOURCE_LENGTH_MAX = 16
"""In characters, of a short name such as ECB. The column `rate_source` of a posting has room for
20."""
SOURCE_IDENTITY = "identity"
"""The source of the rate 1 of a currency to itself."""
SOURCE_BOOK = "book"
"""The source of a rate that was entered into the book by hand."""

SOURCE_FIXED = "fixed"
"""The source of a rate between the euro and what it replaced, or between two of those."""

ONE = Decimal(1)
_ROUNDED = Context(prec=RATE_DIGITS, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of one unit of a currency: `rate` units of the home currency.

    `date` is the day that the rate is of, on or before the day that it was asked for.
    """

    rate: Decimal
    date: date
    source: str
    per_euro: tuple[Decimal, Decimal] | None = None
    """Of a fixed rate: the units per euro of the home currency and of the other one. `rate` is
    their quotient to RATE_DIGITS; amounts are converted by the two themselves."""

    def worth(self, minor: int, source: Currency, home: Currency) -> int | None:
        """Return `minor` of `source` in minor units of `home`, as `convert` does."""
        rate, per = self.per_euro or (self.rate, ONE)
        return convert(minor, source, home, rate, per)

    @property
    def text(self) -> str:
        """The rate as it is kept; `Decimal` of it is exactly `rate`."""
        return format_rate(self.rate)


def parse_rate(value: object) -> Decimal:
    """Return the rate that `value` states.

    Raises AmountError for what is not a plain decimal number, for a rate outside RATE_MIN to
    RATE_MAX, and for more than RATE_DECIMALS_MAX decimals: nothing is rounded.
    """
    rate = read_number(value)
    if not RATE_MIN <= rate <= RATE_MAX:
        detail = f"A rate is from {format_rate(RATE_MIN)} to {format_rate(RATE_MAX)}."
        raise AmountError("out_of_range", detail)
    decimals = format_rate(rate).partition(".")[2]
    if len(decimals) > RATE_DECIMALS_MAX:
        detail = f"A rate has at most {RATE_DECIMALS_MAX} decimals."
        raise AmountError("too_many_decimals", detail)
    return rate


def format_rate(rate: Decimal) -> str:
    """Return the one text of `rate`: plain digits, no exponent, no zeros at the end."""
    text = f"{rate:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def crossed(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """Return one rate over another to RATE_DIGITS, or None where that is beyond the bounds.

    A rate over 1 is that rate, as it was stated.
    """
    rate = numerator if denominator == 1 else _ROUNDED.divide(numerator, denominator)
    return rate if RATE_MIN <= rate <= RATE_MAX else None
