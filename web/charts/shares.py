"""A bar in a row of a list, and the legend of a chart."""

from collections.abc import Iterable
from html import escape
from typing import Literal

from web.charts.markup import Color, element, percent


def share_bar(value: int, longest: int, color: Color, was: int | None = None) -> str:
    """Return a bar of `value`, where `longest` fills the row, with a mark for what it was.

    What is below zero has no length. Screen readers pass over it: the amount stands beside it.
    """
    bar = element("rect", {"width": _length(value, longest), "height": "100%"})
    before = {"class": "was", "x": _length(was or 0, longest), "width": "2", "height": "100%"}
    marks = [bar] if was is None else [bar, element("rect", before)]
    return element("svg", {"class": f"bar {color}", "aria-hidden": "true"}, *marks)


def _length(value: int, longest: int) -> str:
    return percent(min(max(value, 0), longest), longest) if longest > 0 else "0%"


def legend(entries: Iterable[tuple[Color | Literal["dots"], str]]) -> str:
    """Return a stroke and a name for each series, for an element of the class `legend`."""
    line = element("line", {"x1": "1", "x2": "15", "y1": "4", "y2": "4"})
    return "".join(
        element(
            "span", {}, element("svg", {"class": kind, "aria-hidden": "true"}, line), escape(name)
        )
        for kind, name in entries
    )
