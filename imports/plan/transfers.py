"""Transfers that a file states twice, once from each side: each is planned once."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from imports.plan.rows import NO_TARGET, OTHER_SIDE, Planned

Side = tuple[str | int, ...]
"""The day, the account that the money leaves and how much, the account that it arrives on and how
much; accounts by their places. Or, for a split that several accounts state, the day, the account
that states it, and `Planned.event`."""
StatedSide = tuple[Side, bool]
"""A transfer, and whether the money arrives on the account that states it."""


class TransferTracker:
    """Counts how often each transfer was stated from which side.

    A file may state all of them from both sides, or some from one alone; two equal ones on a day
    stay two. So there are as many as the side says that states more of them.
    """

    def __init__(self) -> None:
        self.begin_file()

    def begin_file(self) -> None:
        """Forget: each file states its own."""
        self._stated: Counter[StatedSide] = Counter()
        self._planned: Counter[Side] = Counter()
        self._legs: dict[StatedSide, list[_Leg]] = {}
        """Legs of splits, by each part that the other side may state alone."""

    def is_stated(self, side: Side, *, arriving: bool) -> bool:
        """Whether the other side has stated a transfer that this one has not."""
        if self._stated[side, arriving] >= self._planned[side]:
            legs = self._legs.get((side, not arriving), ())
            if leg := next(filter(self._is_open, legs), None):
                self._take_apart(leg)
        return self._stated[side, arriving] < self._planned[side]

    def is_new(self, side: Side, *, arriving: bool) -> bool:
        """Count a side that is stated now; returns whether its transfer is new."""
        self.is_stated(side, arriving=arriving)
        return self._counts_as_new((side, arriving))

    def count_stated(self, side: Side, *, arriving: bool) -> None:
        """Count a side that is stated as a part of a larger event."""
        self._stated[side, arriving] += 1

    def claim_leg(self, day: str, place: int, other: int, sizes: Sequence[int]) -> bool:
        """Claim the part of a split on `place` that is on `other`; returns whether it is new.

        It may state all of them as one transfer, or the parts one by one. Where equal amounts of
        one day leave open which, it is taken to be one.
        """
        parts = [(side_of(day, place, size, other), size > 0) for size in sizes]
        total = sum(sizes)
        whole = (side_of(day, place, total, other), total > 0)
        if total and self._stated[whole] < self._planned[whole[0]]:
            return self._counts_as_new(whole)
        wanted = Counter(parts)
        if all(self._stated[part] + wanted[part] <= self._planned[part[0]] for part in wanted):
            self._stated.update(parts)
            return False
        if not total:
            self._stated.update(parts)
            self._planned.update(side for side, _ in parts)
            return True
        if len(parts) > 1:
            leg = _Leg(whole, parts)
            for part in wanted:
                self._legs.setdefault(part, []).append(leg)
        return self._counts_as_new(whole)

    def _counts_as_new(self, stated: StatedSide) -> bool:
        side, _ = stated
        self._stated[stated] += 1
        if self._stated[stated] <= self._planned[side]:
            return False
        self._planned[side] += 1
        return True

    def _is_open(self, leg: "_Leg") -> bool:
        """Whether the other side has not stated the whole of a leg."""
        side, arriving = leg.whole
        return self._stated[side, not arriving] < self._planned[side]

    def _take_apart(self, leg: "_Leg") -> None:
        """Count the parts of a leg that the other side states so, for the whole of it."""
        for part in set(leg.parts):
            self._legs[part].remove(leg)
        self._stated[leg.whole] -= 1
        self._planned[leg.whole[0]] -= 1
        self._stated.update(leg.parts)
        self._planned.update(side for side, _ in leg.parts)


class _Leg(NamedTuple):
    """What a split has of one other account."""

    whole: StatedSide
    parts: list[StatedSide]


def transfers_of(row: Planned) -> list[Side]:
    """Return the transfers that `row` states: its own, or those of its parts, each way that the
    other account may state them. Of a split that several accounts state, what the others state is
    first; for one that states it again, what that one states."""
    return [*_event_sides(row), *_plain_sides(row)]


def _event_sides(row: Planned) -> list[Side]:
    if row.code == OTHER_SIDE:
        return [(row.day, row.target, *row.event)] if row.event else []
    return [(row.day, place, *row.event) for place in row.event[::2] if place != row.target]


def _plain_sides(row: Planned) -> list[Side]:
    if row.other != NO_TARGET:
        own, other = (row.target, row.minor), (row.other, row.other_minor)
        return [(row.day, *own, *other) if row.minor < 0 else (row.day, *other, *own)]
    legs: Counter[int] = Counter()
    sides: list[Side] = []
    for part in row.parts:
        if part.target != NO_TARGET:
            legs[part.target] += part.minor
            sides.append(side_of(row.day, row.target, part.minor, part.target))
    sides += [side_of(row.day, row.target, minor, other) for other, minor in legs.items()]
    return list(dict.fromkeys(sides))


def side_of(day: str, place: int, minor: int, other: int) -> Side:
    """Return the transfer of what moves on `place`, from where the money leaves."""
    if minor < 0:
        return (day, place, minor, other, -minor)
    return (day, other, -minor, place, minor)
