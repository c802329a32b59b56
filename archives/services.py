"""Making an archive of a book, and a book of an archive."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.db import DataError, IntegrityError, transaction
from django.db.models import F

from accounts.models import Account
from archives.errors import NotEmpty, Unsound
from archives.manifest import Manifest, read_instant
from archives.reading import Archive, Limits
from archives.restoring import Restoring, kept_keys
from archives.survey import Survey
from archives.writing import digest_of, write_archive
from books.consistent_reads import TRIES_MAX
from books.integrity.examination import examine_rows, fill_derived
from books.models import Book, Cause, Revision
from books.registry import row_models
from books.resources import resources
from books.services import opened_book, reset_book
from books.tracked_models import BOOK
from books.unit_of_work import Actor, RequestKey, UnitOfWork
from common.errors import NotThere
from common.periods import DATE_MAX, DATE_MIN, Period
from exports.errors import Overtaken
from transactions.models import Posting
from transactions.revaluation import revalue_currencies

MEBIBYTE = 2**20  # bytes
SENT = Limits(bytes=32 * MEBIBYTE, expanded_bytes=256 * MEBIBYTE)
"""What one request may bring: some 400,000 transactions."""
ON_DISK = Limits(bytes=64 * 1024 * MEBIBYTE, expanded_bytes=1024 * 1024 * MEBIBYTE)
"""What the command reads."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of an archive."""

    book: Book
    rows: dict[str, int]
    """How many lines each of its files has."""
    digest: str
    revalued: int
    """How many transactions are worth something else by the rates that are known here."""
    renamed: int
    """How many names, which compare equal to another by now, got a number."""


def archived(book: Book, file: IO[bytes]) -> Manifest:
    """Write the archive of `book` into `file`, all as of one change, with nobody held up for it.

    Where writers keep coming, the last try reads under the book's lock. Raises NotThere where the
    book is gone.
    """
    for _ in range(TRIES_MAX):
        try:
            return _written(book, file)
        except Overtaken:
            continue
    with _locked(book):
        return _written(book, file)


def book_digest(book: Book) -> str:
    """Return the digest of `book`: what it says, ids aside. Raises as `archived` does."""
    for _ in range(TRIES_MAX):
        try:
            _load(book)
            return digest_of(book)
        except Overtaken:
            continue
    with _locked(book):
        return digest_of(book)


def restore(uow: UnitOfWork, archive: Archive, survey: Survey) -> Restored:
    """Make the book of `uow` what a surveyed `archive` says, with its history.

    The open change becomes the one after the last of the archive. Raises NotEmpty where the book
    has something to lose, and Unsound where the rows contradict each other or a rule.
    """
    book, said = uow.book, archive.manifest.book
    _check_empty(book, uow.number - 1, said.last_change)
    keys = kept_keys(book)
    reset_book(
        uow,
        said.last_change,
        name=said.name,
        home_currency=said.home_currency,
        calendar=said.calendar,
        closed_days=said.closed_days,
        created_at=read_instant(said.created_at),
        changed_in=said.changed_in,
        history_from=said.history_from,
    )
    try:
        with transaction.atomic():
            renamed = Restoring(uow, archive, survey).write(keys)
            fill_derived(uow)
            _value(uow)
    except (IntegrityError, DataError) as error:
        detail = f"The rows of the archive contradict each other: {error.args[-1]}."
        raise Unsound("contradiction", detail) from None
    for finding in examine_rows(book):
        detail = f"The archive breaks a rule of the ledger ({finding.check}): {finding.lines[0]}."
        raise Unsound("contradiction", detail)
    uow.note = f"Restored from an archive of {archive.manifest.made_at[:10]}."
    if renamed:
        uow.note += f" {renamed:,} names that now compare equal got a number."
    counts = json.loads(uow.recorder.counts()).get("transaction", {})
    rows = {name.partition(".")[0]: count for name, count in survey.rows.items()}
    return Restored(book, rows, archive.manifest.digest, counts.get("touched", 0), renamed)


def restore_as_new(
    owner_id: int, archive: Archive, survey: Survey, *, key: RequestKey | None = None
) -> Restored:
    """Make another book, owned by `owner_id`, of a surveyed `archive`; raises as `restore` does."""
    said = archive.manifest.book
    by = Actor(user_id=owner_id, cause=Cause.RESTORE)
    with opened_book(
        owner_id=owner_id, name=said.name, home_currency=said.home_currency, by=by, key=key
    ) as uow:
        return restore(uow, archive, survey)


def book_restored_under(owner_id: int, key: RequestKey) -> Book | None:
    """Return the book that `restore_as_new` made for `owner_id` under `key`, if there is one."""
    return Book.objects.filter(
        memberships__user=owner_id,
        changes__number=F("restored_in"),
        changes__idempotency_key=key.key,
    ).first()


def _value(uow: UnitOfWork) -> None:
    """Value anew what is in other currencies; raises Unsound for the home currency worth another.

    The server's published rates may be others than those that the archive was made with.
    """
    postings = Posting.objects.for_book(uow.book)
    at_home = postings.filter(currency=uow.book.home_currency)
    if at_home.exclude(home_amount=F("amount"), rate="").exists():
        detail = "A posting in the home currency has another home amount than its amount."
        raise Unsound("contradiction", detail)
    codes = set(Account.objects.for_book(uow.book).values_list("currency", flat=True))
    codes.discard(uow.book.home_currency)
    if codes:
        revalue_currencies(uow, codes, Period(DATE_MIN, DATE_MAX))


def _written(book: Book, file: IO[bytes]) -> Manifest:
    _load(book)
    file.seek(0)
    file.truncate()
    return write_archive(book, file)


@contextmanager
def _locked(book: Book) -> Iterator[None]:
    with transaction.atomic():
        Book.objects.select_for_update().filter(pk=book.pk).first()
        _load(book)
        yield


def _load(book: Book) -> None:
    try:
        book.refresh_from_db()
    except Book.DoesNotExist:
        raise NotThere from None


def _check_empty(book: Book, last: int, last_said: int) -> None:
    """Raise NotEmpty where `book` has more than what it was opened with."""
    detail = (
        "An archive can be restored only into an empty book. Create one (POST books/) and state "
        "its id in the Book header."
    )
    own = {resource.model for resource in resources.values()}
    parts = {part.model for resource in resources.values() for part in resource.parts}
    for model in row_models:
        rows = model._default_manager.filter(book_id=book.pk)
        if (rows.filter(changed_in__gt=1) if model in own - parts else rows).exists():
            raise NotEmpty(detail)
    if Revision.objects.for_book(book).exclude(kind=BOOK).exists() or last > last_said:
        raise NotEmpty(detail)
