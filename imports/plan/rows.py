"""The rows of a plan: what stands in the file, what it is to the book, and what is to be done."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from readers.cells import Cell

NO_TARGET = -1
NO_CATEGORY = -1
OTHER_SIDE = "other_side"
"""The code of a row that is the other side of a transfer in the same file."""


class Part(NamedTuple):
    """One part of a planned row that is split."""

    minor: int
    category: int
    """Its place among the categories that the file names; NO_CATEGORY for none."""
    target: int
    """The place of the account that it comes from or goes to; NO_TARGET without a transfer."""
    description: str


class PlannedPosting(NamedTuple):
    """One posting of a planned row that is recorded as it stands in the file."""

    minor: int
    target: int
    """The place of its account."""
    kind: str
    category: int
    """As in `Part`."""
    description: str


class Suggested(NamedTuple):
    """A category that earlier choices suggest."""

    category: int
    """Its id."""
    confidence: int
    """Per cent."""
    reason: str


class Planned(NamedTuple):
    """One row of a file, in minor units and with places instead of names.

    Places are those of the lists in the summary of the import.
    """

    line: int
    verdict: str
    day: str = ""
    """ISO 8601."""
    minor: int = 0
    """Into the account (+) or out of it (-)."""
    target: int = NO_TARGET
    """The place of its account."""
    other: int = NO_TARGET
    """The place of the account that the money comes from or goes to, where it is a transfer."""
    other_minor: int = 0
    payee: str = ""
    description: str = ""
    notes: str = ""
    reference: str = ""
    status: str = ""
    category: int = NO_CATEGORY
    """As in `Part`."""
    suggested: Suggested | tuple[()] = ()
    tags: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    keys: tuple[str, ...] = ()
    """By which it is known again on its account: the bank's id first, if it has one."""
    other_keys: tuple[str, ...] = ()
    """By which it is known again on the other account."""
    match: int = 0
    """The id of the transaction that it is, or may be."""
    score: int = 0
    """How sure that is, per cent."""
    reasons: tuple[str, ...] = ()
    source: str = ""
    """The name of the file that it stands in, where there are several in an archive."""
    code: str = ""
    """What is wrong with it, for programs, or OTHER_SIDE; `reasons` says it to people."""
    event: tuple[int, ...] = ()
    """Of a split that several accounts may tell: the places of these accounts in their order, each
    before what it gets (+) or gives (-) in all, in minor units."""
    kind: str = ""
    """"expense", "income" or "transfer", where the file says it."""
    postings: tuple[PlannedPosting, ...] = ()
    """All that is recorded of it, on every account; empty where the values above say it."""
    clears: bool = False
    """Whether it is booked and its match was pending when the plan was made."""
    cells: tuple[Cell, ...] = ()
    """The cells of its line that are faulty and can be corrected, and those that are corrected."""
    currency: str = ""
    """Of a faulty row the currency that its line states, as far as that can be read."""

    @property
    def is_whole(self) -> bool:
        """Whether it is of one piece: one posting that is not a transfer."""
        return self.other == NO_TARGET and not self.parts and not self.postings

    @property
    def corrections(self) -> dict[str, tuple[str, str]]:
        """By field, the text of each corrected cell and the value that was stated instead."""
        return {cell.field: (cell.text, cell.value) for cell in self.cells if cell.value}

    @property
    def elsewhere(self) -> list[tuple[int, int]]:
        """The places of other accounts that its postings are on, and what each of them moves."""
        return [(one.target, one.minor) for one in self.postings if one.target != self.target]

    def legs_beside(self, whole: tuple[int, int]) -> list[tuple[int, int]]:
        """Return what arrives on other accounts: `whole`, where that is on one, and its parts."""
        legs = ((part.target, -part.minor) for part in self.parts)
        return [leg for leg in (whole, *legs, *self.elsewhere) if leg[0] != NO_TARGET]


def targets_of(rows: Sequence[Planned]) -> set[int]:
    """Return the places of all targets that rows, their parts and their postings name."""
    places = {place for row in rows for place in (row.target, row.other)}
    places |= {one.target for one in _pieces_of(rows)}
    return places - {NO_TARGET}


def categories_of(rows: Sequence[Planned]) -> set[int]:
    """Return the places of all categories that rows, their parts and their postings name."""
    named = {row.category for row in rows}
    named |= {one.category for one in _pieces_of(rows)}
    return named - {NO_CATEGORY}


def _pieces_of(rows: Sequence[Planned]) -> Iterator[Part | PlannedPosting]:
    for row in rows:
        yield from row.parts
        yield from row.postings


def length_of(row: Planned) -> int:
    """Return how many characters of text a row has; its other values take some 100 more."""
    length = len(row.payee) + len(row.description) + len(row.notes) + len(row.reference)
    if row.parts:
        length += sum(len(part.description) for part in row.parts)
    if row.postings:
        length += sum(len(posting.description) for posting in row.postings)
    if row.cells:
        length += sum(len(text) for cell in row.cells for text in cell)
    return length + sum(map(len, row.tags)) + sum(map(len, row.reasons))


def dump_rows(rows: Iterable[Planned]) -> str:
    """Return `rows` as text."""
    return json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"))


def load_rows(text: str) -> list[Planned]:
    """Return the rows that `dump_rows` made `text` of."""
    return [_loaded(values) for values in json.loads(text)]


def _loaded(values: list[Any]) -> Planned:
    # Not with _make: a plan of an earlier version has fewer values.
    row = Planned(*values)
    if not (row.suggested or row.parts or row.event or row.postings or row.cells):
        return row
    return row._replace(
        event=tuple(row.event),
        suggested=Suggested._make(row.suggested) if row.suggested else (),
        parts=tuple(Part._make(part) for part in row.parts),
        postings=tuple(PlannedPosting._make(posting) for posting in row.postings),
        cells=tuple(Cell._make(cell) for cell in row.cells),
    )
