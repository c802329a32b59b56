"""Prunes old history, when the operator of the server asks for it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from books.models import Book, Revision

DELETE_BATCH = 1_000
"""How many revisions one statement deletes."""


def prune_history(book: Book, before: datetime) -> int:
    """Forget what the changes of `book` made before an instant overwrote and deleted.

    That they were made, by whom and how much they did stays, and so do their Idempotency-Keys.
    Returns how many revisions there were. Holds the book's lock while it moves the beginning of
    the history, and not while it deletes: a call that was cut off is finished by the next one.
    """
    with transaction.atomic():
        locked = Book.objects.select_for_update().filter(pk=book.pk).first()
        if locked is None:
            return 0
        last = locked.changes.filter(at__lt=before).aggregate(last=Max("number"))["last"] or 0
        locked.history_from = max(locked.history_from, last + 1)
        locked.save(update_fields=["history_from"])
    return _delete_revisions(locked)


def _delete_revisions(book: Book) -> int:
    old = Revision.objects.for_book(book).filter(number__lt=book.history_from)
    deleted = 0
    while batch := list(old.order_by("number").values_list("pk", flat=True)[:DELETE_BATCH]):
        deleted += Revision.objects.filter(pk__in=batch).delete()[0]
    return deleted
