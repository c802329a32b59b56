"""The endpoints of suggested schedules."""

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from books.consistent_reads import read_consistently
from books.preconditions import etag
from books.schema import BesideChangesSchema, UntaggedSchema
from books.unit_of_work import UnitOfWork
from books.views import BookAPIView
from schedules import refusals
from schedules.accepting import accept
from schedules.presenters import present_schedules, shown_suggestions
from schedules.report_serializers import ScheduleSuggestionsSerializer
from schedules.serializers import (
    AcceptanceSerializer,
    ScheduleSerializer,
    SuggestionNamedSerializer,
)
from schedules.suggestions import SHOWN_MAX, suggested


class SuggestionsView(BookAPIView):
    """Schedules that are suggested."""

    @extend_schema(responses=ScheduleSuggestionsSerializer)
    def get(self, request: Request) -> Response:
        """Suggest schedules.

        For payments to one payee that recur and have not ended, of which there is no schedule yet.
        Nothing is stored.
        """
        today = timezone.localdate()
        found = read_consistently(self.book, lambda: suggested(self.book, today))
        return Response(
            {
                "suggestions": shown_suggestions(found.open[:SHOWN_MAX]),
                "refused": shown_suggestions(found.refused[:SHOWN_MAX]),
            }
        )


class AcceptView(BookAPIView):
    """A suggestion that is accepted."""

    schema = UntaggedSchema()

    @extend_schema(request=AcceptanceSerializer, responses={201: ScheduleSerializer})
    def post(self, request: Request) -> Response:
        """Accept a suggested schedule.

        Makes the schedule from its first payment on, and matches each payment with the occurrence
        of its date: one change, which one undo takes back.
        """

        def work(uow: UnitOfWork) -> Response:
            form = AcceptanceSerializer(data=request.data)
            form.is_valid(raise_exception=True)
            row = accept(uow, today=timezone.localdate(), **form.validated_data)
            data = present_schedules(uow.book, [row.pk])[row.pk]
            where = reverse("schedule-detail", args=[row.pk])
            headers = {"Location": where, "ETag": etag(row, data)}
            return Response(data, status=status.HTTP_201_CREATED, headers=headers)

        return self.write(work)


class RefuseView(BookAPIView):
    """A suggestion that is refused."""

    schema = BesideChangesSchema()

    @extend_schema(request=SuggestionNamedSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Refuse a suggested schedule.

        It is listed among those that were refused from now on. Sent again, it changes nothing.
        """
        refusals.refuse(self.book, _key_of(request), timezone.localdate())
        return Response(status=status.HTTP_204_NO_CONTENT)


class TakeBackView(BookAPIView):
    """A suggestion that is refused no longer."""

    schema = BesideChangesSchema()

    @extend_schema(request=SuggestionNamedSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Take back a refusal.

        The schedule is suggested again. Sent again, it changes nothing.
        """
        refusals.take_back(self.book, _key_of(request), timezone.localdate())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _key_of(request: Request) -> str:
    form = SuggestionNamedSerializer(data=request.data)
    form.is_valid(raise_exception=True)
    return str(form.validated_data["key"])
