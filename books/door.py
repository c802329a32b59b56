"""The one door for writes: a numbered change of one book.

`change` locks the book's row and takes the next number; the services of all apps write through
the `OpenChange` that it yields, so a service cannot be called outside a change. Leaving the
block records the change and commits; an exception leaves the book as it was.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TypeVar

from django.db import OperationalError, connection, models, transaction
from django.db.models import F
from django.db.models.constants import OnConflict
from django.utils import timezone
from tenacity import (
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from books.models import Book, BookRow, Cause, Change, Role
from common.errors import Busy, Forbidden, NotThere

T = TypeVar("T")
RowT = TypeVar("RowT", bound=BookRow)

AMEND_BATCH = 200
"""How many rows one statement amends: it names each value together with the row's id."""
PUT_BATCH = 1_000
"""How many rows one statement puts."""
ATTEMPTS_MAX = 6
ATTEMPTS_SECONDS_MAX = 10
"""No attempt begins later than this: waiting for a lock may alone have taken most of it."""
WAIT_SECONDS_FIRST = 0.01
WAIT_SECONDS_MAX = 0.5

_TRANSIENT_CODES = frozenset({1213, 1205, 1020, 1180, 3101})
"""Deadlock, lock wait timeout, record changed since read, error during commit, and rollback by
Group Replication: in each case nothing was written and the same work may succeed next time."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who writes, and by what cause."""

    user_id: int | None
    cause: Cause
    token: str = ""
    """The name of the personal access token, where one was used."""
    needs: Role | None = None
    """The role without which `user_id` may not make this change; None for the program itself."""


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The Idempotency-Key of a request and the digest of what was asked under it."""

    key: str
    fingerprint: str


@dataclass(slots=True)
class OpenChange:
    """A change in the making: the only way to write rows of its book."""

    book: Book
    number: int
    by: Actor
    answer: str = field(default="")
    """What to keep as the answer under the caller's Idempotency-Key."""
    note: str = field(default="")
    """What it did that no row of the history shows, as a sentence for people."""

    def add(self, row: RowT) -> RowT:
        """Insert `row` into the book."""
        self._stamp(row)
        row.save(force_insert=True)
        return row

    def add_many(
        self, model: type[models.Model], columns: Sequence[str], rows: list[tuple[Any, ...]]
    ) -> int | None:
        """Insert `rows` of `model` in their order, as multi-row statements.

        Each row states the values of `columns` (attribute names, ready for the database); the
        book and, where the model has them, the stamps are put in front. Ids grow in the order
        of the rows; that of a single one is returned. Four times as fast as `bulk_create`, which
        spends its time on instances.
        """
        fixed: tuple[Any, ...] = (self.book.pk,)
        names = ["book_id"]
        if issubclass(model, BookRow):
            fixed += (self.number, self.number)
            names += ["created_in", "changed_in"]
        return insert_rows(model, [*names, *columns], [fixed + row for row in rows])

    def add_numbered(
        self, model: type[RowT], columns: Sequence[str], rows: list[tuple[Any, ...]]
    ) -> list[int]:
        """Insert `rows` as `add_many` does, and return their ids in the same order."""
        only = self.add_many(model, columns, rows)
        if only is not None:
            return [only]
        # Not every engine tells the ids of a multi-row insert; they grow in the order of the rows.
        made = model._default_manager.filter(
            book_id=self.book.pk, changed_in=self.number, created_in=self.number
        )
        newest = made.order_by("-id").values_list("id", flat=True)
        return list(newest[: len(rows)])[::-1]

    def amend(self, row: RowT, **values: Any) -> RowT:
        """Set `values` on `row` and write just those columns."""
        for name, value in values.items():
            setattr(row, name, value)
        row.changed_in = self.number
        row.save(update_fields=[*values, "changed_in"])
        return row

    def amend_many(self, rows: models.QuerySet[Any], **values: Any) -> int:
        """Set `values` on every one of `rows` in one statement; returns how many there were."""
        if issubclass(rows.model, BookRow):
            values["changed_in"] = self.number
        return rows.filter(book_id=self.book.pk).update(**values)

    def amend_each(
        self, model: type[models.Model], rows: Sequence[models.Model], columns: Sequence[str]
    ) -> None:
        """Write `columns` of each of `rows`, every one with values of its own, in batches."""
        names = list(columns)
        if issubclass(model, BookRow):
            names.append("changed_in")
            for row in rows:
                row.changed_in = self.number  # type: ignore[attr-defined]  # just checked
        manager = model._default_manager.filter(book_id=self.book.pk)
        manager.bulk_update(rows, names, batch_size=AMEND_BATCH)

    def put_many(
        self,
        model: type[models.Model],
        key: Sequence[str],
        columns: Sequence[str],
        rows: list[tuple[Any, ...]],
        *,
        adding: bool = False,
    ) -> None:
        """Insert `rows`; where the book has one of the same `key`, set its `columns` instead.

        Each row states the values of `key`, which a unique constraint holds together with the
        book, and then of `columns` (attribute names, ready for the database). With `adding`,
        they are added to what the book's row has.
        """
        names = ["book_id", *key, *columns]
        into, marks = _insert(model, names)
        conflict = connection.ops.on_conflict_suffix_sql(
            [], OnConflict.UPDATE, columns, ["book_id", *key]
        )
        if adding:
            # Each engine has its own word for the value that was to be inserted; it stays.
            quote = connection.ops.quote_name
            for column in map(quote, columns):
                own = f"{quote(model._meta.db_table)}.{column}"
                conflict = conflict.replace(f"{column} = ", f"{column} = {own} + ")
        with connection.cursor() as cursor:
            for start in range(0, len(rows), PUT_BATCH):
                batch = [(self.book.pk, *row) for row in rows[start : start + PUT_BATCH]]
                values = ", ".join([marks] * len(batch))
                cursor.execute(f"{into} {values} {conflict}", list(chain.from_iterable(batch)))

    def remove(self, row: BookRow) -> None:
        """Delete `row`."""
        self.remove_many(type(row)._default_manager.filter(pk=row.pk))

    def remove_many(self, rows: models.QuerySet[Any]) -> int:
        """Delete every one of `rows` in one statement; returns how many there were."""
        return rows.filter(book_id=self.book.pk).delete()[0]

    def _stamp(self, row: BookRow) -> None:
        row.book = self.book
        row.created_in = row.changed_in = self.number


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: list[tuple[Any, ...]]
) -> int | None:
    """Insert `rows` (values in the order of the attribute `names`) without building instances.

    Returns the id of a row that comes alone.
    """
    if not rows:
        return None
    into, marks = _insert(model, names)
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(f"{into} {marks}", rows[0])
            return int(cursor.lastrowid)
        # Drivers of MySQL turn this very form into multi-row statements of a bounded size.
        cursor.executemany(f"{into} {marks}", rows)
        return None


