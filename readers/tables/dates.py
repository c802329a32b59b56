"""Dates as text: day first or month first, decided over all dates of a table together."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from common.periods import DATE_MAX, DATE_MIN
from readers.common.years import whole_year
from readers.statement import Unreadable
from readers.tables.headings import MONTHS, plain
from readers.tables.numbers import unprotected

CACHED_MAX = 50_000
"""How many texts of dates are remembered: a century has 36,525 days; it bounds memory."""

Parser = Callable[[str], date | None]
"""Returns the date that a text states; None where it states none."""
Parts = tuple[str, int, int, int]
"""How a text states a date: "ymd" for certain (with year, month, day), or "abc": three numbers, the
last of which can be the year; "yy" where it has two digits, so that the first can be it as well."""

_TIME = r"(?:,?[T ].*)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}}) ?([-/. :]) ?([0-9]{{1,2}}) ?\2 ?([0-9]{{1,2}})\.?{_TIME}")
_YEAR_LAST = re.compile(
    rf"([0-9]{{1,2}}) ?([-/.]) ?([0-9]{{1,2}}) ?\2 ?([0-9]{{4}}|[0-9]{{2}})\.?{_TIME}"
)
_DIGITS = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[T ]?(?:[0-9]{4}|[0-9]{6}|[0-9]{2}:[0-9:]{2,})(?![0-9]).*)?"
)
_DAY_NAME = re.compile(
    r"(?:[^\W\d]+\.?,? )?([0-9]{1,2})(?:st|nd|rd|th|er|º|\.)?[-/ .]*(?:de )?([^\W\d]{3,}?)\.?"
    rf"(?: de|del)?[-/ .,]*'?([0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
_NAME_DAY = re.compile(
    r"(?:[^\W\d]+\.?, )?([^\W\d]{3,})\.?[-/ ]([0-9]{1,2})(?:st|nd|rd|th)?,?[-/ ]+([0-9]{4})" + _TIME
)
_EAST = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日.*")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_LENGTH_MAX = 60
"""In characters: a weekday, a month by name, a time and its zone are shorter. It bounds the time of
the patterns."""


def parts_of(text: str) -> Parts | None:
    """Return how `text` states a date; None where it does not."""
    if len(text) > _LENGTH_MAX:
        return None
    text = unprotected(text).strip()
    if match := _YEAR_FIRST.fullmatch(text):
        return "ymd", int(match[1]), int(match[3]), int(match[4])
    if match := _YEAR_LAST.fullmatch(text):
        kind = "yy" if len(match[4]) == 2 else "abc"
        return kind, int(match[1]), int(match[3]), int(match[4])
    if match := _DIGITS.fullmatch(text):
        return _of_digits(text[:8], match)
    if match := _EAST.fullmatch(text):
        return "ymd", int(match[1]), int(match[2]), int(match[3])
    return _with_name(text)


def _of_digits(text: str, match: re.Match[str]) -> Parts | None:
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if DATE_MIN.year <= year <= DATE_MAX.year and month <= 12:
        return "ymd", year, month, day
    return "abc", int(text[:2]), int(text[2:4]), int(text[4:])


def _with_name(text: str) -> Parts | None:
    if not text or not any(c.isdigit() for c in text):
        return None
    if match := _DAY_NAME.fullmatch(text):
        day, name, year = match[1], match[2], match[3]
    elif match := _NAME_DAY.fullmatch(text):
        day, name, year = match[2], match[1], match[3]
    else:
        return None
    month = MONTHS.get(plain(name))
    return ("ymd", _whole_year(int(year), len(year)), month, int(day)) if month else None


def _whole_year(year: int, digits: int = 2) -> int:
    return year if digits > 2 else whole_year(year)


def in_order(parts: Parts, order: str) -> date | None:
    """Return the date that `parts` come to where they are in `order`; None for none we keep."""
    kind, first, second, third = parts
    if kind == "ymd":
        year, month, day = first, second, third
    elif order == "ymd":
        if kind != "yy":
            return None
        year, month, day = _whole_year(first), second, third
    else:
        year = _whole_year(third) if kind == "yy" else third
        month, day = (second, first) if order == "dmy" else (first, second)
    try:
        stated = date(year, month, day)
    except ValueError:
        return None
    return stated if DATE_MIN <= stated <= DATE_MAX else None


def looks_like_date(text: str) -> bool:
    """Whether `text` is a date in some order."""
    parts = parts_of(text)
    return parts is not None and any(in_order(parts, order) for order in ("dmy", "mdy", "ymd"))


def serial_date(text: str, epoch: date) -> date | None:
    """Return the date of a spreadsheet's day number; None where it is out of range."""
    if not _SERIAL.fullmatch(text):
        return None
    try:
        stated = epoch + timedelta(days=int(text.partition(".")[0]))
    except OverflowError:
        return None
    return stated if DATE_MIN <= stated <= DATE_MAX else None


