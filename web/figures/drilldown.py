"""From a figure to the list of the transactions that sum to it: addresses of the register."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from common.periods import Month, Period
from transactions.models import UNCATEGORISED


class Lists:
    """The addresses of the lists of one book."""

    def __init__(self, book_id: int) -> None:
        # Finding the path anew for each of a thousand links would take longer than the rest.
        self.path = reverse("web:transactions", args=[book_id])

    def of(self, period: Period | None, **filters: Any) -> str:
        """Return the address of the transactions of `period` that meet `filters`."""
        query = {**(period_query(period) if period else {}), **filters}
        # Names, ids, days and codes need no quoting, which takes a third of a page of many links.
        return f"{self.path}?{'&'.join(f'{name}={value}' for name, value in query.items())}"

    def of_category(self, period: Period, kind: str, key: int, *, branch: bool = True) -> str:
        """Return the address of what a category has: with those below it, or without."""
        if key == UNCATEGORISED:
            return self.of(period, kind=kind, category="none")
        return self.of(period, kind=kind, category=key, **({} if branch else {"below": "false"}))


def period_query(period: Period) -> dict[str, str]:
    """Return a period as addresses state it: a month by its name, another one by its ends."""
    month = Month.of(period.start)
    if period.start == month.first and period.end == month.last:
        return {"month": str(month)}
    return {"start_date": period.start.isoformat(), "end_date": period.end.isoformat()}


def address_if_there(name: str, *args: Any) -> str:
    """Return the address of a page; empty while there is no such page."""
    try:
        return reverse(f"web:{name}", args=args)
    except NoReverseMatch:
        return ""
