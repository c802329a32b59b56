"""Dates of QIF, in all of its styles; which number is the month is decided over the whole file.

Quicken writes "1/31'24" for 2024 and "1/31/94" for 1994, padded with spaces; other programs and
other countries have the day first, points or dashes, or the year first.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from common.periods import DATE_MAX, DATE_MIN
from readers.common.years import whole_year
from readers.statement import EvidenceKind, FileDecision, Unreadable

ORDERS = ("mdy", "dmy", "ymd")
_TEXTS_MAX = 100_000
"""How many texts of dates are remembered: a century has 36,525 days; it bounds memory."""
_LENGTH_MAX = 40
"""In characters: a day with the name of its month and a time is shorter. It bounds the time of the
patterns."""

_TIME = re.compile(r"[T ]\s*[0-9]{1,2}:[0-9]{2}.*", re.ASCII)
_NUMBERS = re.compile(
    r"([0-9]{1,4})([-/.])([0-9]{1,2})([-/.']|\.?'|/')([0-9]{4}|[0-9]{1,2})", re.ASCII
)
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_DAY_NAME = re.compile(r"([0-9]{1,2})\.?[-/ ]*([^\W\d_]{3,12})\.?[-/, ]*('?)([0-9]{4}|[0-9]{2})")
_NAME_DAY = re.compile(r"([^\W\d_]{3,12})\.?[- ]*([0-9]{1,2})[-/, ]*('?)([0-9]{4}|[0-9]{2})")
_MONTHS = {
    **dict.fromkeys(("jan", "ene", "gen"), 1),
    **dict.fromkeys(("feb", "fev"), 2),
    **dict.fromkeys(("mar", "mrz", "mae", "maa"), 3),
    **dict.fromkeys(("apr", "abr", "avr"), 4),
    **dict.fromkeys(("may", "mai", "mag", "mei"), 5),
    **dict.fromkeys(("jun", "juin", "giu"), 6),
    **dict.fromkeys(("jul", "juil", "lug"), 7),
    **dict.fromkeys(("aug", "ago", "aou"), 8),
    **dict.fromkeys(("sep", "set"), 9),
    **dict.fromkeys(("oct", "okt", "ott", "out"), 10),
    **dict.fromkeys(("nov",), 11),
    **dict.fromkeys(("dec", "dez", "dic"), 12),
}
_ORDER_FOR_TEXTS = {"day_first": "dmy", "month_first": "mdy", "year_first": "ymd"}


class Dates:
    """What the dates of one file show, and how each of them reads then."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        stated = str(options.get("date_order") or "").lower()
        stated = _ORDER_FOR_TEXTS.get(stated, stated)
        if stated and stated not in ORDERS:
            detail = f'The order of dates is "dmy", "mdy" or "ymd", not {stated[:20]!r}.'
            raise Unreadable("unknown_date_order", detail, option="date_order")
        self._stated = stated
        self._order = stated or "mdy"
        self._reason = (EvidenceKind.STATED, "You stated it.")
        self._known: dict[str, _Reading] = {}
        self._count = 0
        self._fits = dict.fromkeys(ORDERS, 0)
        self._example = ""
        self._only_points = True
        self._sequences = {order: _Sequence() for order in ("mdy", "dmy")}

    def state(self, order: str) -> None:
        """Take the order that the file itself states, unless the caller did."""
        if order in ORDERS and not self._stated:
            self._stated = self._order = order
            self._reason = (EvidenceKind.STATED, "A line of options in the file states it.")

    def begin(self) -> None:
        """Note that another account begins, whose dates are in an order of their own."""
        for sequence in self._sequences.values():
            sequence.begin()

    def see(self, text: str) -> None:
        """Take note of what `text` shows."""
        reading = self._known.get(text) or self._learn(text)
        if reading.certain is None and reading.days:
            self._count += 1
            for order in reading.days:
                self._fits[order] += 1
        for order, sequence in self._sequences.items():
            day = reading.certain or reading.days.get(order)
            if day is not None:
                sequence.add(day)

    def decide(self) -> None:
        """Settle what the dates seen leave open; raises Unreadable where nothing can.

        Where both orders fit all dates but only one has the rows in the order of their days, or
        all have points between the numbers, as nowhere where the month comes first, that decides.
        """
        if self._stated:
            return
        self._reason = (EvidenceKind.STATED, "The dates are valid in this order only.")
        if not self._count:
            return
        fitting = self._fitting()
        if len(fitting) == 2 and self._example:
            fitting, why = self._likely(fitting)
            self._reason = (EvidenceKind.ASSUMED, why)
        if len(fitting) == 1 or (fitting and not self._example):
            self._order = fitting[0]
            return
        example = self._example or next(iter(self._known))
        detail = (
            f"{example[:40]!r} may mean two days, and the file does not show which number is the "
            "month; state the order of its dates."
        )
        raise Unreadable("ambiguous_dates", detail, option="date_order")

    def _fitting(self) -> list[str]:
        """Return the orders in which all texts are dates, the year first only after all others."""
        fitting = [order for order in ("mdy", "dmy") if self._fits[order] == self._count]
        if not fitting and self._fits["ymd"] == self._count:
            return ["ymd"]
        return fitting

    def _likely(self, fitting: list[str]) -> tuple[list[str], str]:
        """Return which of the orders that fit are likely, and why."""
        if self._only_points:
            return ["dmy"], "No country writes the month first with points."
        in_order = [order for order in fitting if self._sequences[order].is_sorted]
        return in_order, "Only in this order are the rows sorted by date."

    def decision(self) -> FileDecision:
        """Return which order was decided, and why."""
        return FileDecision("date_order", self._order, *self._reason, "date_order")

    def read(self, text: str) -> date | None:
        """Return the day that `text` states; None where it states none."""
        reading = self._known.get(text) or self._learn(text)
        return reading.certain or reading.days.get(self._order)

    def _learn(self, text: str) -> "_Reading":
        reading = _Reading(text)
        if len(self._known) >= _TEXTS_MAX:
            self._known.clear()
        self._known[text] = reading
        month_first, day_first = (reading.days.get(order) for order in ("mdy", "dmy"))
        if month_first and day_first and month_first != day_first:
            self._example = self._example or text
            self._only_points &= "." in text
        return reading


