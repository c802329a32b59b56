"""What taking back a change, or the deletion of one row, comes to; and the doing of it."""

from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property

from books import registry, snapshots
from books.door import OpenChange
from books.kinds import BOOK, Kind, kinds
from books.models import Action, Book, Revision
from books.snapshots import Columns


@dataclass
class Takeback:
    """What is to be put back and what is to go, by the name of the kind and the id of the row."""

    book: Book
    number: int
    """Of the change that is taken back."""
    back: dict[str, dict[int, Revision]] = field(default_factory=lambda: defaultdict(dict))
    out: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    of_book: Revision | None = None
    whole: bool = True
    """Whether it is all that the change did."""

    @classmethod
    def of_change(cls, book: Book, number: int) -> "Takeback":
        found = cls(book, number)
        revisions = Revision.objects.for_book(book).filter(number=number)
        for revision in revisions.exclude(action=Action.TOUCHED):
            found.add(revision)
        for kind in kinds.values():
            if made := made_by(book, kind, number):
                found.out[kind.name] |= made
        return found

    @classmethod
    def of_row(cls, book: Book, revision: Revision) -> "Takeback":
        """Return the one that takes back no more than what `revision` is of."""
        found = cls(book, revision.number, whole=False)
        found.add(revision)
        return found

    def add(self, revision: Revision) -> None:
        if revision.kind == BOOK:
            self.of_book = revision
        elif revision.action == Action.RESTORED:
            self.out[revision.kind].add(revision.row_id)
        else:
            self.back[revision.kind][revision.row_id] = revision

    def ids(self, kind: Kind) -> set[int]:
        """Return the rows of `kind` that it is about."""
        return self.out.get(kind.name, set()) | set(self.back.get(kind.name, ()))

    @cached_property
    def said(self) -> dict[str, dict[int, Columns]]:
        """What the rows to put back were."""
        return {
            name: {row_id: snapshots.load(kinds[name], r.before) for row_id, r in rows.items()}
            for name, rows in self.back.items()
        }

    def is_empty(self) -> bool:
        return not (self.of_book or any(self.back.values()) or any(self.out.values()))

    def carry_out(self, opened: OpenChange) -> None:
        with ExitStack() as followed:
            for kind in kinds.values():
                if kind.following and (ids := self.ids(kind)):
                    followed.enter_context(kind.following(opened, ids))
            for name, rows in self.said.items():
                makers = {row_id: r.created_in for row_id, r in self.back[name].items()}
                opened.put_back(kinds[name], rows, makers)
            for kind in reversed(kinds.values()):
                opened.take_out(kind, self.out.get(kind.name, set()))
        if self.of_book:
            _put_back_book(opened, snapshots.load_book(self.of_book.before))


def made_by(book: Book, kind: Kind, number: int) -> set[int]:
    """Return the ids of the rows of `kind` that change `number` made, and that are there."""
    rows = kind.model._default_manager.filter(book_id=book.pk)
    untouched = rows.filter(changed_in=number, created_in=number)
    found = set(untouched.values_list("pk", flat=True))
    # A row that was touched after it was made has a revision that says who made it.
    later = Revision.objects.for_book(book).filter(created_in=number, kind=kind.name)
    touched = set(later.filter(number__gt=number).values_list("row_id", flat=True))
    return found | snapshots.present(kind, touched)


def _put_back_book(opened: OpenChange, said: Columns) -> None:
    moved = said["home_currency"] != opened.book.home_currency
    opened.amend_book(**said)
    if moved:
        for watcher in registry.home_currency_watchers:
            watcher(opened)
