"""What every endpoint of a book shares: which book it is, and writes as numbered changes."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, cast

from django.urls import reverse
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, ModelSerializer, Serializer
from rest_framework.viewsets import GenericViewSet

from api.pagination import KeysetPagination, KeysetSource
from api.params import NoParams, read_params
from api.views import View
from books.access import BOOK_HEADER, SAFE_METHODS, check_role, membership_of, token_label
from books.history import shown_of_row
from books.history_pages import NewestChanges, changes_of_row
from books.history_serializers import ChangeSerializer
from books.idempotency import KeptAnswer, kept_answer, request_key
from books.listing import Listing, Narrowing, members_of
from books.models import Book, BookRowQuerySet, Cause, Membership, Role
from books.preconditions import check_if_match, check_number_matches, etag, numbered_etag
from books.row_changes import maker_of
from books.rows import StampedRow
from books.schema import BookSchema
from books.serializers import BookSerializer
from books.services import amend_book
from books.tracked_models import place_of
from books.unit_of_work import Actor, UnitOfWork, change, retrying
from common.errors import NotThere


class BookAPIView(View):
    """Gives a view the book of the request and the way to write to it."""

    schema = BookSchema()
    role_needed = Role.EDITOR
    """The role that a write takes."""
    role_to_read = Role.VIEWER
    cause = Cause.API
    """By what a write comes about."""

    @cached_property
    def membership(self) -> Membership:
        """The caller's place in the book; raises NotThere where they have none."""
        return membership_of(self.request)

    @property
    def book(self) -> Book:
        """The book that the request is about, as `books.access` finds it."""
        return self.membership.book

    def check_access(self, request: Request) -> None:
        """Refuse a role that may not do this."""
        reads = request.method in SAFE_METHODS
        check_role(self.membership.role, self.role_to_read if reads else self.role_needed)

    @property
    def default_response_headers(self) -> dict[str, str]:
        # The same address shows something else to another caller, and of another book.
        return {**super().default_response_headers, "Vary": f"Authorization, {BOOK_HEADER}"}

    def write(self, work: Callable[[UnitOfWork], Response]) -> Response:
        """Answer with what `work` returns, run inside the next change of the book (`written`)."""
        by = Actor(
            user_id=self.request.user.pk,
            cause=self.cause,
            token=token_label(self.request),
            needs=self.role_needed,
        )
        return written(self.request, self.book, work, by=by)


def written(
    request: Request, book: Book, work: Callable[[UnitOfWork], Response], *, by: Actor
) -> Response:
    """Answer with what `work` returns, run inside the next change of `book`.

    Repeats the first answer for an Idempotency-Key that was used before, and runs `work` again
    where the database asks for that.
    """
    key = request_key(request)

    def attempt() -> Response:
        if key and (kept := kept_answer(book, key)):
            return kept
        with change(book, by=by, key=key) as uow:
            response = work(uow)
            if key:
                uow.answer = KeptAnswer.of(response).dump()
        return response

    return retrying(attempt)


