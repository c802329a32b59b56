"""What a list of transactions is asked for, in the address alone: filters, a period, a place.

The names are those of the API, and so a figure of a report leads to its rows by the same query.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext
from rest_framework.exceptions import ValidationError

from api.pagination import Cursor
from api.requests import form_of
from books.models import Book
from common.integers import number_of
from common.periods import DATE_MAX, DATE_MIN, Month, Period
from transactions.filters import NewestFirst, TransactionFilters, search
from transactions.models import PostingKind, Status
from transactions.search import Search
from web.book_names import BookNames
from web.formats import ENGLISH, show_date
from web.preferences import Preferences

NAMES = tuple(TransactionFilters().fields)
"""The filters that an address can state."""
PERIOD = ("month", "start_date", "end_date")
IN_FORM = {"q", "category", "account", "type", "status", "min_amount", "max_amount"}
"""The filters that the form of the list has a field for."""
PAGE_SIZE = 50
"""A screen or two of rows, as a page of the API has."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that holds, in words, and the address of the list without it."""

    text: str
    without: str


@dataclass(frozen=True)
class Filters:
    """The filters of one address; `faults` are those of its values that cannot be read."""

    stated: Mapping[str, str]
    """The values of filters and of the period as they stand in the address."""
    wanted: Mapping[str, Any]
    faults: Mapping[str, str]
    month: Month | None
    cursor: Cursor | None

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        """Read the filters of an address; what is not valid filters nothing, and is said."""
        stated = {name: str(query[name]) for name in (*NAMES, *PERIOD) if query.get(name)}
        month = month_of(stated.pop("month", ""))
        faults: dict[str, str] = {}
        wanted: dict[str, Any] = {}
        for name, value in stated.items():
            try:
                wanted[name] = form_of(TransactionFilters).fields[name].run_validation(value)
            except ValidationError as error:
                faults[name] = str(error.detail[0])  # type: ignore[index]  # of one field: a list
        if month:
            wanted |= {"start_date": month.first, "end_date": month.last}
            stated = {"month": str(month), **_without(stated, *PERIOD)}
        if wanted.get("start_date", DATE_MIN) > wanted.get("end_date", DATE_MAX):
            faults["end_date"] = gettext("State a day on or after the first.")
            del wanted["end_date"]
        wanted = {"below": True, "converted": None, "settled": None, **wanted}
        return cls(stated, wanted, faults, month, _cursor(query.get("cursor", "")))

    def search(self, book: Book) -> Search:
        """Return the search for the transactions that meet the filters."""
        return search(book, dict(self.wanted))

    @cached_property
    def narrow(self) -> dict[str, str]:
        """The filters but for the period."""
        return _without(self.stated, *PERIOD)

    @property
    def has_period(self) -> bool:
        """Whether the list is of some days, and not of all time."""
        return not self.wanted.keys().isdisjoint(PERIOD)

    @property
    def beside_form(self) -> dict[str, str]:
        """The filters that the form of the list has no field for: it sends them as they are."""
        return _without(self.narrow, *IN_FORM)

    def address(self, **changed: str | None) -> str:
        """Return the query of the same list with some values `changed`; None drops one."""
        values = {**self.stated, **changed}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"?{query}" if query else "?"

    @property
    def in_same_period(self) -> str:
        """The query of the same period without any filter."""
        query = urlencode({name: value for name, value in self.stated.items() if name in PERIOD})
        return f"?{query}"

    def in_period(self, period: Period) -> str:
        """Return the query of the same filters over other days."""
        days = {"start_date": f"{period.start}", "end_date": f"{period.end}"}
        return f"?{urlencode({**days, **self.narrow})}"

    def in_month(self, month: Month | None) -> str:
        """Return the query of the same filters over another month; None is all time."""
        query = urlencode({**({"month": str(month)} if month else {}), **self.narrow})
        return f"?{query}" if query else "?"

    def chips(self, names: BookNames, labels: "LabelNames", form: Preferences) -> list[Chip]:
        """Return the filters that hold, in words."""
        texts = dict(self._texts(names, labels, form))
        # `below` says something of the category alone, and goes with it.
        return [
            Chip(
                text,
                self.address(**{name: None}, **({"below": None} if name == "category" else {})),
            )
            for name, text in texts.items()
        ]

    def _texts(
        self, names: BookNames, labels: "LabelNames", form: Preferences
    ) -> Iterator[tuple[str, str]]:
        for name, value in self.stated.items():
            if name in self.faults or name in ("month", "below"):
                continue
            if name in ("start_date", "end_date"):
                word = gettext("From") if name == "start_date" else gettext("Until")
                yield name, f"{word} {show_date(self.wanted[name], form.date_form)}"
            else:
                text = _TEXTS[name](value, names, labels)
                if name == "category" and value != "none" and not self.wanted["below"]:
                    text = gettext("Directly in %(category)s") % {"category": text}
                yield name, text


