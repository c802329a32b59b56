"""Recurrences as rules of RFC 5545, with the SKIP of RFC 7529 for days that a month lacks.

A rule does not state its first day (DTSTART), and has no words for moving a date to a business day.
Business days by number are Monday to Friday: BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1.
"""

import re
from collections.abc import Iterator
from datetime import date

from common.periods import MONTHS_OF_YEAR
from common.recurrence import Frequency, Missing, Recurrence, normalised
from common.recurrence_days import (
    BUSINESS_DAY,
    BUSINESS_WEEKDAYS,
    WEEKDAYS,
    DayKind,
    has_business_days,
    stated_days,
)
from common.recurrence_problems import recurrence_problems

_FREQUENCIES = {
    Frequency.DAY: "DAILY",
    Frequency.WEEK: "WEEKLY",
    Frequency.MONTH: "MONTHLY",
    Frequency.YEAR: "YEARLY",
}
_SKIPS = {Missing.CLAMP: "BACKWARD", Missing.OMIT: "OMIT", Missing.FORWARD: "FORWARD"}
_UNITS = {name: unit for unit, name in _FREQUENCIES.items()}
_MISSING = {name: missing for missing, name in _SKIPS.items()}
_MONDAY = WEEKDAYS[0]


def _list_of(item: str) -> str:
    return f"(?:{item})(?:,(?:{item}))*"


_WEEKDAY = "|".join(WEEKDAYS)
_SYNTAX = {
    "FREQ": "|".join(_UNITS),
    "INTERVAL": "[0-9]{1,5}",
    "UNTIL": "[0-9]{8}",
    "COUNT": "[0-9]{1,5}",
    "BYMONTH": _list_of("[0-9]{1,2}"),
    "BYMONTHDAY": _list_of("[+-]?[0-9]{1,2}"),
    "BYDAY": _list_of(f"(?:[+-]?[0-9]{{1,2}})?(?:{_WEEKDAY})"),
    "BYSETPOS": _list_of("[+-]?[0-9]{1,3}"),
    "WKST": _WEEKDAY,
    "RSCALE": "GREGORIAN",
    "SKIP": "|".join(_MISSING),
}
"""What a part of a rule can be here. Times of day are not among them, for dates have none."""
_START = "DTSTART"
_PARTS = {
    "every": ("INTERVAL",),
    "start": (_START,),
    "on": ("BYSETPOS", "BYMONTHDAY", "BYDAY"),
    "months": ("BYMONTH",),
    "until": ("UNTIL",),
    "times": ("COUNT",),
}
"""The parts of a rule that state a field of a recurrence."""


class UnsupportedRecurrence(ValueError):
    """A rule that is not valid, or that a recurrence cannot have; `part` is where."""

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(f"This part of the rule is not supported: {part}")


def rrule(recurrence: Recurrence) -> str:
    """Return the rule of a valid recurrence, without its start and its shift."""
    return ";".join(f"{name}={value}" for name, value in _parts_of(normalised(recurrence)))


def _parts_of(recurrence: Recurrence) -> Iterator[tuple[str, str]]:
    unit = recurrence.unit
    if len(recurrence.months) > 1 and has_business_days(stated_days(recurrence.on)):
        # BYSETPOS counts through a whole period, which has to be a month.
        unit = Frequency.MONTH
    yield "FREQ", _FREQUENCIES[unit]
    if recurrence.every > 1:
        yield "INTERVAL", f"{recurrence.every}"
    if recurrence.months:
        yield "BYMONTH", ",".join(map(str, recurrence.months))
    yield from _parts_of_days(recurrence)
    if recurrence.lacked_days and recurrence.missing != Missing.OMIT:
        yield "RSCALE", "GREGORIAN"
        yield "SKIP", _SKIPS[recurrence.missing]
    if recurrence.until is not None:
        yield "UNTIL", f"{recurrence.until:%Y%m%d}"
    if recurrence.times is not None:
        yield "COUNT", f"{recurrence.times}"


def _parts_of_days(recurrence: Recurrence) -> Iterator[tuple[str, str]]:
    days = stated_days(recurrence.on)
    if has_business_days(days):
        yield "BYDAY", ",".join(BUSINESS_WEEKDAYS)
        yield "BYSETPOS", ",".join(f"{day.number}" for day in days)
    elif days:
        of_month = days[0].kind is DayKind.OF_MONTH
        yield "BYMONTHDAY" if of_month else "BYDAY", ",".join(recurrence.on)


