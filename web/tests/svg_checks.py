"""What holds for every chart, and places in it as numbers."""

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

ATTRIBUTES = {
    "aria-hidden", "aria-label", "class", "cx", "cy", "d", "dy", "fill", "height", "href", "id",
    "offset", "pointer-events", "points", "preserveAspectRatio", "r", "role", "stop-color",
    "stop-opacity", "text-anchor", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip
ELEMENTS = {
    "a", "circle", "defs", "g", "line", "linearGradient", "path", "polyline", "rect", "stop", "svg",
    "text", "title",
}  # fmt: skip
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?%?", re.ASCII)
NUMBERS = {"cx", "cy", "dy", "height", "r", "width", "x", "x1", "x2", "y", "y1", "y2"}


def parsed(svg: str) -> ET.Element:
    """Return the tree of a chart that has no style, no script and no odd number in it."""
    tree = ET.fromstring(svg)
    for node in tree.iter():
        assert node.tag in ELEMENTS
        assert set(node.attrib) <= ATTRIBUTES
        for name in NUMBERS & set(node.attrib):
            assert NUMBER.fullmatch(node.attrib[name])
    return tree


def percent(node: ET.Element, name: str) -> Fraction:
    text = node.attrib[name]
    assert text.endswith("%")
    return Fraction(text[:-1])


def edges(node: ET.Element) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Return left, top, right and bottom of an element in per cent."""
    left, top = percent(node, "x"), percent(node, "y")
    return left, top, left + percent(node, "width"), top + percent(node, "height")


def overlap(one: ET.Element, other: ET.Element) -> bool:
    left, top, right, bottom = edges(one)
    left_2, top_2, right_2, bottom_2 = edges(other)
    return max(left, left_2) < min(right, right_2) and max(top, top_2) < min(bottom, bottom_2)
