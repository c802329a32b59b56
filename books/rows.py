"""Many rows at once: multi-row statements, without building instances."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, Protocol

from django.db import connection, models
from django.db.models import F
from django.db.models.constants import OnConflict

from common.batches import IDS_AT_ONCE, batched
from common.statements import Delete, Update

SQLITE_VALUES_MAX = 30_000
"""How many values one statement inserts into SQLite, which takes 32,766."""
PUT_BATCH = 1_000
"""How many rows one statement inserts or updates."""


class StoredRow(Protocol):
    """A row that is stored, as an instance of its model or as plain values."""

    pk: Any


class StampedRow(StoredRow, Protocol):
    """One that knows the change that made it, and the one that last touched it."""

    created_in: int
    changed_in: int


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: list[tuple[Any, ...]]
) -> int | None:
    """Insert `rows` (values in the order of the attribute `names`) without building instances.

    Returns the id of a row that comes alone.
    """
    if not rows:
        return None
    into, marks = _insert(connection.vendor, model, tuple(names))
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(f"{into} {marks}", rows[0])
            return int(cursor.lastrowid)
        if connection.vendor != "sqlite":
            # Drivers of MySQL turn this very form into multi-row statements of a bounded size.
            cursor.executemany(f"{into} {marks}", rows)
            return None
        # SQLite would run that as a statement for each row, which takes half as long again.
        size = SQLITE_VALUES_MAX // len(names)
        for batch in batched(rows, size):
            values = ", ".join([marks] * len(batch))
            cursor.execute(f"{into} {values}", list(chain.from_iterable(batch)))
        return None


def upsert_rows(
    model: type[models.Model],
    key: Sequence[str],
    columns: Sequence[str],
    rows: list[tuple[Any, ...]],
    *,
    adding: bool = False,
) -> None:
    """Insert `rows` (values of `key`, then of `columns`), setting `columns` where `key` is there.

    A unique constraint holds `key`. With `adding`, the values are added to what the row has.
    """
    _upsert(model, key, [*key, *columns], columns, rows, adding=adding)


def write_rows(
    model: type[models.Model], rows: Iterable[StoredRow], columns: Sequence[str]
) -> None:
    """Write `columns` of `rows`, all of which are stored, each with values of its own.

    As an upsert that always meets its row by the primary key: an UPDATE would have to choose
    each value among those of all rows, and takes ten times as long.
    """
    names = [field.attname for field in model._meta.concrete_fields]
    values = [(row.pk, *(getattr(row, name) for name in names if name != "id")) for row in rows]
    _upsert(model, ["id"], names, columns, values)


def _upsert(
    model: type[models.Model],
    key: Sequence[str],
    names: Sequence[str],
    columns: Sequence[str],
    rows: list[tuple[Any, ...]],
    *,
    adding: bool = False,
) -> None:
    into, marks = _insert(connection.vendor, model, tuple(names))
    conflict = _conflict(connection.vendor, model, tuple(key), tuple(columns), adding=adding)
    with connection.cursor() as cursor:
        for batch in batched(rows, PUT_BATCH):
            values = ", ".join([marks] * len(batch))
            cursor.execute(f"{into} {values} {conflict}", list(chain.from_iterable(batch)))


def add_to_row(
    model: type[models.Model], key: Mapping[str, Any], sums: Mapping[str, int], counter: str
) -> bool:
    """Add `sums` to the row of `key`, if there is one and its `counter` stays above zero.

    Returns whether that is so.
    """
    place = {f"{_KEY}{name}": value for name, value in key.items()}
    return bool(_ADD_TO_ROW.run(model, counter, **place, **sums))


_KEY = "key_"
"""What the names of values begin with that say which row it is."""


def _added_to_row(
    model: type[models.Model], counter: str, /, **values: Any
) -> tuple[models.QuerySet[Any], dict[str, Any]]:
    key = {
        name.removeprefix(_KEY): values.pop(name) for name in list(values) if name.startswith(_KEY)
    }
    new = {name: F(name) + value for name, value in values.items()}
    rows = model._default_manager.filter(**key).annotate(left=new[counter])
    return rows.filter(left__gt=0), new


_ADD_TO_ROW = Update(_added_to_row)


def delete_rows(model: type[models.Model], column: str, values: Sequence[int]) -> None:
    """Delete the rows whose `column` is one of `values`, in batches."""
    lookup = "id__in" if column == "pk" else f"{column.removesuffix('_id')}__id__in"
    for batch in batched(values, IDS_AT_ONCE):
        _DELETE.run(model, lookup, values=list(batch))


_DELETE = Delete(
    lambda model, lookup, /, *, values: model._default_manager.filter(**{lookup: values})
)


# Which columns are written together the code says, so there are some dozens of these texts.


@cache
def _insert(_engine: str, model: type[models.Model], names: tuple[str, ...]) -> tuple[str, str]:
    """Return the beginning of an INSERT, and the marks of one row."""
    quote = connection.ops.quote_name
    columns = {f.attname: quote(str(f.column)) for f in model._meta.concrete_fields}
    into = ", ".join(columns[name] for name in names)
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({into}) VALUES", f"({', '.join(['%s'] * len(names))})"


@cache
def _conflict(
    _engine: str,
    model: type[models.Model],
    key: tuple[str, ...],
    columns: tuple[str, ...],
    *,
    adding: bool,
) -> str:
    """Return the end of an INSERT that sets `columns` where there is a row of `key`."""
    conflict: str = connection.ops.on_conflict_suffix_sql([], OnConflict.UPDATE, columns, key)
    if adding:
        # Each engine has its own word for the value that was to be inserted; it stays.
        quote = connection.ops.quote_name
        for column in map(quote, columns):
            own = f"{quote(model._meta.db_table)}.{column}"
            conflict = conflict.replace(f"{column} = ", f"{column} = {own} + ")
    return conflict
