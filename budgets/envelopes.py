"""Where the money of a budget of envelopes is: in its envelopes, or ready to be assigned.

    ready(p) = ready(p-1) + income(p) + opened(p) + moved(p) + returned(p) - assigned(p)

Whatever the lines are, ready(p) and what is available on all of them is the money there is.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Came(NamedTuple):
    """What has come into a budget in one period, in minor units."""

    income: int
    opened: int
    """Opening balances that fall in it; in the first period all that there was before."""
    moved: int
    """What transfers have brought from other accounts, or taken to them."""


class EnvelopeMoney(NamedTuple):
    """The money of one period, beside what is available on the lines."""

    ready: int
    """What is not assigned at the end of the period."""
    free: int
    """What can be assigned without leaving a later period less than nothing."""
    came: Came
    returned: int
    """What lines have not carried into it: what was left comes back, what was overspent is paid."""
    assigned: int


def envelope_money(
    came: Sequence[Came], returned: Sequence[int], assigned: Sequence[int]
) -> list[EnvelopeMoney]:
    """Return the money of each period; the last one is not before the last assignment."""
    ready: list[int] = []
    for one, back, given in zip(came, returned, assigned, strict=True):
        ready.append((ready[-1] if ready else 0) + sum(one) + back - given)
    last = max((index for index, given in enumerate(assigned) if given), default=0)
    free = list(ready)
    for index in range(last - 1, -1, -1):
        free[index] = min(ready[index], free[index + 1])
    return [
        EnvelopeMoney(*values) for values in zip(ready, free, came, returned, assigned, strict=True)
    ]
