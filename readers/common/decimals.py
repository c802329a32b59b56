"""Numbers that programs keep, as amounts of a currency: the same number with as many decimals."""

from decimal import Context, Decimal, Inexact

from common.money import CURRENCIES

_EXACT = Context(prec=60, traps=[Inexact])
_POWERS = {10**places: -places for places in range(5)}
_SHIFTS = {code: -currency.exponent for code, currency in CURRENCIES.items()}
_STEPS = {code: Decimal(1).scaleb(-currency.exponent) for code, currency in CURRENCIES.items()}


def with_decimals_of(number: Decimal, currency: str) -> Decimal:
    """Return `number` with the decimals of its currency: 5.000 EUR is 5.00, and 5 JPY is 5.

    A number that has more decimals than that stays as it is: nothing is ever rounded.
    """
    step = _STEPS.get(currency)
    if step is None or number.as_tuple().exponent == step.as_tuple().exponent:
        return number
    try:
        return number.quantize(step, context=_EXACT)
    except ArithmeticError:
        return number


def fraction(numerator: int, denominator: int, currency: str = "") -> Decimal | None:
    """Return a fraction as the decimal that it is exactly, `with_decimals_of` its currency.

    None where there is no such decimal, and for a denominator that is not above zero.
    """
    shift = _POWERS.get(denominator)
    if shift is not None and _SHIFTS.get(currency) == shift:
        return Decimal(numerator).scaleb(shift, _EXACT)
    if denominator <= 0:
        return None
    try:
        number = _EXACT.divide(Decimal(numerator), Decimal(denominator))
    except ArithmeticError:
        return None
    return with_decimals_of(number, currency)
