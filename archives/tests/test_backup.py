"""The commands: backups that are verified before older ones go, and books made of them again."""

import io
import os
import resource
import stat
import sys
import time

import pytest
from django.core.management import CommandError, call_command

from archives import backups
from archives.backups import backups_of
from archives.tests.conftest import archive_of, digest
from books.models import Book
from tests.cast import made


def said(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def back_up(folder, *options):
    return said("backup", "--to", str(folder), *options)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


def test_every_book_gets_a_file_that_only_we_may_read(alice, bob, folder):
    alice.transaction()
    assert "2 books backed up" in back_up(folder)
    for caller in (alice, bob):
        (path,) = backups_of(caller.book.pk, folder)
        change = made(caller.get("book/"))["last_change"]
        assert path.name.endswith(f"-change-{change}.zip")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert backups.verify(path) == digest(caller.book.pk)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(list(folder.iterdir())) == 2


def test_one_book_can_be_named(alice, bob, folder):
    assert "1 books backed up" in back_up(folder, "--book", str(bob.book.pk))
    assert not backups_of(alice.book.pk, folder)
    with pytest.raises(CommandError, match="There is no book 987"):
        back_up(folder, "--book", "987")


def test_the_newest_are_kept_and_nothing_else_is_touched(alice, bob, folder):
    folder.mkdir()
    others = [
        "notes.zip",
        f"book-{alice.book.pk}.zip",
        f"book-{alice.book.pk}-20200101T000000Z-change-1.zip.part",
        f"book-{alice.book.pk}9-20200101T000000Z-change-1.zip",
        f"book-{bob.book.pk}-20200101T000000Z-change-1.zip",
    ]
    for name in (*others, f"book-{alice.book.pk}-20200101T000000Z-change-1.zip"):
        (folder / name).write_text("old")
    for _ in range(3):
        alice.transaction()
        text = back_up(folder, "--keep", "2", "--book", str(alice.book.pk))
    assert "removed" in text
    changes = [path.stem.rpartition("-")[2] for path in backups_of(alice.book.pk, folder)]
    assert changes == ["3", "4"]
    assert {name for name in others if (folder / name).exists()} == set(others)


def test_what_a_killed_backup_has_left_goes_after_a_day(alice, folder):
    folder.mkdir()
    names = (".book-1-abcd_123.part", ".book-2-abcd_123.part", "book-1-abcd_123.part")
    for name, hours in zip(names, (25, 1, 25), strict=True):
        (folder / name).write_text("half an archive")
        then = time.time() - hours * 3600
        os.utime(folder / name, (then, then))
    back_up(folder)
    assert {path.name for path in folder.iterdir() if path.suffix == ".part"} == set(names[1:])


@pytest.mark.parametrize("count", ["0", "-1", "10001"])
def test_none_are_not_kept(alice, folder, count):
    with pytest.raises(CommandError, match="--keep"):
        back_up(folder, f"--keep={count}")
    assert not folder.exists()


def test_a_backup_that_cannot_be_read_back_is_none_and_the_old_ones_stay(
    alice, bob, folder, monkeypatch
):
    back_up(folder)
    before = sorted(folder.iterdir())
    written = backups.archived

    def torn(book, file):
        found = written(book, file)
        if book.pk == alice.book.pk:
            file.seek(found.files["categories.ndjson"].bytes // 20)
            file.write(b"\0" * 50)
        return found

    monkeypatch.setattr(backups, "archived", torn)
    alice.transaction()
    bob.transaction()
    with pytest.raises(CommandError, match="1 of 2 books could not be backed up"):
        back_up(folder, "--keep", "1")
    assert [path for path in before if path.name.startswith(f"book-{alice.book.pk}-")] == (
        backups_of(alice.book.pk, folder)
    )
    assert len(backups_of(bob.book.pk, folder)) == 1
    assert len(list(folder.iterdir())) == 2


def test_a_folder_that_cannot_be_made_is_said(alice, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be made"):
        back_up(tmp_path / "file" / "backups")


def test_a_backup_becomes_another_book_of_its_owner(alice, bob, folder):
    alice.transaction(payee="Mill")
    back_up(folder, "--book", str(alice.book.pk))
    (path,) = backups_of(alice.book.pk, folder)
    text = said("restore", str(path), "--owner", "bob")
    made_now = Book.objects.of_user(bob.user).last()
    assert f"Book {made_now.pk}, alice's book: 1 transactions, 2 changes." in text
    assert digest(alice.book.pk) in text
    assert digest(made_now.pk) == digest(alice.book.pk)
    assert made_now.memberships.get().role == "owner"
    said("check_books")


def test_an_empty_book_can_be_named(alice, bob, tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(archive_of(alice.book.pk))
    said("restore", str(path), "--book", str(bob.book.pk))
    assert digest(bob.book.pk) == digest(alice.book.pk)
    alice.transaction()
    with pytest.raises(CommandError, match="only into an empty book"):
        said("restore", str(path), "--book", str(alice.book.pk))


def test_an_archive_can_be_verified_alone(alice, tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(archive_of(alice.book.pk))
    text = said("restore", str(path), "--verify-only")
    assert "alice's book, as of change 1" in text
    assert f"The archive is valid. Digest {digest(alice.book.pk)}." in text
    assert Book.objects.count() == 1
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CommandError, match="not an archive"):
        said("restore", str(path), "--verify-only")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "State --owner USERNAME or --book"),
        (["--owner", "alice", "--book", "1"], "State --owner USERNAME or --book"),
        (["--owner", "nobody"], "There is no user nobody"),
        (["--book", "987"], "There is no book 987"),
    ],
)
def test_nobody_and_nothing_is_restored_to(alice, tmp_path, options, words):
    path = tmp_path / "a.zip"
    path.write_bytes(archive_of(alice.book.pk))
    with pytest.raises(CommandError, match=words):
        said("restore", str(path), *options)
    assert Book.objects.count() == 1


def test_a_file_that_is_not_there_is_said(db, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        said("restore", str(tmp_path / "none.zip"), "--owner", "alice")


def test_the_digests_of_books_are_printed(alice, bob):
    bob.transaction()
    assert said("book_digest").splitlines() == [
        f"{digest(caller.book.pk)}  {caller.book.pk}  {caller.book.name}" for caller in (alice, bob)
    ]
    assert said("book_digest", str(bob.book.pk)).startswith(digest(bob.book.pk))
    with pytest.raises(CommandError, match="There is no book 987"):
        said("book_digest", "987")


def test_a_disk_that_takes_no_more_is_said_and_leaves_no_file(alice, folder, monkeypatch):
    """A limit on the size of files stands for the disk: it holds for root as well."""
    # Python would keep the bytecode of a module that it imports meanwhile, cut off at the limit.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, usual[1]))
    try:
        with pytest.raises(CommandError, match="could not be backed up"):
            back_up(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert list(folder.iterdir()) == []
