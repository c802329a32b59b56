"""The stock endpoints: a ModelViewSet, and reports that group the rows when they are asked for."""

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Case, F, QuerySet, Sum, When
from django.db.models.functions import TruncMonth
from rest_framework.authentication import TokenAuthentication
from rest_framework.pagination import CursorPagination, LimitOffsetPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet

from benchmarks.stock.models import Entry
from benchmarks.stock.serializers import EntrySerializer

COUNTED = ("expense", "income")


class OffsetPages(LimitOffsetPagination):
    default_limit = 50


class CursorPages(CursorPagination):
    page_size = 50
    ordering = ("-date", "-id")


class EntryViewSet(ModelViewSet[Entry]):
    authentication_classes = (TokenAuthentication,)
    parser_classes = (JSONParser,)
    permission_classes = (IsAuthenticated,)
    serializer_class = EntrySerializer
    pagination_class: type[Any] = OffsetPages

    def get_queryset(self) -> QuerySet[Entry]:
        rows = Entry.objects.filter(user_id=self.request.user.pk)
        return rows.select_related("payee").prefetch_related("tags").order_by("-date", "-id")

    def perform_create(self, serializer: BaseSerializer[Entry]) -> None:
        serializer.save(user=self.request.user)


class CursorEntryViewSet(EntryViewSet):
    pagination_class = CursorPages


class ReportView(APIView):
    authentication_classes = (TokenAuthentication,)
    permission_classes = (IsAuthenticated,)

    @property
    def rows(self) -> QuerySet[Entry]:
        return Entry.objects.filter(user_id=self.request.user.pk)


class MonthlyView(ReportView):
    def get(self, request: Request) -> Response:
        first = date(int(request.query_params["year"]), int(request.query_params["month"]), 1)
        end = first + relativedelta(months=1)
        previous = self._by_category(first - relativedelta(months=1), first)
        categories = self._by_category(first, end)
        return Response(
            {
                **self._totals(categories),
                "categories": categories,
                "previous": {**self._totals(previous), "categories": previous},
                "balance": self._balance(end),
            }
        )

    def _by_category(self, start: date, end: date) -> list[dict[str, Any]]:
        rows = self.rows.filter(date__gte=start, date__lt=end, type__in=COUNTED)
        grouped = rows.values("type", "category", "category__name").annotate(amount=Sum("amount"))
        return list(grouped.order_by("type", "-amount"))

    def _totals(self, categories: list[dict[str, Any]]) -> dict[str, Any]:
        income = sum(row["amount"] for row in categories if row["type"] == "income")
        expense = sum(row["amount"] for row in categories if row["type"] == "expense")
        return {"income": income, "expense": expense, "net": income - expense}

    def _balance(self, end: date) -> Any:
        signed = Case(When(type="income", then=F("amount")), default=-F("amount"))
        rows = self.rows.filter(date__lt=end, type__in=COUNTED)
        return rows.aggregate(balance=Sum(signed))["balance"]


class TrendView(ReportView):
    def get(self, request: Request) -> Response:
        end = date.fromisoformat(request.query_params["end_date"]).replace(day=1)
        start = end - relativedelta(months=int(request.query_params["months"]) - 1)
        rows = self.rows.filter(
            date__gte=start, date__lt=end + relativedelta(months=1), type__in=COUNTED
        )
        grouped = rows.annotate(month=TruncMonth("date")).values("month", "type")
        return Response({"months": list(grouped.annotate(amount=Sum("amount")).order_by("month"))})