_WANTED = {
    "dmy": "; a date is written as day, month and year, such as 31.12.2024",
    "mdy": "; a date is written as month, day and year, such as 12/31/2024",
    "ymd": "; a date is written such as 2024-12-31",
}
"""What a date has to look like, by the order of its parts."""


def no_date_detail(text: str, order: str) -> str:
    """Return what is wrong with the `text` of a cell that has to be a date in this `order`."""
    shown = f"{text[:40]!r} is not a date" if text else "The line has no date"
    return f"{shown}{_WANTED.get(order, '')}."


def date_parser(order: str, date_format: str = "", epoch: date | None = None) -> Parser:
    """Return what reads the dates of a table; the texts last read are remembered."""
    pattern = strptime_format(date_format)
    cached: dict[str, date | None] = {}

    def parse(text: str) -> date | None:
        try:
            return cached[text]
        except KeyError:
            pass
        if pattern:
            stated = _by_format(text, pattern)
        else:
            parts = parts_of(text)
            stated = in_order(parts, order) if parts else None
        if stated is None and epoch:
            stated = serial_date(text.strip(), epoch)
        if len(cached) >= CACHED_MAX:
            cached.clear()
        cached[text] = stated
        return stated

    return parse


_WORDS = (
    *(("YYYY", "%Y"), ("yyyy", "%Y"), ("MMMM", "%B"), ("MMM", "%b"), ("MM", "%m"), ("DD", "%d")),
    *(("dd", "%d"), ("YY", "%y"), ("yy", "%y"), ("HH", "%H"), ("hh", "%H"), ("mm", "%M")),
    *(("SS", "%S"), ("ss", "%S"), ("M", "%m"), ("D", "%d"), ("d", "%d")),
)
_WORD = re.compile("|".join(word for word, _ in _WORDS))


def strptime_format(text: str) -> str:
    """Return a format of `strptime` for one such as "%d.%m.%Y" or "DD.MM.YYYY".

    Raises Unreadable for one that states no day, month and year.
    """
    if not text:
        return ""
    pattern = text if "%" in text else _WORD.sub(lambda match: dict(_WORDS)[match[0]], text)
    try:
        shown = date(2031, 12, 25).strftime(pattern)
        # Python warns of a format with a day and without a year before it reads anything by it.
        has_year = shown != date(2032, 12, 25).strftime(pattern)
        whole = has_year and _by_format(shown, pattern) == date(2031, 12, 25)
    except (ValueError, re.error):
        # re.error: a part of the date is stated twice.
        whole = False
    if not whole:
        detail = f"{text[:40]!r} is not a format of dates; write DD.MM.YYYY or %d.%m.%Y."
        raise Unreadable("unknown_date_format", detail, option="date_format")
    return pattern


def format_pattern(date_format: str) -> re.Pattern[str] | None:
    """Return what texts in a format look like; None for one that is all digits, as numbers are."""
    pattern = strptime_format(date_format)
    if not re.search(r"[^%A-Za-z0-9]|%[bB]", pattern):
        return None
    parts = re.split(r"(%[a-zA-Z])", pattern)
    return re.compile("".join(_DIRECTIVES.get(part, re.escape(part)) for part in parts))


_DIRECTIVES = {f"%{letter}": "[0-9]{1,2}" for letter in "mdyHMSIj"}
_DIRECTIVES |= {"%Y": "[0-9]{4}", "%b": r"\w+\.?", "%B": r"\w+", "%p": r"\w+", "%f": "[0-9]{1,6}"}


def date_in_format(text: str, date_format: str) -> date | None:
    """Return the date that a text states in a format; None where it states none in it."""
    return _by_format(text, strptime_format(date_format))


def in_years_of(calendar: str, text: str) -> str:
    """Return a date with its year counted as this calendar counts it: 2567 of "buddhist" is 2024.

    A text that is not a date is returned as it is.
    """
    if calendar != "buddhist" or len(text) > _LENGTH_MAX:
        return text
    stripped = text.strip()
    forms = ((_YEAR_FIRST, 1), (_YEAR_LAST, 4), (_DAY_NAME, 3), (_NAME_DAY, 3))
    found = ((form.fullmatch(stripped), group) for form, group in forms)
    match, group = next(((match, group) for match, group in found if match), (None, 0))
    if match is None or (group == 3 and _with_name(stripped) is None):
        return text
    year = int(match[group])
    year += 2500 if len(match[group]) == 2 else 0
    return f"{stripped[: match.start(group)]}{year - _BUDDHIST}{stripped[match.end(group) :]}"


_BUDDHIST = 543
"""How many years the Buddhist era is ahead of the common one."""


def _by_format(text: str, pattern: str) -> date | None:
    try:
        stated = datetime.strptime(text.strip()[:_LENGTH_MAX], pattern).date()  # noqa: DTZ007 - the date as written
    except (ValueError, OverflowError):
        return None
    return stated if DATE_MIN <= stated <= DATE_MAX else None
