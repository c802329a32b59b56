"""What an archive keeps of imports: a restored book knows the rows of the files that it had."""

from archives.tests.conftest import archive_of, restored
from archives.tests.test_unsound import parts_of
from imports.models import ImportedFingerprint
from imports.tests.sending import committed, planned, table
from tests.cast import made, signed_up

TEXT = table(("2024-01-05", "-3.40", "Cafe"), ("2024-01-06", "-3.40", "Cafe"))


def with_archive_of(caller):
    """Somebody else, with what an archive of the caller's book was made into."""
    other = signed_up("other")
    book = restored(archive_of(caller.book.pk), other.user).book
    return other.at(book)


def test_a_restored_book_knows_what_it_had_and_what_was_deleted(alice, cash):
    committed(alice, TEXT, account=cash)
    row_id = made(alice.get("transactions/"))["results"][0]["id"]
    alice.delete(f"transactions/{row_id}/")
    other = with_archive_of(alice)
    account = made(other.get("accounts/"))["results"][0]["id"]
    again = planned(other, TEXT, account=account)
    assert (again["rows"]["known"], again["rows"]["deleted"], again["rows"]["new"]) == (1, 1, 0)


def test_a_correction_comes_over_with_the_account_that_it_names(alice, cash):
    planned(alice, TEXT, account=cash)
    other = with_archive_of(alice)
    account = made(other.get("accounts/"))["results"][0]["id"]
    assert planned(other, TEXT)["accounts"][0]["account"] == account


def test_the_file_of_fingerprints_keeps_the_name_that_earlier_archives_have(alice, cash):
    committed(alice, TEXT, account=cash)
    _, files = parts_of(archive_of(alice.book.pk))
    assert len(files["sightings.ndjson"]) == ImportedFingerprint.objects.count() > 0
