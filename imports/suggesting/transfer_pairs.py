"""Likely transfers between a person's own accounts, among transactions that are not known as such.

Money that leaves one account and arrives in another within a few days is found in one pass over
the transactions in the order of their dates. Nothing is made of it here: these are suggestions.
"""

import math
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from common.money import CURRENCIES, from_minor
from imports.suggesting.transfer_evidence import Evidence, OwnAccount, TransferSide, evidence_of

DAYS_MAX = 4
"""How many days the two sides of a transfer may be apart. The date gives 20 points, less 5 for each
day: on the fourth day nothing is left. Fewer days would miss transfers over a long weekend."""
SCORE_MIN = 50
"""How likely a transfer has to be, of 100, to be suggested. The same amount alone reaches it. One
category (-25) outweighs the same day (20), so such a pair needs a text as well."""
RATE_TOLERANCE = Decimal("0.04")
"""Which part of the larger worth the two sides may differ by, where their currencies do: banks
take up to 3 % on top of the rate, which itself moves by about 1 % within a day."""
CANDIDATES_MAX = 16
"""How many earlier transactions of one amount one is compared with, the latest ones. Without it,
many equal amounts on a few days would take quadratic time."""
EDGES_MAX = 2_000
"""How many possible pairs that exclude each other may be open; then they are decided at once."""
EXACT_MAX = 10
"""Of how many possible pairs that exclude each other the best choice is worked out; of more, the
likeliest are taken one after the other."""

_SAME_AMOUNT = 50
"""It equals SCORE_MIN: the same amount suffices where no clue speaks against it."""
_SAME_WORTH = 35
"""With 20 points for the same day it reaches SCORE_MIN. Two days apart the amounts have to agree
better (up to _SAME_RATE points), or a text has to say it: at a rate, chance finds more pairs."""
_SAME_RATE = 10
"""Points where the rate fits exactly: those that two days take off; none at RATE_TOLERANCE."""
_RIVALLED = 15
"""Taken off a pair that has a rival. Equal amounts then need the same or the next day
(50 + 15 - 15), or a text."""
_BIN = math.log1p(float(RATE_TOLERANCE))
_UNKNOWN = OwnAccount()

WorthOf = Callable[[str, date], Decimal | None]
"""What one unit of a currency was worth on a day, in whichever one currency; None if unknown."""


class Pair(NamedTuple):
    """Two transactions that may be one transfer."""

    out_id: int
    in_id: int
    score: int
    """How likely it is, 0 to 100."""
    reasons: tuple[str, ...]


class _Edge(NamedTuple):
    score: int
    leaving: TransferSide
    arriving: TransferSide
    evidence: tuple[Evidence, ...]

    @property
    def ids(self) -> tuple[int, int]:
        return self.leaving.id, self.arriving.id


class _Placed(NamedTuple):
    """A transaction, and what it is worth, whichever way it goes."""

    move: TransferSide
    worth: Decimal | None


_Key = tuple[str, int] | tuple[str, int, bool]
"""Currency and amount, or currency, about what it is worth, and whether it arrives."""


@dataclass(eq=False)
class _Group:
    """Possible pairs that exclude each other, directly or by way of others."""

    open: int = 0
    """Of how many of its transactions a partner may still come."""
    edges: list[_Edge] = field(default_factory=list)
    members: list[int] = field(default_factory=list)


def pairs(
    moves: Iterable[TransferSide],
    accounts: Mapping[int, OwnAccount],
    *,
    refused: Container[tuple[int, int]] = frozenset(),
    worth_of: WorthOf | None = None,
) -> Iterator[Pair]:
    """Yield likely transfers among `moves`, which come in the order of their dates.

    No transaction is in two of them, and no pair in `refused` (the one that left, the one that
    arrived) is among them. With `worth_of` the sides may be in different currencies. Only the
    transactions of a few days are held in memory. Raises ValueError where the order is broken.
    """
    sweep = _SlidingWindow(accounts, refused, worth_of)
    for move in moves:
        yield from sweep.leave_behind(move.date.toordinal() - DAYS_MAX)
        if move.amount:
            yield from sweep.add(move)
    yield from sweep.leave_behind(date.max.toordinal() + 1)


