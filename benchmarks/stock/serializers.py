"""What the stock endpoints take and show."""

from rest_framework import serializers

from benchmarks.stock.models import Entry


class EntrySerializer(serializers.ModelSerializer[Entry]):
    payee_name = serializers.CharField(source="payee.name", read_only=True, default="")
    tags = serializers.SlugRelatedField[Entry](many=True, read_only=True, slug_field="name")

    class Meta:
        model = Entry
        exclude = ("user",)
