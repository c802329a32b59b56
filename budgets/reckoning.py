"""What a line of a budget comes to, period by period. Amounts are in minor units.

    available(p) = carried(p) + amount(p) - spent(p)

Nothing of it is stored. Spending is a signed sum: a refund gives back, and is never clamped.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple, TypeVar

from budgets.models import Carry


class Policy(NamedTuple):
    """What is carried into the periods from the one with this number on."""

    since: int
    carry: str
    cap: int | None


class Standing(NamedTuple):
    """An amount that holds from the period with this number on."""

    since: int
    amount: int


@dataclass(slots=True)
class LineTerms:
    """What is stated of a line; periods are numbers of the budget's rule."""

    first: int
    end: int | None = None
    """The first period in which it counts no more."""
    opening: int = 0
    unless_stated: str = Carry.NONE
    """What is carried before the first policy."""
    policies: list[Policy] = field(default_factory=list)
    standing: list[Standing] = field(default_factory=list)
    own: dict[int, int] = field(default_factory=dict)
    """Amounts that are stated for one period alone."""

    @property
    def carrying_since(self) -> int | None:
        """The first period whose spending can matter to a later one; None where none can."""
        if self.unless_stated != Carry.NONE:
            return self.first
        if not self.policies:
            return None
        # A policy carries into its own period what the one before it leaves.
        return max(self.first, self.policies[0].since - 1)

    def counts_in(self, number: int) -> bool:
        return self.first <= number and (self.end is None or number < self.end)

    def amount(self, number: int) -> int | None:
        """Return what is budgeted; None where nothing is, which is not an amount of 0."""
        return self.own[number] if number in self.own else self.standing_amount(number)

    def standing_amount(self, number: int) -> int | None:
        """Return what stands for a period from an earlier statement, or its own."""
        standing = _newest(self.standing, number)
        return standing.amount if standing else None

    def carries_into(self, number: int) -> bool:
        """Whether something may be carried into a period."""
        return self._policy(number).carry != Carry.NONE

    def carried(self, left: int, number: int) -> int:
        """Return what is carried into a period of what was `left` at the end of the last one."""
        policy = self._policy(number)
        kept = _CARRIED[policy.carry](left)
        return kept if policy.cap is None else min(kept, policy.cap)

    def _policy(self, number: int) -> Policy:
        return _newest(self.policies, number) or Policy(self.first, self.unless_stated, None)


_CARRIED: dict[str, Callable[[int], int]] = {
    Carry.NONE: lambda _left: 0,
    Carry.UNDER: lambda left: max(0, left),
    Carry.OVER: lambda left: min(0, left),
    Carry.BOTH: lambda left: left,
}


Stated = TypeVar("Stated", Policy, Standing)


def _newest(stated: Sequence[Stated], number: int) -> Stated | None:
    """Return what was stated last at or before a period."""
    index = bisect_right(stated, number, key=itemgetter(0))
    return stated[index - 1] if index else None


class Reckoned(NamedTuple):
    """What a line comes to in one period."""

    amount: int | None
    carried: int
    spent: int
    left: int
    """What the period before left, where the policy of the line carries; of its first one, what it
    opens with."""

    @property
    def available(self) -> int:
        return self.carried + (self.amount or 0) - self.spent


def reckoned(
    line: LineTerms, spent: Callable[[int], int], since: int, last: int
) -> Iterator[tuple[int, Reckoned]]:
    """Yield each period of `line` from `since` to `last` by number, in order.

    `spent` returns what was spent in a period, by its number. Nothing may be carried into `since`
    but an opening: it is not after the `carrying_since` of the line.
    """
    start = max(line.first, since)
    carried = left = line.opening if start == line.first else 0
    end = last + 1 if line.end is None else min(line.end, last + 1)
    for number in range(start, end):
        found = Reckoned(line.amount(number), carried, spent(number), left)
        yield number, found
        left = found.available if line.carries_into(number + 1) else 0
        carried = line.carried(left, number + 1)
