"""How a person sees numbers and dates: the forms to choose from, and the text of a value in one.

Both forms are choices apart from the language: English words beside 1.234,56 are common.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from common.money import Currency

MINUS = "\N{MINUS SIGN}"
"""As wide as a digit and a plus in most fonts; the hyphen is narrower and stands lower."""
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
ISOLATE, END_OF_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

Sign = Literal["minus", "both", "none"]
"""Which signs an amount shows: the minus alone, plus and minus, or neither."""
Order = Literal["ymd", "dmy", "mdy"]
"""The order of year, month and day."""


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How numbers are written; `code` is what is stored, and an example in plain characters."""

    code: str
    group: str
    decimal: str
    group_size: int = 3
    """How many digits a group has, except for the last, which has three."""

    @property
    def example(self) -> str:
        return self.code.replace(" ", self.group)


@dataclass(frozen=True, slots=True)
class DateForm:
    """How dates are written; `code` is what is stored, and an example."""

    code: str
    order: Order
    separator: str
    """What stands between the parts; a space where the month is a name."""


@dataclass(frozen=True, slots=True)
class CalendarNames:
    """The names of months and weekdays in a language, and how a date with a weekday is composed.

    Months begin with January, weekdays with Monday.
    """

    months: tuple[str, ...]
    long_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    long_weekdays: tuple[str, ...]
    day_first: str = "{weekday} {day} {month}"
    day_first_with_year: str = "{weekday} {day} {month} {year}"
    month_first: str = "{weekday} {month} {day}"
    month_first_with_year: str = "{weekday} {month} {day}, {year}"


_NUMBERS = (
    NumberForm("1,234.56", ",", "."),
    NumberForm("1.234,56", ".", ","),
    NumberForm("1 234,56", NARROW_SPACE, ","),
    NumberForm("1'234.56", "'", "."),
    NumberForm("1,23,456.78", ",", ".", group_size=2),
)
_DATES = (
    DateForm("2026-11-24", "ymd", "-"),
    DateForm("24.11.2026", "dmy", "."),
    DateForm("24/11/2026", "dmy", "/"),
    DateForm("11/24/2026", "mdy", "/"),
    DateForm("24 Nov 2026", "dmy", " "),
)
NUMBER_FORMS: Mapping[str, NumberForm] = MappingProxyType({form.code: form for form in _NUMBERS})
"""Every form of numbers to choose from, by its code."""
DATE_FORMS: Mapping[str, DateForm] = MappingProxyType({form.code: form for form in _DATES})
"""Every form of dates to choose from, by its code."""
ENGLISH = CalendarNames(
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    long_months=(
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    long_weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
ENGLISH_UNITS: Mapping[int, str] = MappingProxyType(
    {10**3: "k", 10**6: "M", 10**9: "bn", 10**12: "tn"}
)
"""What stands for thousands, millions and so on in the scale of a chart."""
_LONG = 100_000
"""From here on a tick is in thousands: beside a chart there is room for six characters."""
_LAST_GROUP = 3
"""How many digits stand after the last group sign, in every form."""


def show_amount(minor: int, currency: Currency, form: NumberForm, sign: Sign = "minus") -> str:
    """Return `minor` grouped, with all the decimals of its currency; zero never has a sign."""
    whole, decimals = divmod(abs(minor), 10**currency.exponent)
    text = _sign(minor, sign) + _grouped(whole, form)
    return f"{text}{form.decimal}{decimals:0{currency.exponent}}" if currency.exponent else text


def show_tick(
    minor: int, currency: Currency, form: NumberForm, units: Mapping[int, str] = ENGLISH_UNITS
) -> str:
    """Return `minor` as short as the scale of a chart needs it, and exactly: 2.000, 500k, 1,5M.

    Decimals are left out where all are zero. An amount that a unit of thousands shortens to one
    decimal at most is shown in the largest such unit.
    """
    whole, decimals = divmod(abs(minor), 10**currency.exponent)
    if decimals:
        return show_amount(minor, currency, form)
    sign = _sign(minor, "minus")
    for unit in sorted(units, reverse=True):
        if whole >= max(unit, _LONG) and whole * 10 % unit == 0:
            count, tenth = divmod(whole * 10 // unit, 10)
            part = f"{form.decimal}{tenth}" if tenth else ""
            return f"{sign}{_grouped(count, form)}{part}{units[unit]}"
    return sign + _grouped(whole, form)


def show_rate(rate: str, form: NumberForm) -> str:
    """Return the text of a rate, plain digits and a point, with the decimal sign of `form`."""
    return rate.replace(".", form.decimal)


def split_cents(shown: str, form: NumberForm) -> tuple[str, str]:
    """Return the whole part of a shown amount, and its decimals with their sign in front.

    A page sets the decimals of a large figure smaller. They are empty in a currency without any.
    """
    whole, decimal, decimals = shown.partition(form.decimal)
    return whole, decimal + decimals


def show_date(day: date, form: DateForm, names: CalendarNames = ENGLISH) -> str:
    """Return `day` in `form`: 24.11.2026; days and months have two digits beside other numbers."""
    if form.separator == " ":
        return f"{day.day} {names.months[day.month - 1]} {day.year:04}"
    parts = {"y": f"{day.year:04}", "m": f"{day.month:02}", "d": f"{day.day:02}"}
    return form.separator.join(parts[part] for part in form.order)


def show_long_date(day: date, form: DateForm, names: CalendarNames = ENGLISH) -> str:
    """Return `day` with weekday, month by name and year: Tue 24 Nov 2026."""
    month_first = form.order == "mdy"
    pattern = names.month_first_with_year if month_first else names.day_first_with_year
    return _composed(pattern, day, names)


def show_short_date(day: date, form: DateForm, names: CalendarNames = ENGLISH) -> str:
    """Return `day` with weekday and without a year, for the heading of a day: Tue 24 Nov."""
    pattern = names.month_first if form.order == "mdy" else names.day_first
    return _composed(pattern, day, names)


def _composed(pattern: str, day: date, names: CalendarNames) -> str:
    return pattern.format(
        weekday=names.weekdays[day.weekday()],
        day=day.day,
        month=names.months[day.month - 1],
        year=f"{day.year:04}",
    )


def _sign(minor: int, sign: Sign) -> str:
    if sign == "none" or minor == 0:
        return ""
    if minor < 0:
        return MINUS
    return "+" if sign == "both" else ""


def _grouped(whole: int, form: NumberForm) -> str:
    digits = str(whole)
    groups = [digits[-_LAST_GROUP:]]
    rest = digits[:-_LAST_GROUP]
    while rest:
        groups.append(rest[-form.group_size :])
        rest = rest[: -form.group_size]
    return form.group.join(reversed(groups))


def within_sentence(name: str) -> str:
    """Return `name` isolated, so that its direction does not turn the amount beside it (UAX #9).

    A name in ASCII has no such characters, and stays as it is.
    """
    return name if name.isascii() else f"{ISOLATE}{name}{END_OF_ISOLATE}"
