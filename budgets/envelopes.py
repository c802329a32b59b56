"""Where the money of a budget of envelopes is: in its envelopes, ready to be assigned, or held.

    ready(p) = ready(p-1) + held(p-1) + income(p) + opened(p) + moved(p) + put_on_accounts(p)
               + returned(p) - assigned(p) - held(p)

Whatever the lines are, ready(p), held(p) and what is available on all of them is the money there
is.
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
    put_on_accounts: int = 0
    """What of that lines on accounts count as spent: their envelopes pay it."""


class Flow(NamedTuple):
    """What one period does to the money that is ready."""

    came: Came
    returned: int
    """What lines have not carried into it: what was left comes back, what was overspent is paid."""
    assigned: int
    hold: int
    """The most that is to be held back in it."""


class EnvelopeMoney(NamedTuple):
    """The money of one period, beside what is available on the lines."""

    ready_before: int
    held_before: int
    """What was held back in the period before, and is ready again."""
    came: Came
    returned: int
    assigned: int
    held: int
    """What is held back for the period after: no more than there is."""
    free: int
    """What can be assigned without leaving a later period less than nothing."""

    @property
    def ready(self) -> int:
        """What is not assigned at the end of the period, and not held back."""
        return self.at_hand - self.held

    @property
    def at_hand(self) -> int:
        """What would be ready with nothing held back: the most that can be."""
        into = self.ready_before + self.held_before + sum(self.came)
        return into + self.returned - self.assigned


def envelope_money(flows: Sequence[Flow]) -> list[EnvelopeMoney]:
    """Return the money of each period; the last one is not before the last assignment."""
    found: list[EnvelopeMoney] = []
    ready = held = 0
    for came, returned, assigned, hold in flows:
        one = EnvelopeMoney(ready, held, came, returned, assigned, 0, 0)
        one = one._replace(held=min(hold, max(one.at_hand, 0)))
        found.append(one)
        ready, held = one.ready, one.held
    last = max((index for index, flow in enumerate(flows) if flow.assigned), default=0)
    free = [one.ready for one in found]
    for index in range(last - 1, -1, -1):
        free[index] = min(free[index], free[index + 1])
    return [one._replace(free=least) for one, least in zip(found, free, strict=True)]
