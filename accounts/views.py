"""The endpoints of accounts."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema, extend_schema_view

from accounts import services
from accounts.balances import movements
from accounts.models import Account
from accounts.serializers import AccountFilters, AccountSerializer, BalanceDay
from api.params import read_params
from books.models import BookRowQuerySet
from books.unit_of_work import UnitOfWork
from books.views import BookViewSet


@extend_schema_view(
    list=extend_schema(parameters=[AccountFilters]),
    retrieve=extend_schema(parameters=[BalanceDay]),
    create=extend_schema(parameters=[BalanceDay]),
    update=extend_schema(parameters=[BalanceDay]),
    partial_update=extend_schema(parameters=[BalanceDay]),
)
class AccountViewSet(BookViewSet):
    """An account is a place where money is, in one currency."""

    queryset = Account.objects.all()
    serializer_class = AccountSerializer
    reads_query = BookViewSet.reads_query | {"retrieve", "create", "update", "partial_update"}

    @cached_property
    def balance_day(self) -> date:
        """The day at whose end balances are shown."""
        is_list = self.action == "list"
        params = AccountFilters if is_list else BalanceDay
        wanted = read_params(self.request, params, pages=is_list)
        day: date = wanted.get("date") or timezone.localdate()
        return day

    def get_serializer_context(self) -> dict[str, Any]:
        shown = {"balance_day": self.balance_day, "moved": self.moved}
        return {**super().get_serializer_context(), **shown}

    @cached_property
    def moved(self) -> dict[int, int]:
        """What moved on each account up to that day, read once for however many are shown."""
        return movements(self.book, self.balance_day)

    def listed(self) -> BookRowQuerySet[Any]:
        rows = Account.objects.for_book(self.book)
        archived = read_params(self.request, AccountFilters, pages=True)["archived"]
        return rows if archived is None else rows.archived(archived=archived)

    def perform_create(self, uow: UnitOfWork, values: dict[str, Any]) -> Account:
        return services.create_account(uow, **values)

    def perform_update(self, uow: UnitOfWork, row: Any, values: dict[str, Any]) -> Account:
        return services.amend_account(uow, row, **values)

    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        """Refused (409) while it has postings: archive it instead."""
        services.delete_account(uow, row)
