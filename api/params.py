"""Query parameters, read by a serializer like any other input: all faults at once, none guessed."""

import re
from functools import cache
from typing import Any, cast

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from api.requests import form_of
from common.errors import Problem, raise_problems


class FlagParameter(serializers.BooleanField):
    """`true` or `false`, and None where it is left out unless there is another default."""

    TRUE_VALUES: set[str | bool | int] = {"true", "True"}
    FALSE_VALUES: set[str | bool | int | float] = {"false", "False"}
    NULL_VALUES: set[str | None] = set()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"default": None, **kwargs})


class NumberParameter(serializers.IntegerField):
    """A whole number in the digits 0 to 9: neither "1.0" nor "+1" nor digits of other scripts."""

    def to_internal_value(self, data: Any) -> int:
        if not _NUMBER.fullmatch(str(data)):
            self.fail("invalid")
        return super().to_internal_value(data)


class IdsParameter(serializers.RegexField):
    """Ids as one text, with commas between them; each counts once.

    One parameter, since one that is stated twice is refused everywhere.
    """

    default_error_messages = {"too_many": "State at most {most} {things}."}

    def __init__(self, things: str, most: int, *, none: str = "", **kwargs: Any) -> None:
        """`things` is what they are ids of, in the plural; `most` is how many may be stated.

        `none` is a word that may stand instead of them.
        """
        or_none = f', or "{none}"' if none else ""
        hint = f"State ids of {things}, with commas between them{or_none}."
        pattern = f"^({_ID}(,{_ID})*{f'|{none}' if none else ''})$"
        super().__init__(pattern, error_messages={"invalid": hint}, **kwargs)
        self.things, self.most, self.none = things, most, none

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the ids as a tuple, or the word for none; what is left out stays out."""
        stated = super().run_validation(data)
        if self.none and stated == self.none:
            return stated
        ids = tuple(dict.fromkeys(int(one) for one in stated.split(",")))
        if len(ids) > self.most:
            self.fail("too_many", most=self.most, things=self.things)
        return ids


_ID = "[1-9][0-9]{0,17}"  # what a BIGINT holds, in any case
_NUMBER = re.compile("-?[0-9]+")
PAGE_PARAMETERS = frozenset({"limit", "cursor"})


class NoParams(serializers.Serializer[Any]):
    """Of an operation that takes none, or those of pages alone."""


def read_params(
    request: Request,
    serializer_class: type[serializers.Serializer[Any]],
    *,
    pages: bool = False,
) -> dict[str, Any]:
    """Return the validated query parameters of `request`.

    `pages` says whether those of pages, which `api.pagination` reads, are known here.

    Raises Invalid with a problem for each faulty, missing, repeated or unknown parameter: a filter
    that is misspelt would otherwise give everything, and look like an answer. Pointers are "?name".
    """
    params = request.query_params
    if not params and (unasked := _unasked(serializer_class)) is not None:
        return dict(unasked)
    known = set(form_of(serializer_class).fields)
    allowed = known | PAGE_PARAMETERS if pages else known
    problems = [
        Problem(f"?{name}", "unknown_parameter", f"There is no such parameter; {_known(known)}")
        for name in params
        if name not in allowed
    ]
    problems += [
        Problem(f"?{name}", "repeated", "State this parameter once.")
        for name, values in params.lists()
        if len(values) > 1
    ]
    wanted: dict[str, Any] = {}
    try:
        wanted = form_of(serializer_class).run_validation(params.dict())
    except ValidationError as error:
        problems += [
            Problem(f"?{name}", getattr(fault, "code", "invalid"), str(fault))
            for name, faults in cast("dict[str, list[Any]]", error.detail).items()
            for fault in faults
        ]
    raise_problems(problems)
    return wanted


@cache
def _unasked(serializer_class: type[serializers.Serializer[Any]]) -> dict[str, Any] | None:
    """Return what a request without parameters asks; None where no two need ask the same."""
    form = form_of(serializer_class)
    given = [field.default for field in form.fields.values() if field.default is not _EMPTY]
    judges = serializer_class.validate is not serializers.Serializer.validate
    if judges or any(field.required for field in form.fields.values()) or any(map(callable, given)):
        return None
    asked: dict[str, Any] = form.run_validation({})
    return asked


_EMPTY = serializers.empty


def _known(names: set[str]) -> str:
    return f"known are {', '.join(sorted(names))}." if names else "this operation takes none."
