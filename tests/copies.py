"""Rows that many tests begin with: made once by each worker of pytest, then copied into each test.

The first test makes them as anybody would, by the API or its services. What that changed in the
tables is kept as SQL, with the same ids, and later tests run this SQL in its place.
"""

from collections.abc import Callable, Hashable
from pickle import dumps, loads
from time import monotonic
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Field, Model
from django.utils import timezone

from books.models import Book, Change
from users.models import User

Table = dict[str, str]
"""The rows of a table as the values of an INSERT, by their primary keys."""

NOW = timezone.now
FRESH_SECONDS = 120
"""How old a copy may be. The first request after five minutes renews when a token was used last,
which takes statements of its own; a test is to find a token that was used just now."""


class Copy(NamedTuple):
    """What was made, and the SQL that puts its rows into the database again."""

    made: bytes
    """Pickled: it is read anew in a tenth of the time that a deep copy takes."""
    statements: list[str]
    made_at: float
    """By the monotonic clock, in seconds."""


_copies: dict[Hashable, Copy] = {}


def made_once(name: str, make: Callable[[], Any]) -> Any:
    """Return what `make` made, in this test or an earlier one, with its rows in the database.

    The earlier one counts if it began with the same users, books and changes, the same settings,
    and the same instant where a test has stopped the clock. Where a test has set it and it goes
    on, or has rows with the ids of the copies, all is made.
    """
    stopped_at = None if timezone.now is NOW else timezone.now()
    if stopped_at is not None and timezone.now() != stopped_at:
        return make()
    key = (name, stopped_at, *_beginning())
    if key not in _copies or monotonic() - _copies[key].made_at > FRESH_SECONDS:
        before = rows()
        made = make()
        _copies[key] = Copy(dumps(made), _statements(before, rows()), monotonic())
        return made
    copy = _copies[key]
    try:
        with connection.constraint_checks_disabled(), transaction.atomic():
            _run(copy.statements)
    except IntegrityError:
        return make()
    return loads(copy.made)


def _beginning() -> tuple[Hashable, ...]:
    """What the rows depend on that a test may have changed before."""
    columns = {User: "id, username", Book: "id", Change: "id, book_id"}
    keys = (_listed(model._meta.db_table, names) for model, names in columns.items())
    names = ("PASSWORD_HASHERS", "TOKEN_KEY", "SECRET_KEY", "DEFAULT_CURRENCY")
    return *keys, *(str(getattr(settings, name)) for name in names)


def _listed(table: str, columns: str) -> tuple[tuple[Any, ...], ...]:
    """Those columns of a table, by SQL of our own: every test asks, and a queryset takes longer."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {_quoted(table)} ORDER BY id")
        return tuple(cursor.fetchall())


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rows() -> dict[type[Model], Table]:
    """Every row of every table, as SQL."""
    models = apps.get_models(include_auto_created=True)
    return {model: _table(model) for model in models if not model._meta.proxy}


def _table(model: type[Model]) -> Table:
    pk = model._meta.pk
    fields = model._meta.local_concrete_fields
    columns = ", ".join(map(_literal, [pk, *fields]))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {_quoted(model._meta.db_table)}")
        return {key: f"({', '.join(values)})" for key, *values in cursor.fetchall()}


def _literal(field: "Field[Any, Any]") -> str:
    """The SQL that writes the value of a column as SQL."""
    column = _quoted(field.column)
    if connection.vendor == "sqlite":
        return f"quote({column})"
    if field.get_internal_type() == "BinaryField":
        return f"""IF({column} IS NULL, 'NULL', CONCAT("x'", HEX({column}), "'"))"""
    return f"QUOTE({column})"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _statements(before: dict[type[Model], Table], after: dict[type[Model], Table]) -> list[str]:
    """The SQL that makes the rows of `after` of those of `before`."""
    found = []
    for model, now in after.items():
        table, key = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
        earlier = before[model]
        gone = sorted(earlier.keys() - now.keys())
        new = [values for pk, values in now.items() if pk not in earlier]
        changed = [values for pk, values in now.items() if earlier.get(pk, values) != values]
        columns = ", ".join(_quoted(f.column) for f in model._meta.local_concrete_fields)
        into = f"INTO {table} ({columns}) VALUES"
        found += [f"DELETE FROM {table} WHERE {key} IN ({', '.join(gone)})"] * bool(gone)
        found += [f"INSERT {into} {', '.join(new)}"] * bool(new)
        found += [f"REPLACE {into} {', '.join(changed)}"] * bool(changed)
    return [*found, *_sequences()]


def _sequences() -> list[str]:
    """The SQL by which SQLite gives no id again that was given; MariaDB never does."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote(name), quote(seq) FROM sqlite_sequence")
        given = " ".join(f"WHEN {name} THEN {seq}" for name, seq in cursor.fetchall())
    # One statement for all tables: there are thirty, and every test runs it.
    update = f"UPDATE sqlite_sequence SET seq = max(seq, CASE name {given} ELSE seq END)"
    return [update] if given else []
