"""Numbers that programs keep, as amounts of a currency: the same number with as many decimals."""

from decimal import Context, Decimal, Inexact

from common.money import CURRENCIES

_EXACT = Context(prec=60, traps=[Inexact])
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


def quotient(numerator: int, denominator: int) -> Decimal | None:
    """Return a fraction as the decimal that it is exactly; None where there is no such decimal."""
    try:
        return _EXACT.divide(Decimal(numerator), Decimal(denominator))
    except ArithmeticError:
        return None
