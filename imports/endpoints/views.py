"""The endpoints of imports."""

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from django.db import transaction
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from api.params import NoParams, read_params
from api.parsers import ExactFormParser, ExactJSONParser
from books.access import token_label
from books.models import BookRowQuerySet, Cause
from books.preconditions import check_number_matches, numbered_etag
from books.unit_of_work import retrying
from books.views import BookAPIView
from imports import services
from imports.endpoints.decisions import read_decisions
from imports.endpoints.examples import AMENDED, CORRECTED, DECIDED, DECISIONS, IMPORT
from imports.endpoints.pagination import NewestImports, PlanPages
from imports.endpoints.presenters import shown_import, shown_rows
from imports.endpoints.requests import (
    CommitParams,
    DecisionSerializer,
    ImportParametersSerializer,
    RowParams,
    UploadSerializer,
    commit_options,
)
from imports.endpoints.responses import DecidedSerializer, ImportSerializer, PlannedRowSerializer
from imports.endpoints.schema import ImportSchema
from imports.endpoints.uploads import check_size, key_of, parameters_of, uploaded
from imports.models import UNFINISHED, Decision, Import, Verdict
from imports.plan.decisions import Decided
from imports.plan.parameters import ImportParameters

T = TypeVar("T")


LOOK_SECONDS = 0.1
"""How often a request that waits looks whether a worker is done."""


