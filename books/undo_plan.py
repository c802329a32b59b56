"""What taking back a change, or the deletion of one row, comes to; and the doing of it."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property

from books import registry, snapshots
from books.models import Action, Book, Revision
from books.resources import resources
from books.row_changes import made_by
from books.tracked_models import BOOK, Columns, TrackedModel
from books.undo_rows import remove_rows, restore_rows
from books.unit_of_work import UnitOfWork


@dataclass
class UndoPlan:
    """What is to be put back and what is to go, by resource and id."""

    book: Book
    number: int
    """Of the change that is taken back."""
    back: dict[str, dict[int, Revision]] = field(default_factory=lambda: defaultdict(dict))
    out: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    of_book: Revision | None = None
    whole: bool = True
    """Whether it is all that the change did."""

    @classmethod
    def of_change(cls, book: Book, number: int) -> "UndoPlan":
        found = cls(book, number)
        revisions = Revision.objects.for_book(book).filter(number=number)
        for revision in revisions.exclude(action=Action.TOUCHED):
            found.add(revision)
        for resource in resources.values():
            made = {row_id for _, row_id in made_by(book, resource, [number])}
            if there := snapshots.present(resource, made):
                found.out[resource.name] |= there
        return found

    @classmethod
    def of_row(cls, book: Book, revision: Revision) -> "UndoPlan":
        """Return the one that brings back what `revision` is of.

        Along with it comes what it points at and what went in the same change: the payee of a
        transaction that was undone.
        """
        found = cls(book, revision.number, whole=False)
        returning = [revision]
        while returning:
            for one in returning:
                found.add(one)
            returning = [one for old in returning for one in found._gone_with(old)]
        return found

    def _gone_with(self, revision: Revision) -> Iterator[Revision]:
        """Yield those of what the row of `revision` pointed at that went in the same change."""
        went = Revision.objects.for_book(self.book).filter(number=self.number)
        resource = resources[revision.kind]
        row = snapshots.load(resource, revision.before)
        for pointer in resource.pointers():
            ids = set(pointer.ids_in(row)) - self.ids(pointer.target)
            missing = ids - snapshots.present(pointer.target, ids)
            yield from went.filter(
                kind=pointer.target.name, row_id__in=missing, action=Action.DELETED
            )

    def add(self, revision: Revision) -> None:
        if revision.kind == BOOK:
            self.of_book = revision
        elif revision.action == Action.RESTORED:
            self.out[revision.kind].add(revision.row_id)
        else:
            self.back[revision.kind][revision.row_id] = revision

    def ids(self, tracked: TrackedModel) -> set[int]:
        """Return the rows of `tracked` that it is about."""
        return self.out.get(tracked.name, set()) | set(self.back.get(tracked.name, ()))

    @cached_property
    def said(self) -> dict[str, dict[int, Columns]]:
        """What the rows to put back were."""
        return {
            name: {row_id: snapshots.load(resources[name], r.before) for row_id, r in rows.items()}
            for name, rows in self.back.items()
        }

    def is_empty(self) -> bool:
        return not (self.of_book or any(self.back.values()) or any(self.out.values()))

    def apply(self, uow: UnitOfWork) -> None:
        with ExitStack() as followed:
            for resource in resources.values():
                if resource.on_undo and (ids := self.ids(resource)):
                    followed.enter_context(resource.on_undo(uow, ids))
            # What is pointed at returns first and goes last.
            for resource in resources.values():
                makers = {i: r.created_in for i, r in self.back.get(resource.name, {}).items()}
                restore_rows(uow, resource, self.said.get(resource.name, {}), makers)
            for resource in reversed(resources.values()):
                remove_rows(uow, resource, self.out.get(resource.name, set()))
        if self.of_book:
            _put_back_book(uow, snapshots.load_book(self.of_book.before))


def _put_back_book(uow: UnitOfWork, said: Columns) -> None:
    moved = said["home_currency"] != uow.book.home_currency
    uow.amend_book(**said)
    if moved:
        for watcher in registry.home_currency_watchers:
            watcher(uow)
