"""Whether the history of a book fits: what its revisions say, and what took back what."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q

from books import snapshots
from books.integrity.findings import walk
from books.models import Book, Revision
from books.resources import Check
from books.revision_recorder import NO_COUNTS
from books.tracked_models import BOOK, tracked_models


def revision_numbers(book: Book) -> Iterator[str]:
    """A revision is of a change that there has been, and of a row that was made no later."""
    fits = Q(number__gte=1, number__lte=book.last_change)
    fits &= Q(created_in__gte=1, created_in__lte=F("number"))
    rows = Revision.objects.for_book(book).exclude(fits)
    for revision_id, number, created_in in walk(rows, "id", "number", "created_in"):
        yield (
            f"revision {revision_id} is of change {number}, its row of change {created_in}; the "
            f"book's last is {book.last_change}"
        )


def revision_snapshots(book: Book) -> Iterator[str]:
    """A revision is of a known kind, and what it keeps can be read back."""
    unknown = Revision.objects.for_book(book).exclude(kind__in=[BOOK, *tracked_models])
    for revision_id, kind in walk(unknown, "id", "kind"):
        yield f"revision {revision_id} is of the unknown kind {kind!r}"
    kept = (
        Revision.objects.for_book(book).filter(kind__in=[BOOK, *tracked_models]).exclude(before="")
    )
    for revision_id, kind, text in walk(kept, "id", "kind", "before"):
        if not _can_be_read(kind, text):
            yield f"revision {revision_id} keeps no {kind} that can be read: {text[:60]!r}"


def undone_changes(book: Book) -> Iterator[str]:
    """A change that was taken back and the standing one that did so name each other."""
    changes = book.changes.all()
    taker = changes.filter(
        number=OuterRef("undone_by"), undoes=OuterRef("number"), undone_by=0
    ).order_by()
    undone = changes.exclude(undone_by=0).filter(~Exists(taker))
    for number, undone_by in walk(undone, "number", "undone_by"):
        yield f"change {number} is undone by {undone_by}, which does not stand as undoing it"
    taken = changes.filter(number=OuterRef("undoes"), undone_by=OuterRef("number")).order_by()
    # What did nothing can be undone any number of times, and each of them stands.
    standing = changes.filter(undone_by=0).exclude(Q(undoes=0) | Q(counts=NO_COUNTS))
    for number, undoes in walk(standing.filter(~Exists(taken)), "number", "undoes"):
        yield f"change {number} undoes {undoes}, which does not say so"


def _can_be_read(kind: str, text: str) -> bool:
    try:
        if kind == BOOK:
            return snapshots.load_book(text).keys() >= {"name", "home_currency"}
        snapshots.load(tracked_models[kind], text)
    except (ValueError, TypeError, AttributeError, ValidationError):
        return False
    return True


CHECKS: tuple[Check, ...] = (revision_numbers, revision_snapshots, undone_changes)
