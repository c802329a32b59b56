"""One payee: what was paid to it, or came from it, over two years, and its last entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from books.consistent_reads import read_consistently
from common.periods import Month, Period
from reports.figures import Figure as Sum
from reports.figures import PeriodTotals, signed, total
from reports.payee_trend import payee_trend
from transactions.models import Payee, PostingKind
from transactions.stored import newest_of_payee
from web.charts.shares import legend
from web.figures.drawings import Drawing
from web.figures.drilldown import Lists
from web.figures.period_charts import COLORS, PeriodCharts
from web.money import Figure, Shown
from web.pages import BookPage
from web.rows import Lister
from web.views.things import row_of

MONTHS = 24
"""Every season beside the one of the year before."""
ROWS = 10
"""As many entries as the overview has."""
INCOME, EXPENSE = PostingKind.INCOME, PostingKind.EXPENSE


@dataclass(frozen=True, slots=True)
class PayeeSum:
    """What came in, or went out, in all the months."""

    name: str
    sum: Figure
    href: str
    average: Shown
    """Of a month."""


class PayeePage(BookPage):
    section = "payees"
    template = "web/pages/payee.html"
    refreshes = True

    @cached_property
    def row(self) -> Payee:
        return row_of(self.book, Payee, self.kwargs["label"])

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        self.title = self.row.name
        return self.render(read_consistently(self.book, self.shown))

    @property
    def last(self) -> Month:
        return Month.of(self.preferences.today())

    def shown(self) -> dict[str, Any]:
        """Return what the template shows."""
        book, payee = self.book, self.row.pk
        lists = Lists(book.pk)
        months = payee_trend(book, payee, self.last, MONTHS)
        found = newest_of_payee(book.pk, payee, ROWS)
        lister = Lister(book.pk, self.names, self.money, self.preferences)
        return {
            "edit": reverse("web:payee_edit", args=[book.pk, payee]),
            **self.by_month(months, lists),
            "rows": lister.rows(found),
            "all_href": lists.of(None, payee=payee),
        }

    def by_month(self, months: Sequence[PeriodTotals], lists: Lists) -> dict[str, Any]:
        """Return the months as sums, as a chart and as a table, of the kinds that there are."""
        whole = {
            EXPENSE: total(one.expense for one in months),
            INCOME: total(one.income for one in months),
        }
        kinds = [kind for kind, figure in whole.items() if figure.postings]
        if not kinds:
            return {}
        charts = PeriodCharts(self.money, lists, self.preferences, payee=str(self.row.pk))
        label = _("%(name)s by month") % {"name": self.row.name}
        names = {INCOME: _("In"), EXPENSE: _("Out")}
        shown: dict[str, Any] = {
            "sums": [self.summed(names[kind], kind, whole[kind], lists) for kind in kinds],
            "kinds": [names[kind] for kind in kinds],
            "lines": [charts.line_of(one, kinds) for one in reversed(months)],
        }
        if len(kinds) == 1:
            return {**shown, "chart": charts.of_kind(months, kinds[0], label)}
        marks = legend([(COLORS[kind], names[kind]) for kind in (INCOME, EXPENSE)])
        return {**shown, "chart": charts.in_and_out(months, label), "legend": Drawing(marks)}

    def summed(self, name: str, kind: PostingKind, whole: Sum, lists: Lists) -> PayeeSum:
        """Return what all the months have of one kind."""
        amount = signed(kind, whole)
        period = Period.of_months(self.last, MONTHS)
        return PayeeSum(
            name=name,
            sum=self.money.figure(amount),
            href=lists.of(period, kind=kind.value, payee=self.row.pk),
            average=self.money.plain(amount // MONTHS),
        )
