"""What the history is asked for, in the address alone, under the names of the API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext
from rest_framework.exceptions import ValidationError

from api.requests import form_of
from books.history_serializers import HistoryFilters
from books.tracked_models import BOOK, tracked_models
from web.changes import CAUSES, KINDS
from web.formats import show_date
from web.preferences import Preferences


@dataclass(frozen=True)
class HistoryQuery:
    """The filters of one address; `faults` are those of its values that cannot be read."""

    KINDS: ClassVar = (BOOK, *tracked_models)

    stated: Mapping[str, str]
    wanted: dict[str, Any]
    faults: Mapping[str, str]

    @classmethod
    def of(cls, query: QueryDict) -> "HistoryQuery":
        """Read the filters of an address; what is not valid filters nothing, and is said."""
        fields: Mapping[str, Any] = form_of(HistoryFilters).fields
        stated = {name: str(query[name]) for name in fields if query.get(name)}
        wanted: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for name, value in stated.items():
            try:
                wanted[name] = fields[name].run_validation(value)
            except ValidationError as error:
                faults[name] = str(error.detail[0])  # type: ignore[index]  # of one field: a list
        if ("kind" in wanted) is not ("id" in wanted):
            faults["kind"] = gettext("State kind and id together: an id belongs to one kind.")
            wanted.pop("kind", None)
            wanted.pop("id", None)
        return cls(stated, wanted, faults)

    def without(self, *names: str) -> str:
        """Return the query of the same list without some filters."""
        query = urlencode({name: text for name, text in self.stated.items() if name not in names})
        return f"?{query}"

    def chips(self, people: Mapping[int, str], form: Preferences) -> list[dict[str, str]]:
        """Return the filters that hold, in words, each with the address without it."""
        return [
            {"text": text, "without": self.without(*names)}
            for names, text in self._texts(people, form)
        ]

    def _texts(
        self, people: Mapping[int, str], form: Preferences
    ) -> Iterator[tuple[tuple[str, ...], str]]:
        wanted = self.wanted
        if "kind" in wanted:
            kind = str(KINDS.get(wanted["kind"], gettext("transaction")))
            yield ("kind", "id"), f"{kind} {wanted['id']}"
        if "user" in wanted:
            gone = gettext("Somebody who has left")
            yield ("user",), people.get(wanted["user"], gone)
        if "cause" in wanted:
            yield ("cause",), str(CAUSES[wanted["cause"]])
        for name, word in (("start_date", gettext("From")), ("end_date", gettext("Until"))):
            if name in wanted:
                yield (name,), f"{word} {show_date(wanted[name], form.date_form)}"
