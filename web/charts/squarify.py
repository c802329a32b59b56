"""Boxes whose areas are as values, as close to squares as a row at a time allows.

The method of Bruls, Huizing and van Wijk (Squarified Treemaps, 2000), in integers: boxes share
their edges exactly, so none overlap and nothing is left over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in small integer units."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


def squarified(values: Sequence[int], box: Box) -> Iterator[Box]:
    """Yield a part of `box` for each of `values`, which are above zero and best go down."""
    rest, start = sum(values), 0
    while start < len(values):
        end = _end_of_row(values, start, rest, box)
        row = values[start:end]
        if rest == sum(row):
            strip, left_over = box, box
        else:
            strip, left_over = _cut(box, sum(row), rest)
        yield from _divided(strip, row, along_height=box.width >= box.height)
        box, rest, start = left_over, rest - sum(row), end


def _end_of_row(values: Sequence[int], start: int, rest: int, box: Box) -> int:
    """Return where a row ends: before the value that would make its worst box less square."""
    short, long = sorted((max(box.width, 1), max(box.height, 1)))
    side = short * rest, long
    end, total = start + 1, values[start]
    low = high = total
    worst, by = _worst(low, high, total, side)
    while end < len(values):
        value = values[end]
        low, high, total = min(low, value), max(high, value), total + value
        longer, than = _worst(low, high, total, side)
        if longer * by > worst * than:
            break
        end, worst, by = end + 1, longer, than
    return end


def _worst(low: int, high: int, total: int, side: tuple[int, int]) -> tuple[int, int]:
    """Return the largest ratio of two sides in a row; `side` is its length, as a value.

    Both are fractions, their parts side by side: Python's own take ten times as long.
    """
    length, of = side
    whole = of * total**2
    if length**2 * high * low >= whole**2:
        return length * high, whole
    return whole, length * low


def _cut(box: Box, part: int, whole: int) -> tuple[Box, Box]:
    """Return a strip at the start of the longer side, with its share of the area, and the rest."""
    if box.width >= box.height:
        middle = box.left + box.width * part // whole
        return (
            Box(box.left, box.top, middle, box.bottom),
            Box(middle, box.top, box.right, box.bottom),
        )
    middle = box.top + box.height * part // whole
    return (
        Box(box.left, box.top, box.right, middle),
        Box(box.left, middle, box.right, box.bottom),
    )


def _divided(strip: Box, row: Sequence[int], *, along_height: bool) -> Iterator[Box]:
    """Yield the parts of a strip, one after the other."""
    whole, before = sum(row), 0
    length = strip.height if along_height else strip.width
    for value in row:
        start, end = (length * part // whole for part in (before, before + value))
        if along_height:
            yield Box(strip.left, strip.top + start, strip.right, strip.top + end)
        else:
            yield Box(strip.left + start, strip.top, strip.left + end, strip.bottom)
        before += value
