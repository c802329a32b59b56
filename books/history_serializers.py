"""The shapes of history and trash, and the parameters of their endpoints."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.fields import DayField
from api.params import NumberParameter
from books.history import FieldChange, Shown
from books.history_examples import CHANGE, ENTRY, GONE, UNDONE
from books.models import Cause
from books.tracked_models import BOOK, tracked_models
from common.integers import BIGINT_MAX


class ByWhomSerializer(serializers.Serializer[Any]):
    """A person."""

    id = serializers.IntegerField(
        source="pk",
        allow_null=True,
        help_text="The user's id; null for a user of the server that made the archive.",
    )
    username = serializers.CharField(help_text="The user's name.")


class FieldChangeSerializer(serializers.Serializer[FieldChange]):
    """One field of a row, in words."""

    field = serializers.CharField(help_text="The name of the field in the API.")
    before = serializers.CharField(help_text="The value before; empty where there was none.")
    after = serializers.CharField(help_text="The value after; empty where there is none.")


@extend_schema_serializer(examples=[ENTRY])
class EntrySerializer(serializers.Serializer[Any]):
    """What one change did to one row."""

    kind = serializers.CharField(
        source="row_change.kind", help_text="The kind of the row, such as `transaction`."
    )
    id = serializers.IntegerField(source="row_change.row_id", help_text="The id of the row.")
    action = serializers.CharField(
        source="row_change.action",
        help_text=(
            "One of `created`, `amended`, `deleted` and `restored`; `touched` for derived values "
            "only, such as an amount at another rate."
        ),
    )
    title = serializers.CharField(help_text="The name of the row.")
    text = serializers.CharField(help_text="A description of what was done.")
    changes = FieldChangeSerializer(many=True, help_text="The changed fields.")


@extend_schema_serializer(examples=[CHANGE])
class ChangeSerializer(serializers.Serializer[Any]):
    """One change of the book: who, when, by what, and what it did."""

    number = serializers.IntegerField(
        source="change.number", help_text="The changes of a book are numbered from 1."
    )
    at = serializers.DateTimeField(source="change.at", help_text="When it was made, UTC.")
    user = ByWhomSerializer(
        source="made_by",
        allow_null=True,
        help_text="Null for the program, and for a user who was deleted.",
    )
    cause = serializers.ChoiceField(
        source="change.cause", choices=Cause.choices, help_text="The cause of the change."
    )
    token = serializers.CharField(
        source="change.token",
        help_text="The name of the personal access token; empty for none.",
    )
    undoes = serializers.SerializerMethodField(help_text="The change that it undid, or null.")
    undone_by = serializers.SerializerMethodField(
        help_text="The change that undid it, or null; null again where that change was undone."
    )
    summary = serializers.CharField(help_text="A summary of what it did, as a sentence.")
    rows = serializers.IntegerField(help_text="How many rows it touched.")
    entries = EntrySerializer(
        many=True,
        allow_null=True,
        help_text=(
            "What it did to each row. Null where there are too many (see its entries), or where "
            "the history is no longer kept."
        ),
    )

    def get_undoes(self, shown: Shown) -> int | None:
        return shown.change.undoes or None

    def get_undone_by(self, shown: Shown) -> int | None:
        return shown.change.undone_by or None


@extend_schema_serializer(examples=[GONE])
class TrashSerializer(serializers.Serializer[Any]):
    """A deleted row with its last state."""

    id = serializers.IntegerField(
        source="revision.pk", help_text="Its id in the trash, with which to restore it."
    )
    kind = serializers.CharField(
        source="revision.kind", help_text="The kind of the row, such as `transaction`."
    )
    row = serializers.IntegerField(source="revision.row_id", help_text="The id of the deleted row.")
    title = serializers.CharField(
        source="description.title", help_text="The name of the deleted row."
    )
    was = serializers.DictField(
        source="description.fields",
        child=serializers.CharField(),
        help_text="Its values in words, by field.",
    )
    deleted_in = serializers.IntegerField(
        source="revision.number", help_text="The change that deleted it."
    )


@extend_schema_serializer(examples=[UNDONE])
class UndoneSerializer(serializers.Serializer[Any]):
    """The change that undid another one."""

    number = serializers.IntegerField(
        help_text="The number of that change; undo it to restore all that it deleted."
    )
    summary = serializers.CharField(help_text="A summary of what it did, as a sentence.")


class HistoryFilters(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(
        choices=[BOOK, *tracked_models],
        required=False,
        help_text="Only changes of a row of this kind; requires `id`.",
    )
    id = NumberParameter(
        min_value=1, max_value=BIGINT_MAX, required=False, help_text="The id of that row."
    )
    cause = serializers.ChoiceField(
        choices=Cause.choices, required=False, help_text="Only changes with this cause."
    )
    user = NumberParameter(
        min_value=1,
        max_value=BIGINT_MAX,
        required=False,
        help_text="Only changes by this user: an id.",
    )
    start_date = DayField(required=False, help_text="The first day, UTC.")
    end_date = DayField(required=False, help_text="The last day, UTC.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("kind" in attrs) is not ("id" in attrs):
            missing = "id" if "kind" in attrs else "kind"
            detail = "State kind and id together: an id belongs to one kind."
            raise serializers.ValidationError({missing: detail}, code="required")
        return attrs
