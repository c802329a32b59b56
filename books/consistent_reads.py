"""Reading several things of one book as of one moment, without holding up its writers."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from books.models import Book
from common.errors import NotThere
from common.statements import Statement

T = TypeVar("T")
TRIES_MAX = 3
"""How often a read runs without the lock. Where a change falls into the third one as well, writers
keep coming, and the lock ends it."""


def read_consistently(book: Book, read: Callable[[], T]) -> T:
    """Return what `read` gives, with no change of `book` falling between its statements.

    Nor does one fall between the loading of `book` and its reading: where its last change has
    moved on meanwhile, `book` is loaded again, and `read` with it. Where writers keep coming, the
    last try reads under the book's lock. Raises NotThere where the book is gone.
    """
    for _ in range(TRIES_MAX):
        result = read()
        if _NEWEST.row(book=book.pk) == (book.last_change,):
            return result
        _load(book)
    with transaction.atomic():
        Book.objects.select_for_update().filter(pk=book.pk).first()
        _load(book)
        return read()


_NEWEST = Statement(lambda *, book: Book.objects.filter(id=book).values_list("last_change"))


def _load(book: Book) -> None:
    try:
        book.refresh_from_db()
    except Book.DoesNotExist:
        raise NotThere from None