class _SlidingWindow:
    """The transactions of the last days, by the sign and amount of a possible other side."""

    def __init__(
        self,
        accounts: Mapping[int, OwnAccount],
        refused: Container[tuple[int, int]],
        worth_of: WorthOf | None,
    ) -> None:
        self.accounts = accounts
        self.refused = refused
        self.worth_of = worth_of
        self.window: deque[tuple[TransferSide, list[_Key]]] = deque()
        self.by_key: dict[_Key, deque[_Placed]] = {}
        self.currencies: set[str] = set()
        self.groups: dict[int, _Group] = {}
        self.paired: set[int] = set()

    def leave_behind(self, day: int) -> Iterator[Pair]:
        """Forget what is before `day` (an ordinal), and yield the pairs that this decides."""
        while self.window and self.window[0][0].date.toordinal() < day:
            move, keys = self.window.popleft()
            for key in keys:
                self.by_key[key].popleft()
                if not self.by_key[key]:
                    del self.by_key[key]
            self.paired.discard(move.id)
            group = self.groups.pop(move.id)
            group.open -= 1
            if not group.open:
                yield from _decided(group.edges)

    def add(self, move: TransferSide) -> Iterator[Pair]:
        """Take in the next transaction, and note with which earlier ones it may be a pair.

        Yields pairs only where there are too many possible ones to wait.
        """
        if self.window and move.date < self.window[-1][0].date:
            raise ValueError("The transactions are not in the order of their dates.")
        placed = _Placed(move, self._worth(move))
        group = self.groups[move.id] = _Group(1, members=[move.id])
        for other in self._partners(placed):
            if edge := self._edge(placed, other):
                group = self._joined(group, self.groups[other.move.id])
                group.edges.append(edge)
        keys: list[_Key] = [(move.currency, move.amount)]
        if placed.worth:
            keys.append((move.currency, _bin(placed.worth), move.amount > 0))
            self.currencies.add(move.currency)
        for key in keys:
            self.by_key.setdefault(key, deque()).append(placed)
        self.window.append((move, keys))
        if len(group.edges) > EDGES_MAX:
            decided = _decided(group.edges)
            group.edges = []
            group.members = [member for member in group.members if member in self.groups]
            self.paired.update(id_ for pair in decided for id_ in (pair.out_id, pair.in_id))
            yield from decided

    def _partners(self, placed: _Placed) -> Iterator[_Placed]:
        move = placed.move
        keys: list[_Key] = [(move.currency, -move.amount)]
        if placed.worth:
            near = _bin(placed.worth)  # What is within the tolerance is 2 bins away at most.
            keys += [
                (currency, place, move.amount < 0)
                for currency in sorted(self.currencies - {move.currency})
                for place in range(near - 2, near + 3)
            ]
        for key in keys:
            for other in islice(reversed(self.by_key.get(key, ())), CANDIDATES_MAX):
                if other.move.account != move.account and other.move.id not in self.paired:
                    yield other

    def _edge(self, one: _Placed, other: _Placed) -> _Edge | None:
        leaving, arriving = one.move, other.move
        if leaving.amount > 0:
            leaving, arriving = arriving, leaving
        if (leaving.id, arriving.id) in self.refused:
            return None
        if leaving.currency == arriving.currency:
            first = Evidence(
                _SAME_AMOUNT, "the same amount left one account and arrived in another"
            )
        else:
            off = _off(one.worth, other.worth)
            if off is None or off > RATE_TOLERANCE:
                return None
            first = Evidence(
                _SAME_WORTH + int(_SAME_RATE * (1 - off / RATE_TOLERANCE)),
                f"the amounts differ by {100 * off:.1f} % at the rate of the day",
            )
        source, target = (self.accounts.get(side.account, _UNKNOWN) for side in (leaving, arriving))
        evidence = (first, *evidence_of(leaving, arriving, source, target))
        score = min(sum(clue.points for clue in evidence), 100)
        return _Edge(score, leaving, arriving, evidence) if score >= SCORE_MIN else None

    def _worth(self, move: TransferSide) -> Decimal | None:
        """Return what moved, whichever way, in the currency of `worth_of`."""
        currency = CURRENCIES.get(move.currency)
        unit = self.worth_of(move.currency, move.date) if self.worth_of and currency else None
        if not unit or not currency:
            return None
        return abs(from_minor(move.amount, currency) * unit)

    def _joined(self, one: _Group, other: _Group) -> _Group:
        if one is other:
            return one
        small, large = sorted((one, other), key=lambda group: len(group.members))
        large.open += small.open
        large.edges += small.edges
        large.members += small.members
        for member in small.members:
            if member in self.groups:
                self.groups[member] = large
        return large