def _insert(model: type[models.Model], names: Sequence[str]) -> tuple[str, str]:
    """Return the beginning of an INSERT, and the marks of one row."""
    quote = connection.ops.quote_name
    columns = {f.attname: quote(str(f.column)) for f in model._meta.concrete_fields}
    into = ", ".join(columns[name] for name in names)
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({into}) VALUES", f"({', '.join(['%s'] * len(names))})"


@contextmanager
def change(book: Book, by: Actor, key: RequestKey | None = None) -> Iterator[OpenChange]:
    """Open the next change of `book`; commit it on leaving the block, or nothing at all.

    Holds the lock on the book's row throughout, so what the block reads of the book stays true
    until it commits. Raises NotThere where the book is gone or the actor is no member of it any
    more, Forbidden where their role is not enough, and Busy where a request with the same `key`
    has just been answered by somebody else.
    """
    with transaction.atomic():
        if not Book.objects.filter(pk=book.pk).update(last_change=F("last_change") + 1):
            raise NotThere
        locked = Book.objects.get(pk=book.pk)
        if by.needs:
            _check_role(locked, by.user_id, by.needs)
        if key and locked.changes.filter(idempotency_key=key.key).exists():
            raise Busy
        opened = OpenChange(book=locked, number=locked.last_change, by=by)
        yield opened
        Change.objects.create(
            book=locked,
            number=opened.number,
            at=timezone.now(),
            user_id=by.user_id,
            cause=by.cause,
            token=by.token,
            note=opened.note,
            idempotency_key=key.key if key else uuid.uuid4().hex,
            fingerprint=key.fingerprint if key else "",
            answer=opened.answer if key else "",
        )


def _check_role(book: Book, user_id: int | None, needed: Role) -> None:
    """Look at the role under the lock: whoever was removed a moment ago writes no more."""
    roles = book.memberships.filter(user_id=user_id) if user_id else book.memberships.none()
    role = roles.values_list("role", flat=True).first()
    if role is None:
        raise NotThere
    if not Role(role).includes(needed):
        raise Forbidden(f"This takes the role of {needed.label.lower()} in this book.", code="role")


def retrying(work: Callable[[], T]) -> T:
    """Run `work` again, a bounded number of times, while the database calls conflicts transient.

    For the outermost caller only: `work` opens its own change, so each attempt starts afresh.
    """
    attempts = Retrying(
        retry=retry_if_exception(is_transient),
        stop=stop_after_attempt(ATTEMPTS_MAX) | stop_after_delay(ATTEMPTS_SECONDS_MAX),
        wait=wait_random_exponential(multiplier=WAIT_SECONDS_FIRST, max=WAIT_SECONDS_MAX),
        reraise=True,
    )
    return attempts(work)


def is_transient(error: BaseException) -> bool:
    """Whether the database refused for the moment only, having written nothing."""
    if not isinstance(error, OperationalError) or not error.args:
        return False
    return error.args[0] in _TRANSIENT_CODES or "database is locked" in str(error.args[0])
