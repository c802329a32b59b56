"""Archives from before a column was added: it has its default in the book that they make."""

from accounts.models import Account
from archives.tests.conftest import archive_of, restored
from archives.tests.test_unsound import ACCOUNTS, packed, parts_of
from tests.cast import made


def test_an_account_that_says_nothing_of_it_is_not_strict(alice, carol):
    account = alice.account(strict=True)["id"]
    said, files = parts_of(archive_of(alice.book.pk))
    for row in files[ACCOUNTS]:
        del row["strict"]
    book = restored(packed(said, files), carol.user).book
    found = Account.objects.for_book(book).values_list("strict", flat=True)
    assert list(found) == [False] * len(files[ACCOUNTS])
    assert made(alice.get(f"accounts/{account}/"))["strict"] is True


def test_a_strict_account_is_strict_in_the_book_that_its_archive_makes(alice, carol):
    account = alice.account(strict=True)["id"]
    book = restored(archive_of(alice.book.pk), carol.user).book
    name = made(alice.get(f"accounts/{account}/"))["name"]
    assert Account.objects.for_book(book).get(name=name).strict is True
