"""How much more or less a figure is than it was."""

from dataclasses import dataclass

from web.money import Money, Shown

_BIG = 5_000
"""In minor units: a smaller change is not worth a bold figure. 50.00 in most currencies."""
_BIG_PART = 5
"""A change of less than one part in so many of what it was is not big either."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two figures, in words and as an amount without a sign."""

    size: Shown
    sign: str
    """The sign of the currency, for words; columns state it at their head."""
    way: str
    """"more", "less" or "same"."""
    is_big: bool


def difference_of(now: int, before: int, money: Money) -> Difference:
    """Return how `now` differs from `before`, both in minor units of the book's currency."""
    difference = now - before
    way = "more" if difference > 0 else "less" if difference else "same"
    is_big = abs(difference) >= max(_BIG, -(-abs(before) // _BIG_PART))
    return Difference(money.unsigned(difference), money.sign, way, is_big)
