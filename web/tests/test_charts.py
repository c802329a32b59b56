"""Charts with scales: marks are as large as their values, inside the picture, and safe."""

from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from web.charts.bars import Bar, BarGroup, bar_chart
from web.charts.lines import DayMark, Pace, pace_chart
from web.charts.scale import STEPS_MAX, scale_of
from web.charts.shares import legend, share_bar
from web.charts.spark import spark
from web.tests.golden_charts import CHARTS, path_of
from web.tests.svg_checks import edges, overlap, parsed, percent

HUGE = 10**18 - 1
HOSTILE = "\"><script>alert('&amp;')</script><a href='x"

amounts = st.one_of(st.integers(-HUGE, HUGE), st.integers(-1000, 1000))
totals = st.lists(amounts, max_size=31).map(tuple)
months = st.lists(st.lists(amounts, min_size=1, max_size=2), max_size=40)


@pytest.mark.parametrize("name", CHARTS)
def test_a_small_chart_is_as_its_file(name):
    assert CHARTS[name] + "\n" == path_of(name).read_text(encoding="utf-8")


def test_every_golden_file_has_its_chart():
    assert {file.stem for file in path_of("pace").parent.iterdir()} == CHARTS.keys()


@given(st.lists(amounts, max_size=50))
@example([HUGE])
@example([1])
@example([-3])
def test_a_scale_has_round_even_ticks_around_all_values(values):
    scale = scale_of(values)
    assert scale.low <= min([0, *values])
    assert scale.high >= max([0, *values])
    assert 0 in scale.ticks
    if any(values):
        steps = {high - low for low, high in zip(scale.ticks, scale.ticks[1:], strict=False)}
        (step,) = steps
        assert str(step).rstrip("0") in {"1", "2", "5"}
        assert (scale.ticks[0], scale.ticks[-1]) == (scale.low, scale.high)
        assert len(scale.ticks) <= STEPS_MAX + 1


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([360579], (0, 100000, 200000, 300000, 400000)),
        ([3], (0, 1, 2, 3)),
        ([-150, 120], (-200, -100, 0, 100, 200)),
        ([0, 0], (0,)),
        ([], (0,)),
    ],
)
def test_a_scale_is_the_tightest_with_few_ticks(values, ticks):
    assert scale_of(values).ticks == ticks


def bars_of(groups):
    built = [
        BarGroup("Nov", tuple(Bar(value, "c1", f"{value}", "?x") for value in values))
        for values in groups
    ]
    tree = parsed(bar_chart(built, "Bars", str))
    return [rect for rect in tree.iter("rect") if "class" in rect.attrib]


@given(months)
@example([[HUGE, -HUGE]])
@example([[0, 0]])
@example([[1]])
def test_bars_are_as_high_as_their_values(groups):
    values = [value for group in groups for value in group]
    scale = scale_of(values)
    bars = bars_of(groups)
    assert len(bars) == len(values)
    for bar, value in zip(bars, values, strict=True):
        _, top, _, bottom = edges(bar)
        assert abs((bottom - top) - Fraction(100 * abs(value), scale.span)) <= Fraction(1, 100)
        zero = Fraction(100 * scale.high, scale.span)
        assert abs((bottom if value >= 0 else top) - zero) <= Fraction(1, 100)


@given(months)
def test_bars_are_inside_the_picture_and_apart(groups):
    bars = bars_of(groups)
    for bar in bars:
        left, top, right, bottom = edges(bar)
        assert 0 <= left < right <= 100
        assert 0 <= top <= bottom <= 100
    assert not any(overlap(one, other) for one, other in combinations(bars, 2))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 12])
def test_bars_of_few_periods_are_no_wider_than_those_of_four(count):
    group = BarGroup("Nov", (Bar(7, "c1"), Bar(9, "c2")))
    tree = parsed(bar_chart([group] * count, "Bars", None))
    widths = [percent(bar, "width") for bar in tree.iter("rect")]
    assert 2 * max(widths) <= Fraction(100, 6)


def test_a_low_bar_can_be_hit_in_its_whole_column():
    tree = parsed(bar_chart([BarGroup("Nov", (Bar(0, "c1", "Nothing", "?x"),))], "Bars", None))
    area, bar = tree.find("a").findall("rect")
    assert area.attrib["height"] == "100%"
    assert (area.attrib["x"], area.attrib["width"]) == (bar.attrib["x"], bar.attrib["width"])


def test_half_of_twelve_months_are_named_on_a_phone():
    groups = [BarGroup(str(number), (Bar(number, "c1"),)) for number in range(12)]
    below = parsed(bar_chart(groups, "Bars", None)).findall("text")
    assert [each.text for each in below] == [str(number) for number in range(12)]
    narrow = [each.text for each in below if each.get("class") != "wide"]
    assert narrow == ["0", "2", "4", "6", "8", "10"]


@given(st.integers(13, 300))
@example(52)
def test_a_phone_names_four_of_more_periods_at_the_most_and_they_lie_far_apart(count):
    groups = [BarGroup(str(number), (Bar(number, "c1"),)) for number in range(count)]
    below = parsed(bar_chart(groups, "Bars", None)).findall("text")
    assert len(below) <= 12
    narrow = [int(each.text) for each in below if each.get("class") != "wide"]
    assert 1 < len(narrow) <= 4
    (step,) = {later - number for number, later in pairwise(narrow)}
    assert 4 * step >= count


def points(tree, name):
    (line,) = (each for each in tree.iter("polyline") if each.get("class") == name)
    return [tuple(map(Fraction, point.split(","))) for point in line.attrib["points"].split()]


