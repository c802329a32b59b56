"""The query parameters of the reports."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from api.fields import DayField
from api.params import FlagParameter, NumberParameter
from categories.models import CategoryType
from common.business_days import Adjust
from common.period_rules import EVERY_MAX, PeriodRule, Unit, rule_problems
from common.periods import DATE_MAX, DATE_MIN
from reports.figures import DAYS_MAX
from transactions.filters import NONE
from transactions.models import UNCATEGORISED

TREND_MONTHS_DEFAULT = 12
"""A year: every season once."""
TREND_MONTHS_MAX = 240
"""Twenty years, which is longer than most books. It bounds the answer: an object for each month."""
TREND_PERIODS_DEFAULT = 12
"""As many as there are months."""
TREND_PERIODS_MAX = 260
"""Five years of weeks, ten of fortnights. It bounds the answer, an object for each period."""
CALENDAR_MONTHS = PeriodRule(Unit.MONTH, 1, DATE_MIN)
"""What a trend goes by where no rule is stated. DATE_MIN is a Monday and the first day of a year:
weeks that are counted from it begin on Mondays, quarters and years with the calendar."""

RULE = frozenset({"unit", "every", "anchor", "adjust", "periods"})
"""The parameters of which any asks for the periods of a rule."""

TREND_CATEGORIES_MAX = 10
"""More lines nobody tells apart in one chart. With the months it bounds the answer."""

PAYEES_DEFAULT = 50
"""What a page shows at once, as many as a page of a list has."""
PAYEES_MAX = 500
"""It bounds the answer: ten times as many as a page shows."""


class MonthParams(serializers.Serializer[Any]):
    year = NumberParameter(
        min_value=DATE_MIN.year, max_value=DATE_MAX.year, help_text="The year, such as 2024."
    )
    month = NumberParameter(min_value=1, max_value=12, help_text="The month, 1 to 12.")


class PeriodParams(serializers.Serializer[Any]):
    start_date = DayField(help_text="The first day of the period.")
    end_date = DayField(help_text="The last day of the period.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["start_date"] > attrs["end_date"]:
            detail = "State a day on or after start_date."
            raise serializers.ValidationError({"end_date": detail}, code="before_start")
        return attrs


class YearParams(PeriodParams):
    """A period of a year at the most."""

    end_date = DayField(help_text=f"The last day of the period, of {DAYS_MAX} days at the most.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if (attrs["end_date"] - attrs["start_date"]).days >= DAYS_MAX:
            detail = f"A period has at most {DAYS_MAX} days here."
            raise serializers.ValidationError({"end_date": detail}, code="period_too_long")
        return attrs


class TrendParams(serializers.Serializer[Any]):
    """Months, or the periods of a rule where one of RULE is stated."""

    months = NumberParameter(
        min_value=1,
        max_value=TREND_MONTHS_MAX,
        required=False,
        help_text=f"How many calendar months; {TREND_MONTHS_DEFAULT} by default.",
    )
    end_date = DayField(
        required=False,
        help_text="A day of the last month or period; by default it is the current one.",
    )
    unit = serializers.ChoiceField(
        choices=Unit.choices,
        required=False,
        help_text="What the length of a period is counted in, instead of calendar months; "
        f"{CALENDAR_MONTHS.unit} by default.",
    )
    every = NumberParameter(
        min_value=1,
        max_value=EVERY_MAX,
        required=False,
        help_text=f"How many units a period has; {CALENDAR_MONTHS.every} by default.",
    )
    anchor = DayField(
        required=False,
        help_text="The first day of some period; the others are counted from it. A day that a "
        f"month lacks is its last one. By default it is {CALENDAR_MONTHS.anchor}, a Monday.",
    )
    adjust = serializers.ChoiceField(
        choices=Adjust.choices,
        required=False,
        help_text="Which way a first day is moved that is not a business day of the book; "
        f"{CALENDAR_MONTHS.adjust} by default.",
    )
    periods = NumberParameter(
        min_value=1,
        max_value=TREND_PERIODS_MAX,
        required=False,
        help_text=f"How many periods; {TREND_PERIODS_DEFAULT} by default.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters with `rule`, the rule that is stated, and `count`."""
        if RULE.isdisjoint(attrs):
            return {**attrs, "rule": None, "count": attrs.get("months", TREND_MONTHS_DEFAULT)}
        rule = PeriodRule(
            Unit(attrs.get("unit", CALENDAR_MONTHS.unit)),
            attrs.get("every", CALENDAR_MONTHS.every),
            attrs.get("anchor", CALENDAR_MONTHS.anchor),
            Adjust(attrs.get("adjust", CALENDAR_MONTHS.adjust)),
        )
        faults = {
            one.pointer.removeprefix("/"): ErrorDetail(one.detail, one.code)
            for one in rule_problems(rule)
        }
        if "months" in attrs:
            detail = "State `periods` beside a rule: its periods need not be months."
            faults["months"] = ErrorDetail(detail, "months_beside_rule")
        if faults:
            raise serializers.ValidationError(faults)
        return {**attrs, "rule": rule, "count": attrs.get("periods", TREND_PERIODS_DEFAULT)}


class CategoriesParameter(serializers.RegexField):
    """Categories as one text: ids, or "none", with commas between them; each counts once.

    One parameter, since one that is stated twice is refused everywhere.
    """

    default_error_messages = {
        "invalid": 'State ids of categories, or "none", with commas between them.',
        "too_many": f"State at most {TREND_CATEGORIES_MAX} categories.",
    }

    def __init__(self, **kwargs: Any) -> None:
        one = f"([1-9][0-9]{{0,17}}|{NONE})"
        super().__init__(f"^{one}(,{one})*$", **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the keys of the categories, each an id or UNCATEGORISED."""
        stated = super().run_validation(data).split(",")
        keys = dict.fromkeys(UNCATEGORISED if key == NONE else int(key) for key in stated)
        if len(keys) > TREND_CATEGORIES_MAX:
            self.fail("too_many")
        return tuple(keys)


class CategoryTrendParams(TrendParams):
    category = CategoriesParameter(
        help_text=f"At most {TREND_CATEGORIES_MAX} categories by id, with commas between them; "
        '"none" gives the uncategorised.',
    )
    below = FlagParameter(
        default=True, help_text="Whether categories below each `category` count as well."
    )


class PayeeParams(YearParams):
    kind = serializers.ChoiceField(
        choices=CategoryType.choices,
        default=CategoryType.EXPENSE,
        help_text="Whether it is about expenses or income.",
    )
    limit = NumberParameter(
        min_value=1,
        max_value=PAYEES_MAX,
        default=PAYEES_DEFAULT,
        help_text="How many payees are shown one by one.",
    )


class DayParams(serializers.Serializer[Any]):
    date = DayField(required=False, help_text="At the end of this day; today by default.")