class _Sequence:
    """Whether days come in order, upwards or downwards, in each account."""

    def __init__(self) -> None:
        self.is_sorted = True
        self.begin()

    def begin(self) -> None:
        self._last: date | None = None
        self._up = self._down = False

    def add(self, day: date) -> None:
        if self._last is not None and day != self._last:
            if day > self._last:
                self._up = True
            else:
                self._down = True
            if self._up and self._down:
                self.is_sorted = False
        self._last = day


class _Reading:
    """The day that a text states for certain, or those that it states in one order or another."""

    __slots__ = ("certain", "days")

    def __init__(self, text: str) -> None:
        self.certain: date | None = None
        self.days: dict[str, date] = {}
        if len(text) > _LENGTH_MAX:
            return
        text = _TIME.sub("", text).strip()
        packed = text.replace(" ", "")
        if match := _NUMBERS.fullmatch(packed):
            self._take(match[1], int(match[3]), match[5], after_1999="'" in match[4])
        elif match := _DIGITS.fullmatch(packed):
            self.certain = _day(*(int(part) for part in match.groups()))
            if self.certain is None:
                self._take(packed[:2], int(packed[2:4]), packed[4:], after_1999=False)
        elif match := _DAY_NAME.fullmatch(text):
            self.certain = _named(match[1], match[2], match[4], match[3])
        elif match := _NAME_DAY.fullmatch(text):
            self.certain = _named(match[2], match[1], match[4], match[3])

    def _take(self, first: str, second: int, last: str, *, after_1999: bool) -> None:
        if len(first) > 2:
            self.certain = _day(int(first), second, int(last)) if len(first) == 4 else None
            return
        year = _year(last, after_1999=after_1999)
        found = {"mdy": _day(year, int(first), second), "dmy": _day(year, second, int(first))}
        if len(first) == 2 and len(last) <= 2 and not after_1999:
            found["ymd"] = _day(_year(first, after_1999=False), second, int(last))
        self.days = {order: day for order, day in found.items() if day is not None}


def _named(day: str, month: str, year: str, mark: str) -> date | None:
    plain = unicodedata.normalize("NFKD", month.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    number = _MONTHS.get(plain[:4]) or _MONTHS.get(plain[:3])
    return _day(_year(year, after_1999=bool(mark)), number or 0, int(day))


def _year(text: str, *, after_1999: bool) -> int:
    number = int(text)
    if len(text) > 2:
        return number
    return number + 2000 if after_1999 else whole_year(number)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if DATE_MIN <= found <= DATE_MAX else None
