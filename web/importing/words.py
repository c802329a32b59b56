"""What people call the states, verdicts and options of imports."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from imports.models import State, Verdict
from readers.registry import FORMATS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

STATES: "Mapping[str, StrPromise]" = {
    State.WAITING.value: _("Waits for the worker"),
    State.READING.value: _("Is being read"),
    State.PLANNED.value: _("Waits for you"),
    State.COMMITTING.value: _("Is being recorded"),
    State.COMMITTED.value: _("Recorded"),
    State.FAILED.value: _("Not read"),
}
ASKS = _("Has a question")
"""A failed import that goes on once something is stated."""
VERDICTS: "Mapping[str, StrPromise]" = {
    Verdict.FAULTY.value: _("Faulty"),
    Verdict.PROBABLE.value: _("Maybe known"),
    Verdict.NEW.value: _("New"),
    Verdict.DELETED.value: _("Deleted before"),
    Verdict.KNOWN.value: _("Known"),
}
"""In the order in which a person looks at them."""
SAYS: "Mapping[str, StrPromise]" = {
    Verdict.FAULTY.value: _("cannot be recorded: correct the cell, the file, or how it is read"),
    Verdict.PROBABLE.value: _("is it the one that is there already?"),
    Verdict.NEW.value: _("will be recorded"),
    Verdict.DELETED.value: _("stays deleted unless you choose it"),
    Verdict.KNOWN.value: _("each is in the book already"),
}
EVIDENCE: "Mapping[str, StrPromise]" = {
    "proved": _("proved"),
    "stated": _("stated"),
    "known": _("known"),
    "assumed": _("assumed"),
}
FORMAT_NAMES = {known.name: known.label for known in FORMATS}


def asks(problem: str) -> bool:
    """Whether the stored `problem` of a failed import names an option to state."""
    return bool(problem) and NO_OPTION not in problem


NO_OPTION = '"option": ""'
"""What the stored problem has where nothing can be stated."""
