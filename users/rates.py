"""Rates as the settings state them: a count per period, such as 20/15m."""

import re

_RATE = re.compile(r"(?P<count>[1-9]\d*)/(?P<number>\d*)(?P<unit>[smhd])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parsed_rate(rate: str) -> tuple[int, int]:
    """Return count and seconds; raises ValueError for another form."""
    stated = _RATE.fullmatch(rate)
    if stated is None:
        raise ValueError(f"{rate} is not a rate: write one such as 20/15m.")
    return int(stated["count"]), int(stated["number"] or 1) * _SECONDS[stated["unit"]]
