"""What the changes of a book did, in words: each row with what it was before and after."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from books import snapshots
from books.models import Action, Book, Change, Revision
from books.resources import Description, resources
from books.revision_recorder import NO_COUNTS
from books.row_changes import CREATED, RowChange, changes_of_row, row_changes_of
from books.row_names import RowNames, names_of
from books.row_versions import RowVersions
from books.tracked_models import BOOK, Columns, plural_of

ENTRIES_SHOWN = 20
"""How many rows a change may have touched for them to be listed with it."""

_VERBS = {
    CREATED: "Added",
    Action.AMENDED: "Changed",
    Action.DELETED: "Deleted",
    Action.RESTORED: "Brought back",
    Action.TOUCHED: "Updated",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a row, before and after, in words; empty where it said nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one change did to one row."""

    row_change: RowChange
    title: str
    changes: list[FieldChange]

    @property
    def text(self) -> str:
        """The entry as a sentence."""
        said = f"{_VERBS[self.row_change.action]} {self.row_change.kind} “{self.title}”"
        if self.row_change.action not in (Action.AMENDED, Action.TOUCHED) or not self.changes:
            return f"{said}."
        return f"{said}: {'; '.join(map(_words, self.changes))}."


@dataclass(frozen=True, slots=True)
class Maker:
    """Whoever made a change; `pk` is None for somebody of another server."""

    pk: int | None
    username: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A change with what it did."""

    change: Change
    summary: str
    rows: int
    """How many rows it touched, but for those where something only followed."""
    entries: list[Entry] | None
    """None where there are more than ENTRIES_SHOWN of them, or they are no longer kept."""

    @property
    def made_by(self) -> Maker | None:
        """Who made it; None for the program, and for somebody who has left."""
        if self.change.user is not None:
            return Maker(self.change.user.pk, self.change.user.get_username())
        return Maker(None, self.change.made_by) if self.change.made_by else None


@dataclass(frozen=True, slots=True)
class Trashed:
    """A row that is gone, as it last was."""

    revision: Revision
    description: Description


def shown(book: Book, changes: Sequence[Change]) -> list[Shown]:
    """Return `changes` with what each did, where that is not too much to list."""
    small = [
        change.number
        for change in changes
        if rows_touched(change) <= ENTRIES_SHOWN and change.number >= book.history_from
    ]
    return _shown(changes, set(small), entries(book, row_changes_of(book, small)))


def shown_of_row(book: Book, changes: Sequence[Change], kind: str, row_id: int) -> list[Shown]:
    """Return `changes` with what each did to one row."""
    # A change that is no longer kept would be shown as if no other had followed it.
    numbers = {change.number for change in changes if change.number >= book.history_from}
    return _shown(changes, numbers, entries(book, changes_of_row(book, kind, row_id, numbers)))


def trashed(book: Book, revisions: Sequence[Revision]) -> list[Trashed]:
    """Return what `revisions` of rows that are gone keep, in words."""
    loaded = [(r.kind, snapshots.load(resources[r.kind], r.before)) for r in revisions]
    names = names_of(book, loaded)
    return [
        Trashed(revision, resources[name].describe(columns, names))
        for revision, (name, columns) in zip(revisions, loaded, strict=True)
    ]


def summary(counts_text: str, note: str = "", undoes: int = 0) -> str:
    """Return what a change did, as a sentence that counts."""
    said = [note.rstrip(".")] if note else []
    if undoes:
        said.append(f"undid change {undoes}")
    counts: dict[str, dict[str, int]] = json.loads(counts_text or NO_COUNTS)
    for action, verb in _VERBS.items():
        counted = [(name, found[action]) for name, found in counts.items() if found.get(action)]
        if counted:
            said.append(f"{verb.lower()} {_listed(counted)}")
    text = "; ".join(said) or "changed nothing"
    return f"{text[0].upper()}{text[1:]}."


def rows_touched(change: Change) -> int:
    """Return how many rows `change` touched, but for those where something only followed."""
    counts: dict[str, dict[str, int]] = json.loads(change.counts or NO_COUNTS)
    return sum(
        number
        for found in counts.values()
        for action, number in found.items()
        if action != Action.TOUCHED
    )


def entries(book: Book, row_changes: Sequence[RowChange]) -> list[Entry]:
    """Return `row_changes` in words, by two statements for 1,000 rows."""
    versions = RowVersions(book, row_changes)
    pairs = [versions.around(row_change) for row_change in row_changes]
    names = names_of(
        book, [one for pair in zip(row_changes, pairs, strict=True) for one in _both(pair)]
    )
    found = []
    for row_change, (before, after) in zip(row_changes, pairs, strict=True):
        old, new = (_described(row_change.kind, columns, names) for columns in (before, after))
        found.append(Entry(row_change, (new if after else old).title, list(_differences(old, new))))
    return found


def _shown(changes: Sequence[Change], listed: set[int], found: list[Entry]) -> list[Shown]:
    by_number: dict[int, list[Entry]] = defaultdict(list)
    for entry in found:
        by_number[entry.row_change.number].append(entry)
    return [
        Shown(
            change,
            summary(change.counts, change.note, change.undoes),
            rows_touched(change),
            by_number[change.number] if change.number in listed else None,
        )
        for change in changes
    ]


def _described(name: str, columns: Columns | None, names: RowNames) -> Description:
    if columns is None:
        return Description("", {})
    if name == BOOK:
        return Description(columns["name"], columns)
    return resources[name].describe(columns, names)


def _both(
    pair: tuple[RowChange, tuple[Columns | None, Columns | None]],
) -> Iterator[tuple[str, Columns]]:
    row_change, (before, after) = pair
    yield from ((row_change.kind, columns) for columns in (before, after) if columns is not None)


def _differences(old: Description, new: Description) -> Iterator[FieldChange]:
    for name in dict.fromkeys(chain(old.fields, new.fields)):
        before, after = old.fields.get(name, ""), new.fields.get(name, "")
        if before != after:
            yield FieldChange(name, before, after)


def _words(change: FieldChange) -> str:
    name = change.field.replace("_", " ")
    if not change.before:
        return f"{name} is {change.after}"
    if not change.after:
        return f"{name} no longer {change.before}"
    return f"{name} from {change.before} to {change.after}"


def _listed(counted: Sequence[tuple[str, int]]) -> str:
    words = [f"{n:,} {name if n == 1 else plural_of(name)}" for name, n in counted]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