@dataclass(frozen=True, slots=True)
class LabelNames:
    """The names of the payee and the tag that a list is filtered by, where there are such."""

    payee: str = ""
    tag: str = ""


def month_of(text: str) -> Month | None:
    """Return the month that `text` states as "2026-11"; None for anything else."""
    year, _, month = text.partition("-")
    if not (text.isascii() and len(year) == 4 and year.isdigit()):
        return None
    found = Month(int(year), number_of(month))
    within = 1 <= found.month <= 12 and DATE_MIN.year <= found.year <= DATE_MAX.year
    return found if within else None


def month_name(month: Month) -> str:
    """Return "November 2026"."""
    return f"{ENGLISH.long_months[month.month - 1]} {month.year}"


def _without(values: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if name not in names}


def _cursor(text: str) -> Cursor | None:
    """Return the place in the list; a cursor that is not of this list begins at its start."""
    try:
        cursor = Cursor.decode(text)
        return Cursor(cursor.back, NewestFirst().checked_key(cursor.key))
    except ValueError:
        return None


def _category(value: str, names: BookNames, _labels: LabelNames) -> str:
    if value == "none":
        return gettext("No category")
    gone = gettext("A category that is gone")
    return ", ".join(names.path(int(one)) or gone for one in value.split(","))


def _account(value: str, names: BookNames, _labels: LabelNames) -> str:
    gone = gettext("An account that is gone")
    return ", ".join(names.account(int(one)) or gone for one in value.split(","))


def _kind(value: str, *_: Any) -> str:
    words = {
        PostingKind.EXPENSE: gettext("Out"),
        PostingKind.INCOME: gettext("In"),
        PostingKind.TRANSFER: gettext("Transfers"),
    }
    return str(words[PostingKind(value)])


def _status(value: str, *_: Any) -> str:
    words = {
        Status.PENDING: gettext("Pending"),
        Status.CLEARED: gettext("Cleared"),
        Status.RECONCILED: gettext("Reconciled"),
    }
    return str(words[Status(value)])


def _payee(value: str, _names: BookNames, labels: LabelNames) -> str:
    return (
        gettext("No payee") if value == "none" else labels.payee or gettext("A payee that is gone")
    )


def _tag(_value: str, _names: BookNames, labels: LabelNames) -> str:
    return f"#{labels.tag}" if labels.tag else gettext("A tag that is gone")


def _converted(value: str, *_: Any) -> str:
    return gettext("With a rate") if value.lower() == "true" else gettext("Without a rate")


def _settled(value: str, *_: Any) -> str:
    return gettext("Settled") if value.lower() == "true" else gettext("Not settled")


_TEXTS: Mapping[str, Any] = {
    "category": _category,
    "account": _account,
    "type": _kind,
    "kind": _kind,
    "status": _status,
    "payee": _payee,
    "tag": _tag,
    "converted": _converted,
    "statement": lambda *_: gettext("On one statement"),
    "settled": _settled,
    "currency": lambda value, *_: value,
    "q": lambda value, *_: f"“{value}”",
    "min_amount": lambda value, *_: f"≥ {value}",
    "max_amount": lambda value, *_: f"≤ {value}",
}
