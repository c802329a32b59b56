"""Charts on their way into a template: SVG that the functions of `web.charts` made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawing:
    """Markup made by `web.charts` alone, which escapes what people wrote."""

    svg: str
