"""Amounts with more decimals than their currency has: rounded half to even, and reported.

A file is not a request: what it states has happened, so its row comes in, and people see both
figures.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

from common.money import Currency, format_amount

SHOWN_MAX = 10
"""How many amounts a warning shows; more nobody reads."""
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_EVEN)
_NOTHING = Decimal(0)


class Rounding:
    """Turns amounts into minor units, and notes those that had to be rounded."""

    def __init__(self) -> None:
        self._count = 0
        self._shown: list[str] = []

    def minor(self, amount: Decimal, currency: Currency, line: int) -> int:
        """Return `amount` in minor units."""
        minor, off = _rounded(amount, currency)
        if off:
            self._note(amount, minor, currency, line)
        return minor

    def parts(
        self, amounts: Sequence[Decimal], whole: Decimal, currency: Currency, line: int
    ) -> list[int]:
        """Return the parts of `whole` in minor units, which add up as it does once rounded.

        What rounding makes too much or too little is on the parts that it moved the furthest. Parts
        that do not add up to `whole` as the file states them stay so.
        """
        rounded = [_rounded(amount, currency) for amount in amounts]
        minors = [minor for minor, _ in rounded]
        total, total_off = _rounded(whole, currency)
        missing = total - sum(minors)
        if not (total_off or any(off for _, off in rounded)):
            return minors
        step = Decimal(1).scaleb(-currency.exponent)
        adds_up = abs(whole - sum(amounts, Decimal(0))) < step
        if missing and adds_up and abs(missing) <= len(minors):
            sign = 1 if missing > 0 else -1
            furthest = sorted(
                range(len(minors)), key=lambda at: (-sign * rounded[at][1], -abs(minors[at]))
            )
            for at in furthest[: abs(missing)]:
                minors[at] += sign
        for amount, minor, (_, off) in zip(amounts, minors, rounded, strict=True):
            if off:
                self._note(amount, minor, currency, line)
        return minors

    @property
    def warning(self) -> str:
        """What people should know; empty where nothing was rounded."""
        if not self._count:
            return ""
        more = f" and {self._count - SHOWN_MAX} more" if self._count > SHOWN_MAX else ""
        return (
            f"{self._count} amounts have more decimals than their currency and were rounded: "
            f"{', '.join(self._shown)}{more}."
        )

    def _note(self, amount: Decimal, minor: int, currency: Currency, line: int) -> None:
        self._count += 1
        if len(self._shown) < SHOWN_MAX:
            rounded = format_amount(minor, currency)
            self._shown.append(f"{amount:f} to {rounded} {currency.code} (line {line})"[:120])


def _rounded(amount: Decimal, currency: Currency) -> tuple[int, Decimal]:
    """Return an amount in minor units, and what rounding took from it, in such units too."""
    exact = amount.scaleb(currency.exponent, _ROUNDING)
    minor = int(exact)
    if minor == exact:
        return minor, _NOTHING
    minor = int(exact.to_integral_value(ROUND_HALF_EVEN))
    return minor, _ROUNDING.subtract(exact, Decimal(minor))
