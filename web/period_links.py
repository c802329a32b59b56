"""The periods that a list offers as links: around today, with the filters that hold."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from common.periods import DATE_MAX, DATE_MIN, Month, Period
from web.filters import Filters


@dataclass(frozen=True, slots=True)
class PeriodLink:
    """A period, and the query of the list over it."""

    text: str
    href: str
    is_shown: bool


def period_links(filters: Filters, today: date, first_weekday: int) -> list[PeriodLink]:
    """Return the links to the weeks, months and the year around `today`, by the first weekday."""
    week = Period.of_week(today, first_weekday)
    weeks = {gettext("This week"): week, gettext("Last week"): week.before()}
    month = Month.of(today)
    months = {gettext("This month"): month, gettext("Last month"): month.shifted(-1)}
    year = Period(date(today.year, 1, 1), date(today.year, 12, 31))
    shown = _shown(filters)
    return [
        *(PeriodLink(text, filters.in_period(one), shown == one) for text, one in weeks.items()),
        *(
            PeriodLink(text, filters.in_month(one), shown == Period.of_month(one))
            for text, one in months.items()
        ),
        PeriodLink(gettext("This year"), filters.in_period(year), shown == year),
    ]


def _shown(filters: Filters) -> Period | None:
    wanted = filters.wanted
    if not filters.has_period:
        return None
    return Period(wanted.get("start_date", DATE_MIN), wanted.get("end_date", DATE_MAX))
