"""The stock endpoints: a ModelViewSet, and reports that group the rows when they are asked for."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, TruncMonth
from rest_framework.authentication import TokenAuthentication
from rest_framework.pagination import CursorPagination, LimitOffsetPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet

from benchmarks.stock.models import Account, Category, Entry
from benchmarks.stock.serializers import AccountSerializer, CategorySerializer, EntrySerializer

COUNTED = ("expense", "income")


class OffsetPages(LimitOffsetPagination):
    default_limit = 50


class CursorPages(CursorPagination):
    page_size = 50
    ordering = ("-date", "-id")


class AccountViewSet(ModelViewSet[Account]):
    authentication_classes = (TokenAuthentication,)
    permission_classes = (IsAuthenticated,)
    serializer_class = AccountSerializer
    pagination_class = OffsetPages

    def get_queryset(self) -> QuerySet[Account]:
        rows = Account.objects.filter(user_id=self.request.user.pk)
        moved = _moved("account", signed()) + _moved("to_account", F("amount"))
        found: QuerySet[Account] = rows.annotate(balance=F("opening_balance") + moved)
        return found.order_by("id")


class CategoryViewSet(ModelViewSet[Category]):
    authentication_classes = (TokenAuthentication,)
    permission_classes = (IsAuthenticated,)
    serializer_class = CategorySerializer
    pagination_class = OffsetPages

    def get_queryset(self) -> QuerySet[Category]:
        return Category.objects.filter(user_id=self.request.user.pk).order_by("id")


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
        then = self._by_category(first - relativedelta(months=1), first)
        now = self._by_category(first, end)
        totals = _totals(now)
        return Response(
            {
                **totals,
                **_links(first, end),
                "categories": [
                    {
                        "category": key[1],
                        "name": row["category__name"],
                        "type": key[0],
                        "amount": row["amount"],
                        "share": round(row["amount"] / totals[key[0]], 4),
                        "previous": then[key]["amount"] if key in then else 0,
                        "transactions": _link(first, end, category=key[1]),
                    }
                    for key, row in now.items()
                ],
                "previous": {**_totals(then), **_links(first - relativedelta(months=1), first)},
                "balance": self._balance(end),
            }
        )

    def _by_category(self, start: date, end: date) -> dict[tuple[str, int], dict[str, Any]]:
        rows = self.rows.filter(date__gte=start, date__lt=end, type__in=COUNTED)
        grouped = rows.values("type", "category", "category__name").annotate(amount=Sum("amount"))
        return {(row["type"], row["category"]): row for row in grouped.order_by("type", "-amount")}

    def _balance(self, end: date) -> Any:
        rows = self.rows.filter(date__lt=end, type__in=COUNTED)
        accounts = Account.objects.filter(user_id=self.request.user.pk)
        opened = accounts.aggregate(opened=Sum("opening_balance"))["opened"]
        return opened + rows.aggregate(balance=Sum(signed()))["balance"]


class TrendView(ReportView):
    def get(self, request: Request) -> Response:
        last = date.fromisoformat(request.query_params["end_date"]).replace(day=1)
        count = int(request.query_params["months"])
        months = [last - relativedelta(months=back) for back in reversed(range(count))]
        end = last + relativedelta(months=1)
        rows = self.rows.filter(date__gte=months[0], date__lt=end, type__in=COUNTED)
        grouped = rows.annotate(month=TruncMonth("date")).values("month", "type")
        amounts = {
            (row["month"], row["type"]): row["amount"]
            for row in grouped.annotate(amount=Sum("amount")).order_by("month")
        }
        return Response({"months": [_month(month, amounts) for month in months]})


def signed() -> Case:
    """Return the amount of an entry, with the sign that it has for the net of a period."""
    return Case(When(type="income", then=F("amount")), default=-F("amount"))


def _moved(side: str, amount: Any) -> Coalesce:
    """What the entries of an account come to on that side of theirs."""
    entries = Entry.objects.filter(**{side: OuterRef("pk")}).values(side)
    return Coalesce(Subquery(entries.annotate(sum=Sum(amount)).values("sum")), Decimal(0))


def _month(first: date, amounts: dict[tuple[date, str], Any]) -> dict[str, Any]:
    income, expense = (amounts.get((first, kind), 0) for kind in ("income", "expense"))
    return {
        "year": first.year,
        "month": first.month,
        "income": income,
        "expense": expense,
        "net": income - expense,
        **_links(first, first + relativedelta(months=1)),
    }


def _totals(categories: dict[tuple[str, int], dict[str, Any]]) -> dict[str, Any]:
    income = sum(row["amount"] for (kind, _), row in categories.items() if kind == "income")
    expense = sum(row["amount"] for (kind, _), row in categories.items() if kind == "expense")
    return {"income": income, "expense": expense, "net": income - expense}


def _links(start: date, end: date) -> dict[str, str]:
    return {f"{kind}_transactions": _link(start, end, type=kind) for kind in COUNTED}


def _link(start: date, end: date, **filters: Any) -> str:
    query = urlencode({"start_date": start, "end_date": end, **filters})
    return f"{reverse('stock-entry-list')}?{query}"
