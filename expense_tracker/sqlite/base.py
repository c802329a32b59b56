"""Django's backend of SQLite, with a queue of writers (docs/adr/0022-queue-of-writers.md).

A writer that finds SQLite's lock taken sleeps and looks again, longer each time, up to 100 ms:
whoever has waited longest looks most rarely, and later ones overtake it. Here the first writer of
the queue alone looks, always after the same short time. The queue says who looks, and never who may
write: that is still SQLite's own lock, so that a transaction, a thread or a process that ends
leaves nothing to release.
"""

import sqlite3
import time
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import Any, Self

from django.db.backends.sqlite3 import base
from django.utils.dateparse import parse_date, parse_datetime

from expense_tracker.sqlite.writer_queue import WriterQueue, queue_of

TAKE_THE_LOCK = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE", "REPLACE")
"""How the statements begin that wait for the lock, where no transaction has it already."""
LOOK_SECONDS = 0.001
"""How long the first of the queue sleeps between two looks. A look takes some microseconds, a
transaction of the API some milliseconds. The first of each process looks equally often, so that
each has the same chance of being next."""


TEXTS_MAX = 512
"""How many texts of statements keep their marks: more than the compiled ones of a day's work."""
TIMES_MAX = 8_192
"""How many dates and as many moments are kept as read: the dates of twenty-two years. A page reads
a hundred dates, most of them more than once, and each takes a third of a microsecond to read."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects to a SQLite file to which the threads of a process write in the order they asked."""

    def create_cursor(self, name: str | None = None) -> "QueuedCursor":
        queue = queue_of(str(self.settings_dict["NAME"]))
        cursor: QueuedCursor = self.connection.cursor(factory=partial(QueuedCursor, queue=queue))
        return cursor


class QueuedCursor(base.SQLiteCursorWrapper):
    """Runs statements; those that take the lock wait in the queue."""

    def __init__(self, connection: sqlite3.Connection, queue: WriterQueue) -> None:
        super().__init__(connection)
        self._queue = queue

    def execute(self, query: str, params: Any = None) -> Self:
        """Run `query`, waiting for the lock as long as the connection's busy timeout says.

        Raises sqlite3.OperationalError ("database is locked") where somebody else has it still.
        """
        milliseconds = 0
        if not self.connection.in_transaction and query.startswith(TAKE_THE_LOCK):
            (milliseconds,) = self.connection.execute("PRAGMA busy_timeout").fetchone()
        if not milliseconds:
            super().execute(query, params)
            return self
        deadline = time.monotonic() + milliseconds / 1000
        with self._queue.turn(milliseconds / 1000):
            self.connection.execute("PRAGMA busy_timeout = 0")
            try:
                while not self._executed(query, params, deadline):
                    time.sleep(LOOK_SECONDS)
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
        return self

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """Return `query` with the marks of SQLite: those of a text are looked for once."""
        if param_names is None:
            return _with_question_marks(query)
        return super().convert_query(query, param_names=param_names)

    def _executed(self, query: str, params: Any, deadline: float) -> bool:
        """Run `query`; returns False where the lock is taken and the deadline has not passed."""
        try:
            super().execute(query, params)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            return False
        return True


@lru_cache(maxsize=TEXTS_MAX)
def _with_question_marks(query: str) -> str:
    return str(base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%"))


@lru_cache(maxsize=TIMES_MAX)
def _day(text: bytes) -> date | None:
    return parse_date(text.decode())


@lru_cache(maxsize=TIMES_MAX)
def _moment(text: bytes) -> datetime | None:
    moment = parse_datetime(text.decode())
    return moment and moment.replace(tzinfo=UTC)


# In the place of Django's, which read each value anew, and leave it to others to say UTC.
sqlite3.register_converter("date", _day)
sqlite3.register_converter("datetime", _moment)
