"""The endpoints of accounts."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema, extend_schema_view

from accounts import services
from accounts.balances import movements, pending_movements
from accounts.models import Account, AccountQuerySet
from accounts.presenters import shown_account
from accounts.serializers import AccountFilters, AccountSerializer, BalanceParams
from accounts.stored import StoredAccount
from api.pagination import KeysetSource
from api.params import read_params
from books.listing import Listing
from books.unit_of_work import UnitOfWork
from books.views import BookViewSet


@extend_schema_view(
    list=extend_schema(parameters=[AccountFilters]),
    retrieve=extend_schema(parameters=[BalanceParams]),
    create=extend_schema(parameters=[BalanceParams]),
    update=extend_schema(parameters=[BalanceParams]),
    partial_update=extend_schema(parameters=[BalanceParams]),
)
class AccountViewSet(BookViewSet):
    """An account is a place where money is, in one currency."""

    queryset = Account.objects.all()
    serializer_class = AccountSerializer
    narrowings = {"archived": AccountQuerySet.archived}
    reads_query = BookViewSet.reads_query | {"retrieve", "create", "update", "partial_update"}

    @cached_property
    def wanted(self) -> dict[str, Any]:
        """The query parameters."""
        is_list = self.action == "list"
        return read_params(
            self.request, AccountFilters if is_list else BalanceParams, pages=is_list
        )

    @cached_property
    def balance_day(self) -> date:
        """The day at whose end balances are shown."""
        day: date = self.wanted.get("date") or timezone.localdate()
        return day

    @cached_property
    def moved(self) -> dict[int, int]:
        """What moved on each account up to that day, read once for however many are shown."""
        return movements(self.book, self.balance_day)

    @cached_property
    def pending(self) -> dict[int, int] | None:
        """What of it is pending, where that is asked for."""
        if self.wanted.get("expand") != "pending":
            return None
        return pending_movements(self.book, self.balance_day)

    @classmethod
    @cache
    def listing(cls) -> Listing:
        members = {name: name for name in StoredAccount._fields}
        order = cls.pagination_class.columns
        return Listing(Account, members, cls.narrowings, order, row=StoredAccount)

    def listed(self) -> KeysetSource:
        return self.listing().of(self.book, {"archived": self.wanted["archived"]})

    def presented(self, row: Any) -> dict[str, Any]:
        return shown_account(row, self.balance_day, self.moved, self.pending)

    def presented_page(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        return [self.presented(row) for row in rows]

    def perform_create(self, uow: UnitOfWork, values: dict[str, Any]) -> Account:
        return services.create_account(uow, **values)

    def perform_update(self, uow: UnitOfWork, row: Any, values: dict[str, Any]) -> Account:
        return services.amend_account(uow, row, **values)

    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        """Refused (409) while it has postings: archive it instead."""
        services.delete_account(uow, row)
