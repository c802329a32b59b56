"""SQLite databases that somebody sent: opened for reading only, with no trust in what is in them.

A schema is a program. Views, triggers, generated columns and virtual tables of such a file are
never run: its plain tables are read, and nothing else of it is. Whatever SQLite finds wrong with a
file is an `Unreadable`. See "Defense Against The Dark Arts" in SQLite's documentation.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from readers.source import Source
from readers.statement import Unreadable

MAGIC = b"SQLite format 3\x00"
CELL_BYTES_MAX = 8 * 1024 * 1024
"""How large a row may be: a transaction has a few hundred bytes; it bounds memory."""
NAMES_MAX = 500_000
"""How many rows a table may have that is kept in memory, such as that of the payees. People have
some thousand."""
COMPUTING_SECONDS_MAX = 300.0
"""How long SQLite may compute for one query: a crafted table can make any join quadratic."""

_ROWS_AT_ONCE = 500
"""After how many rows progress is noted again: a fraction of a second, by which nobody looks."""
_INSTRUCTIONS_AT_ONCE = 100_000
"""After how many instructions of SQLite's machine the clock is looked at: some two milliseconds."""
# Lengths and depths are far above what our own statements need.
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: CELL_BYTES_MAX,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_PRAGMAS = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "query_only = ON",
    "mmap_size = 0",
    "cache_size = -8192",
    "automatic_index = ON",
)
# What SQLite says of broken text need not be text itself.
_ERRORS = (sqlite3.Error, UnicodeError)
_HIDDEN_ROWID = "rowid"


class Database:
    """An open file. Names of tables and columns are those that the reader of a format knows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._deadline = 0.0
        connection.set_progress_handler(self._is_late, _INSTRUCTIONS_AT_ONCE)
        self._columns = {name.lower(): self._columns_of(name) for name in self._plain_tables()}

    @property
    def tables(self) -> frozenset[str]:
        """The names of the plain tables, in small letters."""
        return frozenset(self._columns)

    def has(self, table: str, *columns: str) -> bool:
        """Whether there is a plain table of that name with these columns."""
        known = self._columns.get(table.lower())
        return known is not None and known.issuperset(column.lower() for column in columns)

    def require(self, table: str, *columns: str) -> None:
        """Raise Unreadable unless `has`."""
        if not self.has(table, *columns):
            names = ", ".join(columns)
            detail = f"The database has no table {table} with the columns {names}."
            raise Unreadable("missing_table", detail)

    def column(self, table: str, name: str, prefix: str = "") -> str:
        """Return SQL for a column, which is NULL where this version of the table has none."""
        if not self.has(table, name) and name != _HIDDEN_ROWID:
            return "NULL"
        return f"{prefix or table}.{name}"

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        # Names come from the readers' own constants, never from the file.
        return int(next(self.rows(f"SELECT count(*) FROM {table}"))[0])  # noqa: S608

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, each in memory only while it is looked at."""
        # What the caller does with a row is not SQLite's time.
        left = COMPUTING_SECONDS_MAX
        try:
            self._deadline = time.monotonic() + left
            cursor = self._connection.execute(sql)
            for row in cursor:
                left = self._deadline - time.monotonic()
                yield row
                self._deadline = time.monotonic() + left
        except _ERRORS as error:
            raise _unreadable(error) from None

    def table(self, name: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Yield all rows of a small table; raises Unreadable beyond NAMES_MAX of them.

        Columns that the table has not are None; a table that is not there has no rows.
        """
        if not self.has(name):
            return
        chosen = ", ".join(self.column(name, column) for column in columns)
        for number, row in enumerate(self.rows(f"SELECT {chosen} FROM {name}")):  # noqa: S608
            if number >= NAMES_MAX:
                detail = f"The table {name} has more than {NAMES_MAX:,} rows."
                raise Unreadable("too_many_names", detail)
            yield row

    def _plain_tables(self) -> list[str]:
        # A virtual table has no page of its own.
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 LIMIT 1000"
        return [name for (name,) in self.rows(sql) if isinstance(name, str)]

    def _columns_of(self, table: str) -> frozenset[str]:
        sql = "SELECT name, hidden FROM pragma_table_xinfo(?)"
        try:
            found = self._connection.execute(sql, (table,)).fetchall()
        except _ERRORS as error:
            raise _unreadable(error) from None
        return frozenset(str(name).lower() for name, hidden in found if not hidden)

    def _is_late(self) -> bool:
        return time.monotonic() > self._deadline


@contextmanager
def uow(path: Path) -> Iterator[Database]:
    """Open an SQLite file; raises Unreadable for another file, or one that is cut short."""
    _check_header(path)
    # As immutable it is read without a lock, a journal or a look at any file beside it.
    uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    except _ERRORS as error:
        raise _unreadable(error) from None
    try:
        connection.text_factory = _text
        for category, limit in _LIMITS.items():
            connection.setlimit(category, limit)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        yield Database(connection)
    except _ERRORS as error:
        raise _unreadable(error) from None
    finally:
        connection.close()


def has_tables(source: Source, *names: str) -> bool:
    """Whether a file is an SQLite database with these tables."""
    if not source.head.startswith(MAGIC):
        return False
    try:
        with uow(source.path) as database:
            return database.tables.issuperset(name.lower() for name in names)
    except Unreadable:
        # The first pages show the program even where a file is cut off or broken.
        return all(name.encode() in source.head for name in names)


def with_progress(
    source: Source, rows: Iterable[tuple[Any, ...]], total: int
) -> Iterator[tuple[Any, ...]]:
    """Yield `rows`, moving the source's position as if they were spread evenly over the file.

    Raises Unreadable for more than `total`: a key that ought to be unique is not, and what a join
    makes of it has no end.
    """
    for number, row in enumerate(rows):
        if number >= total:
            raise Unreadable("broken_database", "Two records of the database have the same key.")
        if number % _ROWS_AT_ONCE == 0:
            source.position = min(source.size, source.size * number // total)
        yield row
    source.position = source.size


def shortest(value: object) -> Decimal | None:
    """Return the shortest decimal that is the same binary number; None for what is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = Decimal(repr(value))
    return number if number.is_finite() and number.adjusted() < 20 else None


def _text(content: bytes) -> str:
    return content.decode("utf-8", errors="replace").replace("\x00", "")


def _check_header(path: Path) -> None:
    """Compare how long a file says that it is with how long it is (its file format, 1.3)."""
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or not header.startswith(MAGIC):
        raise Unreadable("no_database", "This is not an SQLite database.")
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    # The number of pages holds only where the two counters of changes are the same.
    if (
        header[24:28] == header[92:96]
        and path.stat().st_size < (65536 if page == 1 else page) * pages
    ):
        raise Unreadable(
            "truncated", ("The database ends in the middle; download or save the file again.")
        )


def _unreadable(error: Exception) -> Unreadable:
    if "interrupted" in str(error):
        return Unreadable("too_slow", "The database takes too long to read; it may be malicious.")
    said = "its texts are damaged" if isinstance(error, UnicodeError) else str(error)
    return Unreadable("broken_database", f"SQLite cannot read the database: {said}.")
