"""What the stock endpoints take and show."""

from rest_framework import serializers

from benchmarks.stock.models import Account, Category, Entry


class AccountSerializer(serializers.ModelSerializer[Account]):
    balance = serializers.DecimalField(max_digits=14, decimal_places=2, read_only=True)

    class Meta:
        model = Account
        exclude = ("user",)


class CategorySerializer(serializers.ModelSerializer[Category]):
    class Meta:
        model = Category
        exclude = ("user",)


class EntrySerializer(serializers.ModelSerializer[Entry]):
    payee_name = serializers.CharField(source="payee.name", read_only=True, default="")
    tags = serializers.SlugRelatedField[Entry](many=True, read_only=True, slug_field="name")

    class Meta:
        model = Entry
        exclude = ("user",)
