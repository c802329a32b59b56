"""The shapes of a restore: what is sent, and what became of it."""

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from api.requests import RequestSerializer
from archives.examples import RESTORED, SENT
from archives.services import Restored


@extend_schema_field({"type": "string", "format": "binary"})
class ArchiveField(serializers.FileField):
    """An archive, as it was made."""


@extend_schema_serializer(examples=[SENT])
class RestoreSerializer(RequestSerializer):
    """An archive, in a form (multipart/form-data)."""

    archive = ArchiveField(max_length=None, help_text="The zip file.")


@extend_schema_serializer(examples=[RESTORED])
class RestoredSerializer(serializers.Serializer[Restored]):
    """The book that was restored from an archive."""

    book = serializers.IntegerField(source="book.pk", help_text="The id of the book.")
    name = serializers.CharField(source="book.name", help_text="The name of the book.")
    home_currency = serializers.CharField(source="book.home_currency", help_text="ISO 4217 code.")
    last_change = serializers.IntegerField(
        source="book.last_change", help_text="The number of the change that restored it."
    )
    rows = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="How many rows were restored, by file of the archive.",
    )
    digest = serializers.CharField(
        help_text="SHA-256 of the content without ids: the same for the same book."
    )
    revalued = serializers.IntegerField(
        help_text=(
            "How many transactions have another home amount by the published rates of this server."
        )
    )
