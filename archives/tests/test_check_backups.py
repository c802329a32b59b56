"""The check of backups: what cannot be restored is found, and nothing but a note is left behind."""

import tempfile

import pytest
from django.core.management import CommandError

from archives.backups import CHECKED
from archives.tests.conftest import archive_of
from archives.tests.test_backup import back_up, said
from archives.tests.test_unsound import packed, parts_of
from archives.trials import fault_of_restored

NAME = "book-{}-2024011{}T030000Z-change-{}.zip"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder of backups; temporary files go to another one beside it."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def left(folder):
    return [path.name for path in (folder.parent / "scratch").iterdir()]


def check(folder):
    return said("check_backups", "--in", str(folder))


@pytest.mark.slow
@pytest.mark.one_engine
def test_backups_that_can_be_restored_are_usable(alice, bob, folder):
    alice.transaction(payee="Mill")
    (folder / NAME.format(bob.book.pk, 1, 1)).write_bytes(b"an older one does not count")
    back_up(folder)
    assert check(folder) == f"2 backups in {folder} restored and checked: all usable.\n"
    assert (folder / CHECKED).is_file()
    assert left(folder) == []


def test_the_newest_that_is_cut_off_is_named(alice, folder):
    content = archive_of(alice.book.pk)
    older, newer = (folder / NAME.format(alice.book.pk, day, 10 - day) for day in (1, 2))
    older.write_bytes(content)
    newer.write_bytes(content[:-100])
    with pytest.raises(CommandError) as fault:
        check(folder)
    assert str(fault.value).startswith(f"1 of 1 backups cannot be used. {newer.name}: This is not")
    assert "\n" not in str(fault.value)
    assert not (folder / CHECKED).exists()
    assert left(folder) == []


def test_a_backup_that_contradicts_itself_is_found_when_it_is_restored(alice, bob, folder):
    alice.transaction()
    told, files = parts_of(archive_of(alice.book.pk))
    path = folder / NAME.format(alice.book.pk, 1, 2)
    path.write_bytes(packed(told, files))
    assert fault_of_restored(path, bob.user.pk) == ""
    files["transactions.ndjson"][0]["amount"] = 1
    path.write_bytes(packed(told, files))
    assert "breaks a rule of the ledger" in fault_of_restored(path, bob.user.pk)


@pytest.mark.parametrize("place", ["backups", "elsewhere", "note"])
def test_where_there_is_no_backup_the_check_fails(db, folder, place):
    (folder.parent / "note").touch()
    (folder / CHECKED).touch()
    with pytest.raises(CommandError, match=r"There is no backup in|cannot be read"):
        check(folder.parent / place)


def test_a_scratch_database_that_cannot_be_made_is_said(alice, folder, monkeypatch):
    (folder / NAME.format(alice.book.pk, 1, 1)).write_bytes(archive_of(alice.book.pk))
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    with pytest.raises(CommandError, match="could not be filled: settings: LOG_LEVEL is 'LOUD'"):
        check(folder)
    assert left(folder) == []
    assert not (folder / CHECKED).exists()
