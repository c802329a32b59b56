"""Archives of a version with four letters i: their names come back, those that are equal by now
with a number."""

import pytest
from django.core.management import call_command

from accounts.models import Account
from archives.errors import Unsound
from archives.tests.conftest import archive_of, restored
from books.models import Revision
from categories.models import Category
from common.text import fold_case
from tests.cast import made
from transactions.models import Payee, Tag


@pytest.fixture
def of_before(alice):
    """The archive of a book with names that were different."""
    alice.category(name="g1")
    alice.category(name="g2")
    alice.account(name="a1")
    alice.account(name="a2")
    alice.transaction(payee="p1", tags=["t1"])
    alice.transaction(payee="p2", tags=["t1", "t2"])
    alice.category(name="gida 2")
    names = {"g1": "Gıda", "g2": "GIDA", "a1": "ısı", "a2": "İSİ"}
    names |= {"p1": "IŞIL", "p2": "Işıl", "t1": "dış", "t2": "diş"}
    for model in (Account, Category, Payee, Tag):
        for old, new in names.items():
            model.objects.filter(name=old).update(name=new, name_key=fold_case(new))
    return archive_of(alice.book.pk)


def names(model, book):
    return set(model.objects.for_book(book).values_list("name", flat=True))


def test_the_younger_of_two_names_comes_back_with_a_number(of_before, carol):
    book = restored(of_before, carol.user).book
    assert names(Category, book) >= {"Gıda", "GIDA 2", "gida 2 2"}
    assert names(Account, book) >= {"ısı", "İSİ 2"}
    assert names(Payee, book) == {"IŞIL", "Işıl 2"}
    assert names(Tag, book) == {"dış", "diş 2"}
    call_command("check_books", "--book", str(book.pk))


def test_the_history_says_what_got_a_number(of_before, carol):
    book = restored(of_before, carol.user).book
    change = made(carol.at(book).get("history/"))["results"][0]
    assert "5 names that now compare equal got a number" in change["summary"]
    texts = {entry["text"] for entry in change["entries"]}
    assert "Changed category “GIDA 2”: name from GIDA to GIDA 2." in texts
    assert "Changed payee “Işıl 2”: name from Işıl to Işıl 2." in texts
    assert Revision.objects.for_book(book).filter(kind="transaction", action="touched").count() == 1


def test_it_is_archived_and_restored_again(of_before, carol):
    first = restored(of_before, carol.user)
    second = restored(archive_of(first.book.pk), carol.user)
    assert names(Category, second.book) == names(Category, first.book)


def test_two_rows_of_one_name_are_refused_as_before(alice, carol):
    alice.category(name="Food2")
    twin = alice.category(name="Food3")
    Category.objects.filter(pk=twin["id"]).update(name="FOOD2")
    with pytest.raises(Unsound, match="contradict"):
        restored(archive_of(alice.book.pk), carol.user)
