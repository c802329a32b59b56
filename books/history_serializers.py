"""The shapes of history and trash, and the parameters of their endpoints."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.fields import DayField
from api.params import NumberParameter
from books.history import FieldChange, Shown
from books.history_examples import CHANGE, ENTRY, GONE, TAKEN_BACK
from books.models import Cause
from books.tracked_models import BOOK, tracked_models

ID_MAX = 2**63 - 1


class ByWhomSerializer(serializers.Serializer[Any]):
    """A person."""

    id = serializers.IntegerField(
        source="pk",
        allow_null=True,
        help_text="The person's id; null for somebody of the server that an archive came from.",
    )
    username = serializers.CharField(help_text="What they are called.")


class FieldChangeSerializer(serializers.Serializer[FieldChange]):
    """One field of a row, in words."""

    field = serializers.CharField(help_text="Its name in the API.")
    before = serializers.CharField(help_text="What it said before; empty for nothing.")
    after = serializers.CharField(help_text="What it said after; empty for nothing.")


@extend_schema_serializer(examples=[ENTRY])
class EntrySerializer(serializers.Serializer[Any]):
    """What one change did to one thing."""

    kind = serializers.CharField(source="row_change.kind", help_text="Such as `transaction`.")
    id = serializers.IntegerField(source="row_change.row_id", help_text="The thing's id.")
    action = serializers.CharField(
        source="row_change.action",
        help_text="One of `created`, `amended`, `deleted`, `restored` and, for what only followed, "
        "such as the worth at another rate, `touched`.",
    )
    title = serializers.CharField(help_text="What it is called.")
    text = serializers.CharField(help_text="What was done, as a sentence.")
    changes = FieldChangeSerializer(many=True, help_text="Field by field.")


@extend_schema_serializer(examples=[CHANGE])
class ChangeSerializer(serializers.Serializer[Any]):
    """One change of the book: who, when, by what, and what it did."""

    number = serializers.IntegerField(
        source="change.number", help_text="The changes of a book are numbered from 1."
    )
    at = serializers.DateTimeField(source="change.at", help_text="When it was made, UTC.")
    user = ByWhomSerializer(
        source="made_by", allow_null=True, help_text="Null for the program, and who has left."
    )
    cause = serializers.ChoiceField(
        source="change.cause", choices=Cause.choices, help_text="By what it came about."
    )
    token = serializers.CharField(
        source="change.token",
        help_text="The name of the personal access token; empty for none.",
    )
    undoes = serializers.SerializerMethodField(help_text="The change that it took back, or null.")
    undone_by = serializers.SerializerMethodField(
        help_text="The change that took it back, while that one stands, or null."
    )
    summary = serializers.CharField(help_text="What it did, counted, as a sentence.")
    rows = serializers.IntegerField(help_text="How many things it touched.")
    entries = EntrySerializer(
        many=True,
        allow_null=True,
        help_text="What it did to each; null where they are too many (ask for its "
        "entries) or no longer kept.",
    )

    def get_undoes(self, shown: Shown) -> int | None:
        return shown.change.undoes or None

    def get_undone_by(self, shown: Shown) -> int | None:
        return shown.change.undone_by or None


@extend_schema_serializer(examples=[GONE])
class TrashSerializer(serializers.Serializer[Any]):
    """A thing that was deleted, as it last was."""

    id = serializers.IntegerField(
        source="revision.pk", help_text="Of its place in the trash, to restore it by."
    )
    kind = serializers.CharField(source="revision.kind", help_text="Such as `transaction`.")
    row = serializers.IntegerField(source="revision.row_id", help_text="The id that it had.")
    title = serializers.CharField(source="description.title", help_text="What it was called.")
    was = serializers.DictField(
        source="description.fields",
        child=serializers.CharField(),
        help_text="What it said, in words, by field.",
    )
    deleted_in = serializers.IntegerField(
        source="revision.number", help_text="The change that deleted it."
    )


@extend_schema_serializer(examples=[TAKEN_BACK])
class TakenBackSerializer(serializers.Serializer[Any]):
    """The change that took something back."""

    number = serializers.IntegerField(help_text="Of the change; undo it to have it as it was.")
    summary = serializers.CharField(help_text="What it did, counted, as a sentence.")


class HistoryFilters(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(
        choices=[BOOK, *tracked_models],
        required=False,
        help_text="Only changes of such a thing; goes with `id`.",
    )
    id = NumberParameter(
        min_value=1, max_value=ID_MAX, required=False, help_text="The id of that thing."
    )
    cause = serializers.ChoiceField(
        choices=Cause.choices, required=False, help_text="By what they came about."
    )
    user = NumberParameter(
        min_value=1, max_value=ID_MAX, required=False, help_text="Who made them: a person's id."
    )
    start_date = DayField(required=False, help_text="The first day, UTC.")
    end_date = DayField(required=False, help_text="The last day, UTC.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("kind" in attrs) is not ("id" in attrs):
            missing = "id" if "kind" in attrs else "kind"
            detail = "State kind and id together: ids are of one kind each."
            raise serializers.ValidationError({missing: detail}, code="required")
        return attrs
