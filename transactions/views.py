"""The endpoints of transactions, payees and tags."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.faults import form_faults
from api.pagination import KeysetSource
from api.params import read_params
from api.requests import form_of
from books.consistent_reads import read_consistently
from books.preconditions import check_if_match
from books.rows import StampedRow
from books.unit_of_work import UnitOfWork
from books.views import BookViewSet
from common.errors import Invalid, Problem, TooLarge
from common.text import fold
from transactions import labels
from transactions.amending import amended, draft_from, replaced
from transactions.bulk import write_many
from transactions.chart_of_accounts import ChartOfAccounts
from transactions.drafts import TransactionDraft
from transactions.examples import CHANGED, SHOWN
from transactions.filters import (
    BALANCE,
    Expand,
    ListParams,
    NewestFirst,
    TransactionFilters,
    search,
)
from transactions.models import Label, LabelQuerySet, Payee, Tag, Transaction
from transactions.presenters import shown_summary, shown_transaction
from transactions.request_parsing import read, readable
from transactions.running_balances import running_balances
from transactions.search import Search
from transactions.serializers import (
    BULK_MAX,
    BulkForm,
    BulkResultSerializer,
    BulkSerializer,
    LabelFilters,
    PayeeMerge,
    PayeeSerializer,
    SummarySerializer,
    TagMerge,
    TagSerializer,
    TransactionSerializer,
)
from transactions.services import (
    amend_transaction,
    delete_transaction,
    record_transaction,
    transactions_to_change,
)
from transactions.stored import StoredTransaction, transactions_with_ids
from transactions.summary import summed_up


@extend_schema_view(
    list=extend_schema(parameters=[ListParams]),
    retrieve=extend_schema(parameters=[Expand]),
    create=extend_schema(parameters=[Expand]),
    update=extend_schema(parameters=[Expand]),
    partial_update=extend_schema(parameters=[Expand], examples=[CHANGED, *SHOWN]),
)
class TransactionViewSet(BookViewSet):
    """A transaction is flat in the ordinary case; a split shows its `postings`."""

    queryset = Transaction.objects.all()
    serializer_class = TransactionSerializer
    pagination_class = NewestFirst
    reads_query = BookViewSet.reads_query | {
        "retrieve", "create", "update", "partial_update", "summary"
    }  # fmt: skip

    @cached_property
    def wanted(self) -> dict[str, Any]:
        """The query parameters."""
        is_list = self.action == "list"
        return read_params(self.request, ListParams if is_list else Expand, pages=is_list)

    def get_object(self) -> StoredTransaction:
        return _found(transactions_with_ids(self.book.pk, [int(self.kwargs["pk"])]))

    def read_to_change(self, uow: UnitOfWork) -> StoredTransaction:
        return _found(transactions_to_change(uow, [int(self.kwargs["pk"])]))

    def listed(self) -> Search:
        return search(self.book, self.wanted)

    def list(self, request: Request) -> Response:
        if self.wanted.get("expand") != BALANCE:
            return super().list(request)
        # The balance and the rows have to be of one moment.
        return read_consistently(self.book, functools.partial(super().list, request))

    def presented_page(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        if self.wanted.get("expand") != BALANCE:
            return [self.presented(row) for row in rows]
        (account,) = self.wanted["account"]
        balances = running_balances(self.book, account, rows)
        return [shown_transaction(row, balance=balances[row.pk]) for row in rows]

    def presented(self, row: StoredTransaction) -> dict[str, Any]:
        return shown_transaction(row, expand=self.wanted.get("expand") == "postings")

    def stated(self, row: Any = None, *, partial: bool = False) -> TransactionDraft:
        """Return the draft that the request states; raises Invalid with every fault."""
        make = (
            draft_from if row is None else functools.partial(amended if partial else replaced, row)
        )
        statement = read(form_of(TransactionSerializer, partial=partial), self.request.data, make)
        if statement.draft is None or statement.faults:
            raise Invalid(statement.every_fault(ChartOfAccounts.of(self.book)))
        return statement.draft

    def perform_create(self, uow: UnitOfWork, values: TransactionDraft) -> StoredTransaction:
        return record_transaction(uow, values)

    def made(self, row: StampedRow) -> StampedRow:
        return row

    def perform_update(
        self, uow: UnitOfWork, row: Any, values: TransactionDraft
    ) -> StoredTransaction:
        return amend_transaction(uow, row, values)

    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        delete_transaction(uow, row)

    @extend_schema(request=BulkSerializer, responses=BulkResultSerializer)
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Write many transactions at once.

        Creates, changes and deletes as one change of the book; all or nothing. Returns a result for
        each item.
        """

        def work(uow: UnitOfWork) -> Response:
            _check_size(request.data)
            lists, faults = _lists(request.data)
            result = write_many(uow, **lists, faults=faults)
            return Response(
                {
                    "change": uow.number,
                    "create": _items(result.created, 201),
                    "update": _items(result.updated, 200),
                    "delete": _items(result.deleted, 204),
                }
            )

        return self.write(work)

    @extend_schema(parameters=[TransactionFilters], responses=SummarySerializer)
    @action(detail=False)
    def summary(self, request: Request) -> Response:
        """Sum up transactions.

        How many match the filters of the list, and by currency what came in and went out.
        """
        wanted = read_params(request, TransactionFilters)

        def read() -> dict[str, Any]:
            return shown_summary(summed_up(search(self.book, wanted)))

        return Response(read_consistently(self.book, read))


