"""What every report shares: its month or period, and the links to the others."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.periods import Month
from web.figures.drilldown import Lists
from web.filters import month_name, month_of
from web.pages import BookPage


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to a report, or to the same one over another period."""

    name: str
    href: str
    is_here: bool


class ReportPage(BookPage):
    """A report of one book."""

    section = "reports"
    refreshes = True
    title = gettext_lazy("Reports")
    report: ClassVar[str]
    """The name of its address."""

    @cached_property
    def this_month(self) -> Month:
        return Month.of(self.preferences.today())

    @cached_property
    def month(self) -> Month:
        """The month that the address states, or that of today."""
        return month_of(self.request.GET.get("month", "")) or self.this_month

    @cached_property
    def lists(self) -> Lists:
        return Lists(self.book.pk)

    def report_address(self, name: str, **query: str) -> str:
        """Return the address of a report of this book."""
        path = reverse(f"web:{name}", args=[self.book.pk])
        return f"{path}?{urlencode(query)}" if query else path

    def nearest(self, month: Month | None) -> dict[str, str] | None:
        """Return the link to the nearest month that has something."""
        if month is None:
            return None
        return {
            "name": month_name(month),
            "href": self.report_address(self.report, month=str(month)),
        }

    @property
    def tabs(self) -> list[Tab]:
        """The reports that there are, over the same month."""
        month = {} if self.month == self.this_month else {"month": str(self.month)}
        names = {
            "report_month": _("Month"),
            "report_categories": _("Categories"),
            "report_trend": _("Trend"),
        }
        return [
            Tab(str(name), self.report_address(report, **month), report == self.report)
            for report, name in names.items()
        ]
