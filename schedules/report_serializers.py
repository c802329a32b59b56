"""The shapes of what follows from schedules: occurrences within some days, and suggestions."""

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.fields import AmountField, DayField
from common.recurrence import Frequency
from schedules.cadences import CADENCES
from schedules.choices import AmountRule
from schedules.examples import CALENDAR, PRICE_CHANGES, SUGGESTIONS
from schedules.occurrences import Status
from schedules.terms import Operation, TermOf
from transactions.models import PostingKind

CADENCE_CHOICES = [(one.name, one.name) for one in CADENCES]
DAYS_MAX = 400
"""How many days a calendar shows at the most: a year and a month, all in one answer."""


class _Expanded(serializers.Serializer[Any]):
    expand = serializers.ChoiceField(
        choices=["terms"],
        required=False,
        help_text="Also shows what the expected amounts are made of.",
    )


class CalendarParams(_Expanded):
    start_date = DayField(help_text="The first day.")
    end_date = DayField(help_text=f"The last day, at most {DAYS_MAX} days later.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start, end = attrs["start_date"], attrs["end_date"]
        if start > end:
            detail = "State a day on or after start_date."
            raise serializers.ValidationError({"end_date": detail}, code="before_start")
        if end - start >= timedelta(days=DAYS_MAX):
            detail = f"State a day less than {DAYS_MAX} days after start_date."
            raise serializers.ValidationError({"end_date": detail}, code="too_long")
        return attrs


class UpcomingParams(_Expanded):
    end_date = DayField(help_text=f"The last day, at most {DAYS_MAX} days from today.")


class ExpectedTermSerializer(serializers.Serializer[Any]):
    """A part of an expected amount."""

    of = serializers.ChoiceField(choices=TermOf.choices, help_text="What the amount is.")
    amount = AmountField(help_text="Signed: what takes away is below zero.")
    date = serializers.DateField(
        allow_null=True,
        help_text="Of a payment, its day; of what has moved on the account, the last day of it.",
    )
    transaction = serializers.IntegerField(
        allow_null=True, help_text="Of a payment, the id of its transaction."
    )
    transactions = serializers.CharField(
        allow_null=True,
        help_text="The transactions whose postings on the account add up to it, with the other "
        "sign; null of all else.",
    )


class ExpectedTermsSerializer(serializers.Serializer[Any]):
    """What an expected amount is made of."""

    operation = serializers.ChoiceField(
        choices=Operation.choices,
        help_text="The amount is the one term, the sum of the terms, or their average, rounded "
        "half to even.",
    )
    terms = ExpectedTermSerializer(many=True, help_text="Its parts.")


class DueSerializer(serializers.Serializer[Any]):
    """An occurrence of a schedule as it stands today."""

    schedule = serializers.IntegerField(help_text="Id of the schedule.")
    name = serializers.CharField(help_text="Name of the schedule.")
    type = serializers.ChoiceField(
        choices=PostingKind.choices, help_text="What its transaction is, or will be."
    )
    nominal = serializers.DateField(help_text="What names the occurrence.")
    due = serializers.DateField(help_text="The day on which it is expected.")
    status = serializers.ChoiceField(
        choices=Status.choices,
        help_text="Overdue is what is late, missed what is later than a payment may be.",
    )
    account = serializers.IntegerField(help_text="Id of the account.")
    to_account = serializers.IntegerField(
        allow_null=True, help_text="Of a transfer: where the money goes."
    )
    category = serializers.IntegerField(allow_null=True, help_text="Id of the category.")
    currency = serializers.CharField(help_text="ISO 4217 code of the amounts.")
    expected = AmountField(help_text="The amount that is expected.")
    lowest = AmountField(help_text="The smallest amount that meets it.")
    highest = AmountField(
        allow_null=True,
        help_text="The largest amount that meets it; null where any payment of what is owed does.",
    )
    occurrence = serializers.IntegerField(
        allow_null=True, help_text="Id of what is stated of it; null where nothing is."
    )
    transaction = serializers.IntegerField(
        allow_null=True, help_text="Id of the transaction that settles it."
    )
    records = serializers.BooleanField(help_text="Whether the tracker records it by itself.")
    taken_back = serializers.BooleanField(
        help_text="Whether it was recorded and that was undone: it is not recorded by itself again."
    )
    terms = ExpectedTermsSerializer(allow_null=True, help_text="Null without `expand=terms`.")


class PaymentSerializer(serializers.Serializer[Any]):
    """A transaction that is one of a series."""

    transaction = serializers.IntegerField(help_text="Id of the transaction.")
    date = serializers.DateField(help_text="Its day.")
    amount = AmountField(help_text="Above zero.")


class SuggestedPhaseSerializer(serializers.Serializer[Any]):
    """The phase of a schedule that is suggested."""

    starts = serializers.DateField(help_text="The first date after the newest payment.")
    unit = serializers.ChoiceField(choices=Frequency.choices, help_text="As in a phase.")
    every = serializers.IntegerField(help_text="As in a phase.")
    on = serializers.ListField(child=serializers.CharField(), help_text="As in a phase.")
    account = serializers.IntegerField(help_text="Id of the account.")
    category = serializers.IntegerField(
        allow_null=True, help_text="Id of the category of most payments."
    )
    amount_rule = serializers.ChoiceField(
        choices=AmountRule.choices,
        help_text="`last` where the amounts are steady, else `average`.",
    )
    amount = AmountField(help_text="What the newest payment came to.")


class SuggestedScheduleSerializer(serializers.Serializer[Any]):
    """A schedule that is suggested: `POST schedules/` takes it as it is."""

    name = serializers.CharField(help_text="Name of the payee.")
    type = serializers.ChoiceField(
        choices=PostingKind.choices, help_text="What its transactions are."
    )
    payee = serializers.IntegerField(help_text="Id of the payee.")
    phases = SuggestedPhaseSerializer(many=True, help_text="One.")


class SeriesPayeeSerializer(serializers.Serializer[Any]):
    """A payee of payments that recur."""

    id = serializers.IntegerField(help_text="Id of the payee.")
    name = serializers.CharField(help_text="Name of the payee.")


class ScheduleSuggestionSerializer(serializers.Serializer[Any]):
    """Payments that recur, and the schedule that they suggest."""

    key = serializers.CharField(help_text="Names it: later payments do not change it.")
    payee = serializers.IntegerField(help_text="Id of the payee of the newest payment.")
    name = serializers.CharField(help_text="Name of that payee.")
    payees = SeriesPayeeSerializer(
        many=True,
        help_text=(
            "All payees of the payments, that of the newest one first: their names differ in "
            "numbers, or in how it was paid."
        ),
    )
    currency = serializers.CharField(help_text="ISO 4217 code of the amounts.")
    cadence = serializers.ChoiceField(
        choices=CADENCE_CHOICES,
        help_text="How long it takes from one payment to the next.",
    )
    score = serializers.CharField(help_text="From 0.70 to 1.00: how regular they are.")
    missed = serializers.IntegerField(
        help_text="How many dates between the first and the last payment have none."
    )
    payments = PaymentSerializer(many=True, help_text="In the order of their days.")
    schedule = SuggestedScheduleSerializer(help_text="The schedule that is suggested.")


@extend_schema_serializer(examples=[SUGGESTIONS])
class ScheduleSuggestionsSerializer(serializers.Serializer[Any]):
    """Schedules that are suggested."""

    suggestions = ScheduleSuggestionSerializer(many=True, help_text="Best first; 50 at the most.")
    refused = ScheduleSuggestionSerializer(
        many=True, help_text="Those that somebody refused; 50 at the most."
    )


@extend_schema_serializer(examples=[CALENDAR])
class CalendarSerializer(serializers.Serializer[Any]):
    """Occurrences within some days."""

    today = serializers.DateField(help_text="The day for which the statuses are.")
    occurrences = DueSerializer(many=True, help_text="In the order of their days.")


class PriceChangeSerializer(serializers.Serializer[Any]):
    """A price of a schedule that changed."""

    schedule = serializers.IntegerField(help_text="Id of the schedule.")
    name = serializers.CharField(help_text="Name of the schedule.")
    currency = serializers.CharField(help_text="ISO 4217 code of the amounts.")
    since = serializers.DateField(help_text="The day of the first payment at the new price.")
    old = AmountField(help_text="The median of up to six payments before.")
    new = AmountField(help_text="What is paid since then.")
    difference = AmountField(help_text="Below zero where it fell.")
    percent = serializers.CharField(help_text="The difference, in percent of the old price.")
    per_year = AmountField(help_text="What the difference comes to in a year.")
    expected = serializers.BooleanField(
        help_text="Whether the schedule expects the new price, by itself or by a phase."
    )


@extend_schema_serializer(examples=[PRICE_CHANGES])
class PriceChangesSerializer(serializers.Serializer[Any]):
    """Prices that changed."""

    price_changes = PriceChangeSerializer(many=True, help_text="The newest first.")
