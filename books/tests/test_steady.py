"""Reading several things of a book as of one moment."""

import pytest
from django.db import connection

from books.consistent_reads import TRIES_MAX, read_consistently
from books.models import Book
from books.services import delete_book
from common.errors import NotThere

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_nobody_disturbs_is_read_once(alice):
    reads = []
    read_consistently(alice.book, lambda: reads.append(1))
    assert len(reads) == 1


def test_a_read_into_which_a_change_falls_is_read_again(alice):
    reads = []

    def read():
        reads.append(len(alice.get("categories/?limit=200").json()["results"]))
        if len(reads) == 1:
            alice.category()
        return reads[-1]

    assert read_consistently(alice.book, read) == reads[0] + 1
    assert len(reads) == 2


def test_where_writers_keep_coming_the_last_try_holds_the_lock(alice):
    locked = []

    def read():
        locked.append(connection.in_atomic_block)
        if not locked[-1]:
            alice.category()
        return "read"

    assert read_consistently(alice.book, read) == "read"
    assert locked == [False] * TRIES_MAX + [True]


def test_a_book_that_is_gone_cannot_be_read(alice):
    book = Book.objects.get(pk=alice.book.pk)
    delete_book(alice.book)
    with pytest.raises(NotThere):
        read_consistently(book, lambda: None)
