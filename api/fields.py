"""Serializer fields for money, text and currencies."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.business_days import (
    CALENDAR_LENGTH_MAX,
    CLOSED_DAYS_MAX,
    UNKNOWN_CALENDAR,
    is_calendar,
)
from common.integers import BIGINT_MAX
from common.money import CURRENCIES, AmountError, read_number
from common.periods import DATE_MAX, DATE_MIN
from common.text import NAME_LENGTH_MAX, clean, name_fault

ROW_ID = {"type": "integer", "format": "int64", "minimum": 1, "maximum": BIGINT_MAX}
"""The JSON schema of an id."""

_UNCLEAN_NAME_LENGTH_MAX = 10 * NAME_LENGTH_MAX
"""Room for white space, which cleaning takes out."""
_INSTANT = "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]"
_FULL_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class AmountField(serializers.Field[Any, Any, str, Any]):
    """An amount of money: decimal text out, decimal text or a JSON number in.

    The value is an exact `Decimal`; only who knows the currency can say how many decimals it may
    have, so `common.money.to_minor` comes later.
    """

    pattern = r"^-?[0-9]{1,18}(\.[0-9]{1,4})?$"
    """What comes out, for the API's documentation."""
    example = "75.50"

    default_error_messages = {"not_a_number": 'State a plain decimal number, such as "75.50".'}

    def to_internal_value(self, data: Any) -> Decimal:
        try:
            return read_number(data)
        except AmountError as error:
            raise serializers.ValidationError(str(error), code=error.code) from None

    def to_representation(self, value: str) -> str:
        return value


class TextField(serializers.CharField):
    """Text and nothing else: a number or a truth value is not turned into it."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class FlagField(serializers.BooleanField):
    """`true` or `false` and nothing else: "yes", "1" and 1 are neither."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class WholeNumberField(serializers.IntegerField):
    """A JSON integer and nothing else: neither the text "7" nor 7.0."""

    default_error_messages = {"invalid": "State a whole number."}

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class InstantField(serializers.DateTimeField):
    """An instant as RFC 3339 has it, in ASCII; UTC where it states no offset."""

    def to_internal_value(self, value: Any) -> datetime:
        # Django's pattern takes the digits of every script.
        if not isinstance(value, str) or not value.isascii():
            self.fail("invalid", format=_INSTANT)
        instant: datetime = super().to_internal_value(value)
        return instant


class NameField(TextField):
    """A name: trimmed, inner white space as single spaces, and never empty once folded."""

    default_error_messages = {"blank": "State a name."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": NAME_LENGTH_MAX, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if len(text) > _UNCLEAN_NAME_LENGTH_MAX:
            self.fail("max_length", max_length=self.max_length)
        name = clean(text)
        if fault := name_fault(name):
            self.fail(fault, max_length=self.max_length)
        return name


class CurrencyField(TextField):
    """The ISO 4217 code of a currency, in either case."""

    default_error_messages = {"unknown_currency": "ISO 4217 has no currency {code}."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "ISO 4217 code.")
        super().__init__(**{"max_length": 3, "min_length": 3, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        code = super().to_internal_value(data).upper()
        if code not in CURRENCIES:
            self.fail("unknown_currency", code=code)
        return code


class CalendarField(TextField):
    """A calendar of `common.business_days`, in either case; empty for none."""

    default_error_messages = {"unknown_calendar": UNKNOWN_CALENDAR}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_blank": True, "max_length": CALENDAR_LENGTH_MAX, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        code = super().to_internal_value(data).upper()
        if not is_calendar(code):
            self.fail("unknown_calendar")
        return code


@extend_schema_field(ROW_ID)
class RowField(serializers.PrimaryKeyRelatedField[Any]):
    """The id of a row of the caller's book; any other id does not exist."""

    default_error_messages = {
        "does_not_exist": "There is no such {kind} in this book.",
        "incorrect_type": "State the id of a {kind}: an integer.",
    }

    def __init__(self, kind: str = "row", **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(**kwargs)

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.for_book(self.context["book"])

    def to_internal_value(self, data: Any) -> Any:
        # Text such as "7" is a guess at an id, and 10**30 is more than any database can look up.
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("incorrect_type", kind=self.kind)
        if not 0 < data <= BIGINT_MAX:
            self.fail("does_not_exist", kind=self.kind)
        row = self.get_queryset().filter(pk=data).first()
        if row is None:
            self.fail("does_not_exist", kind=self.kind)
        return row


class DayField(serializers.DateField):
    """A plain date as YYYY-MM-DD (RFC 3339 full-date), within the years that the tracker keeps."""

    default_error_messages = {
        "invalid": "State a date as YYYY-MM-DD.",
        "out_of_range": f"State a date from {DATE_MIN} to {DATE_MAX}.",
    }

    def to_internal_value(self, value: Any) -> date:
        # Python and Django read more forms of date than anybody means to send: 20240105, 2024-1-5.
        if not isinstance(value, str) or not _FULL_DATE.fullmatch(value):
            self.fail("invalid")
        day: date = super().to_internal_value(value)
        if not DATE_MIN <= day <= DATE_MAX:
            self.fail("out_of_range")
        return day


class ClosedDaysField(serializers.ListField):
    """Days, kept as a text of `common.business_days.closed_text`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=DayField(), max_length=CLOSED_DAYS_MAX, **kwargs)

    def to_representation(self, data: Any) -> list[str]:
        return data.split(",") if data else []


@extend_schema_field(ROW_ID)
class IdField(serializers.Field[int, Any, int, Any]):
    """An id as a JSON integer; whether the row exists is for a rule to say."""

    default_error_messages = {"incorrect_type": "State an id: an integer."}

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int) or not 0 < data <= BIGINT_MAX:
            self.fail("incorrect_type")
        return data

    def to_representation(self, value: int) -> int:
        return value