class BookViewSet(BookAPIView, GenericViewSet[Any]):
    """CRUD over one kind of row of a book.

    A subclass names its queryset, serializer and pagination, and says in `perform_create`,
    `perform_update` and `perform_destroy` which service does the work. Rows of other books do
    not exist here (404).
    """

    reads_query = frozenset({"list", "history"})
    pagination_class: type[KeysetPagination] = KeysetPagination
    list_params: ClassVar[type[Serializer[Any]]] = NoParams
    """The parameters of the list, but for those of pages."""
    narrowings: ClassVar[Mapping[str, Narrowing]] = {}
    """What each of them keeps of the rows."""
    lookup_value_regex = "[0-9]{1,18}"

    @abstractmethod
    def perform_create(self, uow: UnitOfWork, values: Any) -> StampedRow:
        """Make the row that was `stated`."""

    @abstractmethod
    def perform_update(self, uow: UnitOfWork, row: Any, values: Any) -> StampedRow:
        """Make `row` what was `stated`."""

    @abstractmethod
    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        """Delete `row`."""

    def get_queryset(self) -> BookRowQuerySet[Any]:
        rows: BookRowQuerySet[Any] = super().get_queryset()  # type: ignore[assignment]  # every viewset here names one
        return rows.for_book(self.book)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "book": self.book}

    def listed(self) -> KeysetSource:
        """The rows that the list shows, as the query parameters ask."""
        wanted = read_params(self.request, self.list_params, pages=True)
        return self.listing().of(self.book, wanted)

    @classmethod
    @cache
    def listing(cls) -> Listing:
        """How its rows are listed."""
        shape = cast("type[ModelSerializer[Any]]", cls.serializer_class)
        order = cls.pagination_class.columns
        return Listing(shape.Meta.model, members_of(shape), cls.narrowings, order)

    def presented(self, row: Any) -> dict[str, Any]:
        """Return a row of the list, or an instance of the model, as the API shows it."""
        return self.listing().shown(row)

    def presented_page(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        """Return the rows of a page of the list as the API shows them.

        A view that presents a row otherwise presents its pages itself as well.
        """
        return self.listing().page(rows)

    def list(self, request: Request) -> Response:
        page: Any = self.paginator
        rows = page.paginate_queryset(self.listed(), request, view=self)
        return self.get_paginated_response(self.presented_page(rows))

    def retrieve(self, request: Request, pk: str) -> Response:
        return self.shown(self.get_object())

    def create(self, request: Request) -> Response:
        def work(uow: UnitOfWork) -> Response:
            row = self.perform_create(uow, self.stated())
            response = self.shown(self.made(row), status.HTTP_201_CREATED)
            response["Location"] = reverse(f"{self.basename}-detail", args=[row.pk])
            return response

        return self.write(work)

    def update(self, request: Request, pk: str, *, partial: bool = False) -> Response:
        def work(uow: UnitOfWork) -> Response:
            row = self.read_to_change(uow)
            check_if_match(request, row)
            changed = self.perform_update(uow, row, self.stated(row, partial=partial))
            return self.shown(self.made(changed))

        return self.write(work)

    def partial_update(self, request: Request, pk: str) -> Response:
        return self.update(request, pk, partial=True)

    def destroy(self, request: Request, pk: str) -> Response:
        def work(uow: UnitOfWork) -> Response:
            row = self.read_to_change(uow)
            check_if_match(request, row)
            self.perform_destroy(uow, row)
            return Response(status=status.HTTP_204_NO_CONTENT)

        return self.write(work)

    @extend_schema(responses=ChangeSerializer(many=True))
    @action(detail=True, pagination_class=NewestChanges)
    def history(self, request: Request, pk: str) -> Response:
        """Show the history of a thing.

        Every change of it, newest first, and what each did to it. A deleted row keeps its history.
        """
        read_params(request, NoParams, pages=True)
        place = place_of(self.get_queryset().model)
        name, row_id = place[0].name if place else "", int(pk)
        if not maker_of(self.book, name, row_id):
            raise NotThere
        changes = self.paginate_queryset(changes_of_row(self.book, name, row_id)) or []
        found = shown_of_row(self.book, changes, name, row_id)
        return self.get_paginated_response(ChangeSerializer(found, many=True).data)

    def read_to_change(self, uow: UnitOfWork) -> Any:
        """Return the row that the request is about, as it is under the lock of the change."""
        return self.get_object()

    def made(self, row: StampedRow) -> StampedRow:
        """Return what was made or changed, with all that is shown of it."""
        made: StampedRow = self.get_queryset().get(pk=row.pk)
        return made

    def stated(self, row: Any = None, *, partial: bool = False) -> Any:
        """Return what the request says of a row, new or stored: validated values.

        Raises ValidationError with every fault.
        """
        return self.valid(self.get_serializer(row, data=self.request.data, partial=partial))

    def shown(self, row: StampedRow, code: int = status.HTTP_200_OK) -> Response:
        """Answer with `row` and its entity tag."""
        data = self.presented(row)
        return Response(data, status=code, headers={"ETag": etag(row, data)})

    @staticmethod
    def valid(serializer: BaseSerializer[Any]) -> dict[str, Any]:
        """Return the validated values; raises ValidationError with every fault."""
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        return values


class BookView(BookAPIView):
    """The book itself."""

    role_needed = Role.OWNER

    @extend_schema(responses=BookSerializer)
    def get(self, request: Request) -> Response:
        """Show the book.

        The book that has all your data, with the number of its newest change.
        """
        return self.shown(self.book)

    @extend_schema(request=BookSerializer, responses=BookSerializer)
    def patch(self, request: Request) -> Response:
        """Change the book.

        For its owner. Sets the fields that are sent. Another home currency revalues every amount,
        as one change.
        """

        def work(uow: UnitOfWork) -> Response:
            check_number_matches(request, uow.number - 1)
            serializer = BookSerializer(uow.book, data=request.data, partial=True)
            serializer.is_valid(raise_exception=True)
            return self.shown(amend_book(uow, **serializer.validated_data))

        return self.write(work)

    @staticmethod
    def shown(book: Book) -> Response:
        data = BookSerializer(book).data
        return Response(data, headers={"ETag": numbered_etag(book.last_change, data)})
