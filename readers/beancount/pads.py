"""The entries that `pad` stands for: what an account lacks for its next balance to hold."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from readers.double_entry.converter import Leg


class Pad(NamedTuple):
    """A directive to fill an account up from another one."""

    line: int
    date: date
    account: str
    source: str


class Stated(NamedTuple):
    """A balance that an account has at the beginning of a day."""

    line: int
    date: date
    account: str
    amount: Decimal
    currency: str
    tolerance: Decimal


@dataclass(slots=True)
class Pads:
    """The sums by day of the accounts that are padded, and what they lack."""

    padded: set[str]
    pads: list[Pad] = field(default_factory=list)
    balances: list[Stated] = field(default_factory=list)
    _days: dict[tuple[str, str], dict[date, Decimal]] = field(default_factory=dict)
    _above: dict[str, list[str]] = field(default_factory=dict)

    def moved(self, legs: list[Leg], day: date) -> None:
        """Count what an entry moves on padded accounts and below them."""
        for leg in legs:
            above = self._above.get(leg.account)
            if above is None:
                names = accumulate(leg.account.split(":"), "{}:{}".format)
                above = self._above[leg.account] = [name for name in names if name in self.padded]
            for name in above:
                days = self._days.setdefault((name, leg.currency), {})
                days[day] = days.get(day, Decimal()) + leg.amount

    def begins(self, account: str, currency: str) -> date:
        """Return the first day on which something moves."""
        return min(self._days.get((account, currency), {}), default=date.max)

    def entries(self) -> Iterator[tuple[Pad, Decimal, str]]:
        """Yield each padding and the amount and currency that it brings, in order of the days."""
        added: dict[tuple[str, str], Decimal] = {}
        sums = {where: _Sums(days) for where, days in self._days.items()}
        pads = sorted(self.pads, key=lambda pad: (pad.date, pad.line))
        waiting: dict[str, list[Pad]] = {}
        for pad in reversed(pads):
            waiting.setdefault(pad.account, []).append(pad)
        active: dict[str, tuple[Pad, set[str]]] = {}
        for stated in sorted(self.balances, key=lambda one: (one.date, one.line)):
            mine = waiting.get(stated.account, [])
            while mine and mine[-1].date < stated.date:
                active[stated.account] = (mine.pop(), set())
            if stated.account not in active or stated.currency in active[stated.account][1]:
                continue
            pad, done = active[stated.account]
            where = (stated.account, stated.currency)
            before = sums[where].before(stated.date) if where in sums else Decimal()
            lacking = stated.amount - before - added.get(where, Decimal())
            done.add(stated.currency)
            if abs(lacking) > stated.tolerance:
                added[where] = added.get(where, Decimal()) + lacking
                yield pad, lacking, stated.currency


class _Sums:
    """What has moved before a day."""

    def __init__(self, days: dict[date, Decimal]) -> None:
        self._days = sorted(days)
        self._totals = [Decimal(), *accumulate(days[day] for day in self._days)]

    def before(self, day: date) -> Decimal:
        return self._totals[bisect_left(self._days, day)]
