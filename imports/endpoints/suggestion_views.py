"""The endpoints beside imports: formats, corrected layouts, suggested categories and transfers."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from api.pagination import KeysetPagination
from api.params import NoParams, read_params
from books.models import BookRowQuerySet
from books.preconditions import etag
from books.schema import BesideChangesSchema, UntaggedSchema
from books.unit_of_work import UnitOfWork
from books.views import BookAPIView
from common.errors import Problem, raise_problems
from imports import services
from imports.endpoints.examples import PAIR_NAMED
from imports.endpoints.presenters import shown_pairs
from imports.endpoints.requests import CategoryParams, PairSerializer, SuggestionParams
from imports.endpoints.responses import (
    CategoryForPayeeSerializer,
    LayoutSerializer,
    ReadableFormatListSerializer,
    SuggestionListSerializer,
)
from imports.models import TableLayout
from imports.suggesting.for_payee import CategoryForPayee, category_for_payee
from imports.suggesting.transfers import join, suggested
from readers.registry import FORMATS
from transactions.examples import SHOWN
from transactions.presenters import shown_transaction
from transactions.serializers import TransactionSerializer
from transactions.stored import StoredTransaction, transactions_with_ids


def as_one_page(rows: Iterable[dict[str, Any]]) -> Response:
    """Answer with a list that has no second page."""
    return Response({"next": None, "previous": None, "results": list(rows)})


class FormatsView(BookAPIView):
    """The formats that can be read."""

    @extend_schema(responses=ReadableFormatListSerializer)
    def get(self, request: Request) -> Response:
        """List the formats.

        The formats that can be imported, with the options of their readers.
        """
        return as_one_page(
            {"name": known.name, "title": known.label, "options": sorted(known.options)}
            for known in FORMATS
        )


class LayoutViewSet(BookAPIView, GenericViewSet[TableLayout]):
    """Corrected layouts of tables, which later files with the same columns reuse."""

    schema = BesideChangesSchema()
    reads_query = frozenset({"list"})
    queryset = TableLayout.objects.all()
    serializer_class = LayoutSerializer
    pagination_class = KeysetPagination
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> BookRowQuerySet[TableLayout]:
        return TableLayout.objects.for_book(self.book)

    def list(self, request: Request) -> Response:
        read_params(request, NoParams, pages=True)
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(LayoutSerializer(page, many=True).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """The next file of that shape is guessed at again."""
        services.forget_layout(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


class SuggestionsView(BookAPIView):
    """Likely transfers between accounts of the book."""

    reads_query = frozenset({"get"})

    @extend_schema(parameters=[SuggestionParams], responses=SuggestionListSerializer)
    def get(self, request: Request) -> Response:
        """List likely transfers.

        Pairs of transactions on two accounts that look like the two sides of one transfer, with
        the reasons. They stay as they are until somebody accepts.
        """
        wanted = read_params(request, SuggestionParams)
        period = wanted["period"]
        likely = suggested(self.book, period)[: wanted["limit"]]
        return as_one_page(shown_pairs(self.book, likely))


class CategoryView(BookAPIView):
    """A category for a payee that somebody states."""

    reads_query = frozenset({"get"})

    @extend_schema(parameters=[CategoryParams], responses=CategoryForPayeeSerializer)
    def get(self, request: Request) -> Response:
        """Suggest a category.

        For a payee by name: that of its last use or, for a new one, what was learned from others.
        """
        wanted = read_params(request, CategoryParams)
        found = category_for_payee(
            self.book, wanted["payee"], wanted["description"], wanted["type"]
        )
        return Response(found._asdict() if found else dict.fromkeys(CategoryForPayee._fields))


class PairView(BookAPIView):
    """What becomes of a suggested transfer."""

    schema = UntaggedSchema()

    def named(self, request: Request) -> tuple[StoredTransaction, StoredTransaction]:
        """Return the two transactions that the request names; raises Invalid for others."""
        form = PairSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        ids = form.validated_data
        rows = {row.pk: row for row in transactions_with_ids(self.book.pk, ids.values())}
        raise_problems(
            Problem(f"/{name}", "does_not_exist", "There is no such transaction in this book.")
            for name in ("outgoing", "incoming")
            if ids[name] not in rows
        )
        return rows[ids["outgoing"]], rows[ids["incoming"]]


class AcceptView(PairView):
    """A suggestion that is accepted."""

    @extend_schema(
        request=PairSerializer,
        responses={200: TransactionSerializer},
        examples=[PAIR_NAMED, *SHOWN],
    )
    def post(self, request: Request) -> Response:
        """Accept a suggested transfer.

        Joins the two transactions into one transfer, as one change, which can be undone.
        """

        def work(uow: UnitOfWork) -> Response:
            joined = join(uow, *self.named(request))
            (row,) = transactions_with_ids(self.book.pk, [joined.pk])
            data = shown_transaction(row)
            return Response(data, headers={"ETag": etag(row, data)})

        return self.write(work)


class RefuseView(PairView):
    """A suggestion that is refused."""

    schema = BesideChangesSchema()

    @extend_schema(request=PairSerializer, responses={204: None}, examples=[PAIR_NAMED])
    def post(self, request: Request) -> Response:
        """Refuse a suggested transfer.

        The two are not suggested again.
        """
        outgoing, incoming = self.named(request)
        services.refuse_pair(self.book, outgoing.pk, incoming.pk)
        return Response(status=status.HTTP_204_NO_CONTENT)
