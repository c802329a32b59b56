"""The endpoint of preferences."""

from collections.abc import Iterator, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import FlagField, TextField
from api.views import View
from books.unit_of_work import retrying
from common.errors import Problem
from users.choices import (
    AmountColours,
    DateChoice,
    Density,
    Language,
    NumberChoice,
    StartPage,
    Theme,
    Weekday,
)
from users.examples import NEW_PREFERENCES, PREFERENCES
from users.models import ZONE_LENGTH_MAX
from users.permissions import SIGNED_IN
from users.preferences import prefer, preferences_of, problems
from users.serializers import AllFaultsSerializer
from users.views import caller_of, valid


class WeekdayField(serializers.ChoiceField):
    """A number and nothing else: a text that looks like one is not turned into it."""

    def to_internal_value(self, data: Any) -> Any:
        if type(data) is not int:
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class PreferencesSerializer(AllFaultsSerializer):
    """How a user wants pages and figures."""

    language = serializers.ChoiceField(
        Language.choices, required=False, help_text="The language of the pages (BCP 47)."
    )
    number_form = serializers.ChoiceField(
        NumberChoice.choices, required=False, help_text="How pages write numbers."
    )
    date_form = serializers.ChoiceField(
        DateChoice.choices, required=False, help_text="How pages write days."
    )
    first_weekday = WeekdayField(
        Weekday.choices, required=False, help_text="On which day a week begins; 1 is Monday."
    )
    time_zone = TextField(
        required=False,
        max_length=ZONE_LENGTH_MAX,
        help_text="A name of the IANA database, such as `Europe/Berlin`; it says what today is.",
    )
    theme = serializers.ChoiceField(Theme.choices, required=False, help_text="Light or dark pages.")
    density = serializers.ChoiceField(
        Density.choices, required=False, help_text="How much room rows have."
    )
    amount_colours = serializers.ChoiceField(
        AmountColours.choices, required=False, help_text="The colour of money that comes in."
    )
    single_keys = FlagField(
        required=False, help_text="Whether single keys do something on pages, such as `n` for new."
    )
    start_page = serializers.ChoiceField(
        StartPage.choices, required=False, help_text="Which page of a book comes first."
    )
    assumed = serializers.BooleanField(
        read_only=True,
        help_text="Whether they were guessed at the sign-up and not confirmed since.",
    )

    def rules(self, sound: dict[str, Any]) -> Iterator[Problem]:
        return problems(sound)


class PreferencesView(View):
    """How pages and figures look to the caller."""

    def get_permissions(self) -> Sequence[Any]:
        if self.request.method in SAFE_METHODS:
            return super().get_permissions()
        return [permission() for permission in SIGNED_IN]

    @extend_schema(responses=PreferencesSerializer, examples=[PREFERENCES])
    def get(self, request: Request) -> Response:
        """Show your preferences.

        They are for the pages; answers of the API look the same for everybody.
        """
        return Response(PreferencesSerializer(preferences_of(caller_of(request))).data)

    @extend_schema(
        request=PreferencesSerializer,
        responses=PreferencesSerializer,
        examples=[NEW_PREFERENCES, PREFERENCES],
    )
    def patch(self, request: Request) -> Response:
        """Change your preferences.

        Sets the fields that are sent and leaves the others as they are. Requires a sign-in.
        """
        wanted = valid(PreferencesSerializer(data=request.data))
        row = retrying(lambda: prefer(caller_of(request), wanted))
        return Response(PreferencesSerializer(row).data)
