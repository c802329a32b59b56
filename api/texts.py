"""Texts that no field and no parameter takes: what is not Unicode, and what holds a NUL.

They are refused where a request is read, before anything looks at them: a lone surrogate (U+D800
to U+DFFF) cannot be stored or sent as UTF-8, and bytes that are not UTF-8 could only be guessed at.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from api.faults import POINTER_LENGTH_MAX, pointer_of
from common.errors import Problem

NOT_UNICODE = "not_unicode"
NULL = "null_characters_not_allowed"
"""The code that Django and its REST framework have for it."""

FAULTS_MAX = 100
"""How many faulty texts one answer lists; a body of the largest size could state a million."""

_FAULTY = re.compile("[\0\ud800-\udfff]")
_ESCAPED = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def may_be_faulty(json_text: str) -> bool:
    """Return whether JSON (RFC 8259) that came as UTF-8 could state a faulty text.

    It does so by an escape alone: UTF-8 has no surrogates, and JSON no bare control characters.
    """
    return _ESCAPED.search(json_text) is not None


def text_problem(pointer: str, text: str) -> Problem | None:
    """Return what is wrong with `text`, which stands at `pointer`, or None."""
    found = _FAULTY.search(text)
    if found is None:
        return None
    if found[0] == "\0":
        return Problem(pointer, NULL, "Null characters are not allowed.")
    detail = f"This is not Unicode text: U+{ord(found[0]):04X} is half of a character."
    return Problem(pointer, NOT_UNICODE, detail)


def bytes_problem(pointer: str, text: bytes) -> Problem | None:
    """Return what is wrong with `text` as UTF-8, or None."""
    try:
        return text_problem(pointer, text.decode())
    except UnicodeDecodeError:
        return Problem(pointer, NOT_UNICODE, "This is not text in UTF-8.")


def value_problems(value: Any) -> list[Problem]:
    """Return the faulty texts in a JSON value, names of members included, FAULTS_MAX at the most.

    The fault of a name stands at the object: no pointer can state the name.
    """
    return list(islice(_value_problems(value, ()), FAULTS_MAX))


def query_problems(query: bytes) -> list[Problem]:
    """Return the faulty names and values in a query string, FAULTS_MAX at the most.

    Pointers are "?name"; a name that is not UTF-8 is stated as it was sent, in per cent encoding.
    """
    if query.isascii() and b"%" not in query and b"\0" not in query:
        return []
    return list(islice(_query_problems(query), FAULTS_MAX))


def _value_problems(value: Any, steps: tuple[str, ...]) -> Iterator[Problem]:
    if isinstance(value, str):
        if _FAULTY.search(value):
            yield from _found(text_problem(pointer_of(steps), value))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _value_problems(item, (*steps, str(index)))
    elif isinstance(value, dict):
        for name, item in value.items():
            if _FAULTY.search(name):
                yield from _found(text_problem(pointer_of(steps), name))
            else:
                yield from _value_problems(item, (*steps, name))


def _query_problems(query: bytes) -> Iterator[Problem]:
    for part in query.split(b"&"):
        stated, _, value = part.replace(b"+", b" ").partition(b"=")
        name = unquote_to_bytes(stated)
        if problem := bytes_problem(_query_pointer(quote(name)), name):
            yield problem
        else:
            pointer = _query_pointer(name.decode())
            yield from _found(bytes_problem(pointer, unquote_to_bytes(value)))


def _found(problem: Problem | None) -> Iterator[Problem]:
    if problem:
        yield problem


def _query_pointer(name: str) -> str:
    return f"?{name}" if len(name) < POINTER_LENGTH_MAX else "?"
