"""The scale of a chart: ticks at round amounts, in minor units."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from web.charts.markup import element, percent, words

STEPS_MAX = 5
"""How many steps a scale has at most: in a chart of 11rem its lines are 35 pixels apart."""

ShowTick = Callable[[int], str]
"""Returns the text of a tick; the caller knows the currency and the form of numbers."""

# Steps are 1, 2 or 5 with zeros: people count in them.
_ROUND_STEPS = (1, 2, 5)
_BASE = 10


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of a chart, which includes zero, and its ticks from low to high."""

    low: int
    high: int
    ticks: tuple[int, ...]

    @property
    def span(self) -> int:
        return self.high - self.low

    def below_top(self, value: int) -> int:
        """Return how far `value` is below the top of the chart; all of it is `span`."""
        return self.high - value


def scale_of(values: Iterable[int]) -> Scale:
    """Return the tightest scale over `values` and zero; without any other it has one tick."""
    known = [0, *values]
    low, high = min(known), max(known)
    if low == high:
        return Scale(0, 1, (0,))
    for step in _steps():
        bottom, top = low // step * step, -(-high // step) * step
        if top - bottom <= STEPS_MAX * step:
            break
    return Scale(bottom, top, tuple(range(bottom, top + 1, step)))


def _steps() -> Iterator[int]:
    for power in count():
        for step in _ROUND_STEPS:
            yield step * _BASE**power


def grid(scale: Scale, show_tick: ShowTick | None) -> Iterator[str]:
    """Yield a line for each tick, and its text at the left; no texts where amounts are hidden."""
    for tick in scale.ticks:
        y = percent(scale.below_top(tick), scale.span)
        yield element("line", {"class": "grid", "x1": "0", "x2": "100%", "y1": y, "y2": y})
        if show_tick:
            place = {"x": "-10", "y": y, "dy": "4", "text-anchor": "end"}
            yield words(show_tick(tick), place)
