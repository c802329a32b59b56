"""The amount that a person typed or pasted, in minor units, or a refusal that says what to change.

A text is never read as another value in silence: what is in doubt is refused with its readings.
"""

from dataclasses import dataclass

from common.money import AMOUNT_MINOR_MAX, Currency
from web.formats import NumberForm, show_amount
from web.reading.arithmetic import Token, tokens_of, value_of
from web.reading.characters import plain_characters
from web.reading.numerals import Numeral
from web.reading.refusals import NotRead, in_doubt

_DECIMAL_SEPARATOR = "\N{ARABIC DECIMAL SEPARATOR}"
"""Always decimal, unlike point and comma."""


@dataclass(frozen=True, slots=True)
class ReadAmount:
    """What a typed text states."""

    minor: int
    """In minor units of the currency, negative where the text has a minus or brackets."""
    sign: str
    """The sign that the text states, "-" or "+"; empty where it leaves the direction open."""
    echo: str
    """The amount in the form of the person."""
    computed: bool = False
    """Whether the text is a sum, which a page answers with its result."""
    rounded: bool = False
    """Whether the result was rounded, half to even."""

    @property
    def flips(self) -> bool:
        """Whether the sign turns money out into money in, and the other way round."""
        return self.sign == "-"


def read_amount(text: str, currency: Currency, form: NumberForm) -> ReadAmount:
    """Return the amount that `text` states: an amount, or a sum with or without `=` before it.

    Signs and codes of the currency, spaces and apostrophes go. A minus before or after the
    number and brackets around it are signs. The result of a product or a quotient is rounded half
    to even. Raises NotRead.
    """
    plain = plain_characters(text).replace(_DECIMAL_SEPARATOR, form.decimal)
    is_sum = plain.startswith("=")
    tokens = tokens_of(plain, currency, form)
    if not is_sum and (stated := _signed(tokens)):
        sign, numeral = stated
        minor = _exact(numeral, -1 if sign == "-" else 1, currency, form)
        return ReadAmount(minor, sign, show_amount(minor, currency, form))
    minor, rounded = _result(tokens, currency, form)
    shown = show_amount(minor, currency, form)
    if not is_sum and _has_brackets_around(tokens):
        raise in_doubt(text.strip(), shown, show_amount(-minor, currency, form))
    sign = "-" if minor < 0 else ""
    return ReadAmount(minor, sign, shown, computed=True, rounded=rounded)


def _result(tokens: tuple[Token, ...], currency: Currency, form: NumberForm) -> tuple[int, bool]:
    """Return the result of a sum in minor units, and whether it was rounded."""
    exact = value_of(tokens) * 10**currency.exponent
    rounded = exact.denominator > 1
    if rounded and "/" not in tokens and "*" not in tokens:
        raise _too_many_decimals(currency)
    return _bounded(round(exact), currency, form), rounded


def _signed(tokens: tuple[Token, ...]) -> tuple[str, Numeral] | None:
    """Return the sign and the number of a text that is one number; None for a sum."""
    numerals = [token for token in tokens if isinstance(token, Numeral)]
    if len(numerals) != 1:
        return None
    match [token if isinstance(token, str) else "0" for token in tokens]:
        case ["0"]:
            return "", numerals[0]
        case ["-", "0"] | ["0", "-"] | ["(", "0", ")"]:
            return "-", numerals[0]
        case ["+", "0"]:
            return "+", numerals[0]
        case signs if signs.count("-") + signs.count("+") + signs.count("(") > 1:
            raise NotRead("two_signs", "Type one sign: a minus, or brackets around the number.")
    return None


def _has_brackets_around(tokens: tuple[Token, ...]) -> bool:
    """Whether the first bracket closes at the end: in lists of amounts it would be a minus."""
    depth = 0
    for place, each in enumerate(tokens):
        depth += (each == "(") - (each == ")")
        if not depth:
            return place == len(tokens) - 1
    return False


def _exact(numeral: Numeral, factor: int, currency: Currency, form: NumberForm) -> int:
    factor *= 10**currency.exponent
    if numeral.decimals <= currency.exponent:
        return _bounded(int(numeral.value * factor), currency, form)
    if numeral.grouped is None:
        raise _too_many_decimals(currency)
    raise _too_many_decimals(currency, show_amount(numeral.grouped * factor, currency, form))


def _too_many_decimals(currency: Currency, *readings: str) -> NotRead:
    allowed = f"at most {currency.exponent}" if currency.exponent else "no"
    meant = f" Did you mean {readings[0]}?" if readings else ""
    return NotRead("too_many_decimals", f"{currency.code} has {allowed} decimals.{meant}", readings)


def _bounded(minor: int, currency: Currency, form: NumberForm) -> int:
    if abs(minor) > AMOUNT_MINOR_MAX:
        largest = show_amount(AMOUNT_MINOR_MAX, currency, form)
        raise NotRead("too_large", f"The size of an amount is at most {largest}.")
    return minor
