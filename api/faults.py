"""Faults of form, as serializers find them, in the words that rules use for theirs."""

from collections.abc import Iterable, Iterator
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.settings import api_settings

from common.errors import Problem

POINTER_LENGTH_MAX = 1_000
"""In characters, of pointers that are made of whatever names a request has: every fault below a
name repeats it, and a name may be megabytes long."""


def pointer_of(steps: Iterable[str]) -> str:
    """Return the JSON pointer (RFC 6901) of a place, given the names and indexes that lead there.

    Of a place that takes more than POINTER_LENGTH_MAX characters, that of what is around it.
    """
    pointer = ""
    for step in steps:
        longer = _below(pointer, step)
        if longer == pointer:
            break
        pointer = longer
    return pointer


def form_faults(error: ValidationError) -> list[Problem]:
    """Return each fault that `error` nests, with a JSON pointer (RFC 6901) to where it is."""
    return list(_leaves(error.get_full_details(), ""))


def _leaves(details: Any, pointer: str) -> Iterator[Problem]:
    if _is_leaf(details):
        yield Problem(pointer, str(details["code"]), str(details["message"]))
    elif isinstance(details, dict):
        for name, inner in details.items():
            whole = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from _leaves(inner, pointer if whole else _below(pointer, str(name)))
    elif isinstance(details, list):
        # A list of leaves belongs to one field; a list of dicts has one for each item sent.
        one_field = all(_is_leaf(inner) for inner in details)
        for index, inner in enumerate(details):
            yield from _leaves(inner, pointer if one_field else f"{pointer}/{index}")


def _is_leaf(details: Any) -> bool:
    # Members of a request may have these names, too: what they nest is not text.
    is_pair = isinstance(details, dict) and set(details) == {"message", "code"}
    return is_pair and isinstance(details["code"], str)


def _below(pointer: str, step: str) -> str:
    longer = f"{pointer}/{_escaped(step)}"
    return longer if len(longer) <= POINTER_LENGTH_MAX else pointer


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
