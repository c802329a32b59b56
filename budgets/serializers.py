"""The shapes of budgets and their lines, and the parameters of their endpoints."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.models import Account
from api.fields import (
    AmountField,
    CurrencyField,
    DayField,
    FlagField,
    IdField,
    NameField,
    RowField,
    WholeNumberField,
)
from api.params import FlagParameter, IdsParameter, NumberParameter
from api.requests import RequestModelSerializer, RequestSerializer, form_of
from budgets.drafts import ACCOUNTS_MAX
from budgets.examples import (
    AMOUNT,
    BUDGET,
    HOLD,
    LINE,
    MOVE,
    NEW_BUDGET,
    NEW_LINE,
    PROPOSALS,
)
from budgets.line_drafts import LINES_MAX, PolicyDraft
from budgets.models import Budget, BudgetLine, Carry, Mode
from budgets.proposals import PERCENT_MAX, Template
from categories.models import Category
from common.business_days import Adjust
from common.integers import BIGINT_MAX
from common.period_rules import EVERY_MAX, Unit


class RuleSerializer(serializers.Serializer[Any]):
    """A rule that has followed the first one."""

    starts = serializers.DateField(help_text="The first day of the first of its periods.")
    unit = serializers.ChoiceField(
        choices=Unit.choices, help_text="What the length of a period is counted in."
    )
    every = serializers.IntegerField(help_text="How many units a period has.")
    anchor = serializers.DateField(help_text="The day that the periods are counted from.")
    adjust = serializers.ChoiceField(
        choices=Adjust.choices,
        help_text="Which way a first day is moved that is not a business day of the book.",
    )


class HoldSerializer(serializers.Serializer[Any]):
    """What is held back in one period."""

    period_start = serializers.DateField(help_text="The first day of the period.")
    amount = serializers.CharField(help_text="In the budget's currency.")


@extend_schema_serializer(examples=[NEW_BUDGET, BUDGET])
class BudgetSerializer(RequestModelSerializer[Budget]):
    """A plan of what is spent in each period of a rule."""

    name = NameField(help_text="Unique in the book, without regard to case.")
    mode = serializers.ChoiceField(
        choices=Mode.choices,
        default=Mode.LIMITS.value,
        help_text="Whether it limits what is spent, or assigns the money that there is.",
    )
    currency = CurrencyField(
        required=False,
        help_text="ISO 4217 code; the book's home currency where it is left out. In another one, "
        "the amounts of accounts in it count.",
    )
    unit = serializers.ChoiceField(
        choices=Unit.choices,
        default=Unit.MONTH.value,
        help_text="What the length of a period is counted in.",
    )
    every = WholeNumberField(
        default=1, min_value=1, max_value=EVERY_MAX, help_text="How many units a period has."
    )
    anchor = DayField(
        help_text="The first day of some period; the others are counted from it. A day that a "
        "month lacks is its last one."
    )
    adjust = serializers.ChoiceField(
        choices=Adjust.choices,
        default=Adjust.NONE.value,
        help_text="Which way a first day is moved that is not a business day of the book.",
    )
    rules = RuleSerializer(
        many=True,
        read_only=True,
        help_text="The rules that have followed this one, each from a day on; "
        "`budgets/{id}/periods/` states another one.",
    )
    accounts = serializers.ListField(
        child=IdField(),
        default=list,
        max_length=ACCOUNTS_MAX,
        help_text="Ids of the accounts that it is of; an empty list for all.",
    )
    holds = HoldSerializer(
        many=True,
        read_only=True,
        help_text="What of the money that is ready is held back, period by period; "
        "`budgets/{id}/hold/` states it.",
    )
    archived = FlagField(default=False, help_text="Whether pages leave it out.")

    class Meta:
        model = Budget
        fields = (
            "id",
            "name",
            "mode",
            "currency",
            "unit",
            "every",
            "anchor",
            "adjust",
            "rules",
            "accounts",
            "holds",
            "archived",
        )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is None:
            attrs.setdefault("currency", self.context["book"].home_currency)
        return attrs


class BudgetFilters(serializers.Serializer[Any]):
    archived = FlagParameter(help_text="Only archived budgets, or only others.")


class PolicyForm(RequestSerializer):
    """Reads a policy, which is stated whole."""

    starts = DayField(help_text="The first day of the first period into which it carries.")
    carry = serializers.ChoiceField(
        choices=Carry.choices,
        help_text="What is carried: nothing, what is left, what is overspent, or both.",
    )
    cap = AmountField(
        allow_null=True, default=None, help_text="The most that is carried; null for any amount."
    )


class PolicySerializer(PolicyForm):
    """What a line carries over from one period on."""

    def to_internal_value(self, data: Any) -> PolicyDraft:
        # Within a change of some fields of a line, REST Framework would ask for no field here.
        return PolicyDraft(**form_of(PolicyForm).run_validation(data))


class LineAmountSerializer(serializers.Serializer[Any]):
    """What is budgeted for a period, or from it on."""

    period_start = serializers.DateField(help_text="The first day of the period.")
    standing = serializers.BooleanField(
        help_text="Whether it holds until another standing amount does."
    )
    amount = serializers.CharField(help_text="In the budget's currency.")


@extend_schema_serializer(examples=[NEW_LINE, LINE])
class BudgetLineSerializer(RequestModelSerializer[BudgetLine]):
    """A category in a budget, with all that is below it."""

    budget: serializers.Field[Any, Any, Any, Any] = RowField(
        kind="budget", queryset=Budget.objects.all(), help_text="Id of the budget; it stays."
    )
    category: serializers.Field[Any, Any, Any, Any] = RowField(
        kind="category",
        queryset=Category.objects.all(),
        allow_null=True,
        default=None,
        help_text="Id of the category. Each has one line of a budget at the most.",
    )
    account: serializers.Field[Any, Any, Any, Any] = RowField(
        kind="account",
        queryset=Account.objects.all(),
        allow_null=True,
        default=None,
        help_text="Instead of a category, the id of an account that a budget of envelopes is not "
        "of: what transfers put on it counts as spent.",
    )
    starts = DayField(help_text="The first day of the first period in which it counts.")
    ends = DayField(
        allow_null=True,
        default=None,
        help_text="The first day of the first period in which it counts no more.",
    )
    opening = AmountField(
        default=Decimal(0), help_text="What is carried into its first period; negative for a debt."
    )
    policies = PolicySerializer(
        many=True, default=list, help_text="What it carries over, in order; nothing by default."
    )
    amounts = LineAmountSerializer(
        many=True,
        read_only=True,
        help_text="What is budgeted, in order; `budgets/{id}/amounts/` states it.",
    )

    class Meta:
        model = BudgetLine
        fields = (
            "id",
            "budget",
            "category",
            "account",
            "starts",
            "ends",
            "opening",
            "policies",
            "amounts",
        )
        validators: list[Any] = []  # `budgets.line_drafts` says which field is at fault


class LineFilters(serializers.Serializer[Any]):
    budget = NumberParameter(
        required=False, min_value=1, max_value=BIGINT_MAX, help_text="Only lines of this budget."
    )


@extend_schema_serializer(examples=[AMOUNT])
class AmountStatedSerializer(RequestSerializer):
    """What is to be budgeted on a line."""

    line = IdField(help_text="Id of a line of the budget.")
    period_start = DayField(help_text="The first day of the period.")
    amount = AmountField(
        allow_null=True, help_text="Null takes back what was stated; 0 is a budget of nothing."
    )
    standing = FlagField(
        default=False,
        help_text="Whether it holds from the period on, until another standing amount does.",
    )


@extend_schema_serializer(examples=[MOVE])
class MoveSerializer(RequestSerializer):
    """An amount that goes from one line to another."""

    period_start = DayField(help_text="The first day of the period.")
    from_line = IdField(
        allow_null=True, help_text="Id of a line; null takes what is ready to be assigned."
    )
    to_line = IdField(allow_null=True, help_text="Id of a line; null makes it ready again.")
    amount = AmountField(help_text="Above zero, in the budget's currency.")


@extend_schema_serializer(examples=[HOLD])
class HoldStatedSerializer(RequestSerializer):
    """What is to be held back in one period."""

    period_start = DayField(help_text="The first day of the period.")
    amount = AmountField(
        help_text="No more than is ready, in the budget's currency; 0 holds nothing back."
    )


class ProposalParams(serializers.Serializer[Any]):
    period_start = DayField(help_text="A day of the period.")
    template = serializers.ChoiceField(
        choices=Template.choices,
        help_text="What the amounts are proposed from: those of the period before; what was spent "
        "on average or as a median in the last three periods that are over, or a year before; what "
        "schedules expect; a percentage of what comes in; or a part of what is saved up for a day.",
    )
    lines = IdsParameter(
        "lines", LINES_MAX, required=False, help_text="Only for these lines: ids with commas."
    )
    percent = NumberParameter(
        required=False,
        min_value=1,
        max_value=PERCENT_MAX,
        help_text="With `income`, how much of what comes in each of the lines gets.",
    )
    target = AmountField(
        required=False, help_text="With `sinking`, what is to be available on each of the lines."
    )
    by = DayField(
        required=False, help_text="With `sinking`, a day of the last period that puts aside."
    )
    up_to = AmountField(
        required=False, help_text="No more than makes this amount available in the period."
    )


class ProposalSerializer(serializers.Serializer[Any]):
    """An amount that is proposed for a line; nothing is stored."""

    line = serializers.IntegerField(help_text="Id of the line.")
    amount = AmountField(help_text="In the budget's currency.")


@extend_schema_serializer(examples=[PROPOSALS])
class ProposalsSerializer(serializers.Serializer[Any]):
    """Amounts for the lines of a budget in one period."""

    proposals = ProposalSerializer(
        many=True, help_text="By line; those of which nothing is known are left out."
    )


class BudgetReportParams(serializers.Serializer[Any]):
    start_date = DayField(help_text="A day of the first period.")
    end_date = DayField(help_text="A day of the last period.")
    expand = serializers.ChoiceField(
        choices=["terms"],
        required=False,
        help_text="Also shows what is available on each line as the sum that it is.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["start_date"] > attrs["end_date"]:
            detail = "State a day on or after start_date."
            raise serializers.ValidationError({"end_date": detail}, code="before_start")
        return attrs
