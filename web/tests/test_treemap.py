"""Areas of a treemap are as large as their amounts, and share the picture without a gap."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from web.charts.squarify import Box, squarified
from web.charts.treemap import TALL, WIDE, Cell, CellGroup, treemap
from web.tests.svg_checks import edges, overlap, parsed

HUGE = 10**18 - 1
HOSTILE = "\"><script>alert('&amp;')</script><a href='x"

above_zero = st.one_of(st.integers(1, HUGE), st.integers(1, 1000))
values = st.lists(above_zero, max_size=40).map(lambda each: sorted(each, reverse=True))
boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    *(st.integers(0, 1000), st.integers(0, 1000)),
    *(st.integers(1, 10**6), st.integers(1, 10**6)),
)
groups = st.lists(st.lists(st.integers(-5, 10**9), min_size=1, max_size=8), max_size=8)


def area(box):
    return box.width * box.height


@given(values, boxes)
@example([HUGE, 1], Box(0, 0, 900_000, 300_000))
@example([1], Box(0, 0, 900_000, 300_000))
def test_parts_of_a_box_have_their_share_of_its_area(values, box):
    parts = list(squarified(values, box))
    assert len(parts) == len(values)
    assert sum(map(area, parts)) == (area(box) if values else 0)
    for part, value in zip(parts, values, strict=True):
        exact = Fraction(area(box) * value, sum(values))
        # Each cut is rounded to one unit, and moves the cuts after it.
        assert abs(area(part) - exact) <= (box.width + box.height) * (1 + len(values))


@given(values, boxes)
def test_parts_of_a_box_are_inside_it_and_apart(values, box):
    parts = list(squarified(values, box))
    for part in parts:
        assert box.left <= part.left <= part.right <= box.right
        assert box.top <= part.top <= part.bottom <= box.bottom
    for one, other in combinations(parts, 2):
        wide = min(one.right, other.right) - max(one.left, other.left)
        high = min(one.bottom, other.bottom) - max(one.top, other.top)
        assert wide <= 0 or high <= 0


def test_parts_are_close_to_squares():
    """The example of the paper: 6, 6, 4, 3, 2, 2 and 1 in a box of 6 by 4."""
    parts = list(squarified([6, 6, 4, 3, 2, 2, 1], Box(0, 0, 600, 400)))
    assert parts[:3] == [Box(0, 0, 300, 200), Box(0, 200, 300, 400), Box(300, 0, 471, 233)]
    ratios = [max(part.width, part.height) / min(part.width, part.height) for part in parts]
    assert max(ratios) < 3


def cells_of(groups, shape=WIDE):
    built = [
        CellGroup("c1", tuple(Cell("Rent", "1", value, f"{value}", "?x") for value in each))
        for each in groups
    ]
    return parsed(treemap(built, "Map", shape)).findall("a")


@given(groups, st.sampled_from([WIDE, TALL]))
@example([[0, -1], [0]], WIDE)
@example([[HUGE], [1]], WIDE)
def test_a_map_has_an_area_for_each_amount_above_zero(groups, shape):
    links = cells_of(groups, shape)
    shown = sorted(value for each in groups for value in each if value > 0)
    assert sorted(int(link.find("title").text) for link in links) == shown
    pictures = [link.find("svg") for link in links]
    for link, picture in zip(links, pictures, strict=True):
        left, top, right, bottom = edges(picture)
        assert 0 <= left <= right <= 100
        assert 0 <= top <= bottom <= 100
        exact = Fraction(int(link.find("title").text), sum(shown))
        pixels = (right - left) * (bottom - top) * shape.width * shape.height / 10**4
        assert abs(pixels - exact * shape.width * shape.height) <= shape.width + shape.height
    assert not any(overlap(one, other) for one, other in combinations(pictures, 2))


@given(groups)
def test_the_cells_of_a_parent_stand_side_by_side(groups):
    """The areas of a parent fill one rectangle."""
    built = [
        CellGroup("c1", tuple(Cell(f"{place}", "", value, f"{place}", "?x") for value in each))
        for place, each in enumerate(groups)
    ]
    links = parsed(treemap(built, "Map")).findall("a")
    for place in range(len(groups)):
        own = [edges(link.find("svg")) for link in links if link.find("title").text == str(place)]
        if own:
            lefts, tops, rights, bottoms = zip(*own, strict=True)
            whole = (max(rights) - min(lefts)) * (max(bottoms) - min(tops))
            assert sum((each[2] - each[0]) * (each[3] - each[1]) for each in own) == whole


def texts(name, amount, share):
    cell, rest = Cell(name, amount, share, "t"), Cell("", "", 1000 - share, "rest")
    tree = parsed(treemap([CellGroup("c1", (cell,)), CellGroup("c2", (rest,))], "Map"))
    (own,) = (each for each in tree.findall("g") if each.find("title").text == "t")
    return [each.text for each in own.iter("text")]


@pytest.mark.parametrize(
    ("name", "share", "shown"),
    [
        ("Rent", 500, ["Rent", "1.240,00"]),
        ("Insurances", 100, ["Insurances"]),
        ("Rent", 60, ["Rent"]),
        ("Rent", 20, []),
        ("A name that is far too long for its area", 100, []),
        ("\u5bb6\u8cc3\u3068\u5149\u71b1\u8cbb\u3068\u901a\u4fe1", 100, []),
    ],
)
def test_name_and_amount_are_shown_where_they_fit(name, share, shown):
    assert texts(name, "1.240,00", share) == shown


def test_a_map_without_amounts_is_empty():
    tree = parsed(treemap([CellGroup("c1", (Cell("Refund", "-5", -500, "Refund"),))], "Map"))
    assert list(tree) == []


def test_hostile_texts_are_shown_as_they_are():
    cell = Cell(HOSTILE, HOSTILE, 1, HOSTILE, HOSTILE)
    tree = parsed(treemap([CellGroup("c1", (cell,))], HOSTILE))
    assert tree.attrib["aria-label"] == HOSTILE
    assert tree.find("a").attrib["href"] == HOSTILE
    assert tree.find("a/title").text == HOSTILE
    assert [each.text for each in tree.iter("text")] == [HOSTILE, HOSTILE]
