"""The columns of each sort of row, as a line of an archive says them.

Taken from the models: a column that is added to one is in the next archive, and an archive from
before is read with the column's default. What follows from other columns is left out.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db.models import BooleanField, DateField, DateTimeField, Field, IntegerField, Model

from archives.manifest import instant, number, read_instant
from books.archived_tables import ArchivedTable
from books.resources import Resource, resources
from books.tracked_models import Columns, Part
from common.integers import BIGINT_MAX

TEXT_MAX = 100_000
"""How long a text may be of which the model does not say."""
STAMPS = ("created_in", "changed_in")

_MISSING = object()

Numbers = Mapping[str, Callable[[int], int]]
"""What numbers the ids of each resource, by name; or, on the way back, the ids of the numbers."""


class Column(NamedTuple):
    """One column, and how its value is read."""

    name: str
    """In the archive."""
    attname: str
    read: Callable[[Any], Any]
    """Returns what a value of JSON says; raises ValueError."""
    write: Callable[[Any], Any] | None
    """Returns a value of JSON; None where the value is one already."""
    default: Any
    """What stands in where an archive does not say it."""
    target: str = ""
    """The name of the resource whose row it points at."""
    loose: bool = False
    """Whether what it points at may be gone, and 0 is nothing."""


@dataclass(frozen=True)
class Shape:
    """The columns of one sort of row, in order."""

    columns: tuple[Column, ...]

    def attnames(self) -> list[str]:
        return [column.attname for column in self.columns]

    def written(self, row: Columns, numbers: Numbers) -> Columns:
        """Return the columns of `row`, by attribute, as an archive says them."""
        said = {}
        for column in self.columns:
            value = row[column.attname]
            if value and column.target:
                value = numbers[column.target](value)
            elif value is not None and column.write:
                value = column.write(value)
            said[column.name] = value
        return said

    def read(self, said: Columns) -> Columns:
        """Return what a line says, by attribute; pointers stay the numbers that they are.

        Takes what it reads out of `said`, and raises ValueError for what that may not say.
        """
        row = {}
        for column in self.columns:
            value = said.pop(column.name, _MISSING)
            if value is not _MISSING:
                try:
                    row[column.attname] = column.read(value)
                except ValueError as error:
                    raise ValueError(f"{column.name}: {error}") from None
            elif column.default is _MISSING:
                raise ValueError(f"{column.name} is missing")
            else:
                row[column.attname] = column.default
        if said:
            raise ValueError(f"{min(map(str, said))!r:.60} is unknown to this program")
        return row

    def pointers(self, row: Columns) -> Iterator[tuple[Column, int]]:
        """Yield each column of `row` that points at something, with what at."""
        for column in self.columns:
            if column.target and (value := row.get(column.attname)):
                yield column, value

    def placed(self, row: Columns, ids: Numbers) -> None:
        """Turn the numbers that `row` points at into ids."""
        for column, value in self.pointers(row):
            row[column.attname] = ids[column.target](value)


@cache
def shape_of_resource(resource: Resource) -> Shape:
    """Return the columns that rows of `resource` have beside their number, stamps and parts."""
    left_out = {*STAMPS, *resource.stamps, *resource.derived}
    return Shape(tuple(_columns(resource.model, left_out, {})))


@cache
def shape_of_part(part: Part) -> Shape:
    """Return the columns that rows of `part` have beside their number and their owner."""
    return Shape(tuple(_columns(part.model, {part.owner}, {})))


def shape_of_table(table: ArchivedTable) -> Shape:
    """Return the columns of the rows of `table`."""
    return Shape(tuple(_columns(table.model, set(), table.pointers)))


def _columns(
    model: type[Model], left_out: Collection[str], pointers: Mapping[str, str]
) -> Iterable[Column]:
    targets: dict[Any, str] = {resource.model: resource.name for resource in resources.values()}
    for one in model._meta.concrete_fields:
        if one.attname in {"id", "book_id", *left_out}:
            continue
        target = targets.get(one.related_model, "")
        loose = pointers.get(one.attname, "")
        yield Column(
            name=one.name if target else one.attname,
            attname=one.attname,
            read=_reader(one, bool(target), bool(loose)),
            write=_writer(one),
            default=_default(one),
            target=target or loose,
            loose=bool(loose),
        )


def _default(one: "Field[Any, Any]") -> Any:
    if one.has_default():
        return one.get_default()
    if one.null:
        return None
    return "" if one.blank else _MISSING


def _writer(one: "Field[Any, Any]") -> Callable[[Any], Any] | None:
    if isinstance(one, DateTimeField):
        return instant
    return date.isoformat if isinstance(one, DateField) else None


def _reader(one: "Field[Any, Any]", points: bool, loose: bool) -> Callable[[Any], Any]:  # noqa: FBT001  # both in one place
    if points or loose:
        read: Callable[[Any], Any] = _read_loose if loose else number
    elif isinstance(one, BooleanField):
        read = _read_flag
    elif isinstance(one, DateTimeField):
        read = read_instant
    elif isinstance(one, DateField):
        read = read_day
    elif isinstance(one, IntegerField):
        read = _read_integer
    else:
        read = _text_reader(one)
    if not one.null:
        return read
    return lambda value: None if value is None else read(value)


def _read_loose(value: Any) -> int:
    return number(value, least=0)


def _read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r:.60} is neither true nor false")
    return value


def _read_integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > BIGINT_MAX:
        raise ValueError(f"{value!r:.60} is not a whole number")
    return value


def read_day(value: Any) -> date:
    """Return the day that `value` says as YYYY-MM-DD; raises ValueError."""
    if not isinstance(value, str) or len(value) != 10 or value[4] != "-" or value[7] != "-":
        raise ValueError(f"{value!r:.60} is not a date")
    return date.fromisoformat(value)


def _text_reader(one: "Field[Any, Any]") -> Callable[[Any], Any]:
    longest = one.max_length or TEXT_MAX
    choices = frozenset(str(value) for value, _ in one.flatchoices)

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{value!r:.60} is not text")
        if len(value) > longest:
            raise ValueError(
                f"a text of {len(value):,} characters; at most {longest:,} are allowed"
            )
        if choices and value not in choices:
            raise ValueError(f"{value!r:.60} is not one of {', '.join(sorted(choices))}")
        if not value and not one.blank:
            raise ValueError("it is empty")
        if not value.isascii() or "\0" in value:
            check_text(value)
        return value

    return read


def check_text(value: str) -> None:
    """Raise ValueError for a text that no database can keep."""
    if "\0" in value:
        raise ValueError("a text with the character NUL")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("a text with half a character") from None
