"""The shape of a category, and the parameters of its endpoints."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.fields import FlagField, NameField, RowField, TextField
from api.params import FlagParameter, NumberParameter
from api.requests import RequestModelSerializer, RequestSerializer
from categories.drafts import COLOR_HINT, COLOR_PATTERN
from categories.examples import CATEGORY, INTO, NEW_CATEGORY
from categories.models import Category, CategoryType
from common.integers import BIGINT_MAX


@extend_schema_serializer(examples=[NEW_CATEGORY, CATEGORY])
class CategorySerializer(RequestModelSerializer[Category]):
    """A category of income or expense, in a tree."""

    name = NameField(help_text="Unique among its siblings, without regard to case.")
    type = serializers.ChoiceField(
        choices=CategoryType.choices, help_text="The type of its whole branch."
    )
    parent: serializers.Field[Any, Any, Any, Any] = RowField(  # type: ignore[assignment]
        kind="category",
        queryset=Category.objects.all(),
        allow_null=True,
        default=None,
        help_text="Id of the category above it; null for a root.",
    )
    archived = FlagField(
        default=False,
        help_text="Archived categories keep their postings; nothing new can be recorded in them.",
    )
    color = serializers.RegexField(
        COLOR_PATTERN,
        allow_blank=True,
        default="",
        error_messages={"invalid": COLOR_HINT},
        help_text='"#rrggbb", or empty.',
    )
    icon = TextField(
        max_length=32, allow_blank=True, default="", help_text="An emoji or a short word."
    )

    class Meta:
        model = Category
        fields = ("id", "name", "type", "parent", "archived", "color", "icon")


class CategoryFilters(serializers.Serializer[Any]):
    type = serializers.ChoiceField(
        choices=CategoryType.choices, required=False, help_text="Only this type."
    )
    archived = FlagParameter(help_text="Only archived categories, or only others.")
    parent = NumberParameter(  # type: ignore[assignment]
        required=False,
        min_value=0,
        max_value=BIGINT_MAX,
        help_text="Only the direct children of this category; 0 gives the roots.",
    )


class ReplaceWith(serializers.Serializer[Any]):
    replace_with = NumberParameter(
        required=False, help_text="Id of the category that takes over every use of this one."
    )


@extend_schema_serializer(examples=[INTO])
class Merge(RequestSerializer):
    """Which category takes over."""

    into = RowField(
        kind="category",
        queryset=Category.objects.all(),
        help_text="Id of the category that this one becomes part of.",
    )