def from_rrule(text: str, start: date) -> Recurrence:
    """Read a rule that begins on `start`, and return its recurrence in the one form.

    Raises UnsupportedRecurrence, unless the recurrence is valid and has the dates of the rule.
    """
    parts = _read_parts(text)
    unit, months = _unit_and_months(parts)
    recurrence = Recurrence(
        unit,
        int(parts.get("INTERVAL", "1")),
        start,
        on=_days(parts),
        months=months,
        missing=_MISSING[parts.get("SKIP", "OMIT")],
        until=_until(parts),
        times=int(parts["COUNT"]) if "COUNT" in parts else None,
    )
    for problem in recurrence_problems(recurrence):
        field = problem.pointer.split("/")[1]
        name = next(name for name in _PARTS[field] if name in parts or name == _START)
        raise _unsupported(parts, name)
    recurrence = normalised(recurrence)
    if _needs_monday(recurrence) and parts.get("WKST", _MONDAY) != _MONDAY:
        raise _unsupported(parts, "WKST")
    return recurrence


def _read_parts(text: str) -> dict[str, str]:
    """Return the parts of a rule by name, each of which is in order by itself."""
    found: dict[str, str] = {}
    for part in filter(None, text.strip().upper().removeprefix("RRULE:").split(";")):
        name, _, value = part.partition("=")
        syntax = _SYNTAX.get(name)
        if syntax is None or name in found or not re.fullmatch(syntax, value):
            raise UnsupportedRecurrence(part)
        found[name] = value
    if "FREQ" not in found:
        raise _unsupported(found, "FREQ")
    return found


def _unsupported(parts: dict[str, str], name: str) -> UnsupportedRecurrence:
    return UnsupportedRecurrence(f"{name}={parts[name]}" if name in parts else name)


def _unit_and_months(parts: dict[str, str]) -> tuple[Frequency, tuple[int, ...]]:
    unit = _UNITS[parts["FREQ"]]
    months = tuple(map(int, parts["BYMONTH"].split(","))) if "BYMONTH" in parts else ()
    if unit is Frequency.MONTH and months:
        # Every month that is one of these: every year in these months.
        if int(parts.get("INTERVAL", "1")) > 1:
            raise _unsupported(parts, "BYMONTH")
        return Frequency.YEAR, months
    if unit is Frequency.YEAR:
        if "BYSETPOS" in parts and len(months) != 1:
            raise _unsupported(parts, "BYSETPOS")  # it counts through the whole year
        if "BYDAY" in parts and not months:
            raise _unsupported(parts, "BYDAY")  # so does the number of a weekday
        if "BYMONTHDAY" in parts and not months:
            months = tuple(range(1, MONTHS_OF_YEAR + 1))
    return unit, months


def _days(parts: dict[str, str]) -> tuple[str, ...]:
    """Return the days of a rule as texts, of which any may not be valid."""
    if "BYMONTHDAY" in parts and "BYDAY" in parts:
        raise _unsupported(parts, "BYDAY")  # days that are both; `on` has days that are either
    if "BYSETPOS" in parts:
        return _days_by_number(parts)
    if "BYMONTHDAY" in parts:
        return tuple(f"{int(number)}" for number in parts["BYMONTHDAY"].split(","))
    days = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    return tuple((f"{int(day[:-2])}" if day[:-2] else "") + day[-2:] for day in days)


def _days_by_number(parts: dict[str, str]) -> tuple[str, ...]:
    among = set(parts.get("BYDAY", "").split(","))
    if among == set(BUSINESS_WEEKDAYS):
        of = BUSINESS_DAY
    elif len(among) == 1 and among < set(WEEKDAYS):
        of = among.pop()
    else:
        raise _unsupported(parts, "BYSETPOS")
    return tuple(f"{int(number)}{of}" for number in parts["BYSETPOS"].split(","))


def _until(parts: dict[str, str]) -> date | None:
    if "UNTIL" not in parts:
        return None
    try:
        return date.fromisoformat(parts["UNTIL"])
    except ValueError:
        raise _unsupported(parts, "UNTIL") from None


def _needs_monday(recurrence: Recurrence) -> bool:
    """Whether other dates would follow if weeks began on another day than Monday."""
    if recurrence.unit is not Frequency.WEEK or recurrence.every == 1:
        return False
    return recurrence.on != (WEEKDAYS[recurrence.start.weekday()],)
