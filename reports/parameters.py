"""The query parameters of the reports."""

from typing import Any

from rest_framework import serializers

from api.fields import DayField
from api.params import FlagParameter, NumberParameter
from categories.models import CategoryType
from common.periods import DATE_MAX, DATE_MIN
from reports.figures import DAYS_MAX
from transactions.filters import NONE
from transactions.models import UNCATEGORISED

TREND_MONTHS_DEFAULT = 12
"""A year: every season once."""
TREND_MONTHS_MAX = 240
"""Twenty years, which is longer than most books. It bounds the answer: an object for each month."""

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
    months = NumberParameter(
        min_value=1,
        max_value=TREND_MONTHS_MAX,
        default=TREND_MONTHS_DEFAULT,
        help_text="How many months.",
    )
    end_date = DayField(
        required=False, help_text="A day of the last month; by default it is the current one."
    )


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
