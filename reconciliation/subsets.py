"""Which of some amounts add up to a sum: an exact search, from the fewest amounts on."""

from collections.abc import Iterator, Sequence
from heapq import nsmallest
from itertools import combinations

AMOUNTS_MAX = 22
"""How many amounts are searched: each half of them has 2,048 sums, some milliseconds of work."""

Places = tuple[int, ...]
"""The places of some amounts in a sequence, in their order."""


def subsets(amounts: Sequence[int], total: int, count: int) -> list[Places]:
    """Return up to `count` ways in which some of `amounts` add up to `total`.

    Those of the fewest amounts come first, and of as many those that come first in `amounts`. Only
    the first AMOUNTS_MAX of them are looked at. `total` is not zero, which no amounts make up too.
    """
    amounts = amounts[:AMOUNTS_MAX]
    half = len(amounts) // 2
    left = _by_sum(amounts, range(half), count)
    right = _by_sum(amounts, range(half, len(amounts)), count)
    found = (
        one + other
        for amount, ones in left.items()
        for one in ones
        for other in right.get(total - amount, ())
    )
    return nsmallest(count, found, key=lambda places: (len(places), places))


def _by_sum(amounts: Sequence[int], places: range, count: int) -> dict[int, list[Places]]:
    """Return the ways to make each sum, the best `count` of each: no other is among the best."""
    found: dict[int, list[Places]] = {}
    for some in _some_of(places):
        ways = found.setdefault(sum(amounts[place] for place in some), [])
        if len(ways) < count:
            ways.append(some)
    return found


def _some_of(places: range) -> Iterator[Places]:
    for size in range(len(places) + 1):
        yield from combinations(places, size)
