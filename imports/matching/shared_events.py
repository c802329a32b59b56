"""Transfers and splits over several accounts that some or all of those accounts state, in one file:
each is planned once, whichever of them state it and in whichever order.

An account states an event in full, as a split that names all the others, or its own share alone, as
a transfer from or to one of them. `TransferTracker` knows the transfers between two accounts; here
they are put together to events.
"""

from collections.abc import Iterable
from typing import NamedTuple

from imports.models import Verdict
from imports.plan.rows import NO_TARGET, OTHER_SIDE, Part, Planned
from imports.plan.transfers import StatedSide, TransferTracker, side_of

SAID = ("The other side of a transfer that the file has.",)
"""The reason of a row that states the other side of an earlier row."""

Move = tuple[int, int]
"""The place of an account, and what moves on it, in minor units."""
Shares = tuple[int, ...]
"""The places of the accounts of an event in their order, each before what it gets, in minor units;
see `Planned.event`."""


class Event:
    """A split over several accounts, as the first of them states it."""

    __slots__ = ("legs", "shares", "unstated")

    def __init__(self, shares: dict[int, int], first: int) -> None:
        self.shares = shares
        """What each account gets (+) or gives (-)."""
        self.unstated = set(shares) - {first}
        """The accounts that have not stated it yet."""
        self.legs: dict[int, StatedSide] = {}
        """The transfer by which each other account may state its share alone."""

    @property
    def flat(self) -> Shares:
        return _flat(self.shares)


class TransferFound(NamedTuple):
    """What a transfer turned out to be."""

    is_new: bool
    event: Shares = ()
    """The event that it is a share of; empty where it is a transfer of two accounts."""


