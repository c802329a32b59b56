"""The pace of a month: its running total by day, against that of the month before."""

from collections.abc import Iterator
from dataclasses import dataclass

from web.charts.markup import drawing, element, mark, percent, tenths, words
from web.charts.scale import Scale, ShowTick, grid, scale_of

_HEIGHT = 400
"""The height of the inner picture, which is stretched: a unit is less than a pixel."""
_WEEK = 7
"""Days between two texts below: the first is the 1st, and five fit a phone."""


@dataclass(frozen=True, slots=True)
class DayMark:
    """What a day of this month links to, and what is told about it."""

    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Pace:
    """Two months. Totals are those at the end of the 1st, the 2nd, and so on, in minor units."""

    now: tuple[int, ...]
    """As far as this month has come."""
    was: tuple[int, ...]
    """The month before, as a whole."""
    days: int
    """How many days this month has."""
    label: str
    """What the chart says, in words."""
    was_label: str = ""
    """What stands at the end of the month before: October 3.605,79 €."""
    marks: tuple[DayMark, ...] = ()
    """A link for each day from the 1st on, where the chart has links."""


def pace_chart(pace: Pace, show_tick: ShowTick | None, prefix: str = "pace") -> str:
    """Return the chart as SVG; `prefix` begins its only id, and differs from chart to chart."""
    scale = scale_of((*pace.now, *pace.was))
    marks = _marks(pace, scale, show_tick, f"{prefix}-fade")
    return drawing({"class": "plot"}, pace.label, marks, links=bool(pace.marks))


def _marks(pace: Pace, scale: Scale, show_tick: ShowTick | None, fade: str) -> Iterator[str]:
    days = max(pace.days, len(pace.now), len(pace.was), 1)
    yield _fade(fade)
    yield from grid(scale, show_tick)
    for day in range(1, days + 1, _WEEK):
        below = {"x": percent(day, days), "y": "100%", "dy": "18", "text-anchor": "middle"}
        yield words(str(day), below)
    yield _curves(pace, scale, days, fade)
    for number, each in enumerate(pace.marks):
        yield mark(_column(number, days), each.href, each.title)
    if pace.now:
        place = {"cx": percent(len(pace.now), days), "cy": _y(pace.now[-1], scale)}
        yield element("circle", {"class": "dot", **place, "r": "5"})
    if pace.was and pace.was_label:
        place = {"x": percent(len(pace.was), days), "y": _y(pace.was[-1], scale), "dy": "-8"}
        yield words(pace.was_label, {"class": "b", **place, "text-anchor": "end"})


def _fade(name: str) -> str:
    """Return the fill below the line of this month, in the colour of that line."""
    stops = (
        element("stop", {"offset": offset, "stop-color": "currentColor", "stop-opacity": opacity})
        for offset, opacity in (("0", ".2"), ("1", "0"))
    )
    gradient = {"id": name, "class": "c1", "x2": "0", "y2": "1"}
    return element("defs", {}, element("linearGradient", gradient, *stops))


def _curves(pace: Pace, scale: Scale, days: int, fade: str) -> str:
    """Return the lines, in a picture of their own that is stretched to the size of the chart."""
    start = f"0,{_line_y(0, scale)}"
    now, was = (_points(totals, scale) for totals in (pace.now, pace.was))
    under = f"M{' '.join([start, *now])} {len(now)},{_line_y(0, scale)}Z"
    return element(
        "svg",
        {"viewBox": f"0 0 {days} {_HEIGHT}", "preserveAspectRatio": "none"},
        element("path", {"d": under, "fill": f"url(#{fade})"}),
        element("polyline", {"class": "was", "points": " ".join([start, *was])}),
        element("polyline", {"class": "now", "points": " ".join([start, *now])}),
    )


def _points(totals: tuple[int, ...], scale: Scale) -> list[str]:
    return [f"{day},{_line_y(total, scale)}" for day, total in enumerate(totals, start=1)]


def _line_y(total: int, scale: Scale) -> str:
    return tenths(scale.below_top(total), scale.span, _HEIGHT)


def _y(total: int, scale: Scale) -> str:
    return percent(scale.below_top(total), scale.span)


def _column(number: int, days: int) -> str:
    """Return the invisible area of a day, which a pointer hits anywhere above or below the line."""
    area = {"x": percent(number, days), "y": "0", "width": percent(1, days), "height": "100%"}
    return element("rect", {**area, "fill": "none", "pointer-events": "all"})
