"""The verdict on each row of a plan: what it is to the book, and to the other rows of the file."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from books.models import Book
from imports.duplicates import Earlier, Match, Memory
from imports.findings import Target
from imports.models import Verdict
from imports.plan import NO_TARGET, Planned

WAITING_MAX = 1_000_000
"""How many rows may wait for the end of a file."""
SETTLED_AT_ONCE = 2_000
"""How many of them are looked up at a time."""


class Matcher:
    """Judges the rows of one import, batch by batch.

    Whoever is known by the bank's id comes first. A row with an id of its own, of which the book
    knows the content under another id, may be a second event like the first, or the bank may have
    changed its ids: that shows only at the end of the file, until which the row waits.
    """

    def __init__(
        self, book: Book, format_name: str, targets: Sequence[Target], *, several_files: bool
    ) -> None:
        self._book = book
        self._earlier = Earlier.of(book, format_name)
        self._targets = targets
        self._several = several_files
        self._memories: dict[int, Memory | None] = {}
        self._ids: set[tuple[int, int]] = set()
        self._waiting: list[tuple[int, Planned]] = []
        self._number = 0
        self._here: Counter[tuple[int, str]] = Counter()
        self._before: Counter[tuple[int, str]] = Counter()

    def begin_file(self) -> None:
        """Another file of the same import begins: what both say is one thing told twice."""
        self._before |= self._here
        self._here.clear()

    def judged(self, rows: Sequence[Planned]) -> list[Planned]:
        """Return `rows`, which follow those before, with their verdicts."""
        self._prepare(rows)
        # All by their ids first: what those claim is nobody else's.
        known = [row if row.verdict == Verdict.FAULTY else self._by_id(row) for row in rows]
        found = [
            one or self._by_content(row, number)
            for number, (row, one) in enumerate(zip(rows, known, strict=True), self._number + 1)
        ]
        self._number += len(rows)
        return found

    def settled(self) -> dict[int, Planned]:
        """Return the rows that waited, by their numbers, as far as they turn out to be known."""
        changed = {}
        for start in range(0, len(self._waiting), SETTLED_AT_ONCE):
            some = self._waiting[start : start + SETTLED_AT_ONCE]
            self._prepare([row for _, row in some])
            for number, row in some:
                memory = self._memory(row.target)
                match = memory.by_content(row.keys[-1]) if memory else None
                if match and memory:
                    changed[number] = _verdict(row, match, memory)
        return changed

    def _prepare(self, rows: Sequence[Planned]) -> None:
        """Look up what `rows` may be, account by account."""
        by_target: dict[int, list[Planned]] = {}
        for row in rows:
            if row.target != NO_TARGET:
                by_target.setdefault(row.target, []).append(row)
        for place, group in by_target.items():
            if memory := self._memory(place):
                memory.prepare(key for row in group for key in row.keys)

    def _by_id(self, row: Planned) -> Planned | None:
        """Return `row` judged by the bank's id of it; None where that says nothing."""
        key = row.keys[0]
        if key[0] != "i":
            return None
        mark = (row.target, hash(key))
        if mark in self._ids:
            return _twice(row)
        self._ids.add(mark)
        memory = self._memory(row.target)
        match = memory.by_id(key, date.fromisoformat(row.day)) if memory else None
        return _verdict(row, match, memory) if match and memory else None

    def _by_content(self, row: Planned, number: int) -> Planned:
        key = row.keys[-1]
        has_id = len(row.keys) > 1
        if self._several and not has_id:
            self._here[row.target, key] += 1
            if self._here[row.target, key] <= self._before[row.target, key]:
                return _twice(row)
        memory = self._memory(row.target)
        if memory is None:
            return row
        match = memory.by_content(key)
        if match is None:
            match = memory.near(
                row.minor, date.fromisoformat(row.day), f"{row.payee} {row.description}"
            )
            return _probable(row, match) if match else row
        if has_id and memory.has_other_id(match) and len(self._waiting) < WAITING_MAX:
            memory.release(match)
            self._waiting.append((number, row))
            return row
        return _verdict(row, match, memory)

    def _memory(self, place: int) -> Memory | None:
        """Return what the book knows of an account; None for one that is yet to be made."""
        if place not in self._memories:
            account = self._targets[place].account
            self._memories[place] = (
                None if account is None else Memory(self._book, account, self._earlier)
            )
        return self._memories[place]


def _verdict(row: Planned, match: Match, memory: Memory) -> Planned:
    verdict = Verdict.DELETED if match.deleted else Verdict.KNOWN
    return row._replace(
        verdict=verdict.value,
        match=match.transaction,
        score=match.score,
        reasons=(match.reason,),
        # What it is to be known by from now on as well; all of it, if it is brought back.
        keys=row.keys if match.deleted else memory.unseen(row.keys, match.transaction),
    )


def _probable(row: Planned, match: Match) -> Planned:
    return row._replace(
        verdict=Verdict.PROBABLE.value,
        match=match.transaction,
        score=match.score,
        reasons=(match.reason,),
    )


def _twice(row: Planned) -> Planned:
    return row._replace(
        verdict=Verdict.KNOWN.value, score=100, reasons=("The file has it twice.",), keys=()
    )