def _bin(worth: Decimal) -> int:
    """Return a number that differs by 2 at most for what is within the tolerance."""
    return math.floor(math.log(worth) / _BIN)


def _off(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """Return which part of the larger the two differ by."""
    return abs(one - other) / max(one, other) if one and other else None


def _decided(edges: list[_Edge]) -> list[Pair]:
    """Return the pairs to suggest of those that exclude each other, the likeliest first."""
    ranked = sorted(edges, key=lambda edge: (-edge.score, edge.ids))
    chosen = _best(ranked) if len(ranked) <= EXACT_MAX else _greedy(ranked)
    choice = _Choice(chosen, ranked)
    made = [choice.pair(edge) for edge in chosen]
    return [pair for pair in made if pair.score >= SCORE_MIN]


def _greedy(ranked: Sequence[_Edge]) -> list[_Edge]:
    taken: set[int] = set()
    chosen: list[_Edge] = []
    for edge in ranked:
        if taken.isdisjoint(edge.ids):
            taken.update(edge.ids)
            chosen.append(edge)
    return chosen


def _best(ranked: Sequence[_Edge]) -> list[_Edge]:
    """Return the choice of the greatest weight; of several such, the one that is first."""
    if not ranked:
        return []
    first, rest = ranked[0], ranked[1:]
    fitting = [edge for edge in rest if set(edge.ids).isdisjoint(first.ids)]
    with_first = [first, *_best(fitting)]
    if len(fitting) == len(rest):
        return with_first
    without = _best(rest)
    return without if _weight(without) > _weight(with_first) else with_first


def _weight(chosen: Sequence[_Edge]) -> int:
    # Squared, so that one sure pair weighs more than two that are just possible.
    return sum(edge.score**2 for edge in chosen)


class _Choice:
    """The pairs that were chosen, among all that were possible."""

    def __init__(self, chosen: Sequence[_Edge], edges: Sequence[_Edge]) -> None:
        self.scores = {edge.ids: edge.score for edge in edges}
        self.arriving = {edge.leaving.id: edge for edge in chosen}
        self.leaving = {edge.arriving.id: edge for edge in chosen}
        self.of_side: dict[int, list[_Edge]] = {}
        for edge in edges:
            for side in edge.ids:
                self.of_side.setdefault(side, []).append(edge)

    def pair(self, chosen: _Edge) -> Pair:
        """Return a pair that was chosen; less likely where it might as well be another."""
        score, reasons = chosen.score, [clue.reason for clue in chosen.evidence]
        others = (edge for side in chosen.ids for edge in self.of_side[side])
        if any(self._rivals(chosen, edge) for edge in others if edge is not chosen):
            score -= _RIVALLED
            reasons.append("another transaction fits as well")
        return Pair(*chosen.ids, score, tuple(reasons))

    def _rivals(self, chosen: _Edge, edge: _Edge) -> bool:
        """Whether `edge`, which shares a side with `chosen`, is as good and makes a difference."""
        if edge.leaving.id == chosen.leaving.id:
            one, other = edge.arriving, chosen.arriving
            taken = self.leaving.get(one.id)
            instead = (taken.leaving.id, other.id) if taken else None
        else:
            one, other = edge.leaving, chosen.leaving
            taken = self.arriving.get(one.id)
            instead = (other.id, taken.arriving.id) if taken else None
        if (one.account, one.date) == (other.account, other.date):
            return False
        if taken is None or instead is None:
            return edge.score >= chosen.score
        # What is paired already is a rival where the two pairs can change partners.
        swapped = self.scores.get(instead)
        return swapped is not None and edge.score + swapped >= chosen.score + taken.score
