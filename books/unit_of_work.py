"""The one door for writes: a numbered change of one book.

`change` locks the book's row and takes the next number; the services of all apps write through
the `UnitOfWork` that it yields, so a service cannot be called outside a change. Leaving the
block records the change and commits; an exception leaves the book as it was.
"""

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import OperationalError, connection, models, transaction
from django.db.models import F
from django.utils import timezone
from tenacity import (
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from books.checks_at_end import ChecksAtEnd
from books.models import Action, Book, BookRow, Cause, Change, Role, within, within_id
from books.revision_recorder import RevisionRecorder
from books.rows import StoredRow, add_to_row, delete_rows, insert_rows, upsert_rows, write_rows
from books.tracked_models import Columns, derived_columns, place_of
from books.undo_chains import mark_undone
from common.batches import IDS_AT_ONCE, batched
from common.errors import Busy, Forbidden, NotThere
from common.events import retried
from common.statements import Statement, Update

T = TypeVar("T")
RowT = TypeVar("RowT", bound=BookRow)

ATTEMPTS_MAX = 6
"""How often a request tries. Its five waits come to 0.3 s at most, ten times what a create takes in
docs/benchmarks.md: the winner of a deadlock has mostly committed by then."""
ATTEMPTS_SECONDS_MAX = 10
"""No attempt begins later than this: waiting for a lock may alone have taken most of it."""
WAIT_SECONDS_FIRST = 0.01
"""The longest first wait, doubled each time: less than half of what a create takes."""
WAIT_SECONDS_MAX = 0.5
"""The longest wait. Requests end before they reach it; a worker that tries for minutes stays near
it, and is back soon after the lock is free."""

_TRANSIENT_CODES = frozenset({1213, 1205, 1020, 3101, 8002, 8005, 8022, 8028, 9007})
"""Deadlock, lock wait timeout, record changed since read, and rollback by Group Replication; of
TiDB: a locked row was written, write conflict, a commit that was rolled back, another schema, and
write conflict. In each case nothing was written and the same work may succeed next time."""
_TRANSIENT_TEXTS = {1180: ("deadlock",), 1105: ("schema", "changed")}
"""Errors that are transient where they have these words: of a commit, and TiDB's unknown error. A
commit of a Galera node that is cut off fails with 1180 too, and the others may have made it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The user who writes, if any, and the cause of the change."""

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


@dataclass
class UnitOfWork:
    """A change in the making: the only way to write rows of its book."""

    book: Book
    number: int
    by: Actor
    answer: str = field(default="")
    """What to keep as the answer under the caller's Idempotency-Key."""
    note: str = field(default="")
    """What it did that no row of the history shows, as a sentence for people."""
    undoes: int = field(default=0)
    """The number of the change that it takes back; 0 for none."""

    def __post_init__(self) -> None:
        self.recorder = RevisionRecorder(self.book, self.number)
        self.at_end = ChecksAtEnd()

    def add(self, row: RowT) -> RowT:
        """Insert `row` into the book, with its derived columns."""
        for name, derived in derived_columns(type(row)).items():
            setattr(row, name, derived.of_instance(row))
        row.book = self.book
        row.created_in = row.changed_in = self.number
        row.save(force_insert=True)
        self.recorder.count_made(type(row), 1, [row.pk])
        return row

    def add_many(
        self, model: type[models.Model], columns: Sequence[str], rows: list[tuple[Any, ...]]
    ) -> int | None:
        """Insert `rows` of `model` in their order, as multi-row statements.

        Each row states the values of `columns` (attribute names, ready for the database); the
        book and, where the model has them, the stamps are put in front, derived columns behind.
        Ids grow in the order of the rows; that of a single one is returned. Four times as fast as
        `bulk_create`, which spends its time on instances.
        """
        columns, rows = _with_derived(model, columns, rows)
        fixed: tuple[Any, ...] = (self.book.pk,)
        names = ["book_id"]
        if issubclass(model, BookRow):
            fixed += (self.number, self.number)
            names += ["created_in", "changed_in"]
        self.recorder.record_owners(model, columns, rows)
        self.recorder.count_made(model, len(rows))
        return insert_rows(model, [*names, *columns], [fixed + row for row in rows])

    def add_numbered(
        self, model: type[RowT], columns: Sequence[str], rows: list[tuple[Any, ...]]
    ) -> list[int]:
        """Insert `rows` as `add_many` does, and return their ids in the same order."""
        only = self.add_many(model, columns, rows)
        if only is not None:
            ids = [only]
        else:
            # Not every engine tells the ids of a multi-row insert; they grow with the rows.
            made = model._default_manager.filter(
                book_id=self.book.pk, changed_in=self.number, created_in=self.number
            )
            newest = made.order_by("-id").values_list("id", flat=True)
            ids = list(newest[: len(rows)])[::-1]
        self.recorder.count_made(model, 0, ids)
        return ids

    def amend(self, row: RowT, **values: Any) -> RowT:
        """Set `values` on `row` and write just those columns."""
        self.recorder.record(type(row), [row.pk], Action.AMENDED)
        for name, value in values.items():
            setattr(row, name, value)
        derived = derived_columns(type(row))
        for name, column in derived.items():
            setattr(row, name, column.of_instance(row))
        row.changed_in = self.number
        row.save(update_fields=[*values, *derived, "changed_in"])
        return row

    def amend_many(self, rows: models.QuerySet[Any], **values: Any) -> int:
        """Set `values` on every one of `rows` in one statement; returns how many there were.

        Raises TypeError where a derived column does not follow from `values` alone.
        """
        values.update(_derived_from(rows.model, values))
        mine = rows.filter(**within(self.book))
        self.recorder.record_found(mine, Action.AMENDED)
        if issubclass(rows.model, BookRow):
            values["changed_in"] = self.number
        return mine.update(**values)

    def amend_each(
        self, model: type[models.Model], rows: Sequence[StoredRow], columns: Sequence[str]
    ) -> None:
        """Write `columns` (attribute names) of each of `rows`, every one with values of its own."""
        self.recorder.record_each(model, rows, columns)
        derived = derived_columns(model)
        for name, column in derived.items():
            for row in rows:
                setattr(row, name, column.of_instance(row))
        names = [*columns, *derived]
        if issubclass(model, BookRow):
            names.append("changed_in")
            for row in rows:
                row.changed_in = self.number  # type: ignore[attr-defined]  # just checked
        write_rows(model, rows, names)

    def amend_book(self, **values: Any) -> Book:
        """Set `values` on the book itself; raises Forbidden for anybody but its owner."""
        if self.by.needs:
            _check_role(self.book.its_role, Role.OWNER)
        self.recorder.record_book(self.book)
        for name, value in values.items():
            setattr(self.book, name, value)
        self.book.changed_in = self.number
        self.book.save(update_fields=[*values, "changed_in"])
        return self.book

    def mark_changed(self, rows: models.QuerySet[Any]) -> None:
        """Mark `rows` as changed in what is shown of them, by a change of something else."""
        mine = rows.filter(**within(self.book))
        self.recorder.record_found(mine, Action.TOUCHED)
        mine.update(changed_in=self.number)

    def stamp(self, model: type[BookRow], column: str, ids: Collection[int]) -> None:
        """Write this change's number into `column` of the rows `ids`.

        It is a stamp that no history keeps.
        """
        for batch in batched(sorted(ids), IDS_AT_ONCE):
            _STAMP.run(model, column, book=self.book.pk, ids=batch, number=self.number)

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
        if place_of(model):
            raise TypeError(f"{model.__name__} has a history; only derived figures are put.")
        upsert_rows(
            model, ["book_id", *key], columns, [(self.book.pk, *r) for r in rows], adding=adding
        )

    def add_to(self, model: type[Any], key: Columns, sums: Mapping[str, int], counter: str) -> bool:
        """Do `books.rows.add_to_row` with the book's row of `key`, of a table without a history."""
        return add_to_row(model, {"book_id": self.book.pk, **key}, sums, counter)

    def remove(self, row: BookRow) -> None:
        """Delete `row`."""
        self.remove_many(type(row)._default_manager.filter(pk=row.pk))

    def remove_many(self, rows: models.QuerySet[Any]) -> int:
        """Delete every one of `rows` with its parts; returns how many there were."""
        mine = rows.filter(**within(self.book))
        place = place_of(rows.model)
        if place is None:
            return mine.delete()[0]
        if place[1] is None:
            return self.remove_ids(rows.model, list(mine.values_list("pk", flat=True)))
        ids = list(mine.values_list("pk", flat=True))
        self.recorder.record_found(mine, Action.AMENDED)
        delete_rows(rows.model, "pk", ids)
        return len(ids)

    def remove_ids(self, model: type[models.Model], ids: Sequence[int]) -> int:
        """Delete the rows of `model` with these `ids`, all of the book, with their parts."""
        self.recorder.record(model, ids, Action.DELETED)
        if (place := place_of(model)) and place[1] is None:
            for part in place[0].parts:
                delete_rows(part.model, part.owner, ids)
        delete_rows(model, "pk", ids)
        return len(ids)

    def continue_after(self, number: int) -> None:
        """Become the change after `number`, the last of a history that an archive brought."""
        self.number = self.book.last_change = self.book.restored_in = number + 1
        self.recorder = RevisionRecorder(self.book, self.number)


@contextmanager
def change(book: Book, by: Actor, key: RequestKey | None = None) -> Iterator[UnitOfWork]:
    """Open the next change of `book`; commit it on leaving the block, or nothing at all.

    Holds the lock on the book's row throughout, so what the block reads of the book stays true
    until it commits. Raises NotThere where the book is gone or the actor is not a member of it any
    more, Forbidden where their role is not enough, and Busy where a request with the same `key`
    has just been answered by somebody else.
    """
    with transaction.atomic():
        locked = _locked(book, by.user_id)
        if by.needs:
            _check_role(locked.its_role, by.needs)
        if key and _KEYS.row(book=book.pk, key=key.key):
            raise Busy
        uow = UnitOfWork(book=locked, number=locked.last_change, by=by)
        yield uow
        uow.at_end.run(uow)
        values = {
            "number": uow.number,
            "at": connection.ops.adapt_datetimefield_value(timezone.now()),
            "user_id": by.user_id,
            "made_by": "",
            "cause": by.cause,
            "token": by.token,
            "undoes": uow.undoes,
            "undone_by": 0,
            "counts": uow.recorder.counts(),
            "note": uow.note,
            "idempotency_key": key.key if key else uuid.uuid4().hex,
            "fingerprint": key.fingerprint if key else "",
            "answer": uow.answer if key else "",
        }
        insert_rows(Change, ["book_id", *values], [(book.pk, *values.values())])
        if uow.undoes:
            mark_undone(locked, uow.undoes, uow.number)


def _locked(book: Book, user_id: int | None) -> Book:
    """Take the next number of `book`, which locks its row, and return it with the user's role."""
    if not (book.pk and _NEXT_NUMBER.run(book=book.pk)):
        raise NotThere
    by = {} if user_id is None else {"user": user_id}
    ((role, *values),) = _WITH_ROLE.rows(book=book.pk, **by)
    locked = Book.from_db(connection.alias, _BOOK_COLUMNS, values)
    locked.its_role = role
    return locked


_STAMP = Update(
    lambda model, column, /, *, book, ids, number: (
        model._default_manager.filter(id__in=ids, **within_id(book)),
        {column: number},
    )
)
_BOOK_COLUMNS = [field.attname for field in Book._meta.concrete_fields]
_NEXT_NUMBER = Update(
    lambda *, book: (Book.objects.filter(id=book), {"last_change": F("last_change") + 1})
)
_WITH_ROLE = Statement(
    lambda *, book, user=None: (
        Book.objects.with_role_of(user).filter(id=book).values_list("its_role", *_BOOK_COLUMNS)
    )
)
_KEYS = Statement(
    lambda *, book, key: Change.objects.filter(book_id=book, idempotency_key=key).values_list(
        "number"
    )
)


def _with_derived(
    model: type[models.Model], columns: Sequence[str], rows: list[tuple[Any, ...]]
) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    """Return `columns` and the values of `rows` with those that follow from them."""
    derived = derived_columns(model)
    for column in derived.values():
        places = [columns.index(name) for name in column.sources]
        rows = [(*row, column.compute(*(row[place] for place in places))) for row in rows]
    return [*columns, *derived], rows


def _derived_from(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the derived columns of `model` that follow from `values`, by the names of fields."""
    stated = {
        model._meta.get_field(name).attname: getattr(value, "pk", value)  # type: ignore[union-attr]  # a column
        for name, value in values.items()
    }
    found = {}
    for name, column in derived_columns(model).items():
        if stated.keys() & set(column.sources):
            if not stated.keys() >= set(column.sources):
                raise TypeError(f"{name} follows from {', '.join(column.sources)}: amend each row.")
            found[name] = column.of(stated)
    return found


def _check_role(role: str | None, needed: Role) -> None:
    # Checked under the lock: a member who was removed a moment ago may not write any more.
    if role is None:
        raise NotThere
    if not Role(role).includes(needed):
        raise Forbidden(f"This takes the role of {needed.label.lower()} in this book.", code="role")


def retrying(
    work: Callable[[], T],
    *,
    attempts_max: int | None = None,
    seconds_max: float | None = None,
) -> T:
    """Run `work` again, a bounded number of times, while the database calls conflicts transient.

    For the outermost caller only: `work` opens its own change, so each attempt starts afresh.
    """
    enough = stop_after_attempt(attempts_max or ATTEMPTS_MAX)
    attempts = Retrying(
        retry=retry_if_exception(is_transient),
        stop=enough | stop_after_delay(seconds_max or ATTEMPTS_SECONDS_MAX),
        wait=wait_random_exponential(multiplier=WAIT_SECONDS_FIRST, max=WAIT_SECONDS_MAX),
        before_sleep=lambda _: retried(),
        reraise=True,
    )
    return attempts(work)


def is_transient(error: BaseException) -> bool:
    """Whether the database refused for the moment only, having written nothing."""
    if not isinstance(error, OperationalError) or not error.args:
        return False
    code, text = error.args[0], str(error.args[-1]).lower()
    if words := _TRANSIENT_TEXTS.get(code):
        return all(word in text for word in words)
    return code in _TRANSIENT_CODES or "database is locked" in text
