"""Reading several things of one book as of one moment, without holding up its writers."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from books.models import Book
from common.errors import NotThere

T = TypeVar("T")
TRIES_MAX = 3


def read_steady(book: Book, read: Callable[[], T]) -> T:
    """Return what `read` gives, with no change of `book` falling between its statements.

    Compares the number of the last change before and after, and reads again where it moved;
    where writers keep coming, the last try reads under the book's lock.
    """
    for _ in range(TRIES_MAX):
        before = _last_change(book)
        result = read()
        if _last_change(book) == before:
            return result
    with transaction.atomic():
        Book.objects.select_for_update().filter(pk=book.pk).first()
        return read()


def _last_change(book: Book) -> int:
    number = Book.objects.filter(pk=book.pk).values_list("last_change", flat=True).first()
    if number is None:
        raise NotThere
    return number
