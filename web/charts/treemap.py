"""Where money went: an area for each category, those of one parent side by side."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from web.charts.markup import (
    Color,
    drawing,
    element,
    exact_percent,
    in_hundredths,
    mark,
    words,
)
from web.charts.squarify import Box, squarified

_UNITS = 1_000
"""Units of a pixel: edges that are rounded to one of them show no difference."""
# Pixels between two areas, and between those of two parents.
_GAP = 2
_GROUP_GAP = 5
_CHAR = 7
"""Pixels that a character takes in names and amounts; a name that takes more is clipped."""
# Pixels between the edge of an area and its words.
_PADDING = 12
_SMALL_PADDING = 6
_SMALL_BASELINE = 17
"""Pixels from the upper edge of a small area to the line on which its name stands."""
# Pixels that an area needs to have name and amount, or the name alone.
_TWO_LINES = 50
_ONE_LINE = 26


@dataclass(frozen=True, slots=True)
class Cell:
    """One category; `value` is in minor units, and only one above zero has an area."""

    name: str
    amount: str
    value: int
    title: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class CellGroup:
    """The categories of one parent, which share its colour; or one category by itself."""

    color: Color
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """The size at which words are fitted, in pixels; the stylesheet sets the real one."""

    css_class: str
    width: int
    height: int


WIDE = Shape("treemap", 900, 300)
"""On a desktop."""
TALL = Shape("treemap tall", 340, 400)
"""On a phone, for parents alone: two dozen areas are too small there."""


def treemap(groups: Sequence[CellGroup], label: str, shape: Shape = WIDE) -> str:
    """Return the map as SVG, largest areas first; `label` says in words what it shows."""
    cells = [cell for group in groups for cell in group.cells]
    links = any(cell.href for cell in cells)
    return drawing({"class": shape.css_class}, label, _marks(groups, shape), links=links)


def _marks(groups: Sequence[CellGroup], shape: Shape) -> Iterator[str]:
    drawn = sorted((_drawn(group) for group in groups), key=_size, reverse=True)
    drawn = [group for group in drawn if group.cells]
    group_gap = _GROUP_GAP if any(len(group.cells) > 1 for group in drawn) else _GAP
    whole = Box(0, 0, shape.width * _UNITS, shape.height * _UNITS)
    for group, outer in zip(drawn, squarified([_size(each) for each in drawn], whole), strict=True):
        values = [cell.value for cell in group.cells]
        for cell, box in zip(group.cells, squarified(values, outer), strict=True):
            gaps = (
                _gap(box.left, outer.left, group_gap, box.width),
                _gap(box.top, outer.top, group_gap, box.height),
            )
            picture = element("svg", _place(box, whole), *_inside(cell, group.color, box, gaps))
            yield mark(picture, cell.href, cell.title)


def _drawn(group: CellGroup) -> CellGroup:
    """Return the group with the cells that have an area, largest first."""
    above_zero = (cell for cell in group.cells if cell.value > 0)
    cells = sorted(above_zero, key=lambda cell: cell.value, reverse=True)
    return CellGroup(group.color, tuple(cells))


def _size(group: CellGroup) -> int:
    return sum(cell.value for cell in group.cells)


def _gap(edge: int, outer_edge: int, group_gap: int, length: int) -> int:
    """Return the gap before an area in pixels: none at the edge of the map."""
    if edge == 0:
        return 0
    # A thin area keeps most of its size.
    return min(group_gap if edge == outer_edge else _GAP, length // (3 * _UNITS))


def _place(box: Box, whole: Box) -> dict[str, str]:
    left, right = (in_hundredths(edge, whole.right) for edge in (box.left, box.right))
    top, bottom = (in_hundredths(edge, whole.bottom) for edge in (box.top, box.bottom))
    return {
        "x": exact_percent(left),
        "y": exact_percent(top),
        "width": exact_percent(right - left),
        "height": exact_percent(bottom - top),
    }


def _inside(cell: Cell, color: Color, box: Box, gaps: tuple[int, int]) -> Iterator[str]:
    """Yield the area, and of name and amount what fits."""
    left, top = gaps
    size = {"width": "100%", "height": "100%"}
    yield element("rect", {"class": color, "x": str(left), "y": str(top), **size})
    width, height = box.width // _UNITS, box.height // _UNITS
    name, amount = (_CHAR * _columns(text) for text in (cell.name, cell.amount))
    if height >= _TWO_LINES and width >= max(name, amount) + 2 * _PADDING:
        yield words(cell.name, {"x": "12", "y": "24", "class": "b"})
        yield words(cell.amount, {"x": "12", "y": "42"})
    elif height >= _ONE_LINE and width >= left + name + 2 * _SMALL_PADDING:
        place = {"x": str(left + _SMALL_PADDING), "y": str(top + _SMALL_BASELINE)}
        yield words(cell.name, {**place, "class": "b"})


def _columns(text: str) -> int:
    """Return how wide a text is, in Latin letters: Chinese and Japanese ones take two."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)
