"""The date that a person typed, or a refusal that says what to change."""

import re
from datetime import date, timedelta

from common.periods import DATE_MAX, DATE_MIN, Month
from web.formats import ENGLISH, CalendarNames, DateForm, Order, show_date, show_long_date
from web.reading.calendar_days import Calendar
from web.reading.characters import plain_characters
from web.reading.date_words import find_month, find_weekday
from web.reading.refusals import NotRead, in_doubt

_TODAY = frozenset({"today", "t"})
_YESTERDAY = frozenset({"yesterday", "y"})
_RELATIVE = re.compile(r"([+-]) ?([0-9]{1,4})")
_DAY = re.compile(r"([0-9]{1,2})\.?")
_YEAR_FIRST = re.compile(r"([0-9]{4}) ?([-./ ]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,2})\.?")
_NUMBERS = re.compile(r"([0-9]{1,2}) ?([-./ ]) ?([0-9]{1,2})(?: ?\2 ?([0-9]{4}|[0-9]{2}))?\.?")
_WORD = re.compile(r"[0-9]+|[^\W\d_]+")
_DATE_WORDS = re.compile("a?(9a|a9)9?")
"""A weekday or not, day and month, a year or not: 9 is a number and a is a word."""
_BETWEEN_WORDS = frozenset(" .,/-")
_DAYS_OF_WEEK = 7
"""A week has so many days."""


def read_date(
    text: str,
    form: DateForm,
    today: date,
    month: Month | None = None,
    names: CalendarNames = ENGLISH,
) -> date:
    """Return the day that `text` states: a date, a part of one, a name or a distance.

    `month` is the one that the page shows, where it shows one. Numbers with points have the day
    first; `form` decides the order of others, and what it leaves open is refused. Raises NotRead.
    """
    plain = plain_characters(text).casefold()
    calendar = Calendar(today, month)
    if (day := _by_word(plain, today, names)) is not None:
        return _bounded(day, form)
    if match := _DAY.fullmatch(plain):
        found = calendar.of_day(int(match[1]))
    elif match := _YEAR_FIRST.fullmatch(plain):
        found = calendar.of_parts(int(match[4]), int(match[3]), match[1])
    elif match := _NUMBERS.fullmatch(plain):
        found = _by_numbers(match, form, calendar, names)
    else:
        found = _by_names(plain, form, calendar, names)
    if found is None:
        raise NotRead("not_a_date", f'"{text.strip()}" is not a day of the calendar.')
    return _bounded(found, form)


def _bounded(day: date, form: DateForm) -> date:
    if DATE_MIN <= day <= DATE_MAX:
        return day
    first, last = show_date(DATE_MIN, form), show_date(DATE_MAX, form)
    raise NotRead("out_of_range", f"Type a date from {first} to {last}.")


def _by_word(text: str, today: date, names: CalendarNames) -> date | None:
    """Read `today`, `y`, `mon` and `-1`; a weekday is the latest one, which can be today."""
    if text in _TODAY:
        return today
    if text in _YESTERDAY:
        return today - timedelta(days=1)
    if match := _RELATIVE.fullmatch(text):
        return today + timedelta(days=int(match[1] + match[2]))
    weekday = find_weekday(text.rstrip("."), names)
    if weekday is None:
        return None
    return today - timedelta(days=(today.weekday() - weekday) % _DAYS_OF_WEEK)


def _by_numbers(
    match: re.Match[str], form: DateForm, calendar: Calendar, names: CalendarNames
) -> date | None:
    """Read `15.3`, `3/15` and `15.3.26` in the order that is known, or in the only possible one."""
    first, sign, second, last = match.groups(default="")
    parts = [first, second, last] if last else [first, second]
    order = _order(sign, form, has_year=bool(last))
    if order and (day := _in_order(parts, order, calendar)):
        return day
    orders: tuple[Order, ...] = ("dmy", "mdy", "ymd") if form.order == "ymd" else ("dmy", "mdy")
    days = [_in_order(parts, each, calendar) for each in orders]
    found = sorted({day for day in days if day is not None})
    if len(found) > 1:
        raise in_doubt(match[0], *(show_long_date(day, form, names) for day in found))
    return found[0] if found else None


def _order(sign: str, form: DateForm, *, has_year: bool) -> Order | None:
    """Return the order of numbers around `sign`; None where it is not known."""
    if sign == ".":
        return "dmy"
    if form.order != "ymd":
        return form.order
    return None if has_year or sign != form.separator else "ymd"


def _in_order(parts: list[str], order: Order, calendar: Calendar) -> date | None:
    letters = order if len(parts) == len(order) else order.replace("y", "")
    stated = dict(zip(letters, parts, strict=True))
    if len(stated["d"]) > 2 or len(stated["m"]) > 2:
        return None
    return calendar.of_parts(int(stated["d"]), int(stated["m"]), stated.get("y", ""))


def _by_names(text: str, form: DateForm, calendar: Calendar, names: CalendarNames) -> date | None:
    """Read `24 Nov`, `Nov 24, 2026` and `Tue 24 Nov 2026`."""
    words = _WORD.findall(text)
    kinds = "".join("9" if word.isdecimal() else "a" for word in words)
    if not _DATE_WORDS.fullmatch(kinds) or set(_WORD.sub("", text)) - _BETWEEN_WORDS:
        return None
    day, *year = (word for word in words if word.isdecimal())
    *weekday, name = (word for word in words if not word.isdecimal())
    month = find_month(name, names)
    if month is None or len(day) > 2:
        return None
    found = calendar.of_parts(int(day), month, "".join(year))
    if found and weekday and find_weekday(weekday[0], names) != found.weekday():
        shown = show_long_date(found, form, names)
        raise NotRead("wrong_weekday", f"The weekday of that date is another: {shown}.", (shown,))
    return found
