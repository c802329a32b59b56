"""The endpoints of suggested schedules."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from books.consistent_reads import read_consistently
from books.schema import BesideChangesSchema
from books.views import BookAPIView
from schedules import refusals
from schedules.presenters import shown_suggestions
from schedules.report_serializers import ScheduleSuggestionsSerializer
from schedules.serializers import SuggestionNamedSerializer
from schedules.suggestions import SHOWN_MAX, suggested


class SuggestionsView(BookAPIView):
    """Schedules that are suggested."""

    reads_query = frozenset({"get"})

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
