"""Reading what a request states of a transaction: faults of form and of rule in one answer.

A serializer stops at the form. Whoever sent a wrong date and a negative amount wants to hear of
both, so the rules judge whatever could be read, and keep silent about what could not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from api.faults import form_faults
from common.errors import Invalid, Problem
from common.periods import DATE_MIN
from transactions.chart_of_accounts import ChartOfAccounts
from transactions.draft_rules import judge
from transactions.drafts import TransactionDraft, typed

Making = Callable[[Mapping[str, Any]], TransactionDraft]


@dataclass(frozen=True, slots=True)
class ParsedRequest:
    """What was stated, and what is wrong with its form."""

    draft: TransactionDraft | None
    """None where nothing could be read."""
    faults: tuple[Problem, ...]

    def every_fault(self, chart: ChartOfAccounts) -> list[Problem]:
        """Return the faults of form, and the rules that the rest breaks."""
        if self.draft is None:
            return list(self.faults)
        unread = {_field(fault.pointer) for fault in self.faults}
        if "/postings" in unread:
            unread.add("/amount")
        judged = judge(typed(self.draft, chart), chart)[1]
        return [*self.faults, *(p for p in judged if _field(p.pointer) not in unread)]


def read(form: serializers.Serializer[Any], data: Any, make: Making) -> ParsedRequest:
    """Return what `data` states, by the fields of `form`; `make` turns values into a draft."""
    try:
        return ParsedRequest(make(form.run_validation(data)), ())
    except ValidationError as error:
        faults = form_faults(error)
    except Invalid as invalid:
        return ParsedRequest(None, invalid.problems)
    if not isinstance(data, dict):
        return ParsedRequest(None, tuple(faults))
    values = readable(form, data) if form.partial else {"date": DATE_MIN, **readable(form, data)}
    try:
        return ParsedRequest(make(values), tuple(faults))
    except Invalid as invalid:
        return ParsedRequest(None, (*faults, *invalid.problems))


def readable(form: serializers.Serializer[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of those fields that are in order."""
    values = {}
    for field in form._writable_fields:
        try:
            values[str(field.field_name)] = field.run_validation(field.get_value(data))
        except (ValidationError, serializers.SkipField):
            continue
    return values


def _field(pointer: str) -> str:
    """Return the part of `pointer` that names a field of the transaction."""
    return "/".join(pointer.split("/")[:2])
