"""Statements that are built and compiled once, and then run with other values.

Django builds and compiles a queryset anew each time, which takes some hundred times as long as
SQLite takes to find a row. A `Statement` keeps the text that its queryset compiles to:

    NAMES = Statement(lambda *, book: Tag.objects.filter(book_id=book).values_list("id", "name"))
    NAMES.rows(book=7)

It is compiled once for each engine and for each *shape*: which values are given, and whatever else
the text depends on, such as a limit. No rows are kept.
"""

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    Expression,
    IntegerField,
    QuerySet,
)
from django.db.models.expressions import Col
from django.db.models.sql import DeleteQuery, UpdateQuery

from common.packed_rows import can_be_packed, packed, reader, unpacked

SHAPES_MAX = 512
"""How many texts of one statement are kept, of some 2 kB each. A list has a shape for each set of
filters and each size of page; people use some dozens of them."""

Row = tuple[Any, ...]
Converter = Callable[[Any, Any, Any], Any]


class Parameter(Expression):
    """The place of a value in a statement; of a list, the place of its value at `index`."""

    def __init__(self, name: str, index: int | None = None) -> None:
        super().__init__()
        self.name = name
        self.index = index

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, Any]:
        """Return a mark, and itself in the place of the value."""
        return "%s", [self]

    def value(self, values: dict[str, Any]) -> Any:
        """Return what stands here among `values`."""
        value = values[self.name]
        return value if self.index is None else value[self.index]


class _Compiled(NamedTuple):
    """A statement as one engine takes it."""

    text: str
    parameters: tuple[Any, ...]
    converters: tuple[tuple[int, Sequence[Converter], Expression], ...] = ()
    """The columns whose values the engine gives in another type than Python's, by position."""
    is_packed: bool = False
    """Whether each row comes as one JSON array."""