class LabelViewSet(BookViewSet):
    """What payees and tags have in common."""

    model: type[Payee] | type[Tag]
    merge_serializer_class: type[serializers.Serializer[Any]]
    narrowings = {
        "archived": LabelQuerySet.archived,
        "q": LabelQuerySet.named_like,
    }

    def listed(self) -> KeysetSource:
        wanted = read_params(self.request, LabelFilters, pages=True)
        key = fold(wanted.get("q", ""))
        return self.listing().of(self.book, {"archived": wanted["archived"], "q": key or None})

    def perform_create(self, uow: UnitOfWork, values: dict[str, Any]) -> Label:
        return labels.create_label(uow, self.model, **values)

    def perform_update(self, uow: UnitOfWork, row: Any, values: dict[str, Any]) -> Label:
        return labels.amend_label(uow, row, **values)

    def merged(self, merge: Callable[[UnitOfWork, Any, Any], Label]) -> Response:
        """Answer with the row that this one was merged into."""

        def work(uow: UnitOfWork) -> Response:
            context = self.get_serializer_context()
            stated = self.merge_serializer_class(data=self.request.data, context=context)
            row = self.get_object()
            check_if_match(self.request, row)
            return self.shown(merge(uow, row, self.valid(stated)["into"]))

        return self.write(work)


@extend_schema_view(list=extend_schema(parameters=[LabelFilters]))
class PayeeViewSet(LabelViewSet):
    """A payee is who was paid, or who paid."""

    model = Payee
    queryset = Payee.objects.all()
    serializer_class = PayeeSerializer
    merge_serializer_class = PayeeMerge

    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        """Its transactions then have no payee."""
        labels.delete_payee(uow, row)

    @extend_schema(request=PayeeMerge, responses=PayeeSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Merge a payee into another.

        Its transactions get the other one, and it is deleted. Returns the other one.
        """
        return self.merged(labels.merge_payee)


@extend_schema_view(list=extend_schema(parameters=[LabelFilters]))
class TagViewSet(LabelViewSet):
    """A tag is a free label of transactions, across categories."""

    model = Tag
    queryset = Tag.objects.all()
    serializer_class = TagSerializer
    merge_serializer_class = TagMerge

    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        """Its transactions and schedules lose the tag."""
        labels.delete_tag(uow, row)

    @extend_schema(request=TagMerge, responses=TagSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Merge a tag into another.

        Its transactions and schedules get the other one, and it is deleted. Returns the other one.
        """
        return self.merged(labels.merge_tag)


def _found(rows: Sequence[StoredTransaction]) -> StoredTransaction:
    """Return the one row that was asked for; raises Http404 where there is none."""
    if not rows:
        raise Http404
    return rows[0]


def _check_size(data: Any) -> None:
    """Raise TooLarge before a list is read that is longer than a bulk call may have."""
    lists = data.values() if isinstance(data, dict) else ()
    if sum(len(items) for items in lists if isinstance(items, list)) > BULK_MAX:
        raise TooLarge(f"A bulk call takes at most {BULK_MAX} items; send the rest in another.")


def _lists(data: Any) -> tuple[dict[str, Any], list[Problem]]:
    """Return the lists of a bulk call that can be read, and the faults of the outer form."""
    outer = form_of(BulkForm)
    try:
        return outer.run_validation(data), []
    except ValidationError as error:
        return readable(outer, data) if isinstance(data, dict) else {}, form_faults(error)


def _items(ids: list[int], status_code: int) -> list[dict[str, int]]:
    return [{"index": i, "id": row_id, "status": status_code} for i, row_id in enumerate(ids)]
