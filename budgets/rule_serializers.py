"""The shapes of another rule for the periods of a budget, and of what it would make of it."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.fields import AmountField, DayField, WholeNumberField
from api.params import NumberParameter
from api.requests import RequestSerializer
from budgets.examples import RULE_CHANGE, RULE_PREVIEW
from budgets.rebinning import Amounts
from budgets.serializers import BudgetLineSerializer, BudgetSerializer
from common.business_days import Adjust
from common.period_rules import EVERY_MAX, Unit


class _RuleFields(serializers.Serializer[Any]):
    """What a request states of another rule, in its body or as query parameters."""

    starts = DayField(
        help_text="The first day of a period by the new rule; the one before it is cut short."
    )
    unit = serializers.ChoiceField(
        choices=Unit.choices, help_text="What the length of a period is counted in."
    )
    adjust = serializers.ChoiceField(
        choices=Adjust.choices,
        default=Adjust.NONE.value,
        help_text="Which way a first day is moved that is not a business day of the book.",
    )
    amounts = serializers.ChoiceField(
        choices=Amounts.choices,
        error_messages={"required": 'State "scale" or "clear": what becomes of later amounts.'},
        help_text="What becomes of the amounts of later periods: they are scaled by days, or "
        "nothing is budgeted from the day on.",
    )


@extend_schema_serializer(examples=[RULE_CHANGE])
class RuleChangeSerializer(_RuleFields, RequestSerializer):
    """Another rule for the periods of a budget, from a day on."""

    every = WholeNumberField(
        default=1, min_value=1, max_value=EVERY_MAX, help_text="How many units a period has."
    )
    anchor = DayField(
        allow_null=True,
        default=None,
        help_text="The first day of some period; null is the day of `starts`.",
    )


class RuleChangeParams(_RuleFields):
    every = NumberParameter(
        default=1, min_value=1, max_value=EVERY_MAX, help_text="How many units a period has."
    )
    anchor = DayField(
        required=False, help_text="The first day of some period; the day of `starts` by default."
    )


class AmountOfLineSerializer(serializers.Serializer[Any]):
    """What would be budgeted on a line in one period."""

    line = serializers.IntegerField(help_text="Id of the line.")
    amount = AmountField(allow_null=True, help_text="Null where nothing would be.")


class PreviewedPeriodSerializer(serializers.Serializer[Any]):
    """A period after a change of the rule."""

    start_date = serializers.DateField(help_text="Its first day.")
    end_date = serializers.DateField(help_text="Its last day.")
    amounts = AmountOfLineSerializer(many=True, help_text="Of the lines that count in it.")


@extend_schema_serializer(examples=[RULE_PREVIEW])
class RulePreviewSerializer(serializers.Serializer[Any]):
    """What a change of the periods would make of a budget."""

    periods = PreviewedPeriodSerializer(
        many=True, help_text="The one that would be cut short, and the first by the new rule."
    )
    budget = BudgetSerializer(help_text="The budget, as the change would answer.")
    lines = BudgetLineSerializer(many=True, help_text="Its lines after the change.")
