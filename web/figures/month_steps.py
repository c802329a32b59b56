"""Turning the months of a page."""

from urllib.parse import urlencode

from common.periods import DATE_MAX, DATE_MIN, Month
from web.filters import month_name

FIRST, LAST = Month.of(DATE_MIN), Month.of(DATE_MAX)


def steps(month: Month, this_month: Month, by: int = 1, **kept: str) -> dict[str, str]:
    """Return what parts/stepper.html takes: the queries of the months around `month`.

    They lie `by` months away. `kept` is what else the query of the page states.
    """

    def query(to: Month) -> str:
        return f"?{urlencode({'month': str(to), **kept})}" if FIRST <= to <= LAST else ""

    before, after = month.shifted(-by), month.shifted(by)
    return {
        "name": month_name(month),
        "before": query(before),
        "before_name": month_name(before),
        "after": query(after),
        "after_name": month_name(after),
        "now": "" if month == this_month else query(this_month),
    }
