"""Backups: archives of books in a folder, each verified before older ones go."""

import os
import re
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archives.errors import Unsound
from archives.reading import open_archive_at
from archives.services import ON_DISK, archived
from archives.survey import surveyed
from books.models import Book

_NAME = re.compile(r"book-(\d{1,19})-\d{8}T\d{6}Z-change-(\d{1,19})\.zip", re.ASCII)
_PART_NAME = re.compile(r"\.book-\d{1,19}-[a-z0-9_]{8}\.part", re.ASCII)
PART = ".part"
CHECKED = ".last-check"
"""An empty file beside the backups: touched when all of the newest were found usable."""
PART_AGE = timedelta(days=1)
"""After this a part is taken for what a killed backup has left: no book takes as long."""


def back_up(book: Book, folder: Path) -> Path:
    """Write an archive of `book` into `folder`, verified, and return its path.

    It comes to its name only once every byte is on the disk and has been read back. Only the user
    whom the program runs as may read it. Raises Unsound where what was read back is not what was
    written, and NotThere where the book is gone.
    """
    handle, name = tempfile.mkstemp(prefix=f".book-{book.pk}-", suffix=PART, dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            said = archived(book, file)
            file.flush()
            os.fsync(file.fileno())
        verify(path, said.digest)
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        target = folder / f"book-{book.pk}-{now}-change-{said.book.last_change}.zip"
        path.replace(target)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    _sync(folder)
    return target


def verify(path: Path, digest: str = "") -> str:
    """Read the archive at `path` from end to end and return its digest.

    Raises Unsound where it is not what it says it is, or its digest is not the one that is wanted.
    """
    with open_archive_at(path, ON_DISK) as archive:
        surveyed(archive)
        found = archive.manifest.digest
    if digest and found != digest:
        raise Unsound(
            "damaged", (f"{path.name} has another digest than the archive that was written.")
        )
    return found


def backups_of(book_id: int, folder: Path) -> list[Path]:
    """Return the backups of a book in `folder`, the oldest first."""
    found = [
        path
        for path in folder.iterdir()
        if (m := _NAME.fullmatch(path.name)) and int(m[1]) == book_id
    ]
    return sorted(found, key=lambda path: path.name)


def newest_backups(folder: Path) -> list[Path]:
    """Return the newest backup of each book that has any in `folder`."""
    newest: dict[int, Path] = {}
    for path in folder.iterdir():
        if found := _NAME.fullmatch(path.name):
            book_id = int(found[1])
            newest[book_id] = max(newest.get(book_id, path), path, key=lambda one: one.name)
    return [newest[book_id] for book_id in sorted(newest)]


def keep_newest(book_id: int, folder: Path, count: int) -> list[Path]:
    """Remove all but the newest `count` backups of a book; returns what was removed."""
    old = backups_of(book_id, folder)[:-count]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def remove_abandoned(folder: Path) -> None:
    """Remove the unfinished archives of backups that were killed."""
    before = datetime.now(UTC) - PART_AGE
    for path in folder.iterdir():
        if _PART_NAME.fullmatch(path.name) and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Have the new name itself on the disk, where the system has a way to ask for that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
