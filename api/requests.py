"""The serializers of request bodies: a member that no field has is a fault, never passed over."""

import copy
from collections.abc import Container, Iterable, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from itertools import islice
from typing import Any, ClassVar, TypeVar

from django.db.models import Model
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

Row = TypeVar("Row", bound=Model)

UNKNOWN_FIELD = "unknown_field"

UNKNOWN_MAX = 20
"""How many unknown members of one object an answer lists. No resource has many more fields, so an
object with more of them is for something else; a bulk call brings a thousand objects."""

_NAME_LENGTH_MAX = 40
"""In characters: twice the longest name of a field. No longer one is a misspelling of it, and the
time of a comparison grows with the square of the length."""

_LIKENESS_MIN = 0.7
"""Of `difflib`, 0 to 1. Two swapped letters in a name of four (`dtae`) score 0.75, in longer names
more. Below 0.7 stand words that only share some letters."""


def hint(name: str, known: Iterable[str]) -> str:
    """Return which of the `known` names was probably meant by `name`, as the end of a sentence."""
    return _hint(name, tuple(known)) if len(name) <= _NAME_LENGTH_MAX else "."


def unknown_members(
    members: Iterable[str], known: Iterable[str], *, ignored: Container[str] = ()
) -> dict[str, list[Any]]:
    """Return a fault for each of `members` that is not `known`, UNKNOWN_MAX at the most.

    Members in `ignored` are left alone.
    """
    fields = tuple(known)
    unknown = (name for name in members if name not in fields and name not in ignored)
    return {
        name: [ErrorDetail(f"There is no such field{hint(name, fields)}", UNKNOWN_FIELD)]
        for name in islice(unknown, UNKNOWN_MAX)
    }


@cache
def form_of(
    serializer_class: type[serializers.Serializer[Any]], *, partial: bool = False
) -> serializers.Serializer[Any]:
    """Return a serializer for `run_validation` alone, made once and used by every request.

    For classes whose fields ask for no context.
    """
    made = serializer_class(partial=partial)
    _ = made.fields  # threads that begin at once would each bind fields of their own
    return made


class _KnownMembers:
    """Refuses the members of an object that neither a request nor an answer of the resource has.

    What an answer has and a request does not (the read-only fields, those of `answer`) may be sent
    back, and changes nothing.
    """

    answer: ClassVar[type[serializers.Serializer[Any]] | None] = None
    """The serializer of the resource's answers, where this one reads requests alone."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return fields of its own, copied from those of the class.

        REST Framework makes them anew, which takes longer than all that a request does with them.
        """
        return {name: _copied(field) for name, field in self._class_fields().items()}

    @classmethod
    @cache
    def _class_fields(cls) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields: dict[str, serializers.Field[Any, Any, Any, Any]]
        fields = super(_KnownMembers, cls()).get_fields()  # type: ignore[misc]  # of the serializer beside
        return fields

    def to_internal_value(self, data: Any) -> Any:
        unknown = self._unknown(data) if isinstance(data, Mapping) else {}
        try:
            values = super().to_internal_value(data)  # type: ignore[misc]  # of the serializer beside
        except ValidationError as error:
            if not unknown or not isinstance(error.detail, dict):
                raise
            raise ValidationError({**error.detail, **unknown}) from None
        if unknown:
            raise ValidationError(unknown)
        return values

    def _unknown(self, data: Mapping[str, Any]) -> dict[str, list[Any]]:
        fields: Mapping[str, serializers.Field[Any, Any, Any, Any]] = self.fields  # type: ignore[attr-defined]  # likewise
        if data.keys() <= fields.keys():
            return {}
        answered = self.answer().fields if self.answer else {}
        writable = [name for name, field in fields.items() if not field.read_only]
        return unknown_members(data, writable, ignored={*fields, *answered})


class RequestSerializer(_KnownMembers, serializers.Serializer[Any]):
    """Reads the body of a request, or an object in it."""


class RequestModelSerializer(_KnownMembers, serializers.ModelSerializer[Row]):
    """Reads the body of a request about a stored row, and shows the row."""


_WITH_FIELDS = (
    serializers.BaseSerializer,
    serializers.ListField,
    serializers.DictField,
    serializers.ManyRelatedField,
)


def _copied(
    field: serializers.Field[Any, Any, Any, Any],
) -> serializers.Field[Any, Any, Any, Any]:
    # The fields within another one are bound to it, so that they are copied as well.
    return copy.deepcopy(field) if isinstance(field, _WITH_FIELDS) else copy.copy(field)


@lru_cache(maxsize=1_024)  # clients misspell the same few names; bounds memory
def _hint(name: str, known: tuple[str, ...]) -> str:
    likely = get_close_matches(name.casefold(), known, n=1, cutoff=_LIKENESS_MIN)
    return f"; did you mean {likely[0]}?" if likely else "."
