"""The shapes of currencies and rates, and the parameters of their endpoints."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.fields import AmountField, CurrencyField, DayField
from api.requests import RequestModelSerializer
from currencies.examples import CURRENCIES, FOUND, NEW_RATE, NOT_FOUND, RATE
from currencies.models import BookRate


class RateField(AmountField):
    """An exchange rate: decimal text out, decimal text or a JSON number in."""

    pattern = r"^[0-9]{1,13}(\.[0-9]{1,12})?$"
    example = "1.0853"


class CurrencySerializer(serializers.Serializer[Any]):
    """A currency of ISO 4217, of today or of the past."""

    code = serializers.CharField(help_text="ISO 4217 code.")
    name = serializers.CharField(help_text="English name.")
    exponent = serializers.IntegerField(
        min_value=0, max_value=4, help_text="How many decimals its amounts have."
    )
    withdrawn = serializers.CharField(
        allow_null=True,
        help_text="When ISO 4217 withdrew it, as year and month or as the year alone; null for a "
        "currency of today.",
    )
    euro_rate = serializers.CharField(
        allow_null=True,
        help_text=(
            "The legally fixed rate: units for 1 euro. Null for a currency that the euro did not "
            "replace."
        ),
    )
    euro_since = serializers.DateField(
        allow_null=True, help_text="The first day on which the fixed rate counts."
    )


@extend_schema_serializer(examples=[CURRENCIES])
class CurrencyListSerializer(serializers.Serializer[Any]):
    """Every currency, as one page."""

    next = serializers.CharField(allow_null=True, help_text="Always null: the list is one page.")
    previous = serializers.CharField(allow_null=True, help_text="Always null.")
    results = CurrencySerializer(many=True, help_text="In order of their codes.")


@extend_schema_serializer(examples=[NEW_RATE, RATE])
class RateSerializer(RequestModelSerializer[BookRate]):
    """An exchange rate of one day, entered by hand."""

    date = DayField(help_text="The day of the rate; it also holds for the seven days after it.")
    base = CurrencyField(help_text="ISO 4217 code of the currency that is priced.")
    quote = CurrencyField(help_text="ISO 4217 code of the currency that the price is in.")
    rate = RateField(help_text="Units of `quote` for 1 unit of `base`.")

    class Meta:
        model = BookRate
        fields = ("id", "date", "base", "quote", "rate")


class RateFilters(serializers.Serializer[Any]):
    base = CurrencyField(required=False, help_text="Only rates of this currency.")
    quote = CurrencyField(required=False, help_text="Only rates in this currency.")
    start_date = DayField(required=False, help_text="Only rates of this day and later.")
    end_date = DayField(required=False, help_text="Only rates of this day and earlier.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if {"start_date", "end_date"} <= attrs.keys() and attrs["start_date"] > attrs["end_date"]:
            detail = "State a day on or after start_date."
            raise serializers.ValidationError({"end_date": detail}, code="before_start")
        return attrs


class LookupParameters(serializers.Serializer[Any]):
    to = CurrencyField(
        required=False, help_text="ISO 4217 code; the book's home currency where it is left out."
    )
    date = DayField(required=False, help_text="The day of the amount; today where it is left out.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # `from` is a word of Python, so it cannot be declared above.
        source = CurrencyField(help_text="ISO 4217 code of the currency to convert from.")
        return {"from": source, **super().get_fields()}


@extend_schema_serializer(examples=[FOUND, NOT_FOUND])
class FoundRateSerializer(serializers.Serializer[Any]):
    """The rate at which an amount of a day is converted, or that there is none."""

    to = serializers.CharField(help_text="ISO 4217 code of the currency converted into.")
    date = serializers.DateField(help_text="The day asked for.")
    rate = serializers.CharField(
        allow_null=True, help_text="Units of `to` for 1 unit of `from`; null where there is none."
    )
    rate_date = serializers.DateField(
        allow_null=True, help_text="The day of the rate: at most seven days before `date`."
    )
    source = serializers.CharField(  # type: ignore[assignment]  # the metaclass takes it off the class
        allow_null=True,
        help_text=(
            'The source of the rate: "book" (entered by hand), "fixed" (by law), "identity" (a '
            'currency and itself), or the publisher, such as "ECB".'
        ),
    )
    unconverted = serializers.BooleanField(
        help_text=(
            "True where there is no rate: such an amount is not in totals, but is listed "
            "separately."
        )
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        source = serializers.CharField(help_text="ISO 4217 code of the currency converted from.")
        return {"from": source, **super().get_fields()}
