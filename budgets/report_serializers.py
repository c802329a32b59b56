"""The shape of the report of a budget, for the API's documentation."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.fields import AmountField
from budgets.examples import REPORT
from categories.models import CategoryType
from reports.serializers import UnconvertedSerializer

TERMS = [
    ("carried", "What was carried into the period"),
    ("left", "What the period before left, or the line opened with"),
    ("not_carried", "What of that was not carried"),
    ("amount", "What is budgeted"),
    ("spent", "What was spent; of income, what was earned"),
    ("category", "What was spent on one category"),
    ("account", "What was put on the account of the line"),
]
"""What a term of a line may be."""


TOTAL_TERMS = [
    ("line", "What is available on a line that no other one is above"),
    ("without_line", "What no line has"),
]
"""What a term of a total may be."""


class BudgetTotalTermSerializer(serializers.Serializer[Any]):
    """A part of what is available in all."""

    of = serializers.ChoiceField(choices=TOTAL_TERMS, help_text="What the amount is.")
    amount = AmountField(help_text="Signed: what no line has takes away.")
    line = serializers.IntegerField(allow_null=True, help_text="Of a line, its id.")
    category = serializers.IntegerField(
        allow_null=True, help_text="Id of the category; null is uncategorised, or an account."
    )
    name = serializers.CharField(help_text="What the category is called, or the account.")
    transactions = serializers.CharField(
        allow_null=True, help_text="The transactions that it is the sum of; null where it has none."
    )


class BudgetTotalsSerializer(serializers.Serializer[Any]):
    """The lines that no other one is above, and what has no line."""

    amount = AmountField(help_text="What is budgeted.")
    carried = AmountField(help_text="What was carried into the period.")
    spent = AmountField(help_text="What was spent, less refunds; of income, what was earned.")
    available = AmountField(help_text="What was carried and budgeted, less what was spent.")
    terms = BudgetTotalTermSerializer(
        many=True,
        allow_null=True,
        help_text="What `available` is the sum of; null without `expand=terms`.",
    )


class BudgetCategoryOfPeriodSerializer(serializers.Serializer[Any]):
    """What a category has in one period."""

    category = serializers.IntegerField(allow_null=True, help_text="Null is uncategorised.")
    name = serializers.CharField(help_text="What the category is called.")
    type = serializers.ChoiceField(choices=CategoryType.choices, help_text="Its type.")
    spent = AmountField(help_text="What was spent, less refunds; of income, what was earned.")
    transactions = serializers.CharField(help_text="The transactions that make up `spent`.")
    unconverted = UnconvertedSerializer(
        many=True, help_text="Amounts of other currencies, which are in no figure."
    )


class BudgetPartSerializer(serializers.Serializer[Any]):
    """A part of a figure: an amount that is added to others."""

    of = serializers.ChoiceField(choices=TERMS, help_text="What the amount is.")
    amount = AmountField(help_text="Signed: what was spent takes away.")
    category = serializers.IntegerField(allow_null=True, help_text="Of a category, its id.")
    name = serializers.CharField(help_text="Of a category, what it is called.")
    transactions = serializers.CharField(
        allow_null=True, help_text="The transactions that it is the sum of; null where it has none."
    )


class BudgetTermSerializer(BudgetPartSerializer):
    """A part of what is available on a line."""

    terms = BudgetPartSerializer(many=True, help_text="What the amount is the sum of, if known.")


class BudgetLineOfPeriodSerializer(BudgetCategoryOfPeriodSerializer):
    """A line in one period."""

    line = serializers.IntegerField(help_text="Id of the line.")
    account = serializers.IntegerField(
        allow_null=True, help_text="Of a line on an account, its id; `category` is null then."
    )
    above = serializers.IntegerField(
        allow_null=True, help_text="Id of the nearest line above it, which counts the same."
    )
    amount = AmountField(allow_null=True, help_text="What is budgeted; null where nothing is.")
    standing = serializers.BooleanField(
        help_text="Whether the amount is a standing one, and not stated for the period alone."
    )
    below = AmountField(
        allow_null=True, help_text="The sum of the amounts of the lines next below it."
    )
    carried = AmountField(help_text="What was carried into the period.")
    available = AmountField(help_text="`carried` and `amount`, less `spent`.")
    terms = BudgetTermSerializer(
        many=True,
        allow_null=True,
        help_text="What `available` is the sum of; null without `expand=terms`.",
    )


ENVELOPE_TERMS = [
    ("ready_before", "What was ready at the end of the period before"),
    ("held_before", "What was held back in the period before"),
    ("income", "What has come in"),
    ("opened", "Opening balances, and what there was before the first period"),
    ("moved", "What transfers have brought from other accounts, or taken to them"),
    ("put_on_accounts", "What of that lines on accounts count as spent"),
    ("returned", "What lines have not carried into the period"),
    ("assigned", "What the lines have got"),
    ("held", "What is held back for the period after"),
]
"""What a term of the money that is ready may be."""


class EnvelopeTermSerializer(serializers.Serializer[Any]):
    """A part of the money that is ready: an amount that is added to others."""

    of = serializers.ChoiceField(choices=ENVELOPE_TERMS, help_text="What the amount is.")
    amount = AmountField(help_text="Signed: what is assigned or held takes away.")
    transactions = serializers.CharField(
        allow_null=True, help_text="The transactions that it is the sum of; null where it has none."
    )


class EnvelopeMoneySerializer(serializers.Serializer[Any]):
    """The money of a budget of envelopes, beside what is available on its lines."""

    ready = AmountField(
        help_text="What is not assigned at the end of the period, and not held back."
    )
    free = AmountField(
        help_text="What can be assigned without leaving a later period less than nothing."
    )
    ready_before = AmountField(help_text="What was ready at the end of the period before.")
    held_before = AmountField(
        help_text="What was held back in the period before, and is ready again."
    )
    income = AmountField(help_text="What has come in.")
    opened = AmountField(
        help_text="Opening balances; in the first period what there was before it as well."
    )
    moved = AmountField(help_text="What transfers have brought from other accounts, signed.")
    put_on_accounts = AmountField(
        help_text="What lines on accounts count as spent: their envelopes pay it."
    )
    returned = AmountField(help_text="What lines have not carried into it, signed.")
    assigned = AmountField(help_text="What the lines have got.")
    held = AmountField(
        help_text="What is held back for the period after: what is stated, or all that is ready."
    )
    terms = EnvelopeTermSerializer(
        many=True,
        allow_null=True,
        help_text="What `ready` is the sum of; null without `expand=terms`.",
    )


class BudgetPeriodSerializer(serializers.Serializer[Any]):
    """A budget in one period."""

    start_date = serializers.DateField(help_text="The first day of the period.")
    end_date = serializers.DateField(help_text="The last day of the period.")
    expense = BudgetTotalsSerializer(help_text="All that is for expenses.")
    income = BudgetTotalsSerializer(help_text="All that is for income.")
    envelopes = EnvelopeMoneySerializer(
        allow_null=True, help_text="Of a budget of envelopes; null of one of limits."
    )
    lines = BudgetLineOfPeriodSerializer(
        many=True, help_text="The lines that count in the period, those below others after them."
    )
    without_line = BudgetCategoryOfPeriodSerializer(
        many=True, help_text="What has no line in the period, by category."
    )


@extend_schema_serializer(examples=[REPORT])
class BudgetReportSerializer(serializers.Serializer[Any]):
    """A budget, period by period."""

    budget = serializers.IntegerField(help_text="Id of the budget.")
    currency = serializers.CharField(help_text="ISO 4217 code of its amounts.")
    periods = BudgetPeriodSerializer(many=True, help_text="In order.")
