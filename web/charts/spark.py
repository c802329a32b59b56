"""A small line without a scale: how a balance went over the last twelve months."""

from collections.abc import Sequence

from web.charts.markup import element, tenths

# The height of the picture, and the room that half the width of the line takes at its edges.
_HEIGHT = 30
_MARGIN = 2


def spark(values: Sequence[int]) -> str:
    """Return the line through `values`, from the lowest to the highest; empty without values.

    Screen readers pass over it: the amount stands beside it.
    """
    if not values:
        return ""
    low, high = min(values), max(values)
    # One value, or the same one throughout, is a level line in the middle.
    drawn = values if len(values) > 1 else [*values, *values]
    heights = (_y(value, low, high) for value in drawn)
    points = " ".join(f"{place},{y}" for place, y in enumerate(heights))
    picture = {
        "class": "spark",
        "viewBox": f"0 0 {len(drawn) - 1} {_HEIGHT}",
        "preserveAspectRatio": "none",
        "aria-hidden": "true",
    }
    return element("svg", picture, element("polyline", {"points": points}))


def _y(value: int, low: int, high: int) -> str:
    if low == high:
        return str(_HEIGHT // 2)
    drawn = _HEIGHT - 2 * _MARGIN
    return tenths(_MARGIN * (high - low) + (high - value) * drawn, high - low, 1)