@given(totals, totals, st.integers(28, 31))
@example((HUGE,), (), 30)
@example((), (), 28)
@example((0, 0), (0,), 28)
def test_the_lines_of_a_pace_go_through_their_totals(now, was, days):
    scale = scale_of([*now, *was])
    tree = parsed(pace_chart(Pace(now, was, days, "Pace", "October"), str))
    for name, values in (("now", now), ("was", was)):
        drawn = points(tree, name)
        assert [x for x, _ in drawn] == list(range(len(values) + 1))
        for (_, y), value in zip(drawn, (0, *values), strict=True):
            assert abs(y - Fraction(400 * (scale.high - value), scale.span)) <= Fraction(1, 10)
            assert 0 <= y <= 400


@given(totals.filter(bool), totals)
def test_the_point_of_today_is_the_end_of_the_line(now, was):
    tree = parsed(pace_chart(Pace(now, was, 31, "Pace"), str))
    (dot,) = tree.iter("circle")
    x, y = points(tree, "now")[-1]
    assert abs(percent(dot, "cx") - x * 100 / 31) <= Fraction(1, 10)
    assert abs(percent(dot, "cy") - y / 4) <= Fraction(1, 10)


def test_the_days_of_a_pace_link_to_their_entries():
    marks = tuple(DayMark(f"?day={day}", f"{day} Nov") for day in (1, 2, 3))
    tree = parsed(pace_chart(Pace((1, 2, 3), (), 30, "Pace", marks=marks), None))
    links = tree.findall("a")
    assert [link.attrib["href"] for link in links] == ["?day=1", "?day=2", "?day=3"]
    assert [link.find("title").text for link in links] == ["1 Nov", "2 Nov", "3 Nov"]
    areas = [link.find("rect") for link in links]
    assert [percent(area, "x") for area in areas] == [0, Fraction("3.3"), Fraction("6.7")]


def test_only_the_prefix_gives_a_pace_an_id():
    tree = parsed(pace_chart(Pace((1,), (2,), 30, "Pace"), None, prefix="left"))
    assert [node.attrib["id"] for node in tree.iter() if "id" in node.attrib] == ["left-fade"]
    assert tree.find("svg/path").attrib["fill"] == "url(#left-fade)"


def test_a_chart_without_links_is_one_picture():
    with_link = bar_chart([BarGroup("Nov", (Bar(1, "c1", href="?x"),))], "Bars", None)
    without = bar_chart([BarGroup("Nov", (Bar(1, "c1", "Nov: 1"),))], "Bars", None)
    assert parsed(with_link).attrib["role"] == "group"
    assert parsed(without).attrib["role"] == "img"
    assert parsed(without).find("g/title").text == "Nov: 1"


def test_hidden_amounts_leave_no_scale():
    shown, hidden = (
        parsed(bar_chart([BarGroup("Nov", (Bar(7, "c1"),))], "Bars", tick)) for tick in (str, None)
    )
    assert [each.text for each in shown.findall("text")] == ["0", "2", "4", "6", "8", "Nov"]
    assert [each.text for each in hidden.findall("text")] == ["Nov"]


def test_hostile_texts_are_shown_as_they_are():
    bars = (Bar(1, "c1", HOSTILE, HOSTILE, HOSTILE),)
    chart = bar_chart([BarGroup(HOSTILE, bars)], HOSTILE, lambda _: HOSTILE)
    pace = Pace((1,), (2,), 30, HOSTILE, HOSTILE, (DayMark(HOSTILE, HOSTILE),))
    for svg in (chart, pace_chart(pace, lambda _: HOSTILE)):
        tree = parsed(svg)
        assert tree.attrib["aria-label"] == HOSTILE
        assert tree.find("a").attrib["href"] == HOSTILE
        assert tree.find("a/title").text == HOSTILE
        assert HOSTILE in {each.text for each in tree.findall("text")}
    assert "<script" not in legend([("c1", HOSTILE)])


@given(st.lists(amounts, min_size=1, max_size=13))
@example([7])
@example([0, 0])
def test_a_spark_goes_up_and_down_with_its_values(values):
    tree = parsed(spark(values))
    drawn = [tuple(map(Fraction, each.split(","))) for each in tree[0].attrib["points"].split()]
    if len(values) == 1:
        values = values * 2
    assert tree.attrib["viewBox"] == f"0 0 {len(values) - 1} 30"
    assert [x for x, _ in drawn] == list(range(len(values)))
    heights = [y for _, y in drawn]
    assert all(2 <= y <= 28 for y in heights)
    span = max(values) - min(values)
    if span:
        for y, value in zip(heights, values, strict=True):
            exact = 2 + Fraction(26 * (max(values) - value), span)
            assert abs(y - exact) <= Fraction(1, 10)
    else:
        assert set(heights) == {15}


def test_nothing_to_draw_is_no_spark():
    assert spark([]) == ""


@pytest.mark.parametrize(
    ("value", "longest", "width"),
    [
        *((0, 10, "0%"), (5, 10, "50%"), (1, 3, "33.3%"), (-5, 10, "0%"), (12, 10, "100%")),
        *((0, 0, "0%"), (-1, -1, "0%"), (HUGE, HUGE, "100%"), (1, HUGE, "0%")),
    ],
)
def test_a_bar_of_a_list_has_its_share_of_the_longest(value, longest, width):
    tree = parsed(share_bar(value, longest, "c1"))
    assert [rect.attrib["width"] for rect in tree] == [width]
    assert tree.attrib["class"] == "bar c1"
