"""The endpoints of currencies and exchange rates."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import KeysetPagination
from api.params import read_params
from api.views import View
from books.unit_of_work import UnitOfWork
from books.views import BookAPIView, BookViewSet
from common.money import CURRENCIES, Currency
from common.periods import Period
from currencies import services
from currencies.fixed import FIXED
from currencies.models import BookRate, BookRateQuerySet
from currencies.rates import RateTable
from currencies.serializers import (
    CurrencyListSerializer,
    FoundRateSerializer,
    LookupParameters,
    RateFilters,
    RateSerializer,
)


class CurrencyListView(View):
    @extend_schema(responses=CurrencyListSerializer)
    def get(self, request: Request) -> Response:
        """List currencies.

        Every currency that an account can have, of today and of the past: ISO 4217 without metals
        and units of account.
        """
        rows = [_shown(currency) for currency in CURRENCIES.values()]
        page = {"next": None, "previous": None, "results": rows}
        return Response(CurrencyListSerializer(page).data)


def _shown(currency: Currency) -> dict[str, Any]:
    fixed = FIXED.get(currency.code)
    return {
        **asdict(currency),
        "euro_rate": fixed and str(fixed.rate),
        "euro_since": fixed and fixed.since,
    }


class NewestFirst(KeysetPagination):
    columns = ("date", "id")
    descending = True

    def key_of(self, row: Any) -> tuple[str, int]:
        return row.date.isoformat(), row.id

    def checked_key(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        match key:
            case (str(day), row_id):
                return date.fromisoformat(day), *super().checked_key((row_id,))
        raise ValueError("not a day and an id")


@extend_schema_view(list=extend_schema(parameters=[RateFilters]))
class RateViewSet(BookViewSet):
    """Exchange rates that were entered into the book by hand, newest first."""

    queryset = BookRate.objects.all()
    serializer_class = RateSerializer
    pagination_class = NewestFirst
    list_params = RateFilters
    narrowings = {
        "base": BookRateQuerySet.of_base,
        "quote": BookRateQuerySet.of_quote,
        "start_date": BookRateQuerySet.since,
        "end_date": BookRateQuerySet.until,
    }

    def perform_create(self, uow: UnitOfWork, values: dict[str, Any]) -> BookRate:
        return services.create_rate(uow, **values)

    def perform_update(self, uow: UnitOfWork, row: Any, values: dict[str, Any]) -> BookRate:
        return services.amend_rate(uow, row, **values)

    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        services.delete_rate(uow, row)


class RateLookupView(BookAPIView):
    reads_query = frozenset({"get"})

    @extend_schema(parameters=[LookupParameters], responses=FoundRateSerializer)
    def get(self, request: Request) -> Response:
        """Look up a rate.

        The rate at which an amount of a day is converted, or that there is none.
        """
        asked = read_params(request, LookupParameters)
        source, day = asked["from"], asked.get("date") or timezone.localdate()
        home = asked.get("to", self.book.home_currency)
        quote = RateTable.load(self.book, [source], Period(day, day), home).at(source, day)
        found = {
            "from": source,
            "to": home,
            "date": day,
            "rate": quote and quote.text,
            "rate_date": quote and quote.date,
            "source": quote and quote.source,
            "unconverted": quote is None,
        }
        return Response(FoundRateSerializer(found).data)
