"""Rows of MariaDB and MySQL as one JSON array each, which takes less time to read than columns.

PyMySQL, written in Python, takes a microsecond for each value, and some for the description of each
column, even of a single row. `orjson` reads the array of a row in one. SQLite needs none of this.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from django.db.models import Expression, QuerySet
from django.db.models.functions import JSONArray

COLUMNS_MIN = 4
"""From how many columns on a row is packed: with fewer, making the array costs what it saves."""

_READERS: dict[str, Callable[..., Any]] = {
    "DateField": lambda text, *_: text and date.fromisoformat(text),
    "DateTimeField": lambda text, *_: text and datetime.fromisoformat(text),
}
"""How a value is read for which JSON has no form, by the type of its column."""
_TYPES = frozenset(
    {
        *_READERS,
        *("AutoField", "BigAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField"),
        *("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"),
        *("BooleanField", "CharField", "TextField", "EmailField"),
    }
)
"""The types of columns whose values an array keeps. Not among them are numbers with decimals."""


def can_be_packed(rows: QuerySet[Any, Any], columns: Sequence[Expression]) -> bool:
    """Return whether `rows` with these `columns` can be packed, and are worth it.

    Groups cannot: a further column would change what is one group. Unions are not, as each of
    them would have to be.
    """
    query = rows.query
    if query.group_by is not None or query.distinct or query.combinator:
        return False
    if len(columns) < COLUMNS_MIN:
        return False
    return all(_type(column) in _TYPES for column in columns)


def packed(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return `rows`, which name their columns, with all of them as one JSON array."""
    names: Any = rows.query.selected
    return rows.values_list(JSONArray(*names))


def unpacked(rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Return the values of the columns of each of `rows`, still without their `reader`s."""
    return [orjson.loads(text) for (text,) in rows]


def reader(column: Expression) -> Callable[..., Any] | None:
    """Return what reads a value of `column`, called as a converter of Django's, if anything."""
    return _READERS.get(_type(column))


def _type(column: Expression) -> str:
    field: Any = column.output_field
    return str(getattr(field, "target_field", field).get_internal_type())
