"""SVG as text: elements with escaped attributes, and places in per cent.

Colours are classes of the stylesheet: the policy for content allows no style attributes.
"""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Literal

Color = Literal["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "cun"]
"""The class of a colour: c1 to c7 of categories, c0 of all others, cun of what has no category."""

HUNDREDTHS = 10_000
"""All of a width or a height in hundredths of a per cent, where marks share edges."""
_TENTHS = 10  # a place in tenths of a per cent is exact to a pixel up to a width of 1,000


def element(name: str, attributes: Mapping[str, str], *children: str) -> str:
    """Return an element; attributes are escaped here, children are markup already."""
    stated = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{stated}>{''.join(children)}</{name}>" if children else f"<{name}{stated}/>"


def drawing(attributes: Mapping[str, str], label: str, marks: Iterator[str], *, links: bool) -> str:
    """Return a whole chart, one mark a line; a reader for the blind is told `label`.

    A chart without links is one picture. In one with links each of them is read out.
    """
    named = {**attributes, "role": "group" if links else "img", "aria-label": label}
    return element("svg", named, "\n", "\n".join(marks), "\n")


def words(content: str, attributes: Mapping[str, str]) -> str:
    return element("text", attributes, escape(content))


def mark(shape: str, href: str, title: str) -> str:
    """Return `shape` as a link with a title, or with the parts of it that are not empty."""
    named = (element("title", {}, escape(title)) if title else "") + shape
    if href:
        return element("a", {"href": href}, named)
    return element("g", {}, named) if title else shape


def tenths(value: int, whole: int, length: int = 100) -> str:
    """Return value / whole of `length`, to one decimal, by integers: 16.2."""
    rounded = (2 * value * length * _TENTHS + whole) // (2 * whole)
    sign, (units, tenth) = "-" if rounded < 0 else "", divmod(abs(rounded), _TENTHS)
    return f"{sign}{units}.{tenth}" if tenth else f"{sign}{units}"


def percent(value: int, whole: int) -> str:
    return f"{tenths(value, whole)}%"


def in_hundredths(value: int, whole: int) -> int:
    """Return value / whole in hundredths of a per cent, rounded: equal places stay equal."""
    return (2 * value * HUNDREDTHS + whole) // (2 * whole)


def exact_percent(hundredths: int) -> str:
    whole, part = divmod(hundredths, HUNDREDTHS // 100)
    return f"{whole}.{part:02}".rstrip("0").rstrip(".") + "%"
