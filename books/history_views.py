"""The endpoints of a book's history: what was done, and having it back."""

from typing import Any

from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from api.params import NoParams, read_params
from books.history import entries, shown, summary, trashed
from books.history_pages import EntryPages, NewestChanges, NewestDeletions, deletions, searched
from books.history_serializers import (
    ChangeSerializer,
    EntrySerializer,
    HistoryFilters,
    TrashSerializer,
    UndoneSerializer,
)
from books.models import Cause, Change
from books.schema import UntaggedSchema
from books.undo import restore, undo
from books.unit_of_work import UnitOfWork
from books.views import BookAPIView
from common.errors import Conflict, NotThere


@extend_schema_view(list=extend_schema(parameters=[HistoryFilters]))
class HistoryViewSet(BookAPIView, GenericViewSet[Any]):
    """A change is one write to a book, with its author and its cause."""

    schema = UntaggedSchema()
    reads_query = frozenset({"list", "entries"})
    takes_no_body = frozenset({"undo"})
    serializer_class = ChangeSerializer
    pagination_class = NewestChanges
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,18}"
    cause = Cause.UNDO

    @cached_property
    def change(self) -> Change:
        """The change that the address names; raises NotThere where the book has none of it."""
        number = int(self.kwargs["number"])
        found = self.book.changes.select_related("user").filter(number=number).first()
        if found is None:
            raise NotThere
        return found

    def list(self, request: Request) -> Response:
        """Show the history.

        Every change of the book, newest first: who, when, by what cause, and what it did in words.
        """
        changes = searched(self.book, read_params(request, HistoryFilters, pages=True))
        page = shown(self.book, self.paginate_queryset(changes) or [])
        return self.get_paginated_response(ChangeSerializer(page, many=True).data)

    def retrieve(self, request: Request, number: str) -> Response:
        """Show a change."""
        (found,) = shown(self.book, [self.change])
        return Response(ChangeSerializer(found).data)

    @extend_schema(responses=EntrySerializer(many=True))
    @action(detail=True, pagination_class=EntryPages)
    def entries(self, request: Request, number: str) -> Response:
        """List what a change did.

        One entry for each row that it touched, ordered by kind and id.
        """
        read_params(request, NoParams, pages=True)
        if self.change.number < self.book.history_from:
            raise Conflict(
                "The history of this change is no longer kept.", code="history_forgotten"
            )
        found = entries(self.book, self.paginate_queryset([]) or [])
        return self.get_paginated_response(EntrySerializer(found, many=True).data)

    @extend_schema(request=None, responses=UndoneSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, number: str) -> Response:
        """Undo a change.

        Restores what it overwrote and deleted, and deletes what it created, as a new change. Undo
        that change to redo it. Refused (409) where later changes touched the same rows or depend on
        them. The problem lists them in `changes`: undo those first.
        """

        def work(uow: UnitOfWork) -> Response:
            undo(uow, int(number))
            return _undone(uow)

        return self.write(work)


class TrashViewSet(BookAPIView, GenericViewSet[Any]):
    """Deleted rows, which can be restored."""

    schema = UntaggedSchema()
    reads_query = frozenset({"list"})
    takes_no_body = frozenset({"restore"})
    serializer_class = TrashSerializer
    pagination_class = NewestDeletions
    lookup_value_regex = "[0-9]{1,18}"
    cause = Cause.UNDO

    def list(self, request: Request) -> Response:
        """List the trash.

        Everything that was deleted and is gone, newest first, as it last was.
        """
        read_params(request, NoParams, pages=True)
        page = self.paginate_queryset(deletions(self.book)) or []
        found = trashed(self.book, page)
        return self.get_paginated_response(TrashSerializer(found, many=True).data)

    @extend_schema(request=None, responses=UndoneSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Restore a thing from the trash.

        Restores the row with its id, a transaction with its postings and tags. To restore all that
        the same change deleted, undo that change instead.
        """

        def work(uow: UnitOfWork) -> Response:
            revision = deletions(uow.book).filter(pk=pk).first()
            if revision is None:
                raise NotThere
            restore(uow, revision)
            return _undone(uow)

        return self.write(work)


def _undone(uow: UnitOfWork) -> Response:
    said = summary(uow.recorder.counts(), undoes=uow.undoes)
    return Response({"number": uow.number, "summary": said})