class UploadParser(ExactFormParser):
    """Reads a form with a file, and refuses one that is too large before it reads it."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        check_size((parser_context or {})["request"])
        return super().parse(stream, media_type, parser_context)


class ImportViewSet(BookAPIView, GenericViewSet[Import]):
    """Uploaded files of banks and of other programs, with their plans."""

    queryset = Import.objects.all()
    serializer_class = ImportSerializer
    pagination_class = NewestImports
    lookup_value_regex = "[0-9]{1,18}"
    schema = ImportSchema()
    cause = Cause.IMPORT
    reads_query = frozenset({"list", "rows", "create"})
    takes_no_body = frozenset({"plan", "commit"})

    def get_queryset(self) -> BookRowQuerySet[Import]:
        return Import.objects.for_book(self.book)

    def get_parsers(self) -> list[Any]:
        request = getattr(self, "request", None)
        is_upload = getattr(self, "action_map", {}).get("post") == "create"
        if request is not None and request.method == "POST" and is_upload:
            return [UploadParser()]
        return [ExactJSONParser()]

    def list(self, request: Request) -> Response:
        read_params(request, NoParams, pages=True)
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([shown_import(one, self.book) for one in page])

    @extend_schema(
        request={"multipart/form-data": UploadSerializer},
        parameters=[CommitParams],
        responses={202: ImportSerializer},
    )
    def create(self, request: Request) -> Response:
        """The answer comes at once: a worker reads the file, and its plan can be seen as it grows.

        With `commit=auto` the plan is committed as soon as it is made, unless balances that the
        file states do not hold (`accept=unproved` commits even then). With `wait=30` the answer
        comes when the worker is done, or after 30 seconds.
        """
        query = read_params(request, CommitParams)
        context = {"book": self.book, "request": request}
        form = UploadSerializer(data=request.data, context=context)
        form.is_valid(raise_exception=True)
        wanted = commit_options(query, form.validated_data)
        file = form.validated_data["file"]
        imported = retrying(
            lambda: uploaded(
                self.book,
                file.file,
                parameters_of(form.validated_data),
                name=file.name or "",
                user_id=request.user.pk,
                token=token_label(request),
                auto_commit="commit" in wanted,
                accept_unproved="accept" in wanted,
                key=key_of(request),
            )
        )
        return self.accepted(self._awaited(imported, wanted.get("wait", 0)))

    def _awaited(self, imported: Import, seconds: int) -> Import:
        """Return the import once nobody works on it any more, or after so many seconds."""
        deadline = time.monotonic() + seconds
        while imported.state in UNFINISHED and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
            imported.refresh_from_db()
        self.book.refresh_from_db(fields=["last_change"])
        return imported

    def retrieve(self, request: Request, pk: str) -> Response:
        return self.shown(self.get_object())

    @extend_schema(
        request=ImportParametersSerializer,
        responses={202: ImportSerializer},
        examples=[AMENDED, IMPORT],
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """State how the file is to be read, or where its rows go. It is planned anew."""

        def work() -> Import:
            imported = self.open_to_change()
            form = ImportParametersSerializer(
                data=request.data, partial=True, context={"book": self.book}
            )
            form.is_valid(raise_exception=True)
            parameters = parameters_of(
                form.validated_data, ImportParameters.load(imported.parameters)
            )
            return services.plan_anew(imported, parameters)

        return self.accepted(retrying(transaction.atomic(work)))

    def destroy(self, request: Request, pk: str) -> Response:
        """Throws the file and its plan away. What was committed stays in the book."""
        self.changed(services.discard)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def plan(self, request: Request, pk: str) -> Response:
        """Plan an import anew.

        For a plan that is older than the book. Decisions about its rows stay.
        """

        def work() -> Import:
            imported = self.open_to_change()
            return services.plan_anew(imported, ImportParameters.load(imported.parameters))

        return self.accepted(retrying(transaction.atomic(work)))

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def commit(self, request: Request, pk: str) -> Response:
        """Commit the plan of an import.

        A worker records it as one change of the book. Refused where the book has changed since it
        was planned.
        """

        def work() -> Import:
            return services.ask_to_commit(self.open_to_change(), self.book)

        return self.accepted(retrying(transaction.atomic(work)))

    @extend_schema(parameters=[RowParams], responses=PlannedRowSerializer(many=True))
    @action(detail=True, pagination_class=PlanPages)
    def rows(self, request: Request, pk: str) -> Response:
        """List the rows of a plan.

        Each row with its verdict, the reasons, and the action of the commit.
        """
        imported = self.get_object()
        page: Sequence[Any] = self.paginate_queryset(self.get_queryset()) or []
        numbers = [numbered.number for numbered in page]
        stored = Decision.objects.filter(decision_of=imported, row__in=numbers)
        decisions = {one.row: Decided.load(one.content) for one in stored}
        return self.get_paginated_response(shown_rows(page, imported, decisions))

    @extend_schema(
        request=DecisionSerializer(many=True),
        responses=DecidedSerializer,
        examples=[DECISIONS, CORRECTED, DECIDED],
    )
    @rows.mapping.patch
    def decide(self, request: Request, pk: str) -> Response:
        """Decide about rows of a plan.

        Other rows and fields stay. Where cells are corrected, a worker plans the file anew.
        """

        def work(imported: Import) -> int:
            decisions = read_decisions(request.data, imported, self.book)
            services.decide(imported, decisions)
            return len(decisions)

        return Response({"decided": self.changed(work)})

    @cached_property
    def verdicts(self) -> Sequence[str]:
        """The verdicts of the rows that are listed."""
        wanted = read_params(self.request, RowParams, pages=True)
        return [wanted["verdict"]] if "verdict" in wanted else [str(v) for v in Verdict]

    def changed(self, work: Callable[[Import], T]) -> T:
        """Return what `work` returns, which changes the import."""

        def attempt() -> T:
            with transaction.atomic():
                return work(self.open_to_change())

        return retrying(attempt)

    def open_to_change(self) -> Import:
        """Return the import, which is this transaction's to change until it ends.

        Raises Stale where the request has another state of it in mind.
        """
        imported: Import = get_object_or_404(self.get_queryset().select_for_update(), **self.kwargs)
        check_number_matches(self.request, imported.version)
        return imported

    def shown(self, imported: Import, code: int = status.HTTP_200_OK) -> Response:
        """Answer with `imported` and its entity tag."""
        data = shown_import(imported, self.book)
        tag = numbered_etag(imported.version, {**data, "uploaded_at": None})
        return Response(data, status=code, headers={"ETag": tag})

    def accepted(self, imported: Import) -> Response:
        """Answer that a worker will go on with `imported`."""
        response = self.shown(imported, status.HTTP_202_ACCEPTED)
        response["Location"] = reverse("import-detail", args=[imported.pk])
        return response
