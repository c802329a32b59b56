"""Bars by period: pairs of money in and out, or one series, which may go below zero."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from web.charts.markup import (
    HUNDREDTHS,
    Color,
    drawing,
    element,
    exact_percent,
    in_hundredths,
    mark,
    words,
)
from web.charts.scale import Scale, ShowTick, grid, scale_of

# How many texts fit below: one for each month of a year, or half of them on a phone. Those of more
# periods say a year or a day, too, so that a phone has room for fewer.
_LABELS_MAX = 12
_NARROW_LABELS_MAX = 6
_NARROW_LONG_LABELS_MAX = 4
# A sixth of a group stays empty on each side of its bars, and a twelfth of a bar after it.
_SPACE = 6
_GAP = 12
# The bars of one period take a sixth of the width at the most, as those of four do: one or two
# periods would fill it with areas, which compare no better.
_WIDTH_MAX = HUNDREDTHS // 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One amount, in minor units; `text` stands at its end."""

    value: int
    color: Color
    title: str = ""
    href: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class BarGroup:
    """The bars of one period, side by side, and what stands below them."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a bar stands: edges in hundredths of a per cent."""

    left: int
    right: int
    top: int
    bottom: int


def bar_chart(groups: Sequence[BarGroup], label: str, show_tick: ShowTick | None) -> str:
    """Return the chart as SVG; `label` says in words what it shows."""
    bars = [bar for group in groups for bar in group.bars]
    links = any(bar.href for bar in bars)
    scale = scale_of(bar.value for bar in bars)
    return drawing({"class": "plot"}, label, _marks(groups, scale, show_tick), links=links)


def _marks(groups: Sequence[BarGroup], scale: Scale, show_tick: ShowTick | None) -> Iterator[str]:
    yield from grid(scale, show_tick)
    narrow_max = _NARROW_LABELS_MAX if len(groups) <= _LABELS_MAX else _NARROW_LONG_LABELS_MAX
    named = _some(range(len(groups)), _LABELS_MAX)
    # A phone shows some of the texts that a wide window has.
    named_narrow = _some(named, narrow_max)
    for place, group in enumerate(groups):
        left, right = (HUNDREDTHS * edge // len(groups) for edge in (place, place + 1))
        if place in named:
            below = {"x": exact_percent((left + right) // 2), "y": "100%", "dy": "18"}
            shown = {} if place in named_narrow else {"class": "wide"}
            yield words(group.label, {**shown, **below, "text-anchor": "middle"})
        space = max((right - left) // _SPACE, (right - left - _WIDTH_MAX + 1) // 2)
        yield from _bars(group.bars, scale, left + space, right - space)


def _some(places: range, most: int) -> range:
    """Return at most `most` of `places`, in even steps from the first on."""
    return places[:: -(-len(places) // most) or 1]


def _bars(bars: Sequence[Bar], scale: Scale, left: int, right: int) -> Iterator[str]:
    gap = (right - left) // len(bars) // _GAP if len(bars) > 1 else 0
    for place, bar in enumerate(bars):
        start, end = (left + (right - left) * edge // len(bars) for edge in (place, place + 1))
        box = _Box(start, end - gap, _y(max(bar.value, 0), scale), _y(min(bar.value, 0), scale))
        yield mark(_shape(bar, box), bar.href, bar.title)
        if bar.text:
            yield _text(bar, box)


def _shape(bar: Bar, box: _Box) -> str:
    """Return a bar, and an invisible area that makes a low one easy to hit."""
    across = {"x": exact_percent(box.left), "width": exact_percent(box.right - box.left)}
    down = {"y": exact_percent(box.top), "height": exact_percent(box.bottom - box.top)}
    drawn = element("rect", {"class": bar.color, "fill": "currentColor", **across, **down})
    if not (bar.href or bar.title):
        return drawn
    area = {**across, "y": "0", "height": "100%", "fill": "none", "pointer-events": "all"}
    return element("rect", area) + drawn


def _text(bar: Bar, box: _Box) -> str:
    end = {"y": exact_percent(box.top), "dy": "-6"}
    if bar.value < 0:
        end = {"y": exact_percent(box.bottom), "dy": "14"}
    middle = {"x": exact_percent((box.left + box.right) // 2), **end, "text-anchor": "middle"}
    return words(bar.text, middle)


def _y(value: int, scale: Scale) -> int:
    return in_hundredths(scale.below_top(value), scale.span)
