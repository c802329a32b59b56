"""The endpoints of statements, and of what they settle."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.params import read_params
from books.consistent_reads import read_consistently
from books.preconditions import check_if_match
from books.tracked_models import Ids
from books.unit_of_work import UnitOfWork
from books.views import BookViewSet
from books.views_with_parts import ViewSetWithParts
from common.errors import Problem, raise_problems
from reconciliation import services, settling
from reconciliation.comparison import compare
from reconciliation.presenters import shown_comparison, shown_states, shown_suggestions
from reconciliation.serializers import (
    AccountStatesSerializer,
    CloseSerializer,
    ComparisonParams,
    ComparisonSerializer,
    GapSuggestionsSerializer,
    SettleSerializer,
)
from reconciliation.states import account_states
from reconciliation.suggestions import suggest
from statements.models import Statement, StatementQuerySet
from statements.presenters import present_statements
from statements.serializers import StatementFilters, StatementSerializer
from statements.stored import StoredStatement, statements_with_ids


@extend_schema_view(list=extend_schema(parameters=[StatementFilters]))
class StatementViewSet(ViewSetWithParts):
    """A statement is what a bank says that an account held at the end of a day."""

    queryset = Statement.objects.select_related("account")
    serializer_class = StatementSerializer
    takes_no_body = frozenset({"reopen"})
    reads_query = BookViewSet.reads_query | {"comparison"}
    list_params = StatementFilters
    narrowings = {
        "account": StatementQuerySet.of_account,
        "closed": StatementQuerySet.closed,
    }

    def present(self, ids: Ids) -> Mapping[int, Any]:
        return present_statements(self.book, ids)

    def perform_create(self, uow: UnitOfWork, values: dict[str, Any]) -> Statement:
        return services.create_statement(uow, today=timezone.localdate(), **values)

    def perform_update(self, uow: UnitOfWork, row: Any, values: dict[str, Any]) -> Statement:
        raise_problems(
            Problem(f"/{name}", "fixed", "A statement keeps this; delete it and state another one.")
            for name in ("account", "type")
            if values.pop(name, getattr(row, name)) != getattr(row, name)
        )
        return services.amend_statement(uow, row, timezone.localdate(), **values)

    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        """Delete the statement, and release what it settles. A closed one has to be reopened."""
        services.delete_statement(uow, row, timezone.localdate())

    @extend_schema(parameters=[ComparisonParams], responses=ComparisonSerializer)
    @action(detail=True, pagination_class=None)
    def comparison(self, request: Request, pk: str) -> Response:
        """Compare a statement with the book.

        How far the stated balance is from what the book says, and why.
        """
        row = self.get_object()
        terms = "expand" in read_params(request, ComparisonParams)

        def read() -> dict[str, Any]:
            return shown_comparison(compare(self.book, self._stored(row)), terms=terms)

        return Response(read_consistently(self.book, read))

    @extend_schema(responses=GapSuggestionsSerializer)
    @action(detail=True, pagination_class=None)
    def suggestions(self, request: Request, pk: str) -> Response:
        """Suggest what closes a gap.

        Postings whose settling or release would close the gap of a statement. Nothing is stored.
        """
        row = self.get_object()
        found = read_consistently(self.book, lambda: suggest(self.book, self._stored(row)))
        return Response(shown_suggestions(found))

    @extend_schema(responses=AccountStatesSerializer)
    @action(detail=False, pagination_class=None)
    def accounts(self, request: Request) -> Response:
        """Show how far accounts agree with their banks.

        Up to which day each account was reconciled, and whether that still holds.
        """
        states = read_consistently(self.book, lambda: account_states(self.book))
        return Response({"accounts": shown_states(states)})

    @extend_schema(request=SettleSerializer, responses=ComparisonSerializer)
    @action(detail=True, methods=["post"], pagination_class=None)
    def settle(self, request: Request, pk: str) -> Response:
        """Settle postings by a statement.

        Settles some postings, and releases others. Each posting is settled by one statement at
        most, and stays as it is while that is closed.
        """

        def work(uow: UnitOfWork, row: Statement) -> None:
            said = self.valid(SettleSerializer(data=request.data))
            until = said.pop("settle_until")
            settling.settle(uow, row, until=until, **said)

        return self._written(request, work)

    @extend_schema(request=CloseSerializer, responses=ComparisonSerializer)
    @action(detail=True, methods=["post"], pagination_class=None)
    def close(self, request: Request, pk: str) -> Response:
        """Close a statement.

        Fixes what it settles. It takes a gap of zero, or a correction that makes up for it.
        """

        def work(uow: UnitOfWork, row: Statement) -> None:
            said = self.valid(CloseSerializer(data=request.data))["correction"]
            correction = services.Correction(**said) if said is not None else None
            services.close_statement(uow, row, timezone.localdate(), correction)

        return self._written(request, work)

    @extend_schema(request=None, responses=ComparisonSerializer)
    @action(detail=True, methods=["post"], pagination_class=None)
    def reopen(self, request: Request, pk: str) -> Response:
        """Reopen a statement.

        What it settles can be changed again. Of several closed ones, the newest is first.
        """

        def work(uow: UnitOfWork, row: Statement) -> None:
            services.reopen_statement(uow, row, timezone.localdate())

        return self._written(request, work)

    def _written(self, request: Request, work: Callable[[UnitOfWork, Statement], None]) -> Response:
        """Run `work` on the statement within a change, and show the comparison after it."""

        def done(uow: UnitOfWork) -> Response:
            row = self.read_to_change(uow)
            check_if_match(request, row)
            work(uow, row)
            return Response(shown_comparison(compare(self.book, self._stored(row))))

        return self.write(done)

    def _stored(self, row: Statement) -> StoredStatement:
        (found,) = statements_with_ids(self.book.pk, [row.pk])
        return found
