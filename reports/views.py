"""The endpoints of the reports: parameters in, one report, its shape out."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.params import read_params
from books.consistent_reads import read_consistently
from books.models import Book
from books.views import BookAPIView
from common.periods import Month, Period
from reports import parameters, presenters
from reports import serializers as shapes
from reports.balances import balance_report
from reports.categories import category_report
from reports.category_trend import category_trend_report
from reports.daily import daily_report
from reports.monthly import monthly_report
from reports.payees import payee_report
from reports.summary import summary_report
from reports.trend import trend_report


class ReportView(BookAPIView):
    """Reads a report as of one moment."""

    reads_query = frozenset({"get"})

    def params(self, serializer_class: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        return read_params(self.request, serializer_class)

    def report(self, read: Callable[[], dict[str, Any]]) -> Response:
        return Response(read_consistently(self.book, read))


class MonthlyView(ReportView):
    @extend_schema(
        parameters=[parameters.MonthParams],
        responses=shapes.MonthlyReportSerializer,
    )
    def get(self, request: Request) -> Response:
        """Report a month.

        Income, expense, net and categories, against the month before.
        """
        month = Month(**self.params(parameters.MonthParams))
        return self.report(lambda: presenters.shown_monthly(monthly_report(self.book, month)))


class CategoriesView(ReportView):
    @extend_schema(
        parameters=[parameters.PeriodParams],
        responses=shapes.CategoryReportSerializer,
    )
    def get(self, request: Request) -> Response:
        """Report a period by category.

        A tree in which a parent includes the amounts of its branch.
        """
        period = _period(self.params(parameters.PeriodParams))
        return self.report(lambda: presenters.shown_categories(category_report(self.book, period)))


class TrendView(ReportView):
    @extend_schema(
        parameters=[parameters.TrendParams],
        responses=shapes.TrendReportSerializer,
    )
    def get(self, request: Request) -> Response:
        """Report the trend.

        Income, expense and net, month by month or by the periods of a rule.
        """
        wanted = self.params(parameters.TrendParams)
        by_rule = wanted["rule"] is not None

        def read() -> dict[str, Any]:
            report = trend_report(self.book, _periods(wanted, self.book))
            return presenters.shown_trend(report, by_rule=by_rule)

        return self.report(read)


class CategoryTrendView(ReportView):
    @extend_schema(
        parameters=[parameters.CategoryTrendParams],
        responses=shapes.CategoryTrendReportSerializer,
    )
    def get(self, request: Request) -> Response:
        """Report the trend of categories.

        What one or more categories had, month by month or by the periods of a rule.
        """
        wanted = self.params(parameters.CategoryTrendParams)
        by_rule, below = wanted["rule"] is not None, wanted["below"]

        def read() -> dict[str, Any]:
            periods = _periods(wanted, self.book)
            report = category_trend_report(self.book, wanted["category"], periods, below=below)
            return presenters.shown_category_trend(report, by_rule=by_rule)

        return self.report(read)


class DailyView(ReportView):
    @extend_schema(
        parameters=[parameters.YearParams],
        responses=shapes.DailyReportSerializer,
    )
    def get(self, request: Request) -> Response:
        """Report a period by day.

        Income, expense and net of each day, of a year at the most.
        """
        period = _period(self.params(parameters.YearParams))
        return self.report(lambda: presenters.shown_daily(daily_report(self.book, period)))


class PayeesView(ReportView):
    @extend_schema(
        parameters=[parameters.PayeeParams],
        responses=shapes.PayeeReportSerializer,
    )
    def get(self, request: Request) -> Response:
        """Report a period by payee.

        The largest payees of a year at the most, and the others as one figure.
        """
        wanted = self.params(parameters.PayeeParams)
        period, kind, limit = _period(wanted), wanted["kind"], wanted["limit"]
        return self.report(
            lambda: presenters.shown_payees(payee_report(self.book, period, kind, limit))
        )


class BalancesView(ReportView):
    @extend_schema(
        parameters=[parameters.DayParams],
        responses=shapes.BalanceReportSerializer,
    )
    def get(self, request: Request) -> Response:
        """Report the balances.

        The balance of each account at the end of a day, and the net worth.
        """
        day = self.params(parameters.DayParams).get("date") or timezone.localdate()
        return self.report(lambda: presenters.shown_balances(balance_report(self.book, day)))


class SummaryView(ReportView):
    @extend_schema(
        parameters=[parameters.PeriodParams],
        responses=shapes.SummaryReportSerializer,
    )
    def get(self, request: Request) -> Response:
        """Sum up a period.

        Income, expense and net, and the movements of each account.
        """
        period = _period(self.params(parameters.PeriodParams))
        return self.report(lambda: presenters.shown_summary(summary_report(self.book, period)))


def _period(wanted: dict[str, Any]) -> Period:
    return Period(wanted["start_date"], wanted["end_date"])


def _periods(wanted: dict[str, Any], book: Book) -> list[Period]:
    """Return the periods that the parameters of a trend ask for, in the calendar of the book."""
    rule = wanted["rule"] or parameters.CALENDAR_MONTHS
    day = wanted.get("end_date") or timezone.localdate()
    periods: list[Period] = rule.periods_up_to(day, wanted["count"], book.is_business_day)
    return periods
