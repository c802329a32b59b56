"""The shapes of the reports, for the API's documentation."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from accounts.models import AccountType
from api.fields import AmountField
from categories.models import CategoryType
from reports.examples import (
    BALANCES,
    CATEGORIES,
    CATEGORY_TREND,
    DAILY,
    MONTHLY,
    PAYEES,
    SUMMARY,
    TREND,
)

MONTHS_OR_PERIODS = frozenset({"months", "periods"})
"""Of which a trend has one, by whether a rule is stated."""


@extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/CategoryNode"}})
class ChildrenField(serializers.ListField):
    """Nodes of the tree in which the field itself stands."""


def _money(help_text: str) -> AmountField:
    return AmountField(help_text=help_text)


def _link(help_text: str = "The transactions that make it up.") -> serializers.CharField:
    return serializers.CharField(help_text=help_text)


def _share(help_text: str) -> serializers.CharField:
    return serializers.CharField(allow_null=True, help_text=help_text)


class UnconvertedSumSerializer(serializers.Serializer[Any]):
    """Amounts that are not in totals, without a list of their transactions."""

    kind = serializers.ChoiceField(choices=CategoryType.choices, help_text="Their type.")
    currency = serializers.CharField(help_text="Their currency.")
    amount = _money("Their sum in that currency.")
    postings = serializers.IntegerField(help_text="How many there are.")


class UnconvertedSerializer(UnconvertedSumSerializer):
    """Amounts that are not in totals, because no rate to the home currency is known."""

    transactions = _link()


class IncomeAndExpenseSerializer(serializers.Serializer[Any]):
    income = _money("Income of the period.")
    expense = _money("Expense of the period, less refunds.")
    net = _money("Income less expense.")
    unconverted = UnconvertedSerializer(many=True, help_text="Amounts that are not in these sums.")
    income_transactions = _link("The transactions that make up the income.")
    expense_transactions = _link("The transactions that make up the expense.")


class MonthSerializer(IncomeAndExpenseSerializer):
    """Income and expense of one month."""

    year = serializers.IntegerField(help_text="The year.")
    month = serializers.IntegerField(help_text="The month, 1 to 12.")


class TrendPeriodSerializer(IncomeAndExpenseSerializer):
    """Income and expense of one period of a rule."""

    start_date = serializers.DateField(help_text="The first day of the period.")
    end_date = serializers.DateField(help_text="The last day of the period.")


class CategoryFigureSerializer(serializers.Serializer[Any]):
    category = serializers.IntegerField(
        allow_null=True, help_text="Id of the category; null is uncategorised."
    )
    name = serializers.CharField(help_text="Its name; empty for the uncategorised.")
    type = serializers.ChoiceField(choices=CategoryType.choices, help_text="Its type.")
    amount = _money("Its amount in the period.")
    share = _share("Its share of all amounts of its type, 0 to 1 with four decimals.")
    postings = serializers.IntegerField(help_text="How many postings make it up.")
    unconverted = UnconvertedSerializer(many=True, help_text="Amounts that are not in `amount`.")
    transactions = _link()


class CategoryMonthSerializer(CategoryFigureSerializer):
    """The amounts of a category in a month and in the month before."""

    previous = _money("Its amount in the month before.")


class UnconvertedAccountSerializer(serializers.Serializer[Any]):
    """An account that is not in totals, because no rate to the home currency is known."""

    account = serializers.IntegerField(help_text="Id of the account.")
    name = serializers.CharField(help_text="Its name.")
    currency = serializers.CharField(help_text="Its currency.")
    balance = _money("Its balance, in that currency.")


@extend_schema_serializer(examples=MONTHLY)
class MonthlyReportSerializer(MonthSerializer):
    """A month against the month before."""

    currency = serializers.CharField(help_text="The home currency, of every sum.")
    balance = _money("The balance of all accounts at the end of the month.")
    balance_unconverted = UnconvertedAccountSerializer(
        many=True, help_text="The accounts that are not in the balance."
    )
    previous = MonthSerializer(help_text="The month before.")
    categories = CategoryMonthSerializer(
        many=True, help_text="Each category without those below it; income first, largest first."
    )


class CategoryNodeSerializer(CategoryFigureSerializer):
    """The amounts of a category together with those below it."""

    own_amount = _money("Its own amount, without the categories below it.")
    children = ChildrenField(help_text="The categories below it.")


class SpanSerializer(serializers.Serializer[Any]):
    start_date = serializers.DateField(help_text="The first day of the period.")
    end_date = serializers.DateField(help_text="The last day of the period.")
    currency = serializers.CharField(help_text="The home currency, of every sum.")


@extend_schema_serializer(examples=CATEGORIES)
class CategoryReportSerializer(SpanSerializer, IncomeAndExpenseSerializer):
    """Income and expense of a period, by category."""

    categories = CategoryNodeSerializer(
        many=True, help_text="The roots; each amount contains the whole branch."
    )


@extend_schema_serializer(examples=TREND)
class TrendReportSerializer(serializers.Serializer[Any]):
    """Income and expense, month by month or by the periods of a rule."""

    may_lack = MONTHS_OR_PERIODS
    currency = serializers.CharField(help_text="The home currency, of every sum.")
    months = MonthSerializer(
        many=True,
        help_text="In order; months without postings are zero. Left out where a rule is stated.",
    )
    periods = TrendPeriodSerializer(
        many=True,
        help_text="In order; periods without postings are zero. Only where a rule is stated.",
    )


class CategoryAmountSerializer(serializers.Serializer[Any]):
    amount = _money("Its amount in the month or period.")
    postings = serializers.IntegerField(help_text="How many postings make it up.")
    unconverted = UnconvertedSerializer(many=True, help_text="Amounts that are not in `amount`.")
    transactions = _link()


class CategoryInMonthSerializer(CategoryAmountSerializer):
    """The amount of a category in one month."""

    year = serializers.IntegerField(help_text="The year.")
    month = serializers.IntegerField(help_text="The month, 1 to 12.")


class CategoryInPeriodSerializer(CategoryAmountSerializer):
    """The amount of a category in one period of a rule."""

    start_date = serializers.DateField(help_text="The first day of the period.")
    end_date = serializers.DateField(help_text="The last day of the period.")


class CategorySeriesSerializer(serializers.Serializer[Any]):
    """The amounts of a category, month by month or by the periods of a rule."""

    may_lack = MONTHS_OR_PERIODS
    category = serializers.IntegerField(
        allow_null=True, help_text="Id of the category; null is uncategorised."
    )
    name = serializers.CharField(help_text="Its name; empty for the uncategorised.")
    type = serializers.ChoiceField(choices=CategoryType.choices, help_text="Its type.")
    months = CategoryInMonthSerializer(
        many=True,
        help_text="In order; months without postings are zero. Left out where a rule is stated.",
    )
    periods = CategoryInPeriodSerializer(
        many=True,
        help_text="In order; periods without postings are zero. Only where a rule is stated.",
    )


@extend_schema_serializer(examples=CATEGORY_TREND)
class CategoryTrendReportSerializer(serializers.Serializer[Any]):
    """Some categories, month by month or by the periods of a rule."""

    currency = serializers.CharField(help_text="The home currency, of every sum.")
    categories = CategorySeriesSerializer(
        many=True,
        help_text="In the order of the request; the uncategorised twice, as income and as expense.",
    )


class DaySerializer(IncomeAndExpenseSerializer):
    """Income and expense of one day."""

    date = serializers.DateField(help_text="The day.")


@extend_schema_serializer(examples=DAILY)
class DailyReportSerializer(SpanSerializer, IncomeAndExpenseSerializer):
    """Income and expense of a period, day by day."""

    days = DaySerializer(many=True, help_text="In order; days without postings are zero.")


class PayeeFigureSerializer(serializers.Serializer[Any]):
    """The amounts of a payee in a period."""

    payee = serializers.IntegerField(
        allow_null=True, help_text="Id of the payee; null is without a payee."
    )
    name = serializers.CharField(help_text="Its name; empty without a payee.")
    amount = _money("Its amount in the period.")
    share = _share("Its share of the whole amount, 0 to 1 with four decimals.")
    postings = serializers.IntegerField(help_text="How many postings make it up.")
    unconverted = UnconvertedSerializer(many=True, help_text="Amounts that are not in `amount`.")
    transactions = _link()


class OtherPayeesSerializer(serializers.Serializer[Any]):
    """The payees that are not shown one by one; a larger `limit` shows them."""

    payees = serializers.IntegerField(
        help_text="How many there are; what has no payee counts as one."
    )
    amount = _money("Their amount in the period.")
    share = _share("Their share of the whole amount, 0 to 1 with four decimals.")
    postings = serializers.IntegerField(help_text="How many postings make it up.")
    unconverted = UnconvertedSumSerializer(many=True, help_text="Amounts that are not in `amount`.")


@extend_schema_serializer(examples=PAYEES)
class PayeeReportSerializer(SpanSerializer):
    """Expenses or income of a period, by payee."""

    kind = serializers.ChoiceField(choices=CategoryType.choices, help_text="What it is about.")
    amount = _money("The amount of the period.")
    postings = serializers.IntegerField(help_text="How many postings make it up.")
    unconverted = UnconvertedSerializer(many=True, help_text="Amounts that are not in `amount`.")
    transactions = _link()
    payees = PayeeFigureSerializer(many=True, help_text="The largest first.")
    others = OtherPayeesSerializer(
        allow_null=True, help_text="The other payees as one; null where all are shown."
    )


class AccountBalanceSerializer(UnconvertedAccountSerializer):
    """An account at the end of the day."""

    type = serializers.ChoiceField(
        choices=AccountType.choices, help_text="The type of the account."
    )
    archived = serializers.BooleanField(help_text="Whether it is archived.")
    home_balance = AmountField(
        allow_null=True, help_text="The balance in home currency; null where there is no rate."
    )
    rate = serializers.CharField(
        allow_null=True, help_text="Home currency per unit; null where no rate was needed or known."
    )
    rate_date = serializers.DateField(allow_null=True, help_text="The day of the rate.")
    rate_source = serializers.CharField(allow_null=True, help_text="The source of the rate.")
    transactions = _link()


@extend_schema_serializer(examples=BALANCES)
class BalanceReportSerializer(serializers.Serializer[Any]):
    """The balance of every account at the end of a day."""

    date = serializers.DateField(help_text="At the end of this day.")
    currency = serializers.CharField(help_text="The home currency, of every sum.")
    net_worth = _money("The balance of all accounts together.")
    assets = _money("The sum of the positive balances.")
    debts = _money("The sum of the negative balances, as a positive amount.")
    unconverted = UnconvertedAccountSerializer(
        many=True, help_text="The accounts that are not in these sums."
    )
    accounts = AccountBalanceSerializer(many=True, help_text="Every account, archived or not.")


class AccountSummarySerializer(serializers.Serializer[Any]):
    """The movements of one account in a period."""

    account = serializers.IntegerField(help_text="Id of the account.")
    name = serializers.CharField(help_text="Its name.")
    currency = serializers.CharField(help_text="Its currency, of the amounts here.")
    income = _money("Income of the period.")
    expense = _money("Expense of the period, less refunds.")
    transfers = _money("Transfers in, less transfers out.")
    net = _money("The change of its balance in the period.")
    transactions = _link()


@extend_schema_serializer(examples=SUMMARY)
class SummaryReportSerializer(SpanSerializer, IncomeAndExpenseSerializer):
    """Income and expense of a period, and the movements of each account."""

    accounts = AccountSummarySerializer(
        many=True, help_text="The accounts with postings in the period."
    )