class _Kept:
    """What all statements have in common: a text for each shape, compiled once."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._compiled = lru_cache(maxsize=SHAPES_MAX)(self._compile)

    def _execute(
        self, cursor: CursorWrapper, shape: tuple[Hashable, ...], values: dict[str, Any]
    ) -> _Compiled | None:
        """Run the text of the shape with `values`; do nothing where it can find nothing."""
        lengths = tuple((name, _length(name, value)) for name, value in values.items())
        compiled = self._compiled(connection.vendor, shape, lengths)
        if compiled is not None:
            ops = connection.ops
            stated = {name: _filled(values[name], length, ops) for name, length in lengths}
            found = [
                part.value(stated) if isinstance(part, Parameter) else part
                for part in compiled.parameters
            ]
            cursor.execute(compiled.text, found)
        return compiled

    def _compile(
        self, _engine: str, shape: tuple[Hashable, ...], lengths: tuple[tuple[str, int | None], ...]
    ) -> _Compiled | None:
        """Return the text of a shape; None where it can find nothing."""
        places = {
            name: Parameter(name) if length is None else [Parameter(name, i) for i in range(length)]
            for name, length in lengths
        }
        try:
            return self._compiled_of(self._build(*shape, **places))
        except EmptyResultSet:
            return None

    @abstractmethod
    def _compiled_of(self, built: Any) -> _Compiled:
        """Return what Django compiles `built` to, which `build` has made."""


class Statement(_Kept):
    """A SELECT of plain rows: what `build` makes of the places of its values.

    `build` takes the shape as positional arguments and the values by name. It gets a `Parameter`
    for each value, a list of them for a list, which is for `IN`, and as many as it has values for
    a tuple. It returns a queryset of tuples (`values_list`). A parameter stands there wherever an
    expression may; before `IN` a plain column has to stand (`transaction__id__in`, as a relation
    wants ids themselves).

    It may return a list of such querysets, whose rows come in one answer, one queryset after the
    other. Unlike those of a union of Django's, each may have an order and a limit of its own. The
    columns of all of them are of the types of the first.
    """

    def rows(self, *shape: Hashable, **values: Any) -> list[Row]:
        """Return the rows that it finds with `values`; none where one of these is an empty list.

        Raises TypeError for None, which no operator of SQL finds: leave the value out.
        """
        with connection.cursor() as cursor:
            compiled = self._execute(cursor, shape, values)
            if compiled is None:
                return []
            rows: list[Row] = cursor.fetchall()
        if compiled.is_packed:
            rows = unpacked(rows)
        return list(_converted(rows, compiled)) if compiled.converters else list(map(tuple, rows))

    def row(self, *shape: Hashable, **values: Any) -> Row | None:
        """Return the first of the rows, or None."""
        rows = self.rows(*shape, **values)
        return rows[0] if rows else None

    def _compiled_of(self, built: QuerySet[Any, Any] | list[QuerySet[Any, Any]]) -> _Compiled:
        if isinstance(built, list):
            return _joined(built)
        compiler = built.query.get_compiler(connection=connection)
        text, parameters = compiler.as_sql()
        columns = [column for column, _, _ in compiler.select[: compiler.col_count]]
        converters = {
            i: list(functions)
            for i, (functions, column) in compiler.get_converters(columns).items()
            if not _is_read_by_driver(column, is_union=bool(built.query.combinator))
        }
        is_packed = connection.vendor == "mysql" and can_be_packed(built, columns)
        if is_packed:
            text, parameters = packed(built).query.get_compiler(connection=connection).as_sql()
            for i, column in enumerate(columns):
                if read := reader(column):
                    converters.setdefault(i, []).insert(0, read)
        return _Compiled(
            text,
            tuple(parameters),
            tuple((i, tuple(functions), columns[i]) for i, functions in converters.items()),
            is_packed,
        )


class _Write(_Kept):
    """A statement that changes rows, and gives none."""

    def run(self, *shape: Hashable, **values: Any) -> int:
        """Do it with `values`, and return how many rows there were."""
        with connection.cursor() as cursor:
            compiled = self._execute(cursor, shape, values)
            return cursor.rowcount if compiled else 0


class Update(_Write):
    """An UPDATE: `build` returns a queryset, and the new values of its rows by field name.

    It takes what the function of a `Statement` takes.
    """

    def _compiled_of(self, built: tuple[QuerySet[Any, Any], dict[str, Any]]) -> _Compiled:
        rows, values = built
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(values)
        text, parameters = query.get_compiler(connection=connection).as_sql()
        return _Compiled(text, tuple(parameters))


class Delete(_Write):
    """A DELETE of the rows of the queryset that `build` returns, and of nothing that hangs on them.

    It takes what the function of a `Statement` takes.
    """

    def _compiled_of(self, built: QuerySet[Any, Any]) -> _Compiled:
        query = built.query.clone()
        query.__class__ = DeleteQuery  # as QuerySet.delete does it
        text, parameters = query.get_compiler(connection=connection).as_sql()
        return _Compiled(text, tuple(parameters))


def _joined(built: Sequence[QuerySet[Any, Any]]) -> _Compiled:
    """Return one text for several querysets, without those that can find nothing."""
    texts: list[str] = []
    parameters: list[Any] = []
    converters: tuple[tuple[int, Sequence[Converter], Expression], ...] = ()
    for rows in built:
        compiler = rows.query.get_compiler(connection=connection)
        try:
            text, values = compiler.as_sql()
        except EmptyResultSet:
            continue
        if not texts:
            columns = [column for column, _, _ in compiler.select[: compiler.col_count]]
            converters = tuple(
                (i, tuple(found), column)
                for i, (found, column) in compiler.get_converters(columns).items()
                if not _is_read_by_driver(column, is_union=True)
            )
        # SQLite takes an order or a limit within a union only in a subquery.
        texts.append(f"SELECT * FROM ({text}) AS part_{len(texts)}")  # noqa: S608  # no values
        parameters += values
    if not texts:
        raise EmptyResultSet
    return _Compiled(" UNION ALL ".join(texts), tuple(parameters), converters)


def _is_read_by_driver(column: Expression, *, is_union: bool) -> bool:
    """Return whether values of `column` need no converter of Django's any more.

    SQLite's driver gives integers as they are, sums of them too. It reads dates, moments and flags
    by the declared types of columns, which others lack, and columns of a union.
    """
    if connection.vendor != "sqlite":
        return False
    if isinstance(column.output_field, IntegerField):
        return True
    is_declared = isinstance(column, Col) and not is_union
    return is_declared and type(column.output_field) in _DECLARED


_DECLARED = (BooleanField, DateField, DateTimeField)


def _length(name: str, value: Any) -> int | None:
    """Return how many places `value` has in a statement; None for one value alone.

    A list has a power of two of them, so that lists of any length make a dozen texts.
    """
    if value is None:
        raise TypeError(f"{name} is None, which no operator finds: leave it out.")
    if isinstance(value, tuple):
        return len(value)
    if isinstance(value, list):
        return 1 << (len(value) - 1).bit_length() if value else 0
    return None


def _filled(value: Any, length: int | None, ops: Any) -> Any:
    """Return `value` as the driver takes it; one of several values filled up to `length`."""
    if length is None:
        return _adapted(value, ops)
    adapted = [_adapted(one, ops) for one in value]
    # `IN` finds no more by a value that comes again.
    return adapted + adapted[-1:] * (length - len(adapted))


def _adapted(value: Any, ops: Any) -> Any:
    """Return `value` as the driver takes it."""
    if isinstance(value, datetime):
        return ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return ops.adapt_datefield_value(value)
    return value


def _converted(rows: Sequence[Row], compiled: _Compiled) -> Iterator[Row]:
    for row in rows:
        values = list(row)
        for position, functions, column in compiled.converters:
            value = values[position]
            for function in functions:
                value = function(value, column, connection)
            values[position] = value
        yield tuple(values)