class SharedEvents:
    """Counts what the accounts of one file state, in the order of the file.

    An account of which the file has rows is taken to state all that moves on it. So whatever an
    account states twice are two events, and what two accounts state once each is one.
    """

    def __init__(self) -> None:
        self._sides = TransferTracker()
        self.begin_file()

    def begin_file(self) -> None:
        """Forget: each file states its own."""
        self._sides.begin_file()
        self._events: dict[tuple[str, Shares], list[Event]] = {}
        self._shared: dict[tuple[str, int, int], list[Event]] = {}
        """Events by the day, an account and its share."""
        self._legs: dict[StatedSide, list[Event]] = {}
        self._alone: dict[tuple[str, int, int], list[int]] = {}
        """The other accounts of transfers that one account alone has stated, by day, stating
        account and its amount."""

    def transfer(self, day: str, own: Move, other: Move) -> TransferFound:
        """Take note of a transfer that an account states, and say whether it is new."""
        (place, minor), (far, far_minor) = own, other
        arriving = minor > 0
        side = (day, *other, *own) if arriving else (day, *own, *other)
        if not self._sides.is_stated(side, arriving=arriving):
            for event in self._shared.get((day, place, minor), ()):
                if place in event.unstated and far in event.shares:
                    self._mark(event, place)
                    return TransferFound(is_new=False, event=event.flat)
        if self._sides.is_new(side, arriving=arriving):
            self._alone.setdefault((day, place, minor), []).append(far)
            return TransferFound(is_new=True)
        self._note_both((day, far, far_minor), place)
        for event in self._legs.get((side, arriving), ()):
            if place in event.unstated:
                event.unstated.remove(place)
                return TransferFound(is_new=False, event=event.flat)
        return TransferFound(is_new=False)

    def split(self, row: Planned) -> tuple[Planned, list[Move]]:
        """Return a split without the parts that other accounts have stated, and what it moves.

        The moves are those on other accounts, and on its own what was counted there already.
        """
        sizes = _sizes(row)
        if not sizes:
            return row, []
        event = _event(row, sizes)
        if event is None:
            return self.drop_counted_legs(row, sizes, None)
        known = self._events.setdefault((row.day, event.flat), [])
        if earlier := next((one for one in known if row.target in one.unstated), None):
            self._mark(earlier, row.target)
            return _said(row)._replace(event=event.flat), [(row.target, -row.minor)]
        known.append(event)
        row = self._without_alone(row._replace(event=event.flat), event)
        row, moves = self.drop_counted_legs(row, _sizes(row), event)
        for place in event.unstated:
            self._shared.setdefault((row.day, place, event.shares[place]), []).append(event)
        return row, moves

    def drop_counted_legs(
        self, row: Planned, sizes: dict[int, list[int]], event: Event | None
    ) -> tuple[Planned, list[Move]]:
        """Leave out of a split the transfers that their other accounts have stated."""
        moves: list[Move] = []
        counted = set()
        for other, some in sizes.items():
            size = sum(some)
            if self._sides.claim_leg(row.day, row.target, other, some):
                moves.append((other, -size))
                if event and other in event.unstated:
                    self._add_leg(event, row, other, some)
                continue
            moves.append((row.target, -size))
            counted.add(other)
            for one in {size, *some}:
                self._note_both((row.day, other, -one), row.target)
            if event:
                event.unstated.discard(other)
        parts = tuple(part for part in row.parts if part.target not in counted)
        if not parts:
            return _said(row), moves
        if counted:
            row = row._replace(parts=parts, minor=sum(part.minor for part in parts))
        return row, moves

    def _add_leg(self, event: Event, row: Planned, other: int, sizes: Iterable[int]) -> None:
        """Keep in mind how another account may state what an event has of it."""
        sizes = list(sizes)
        for size in {sum(sizes), *sizes} - {0}:
            stated = (side_of(row.day, row.target, size, other), size < 0)
            self._legs.setdefault(stated, []).append(event)
        if size := sum(sizes):
            event.legs[other] = (side_of(row.day, row.target, size, other), size < 0)

    def _without_alone(self, row: Planned, event: Event) -> Planned:
        """Leave out what two other accounts of a split moved by a transfer that one has stated."""
        for place in sorted(event.unstated):
            share = event.shares[place]
            alone = self._alone.get((row.day, place, share), ())
            far = next((one for one in alone if one in event.unstated), None)
            if far is not None:
                self._note_both((row.day, place, share), far)
                self._sides.count_stated(side_of(row.day, place, share, far), arriving=share < 0)
                event.unstated.remove(place)
                row = row._replace(parts=_moved(row.parts, place, far))
        return row

    def _mark(self, event: Event, place: int) -> None:
        """Note that an account has stated an event, and the transfer that it may state for it."""
        event.unstated.remove(place)
        if leg := event.legs.get(place):
            side, arriving = leg
            self._sides.count_stated(side, arriving=arriving)

    def _note_both(self, stated: tuple[str, int, int], other: int) -> None:
        """Note that both accounts have stated a transfer."""
        alone = self._alone.get(stated, [])
        if other in alone:
            alone.remove(other)


def _flat(shares: dict[int, int]) -> Shares:
    return tuple(value for share in sorted(shares.items()) for value in share)


def _sizes(row: Planned) -> dict[int, list[int]]:
    """Return what a split gets from each other account, part by part."""
    sizes: dict[int, list[int]] = {}
    for part in row.parts:
        if part.target != NO_TARGET:
            sizes.setdefault(part.target, []).append(part.minor)
    return sizes


def _event(row: Planned, sizes: dict[int, list[int]]) -> Event | None:
    """Return the event that a split states; None where it is a transfer of two accounts."""
    shares = {row.target: row.minor, **{other: -sum(some) for other, some in sizes.items()}}
    shares = {place: minor for place, minor in shares.items() if minor}
    if len(shares) < 2:
        return None
    is_plain = len(shares) == 2 and row.target in shares and not sum(shares.values())
    return None if is_plain else Event(shares, row.target)


def _said(row: Planned) -> Planned:
    return row._replace(verdict=Verdict.KNOWN.value, code=OTHER_SIDE, reasons=SAID)


def _moved(parts: tuple[Part, ...], place: int, far: int) -> tuple[Part, ...]:
    """Return the parts with those of the account at `place` as some of the one at `far`."""
    size = sum(part.minor for part in parts if part.target == place)
    left = [part for part in parts if part.target != place]
    at = next(n for n, part in enumerate(left) if part.target == far)
    left[at] = left[at]._replace(minor=left[at].minor + size)
    return tuple(part for part in left if part.minor)
