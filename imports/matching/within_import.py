"""Finds rows that an import repeats: in one file twice, or in several files that overlap.

An identifier that a file gives to rows with different content is ignored: some banks give all
payments of a subscription the same. Rows without one are what they say, and equal ones of one file
are as many events as they are rows.
"""

from collections import Counter
from datetime import date

from imports.models import Verdict
from imports.plan.rows import Planned
from readers.common.seen_set import SeenOnce

NEAR_DAYS = 10
"""The width of the date windows of an id: 10 to 20 days apart are one event in two files, as in
SAME_ID_DAYS. From twice as many days on the id stands for two events."""


class RepeatedRows:
    """Judges the rows of one import, in their order."""

    def __init__(self, *, several_files: bool) -> None:
        self._several = several_files
        self._rows: list[tuple[int, Planned]] = []
        """Repeated rows, each with the place of its account."""
        self.reused = 0
        """How many rows had the identifier of another one, and have none now."""
        self._seen: tuple[SeenOnce, SeenOnce] | None = None
        """Which identifiers of the file have come, and with what; none before the first."""
        self._ids: set[int] = set()
        self._ids_before: set[int] = set()
        self._here: Counter[tuple[int, str]] = Counter()
        self._before: Counter[tuple[int, str]] = Counter()

    @property
    def warning(self) -> str:
        """What people should know of identifiers that say several things; empty where none do."""
        if not self.reused:
            return ""
        return (
            f"{self.reused} rows share a bank id with a row of different content; the id was "
            "ignored."
        )

    def taken(self) -> list[tuple[int, Planned]]:
        """Return each repeated row once, with the place of its account."""
        rows, self._rows = self._rows, []
        return rows

    def begin_file(self) -> None:
        """Begin another file of the same import: a row that both files have is one event."""
        self._seen = None
        self._ids_before |= self._ids
        self._ids.clear()
        self._before |= self._here
        self._here.clear()

    def judged(self, row: Planned) -> Planned:
        """Return `row` with its match keys; a repeated row has none."""
        # A transfer is recorded on the account that the money leaves; the keys of the row belong to
        # its own account.
        place, keys = (row.other, row.other_keys) if row.other_keys else (row.target, row.keys)
        if keys and keys[0][0] == "i":
            if self._is_of_a_file_before(place, keys[0], row.day):
                return self._twice(row, place)
            once, said = self._seen = self._seen or (SeenOnce(), SeenOnce())
            is_first = once.is_new(f"{place}\n{keys[0]}")
            says_more = said.is_new(f"{place}\n{keys[0]}\n{keys[1]}")
            if is_first:
                return row
            if not says_more:
                return self._twice(row, place)
            self.reused += 1
            row = (
                row._replace(other_keys=keys[1:]) if row.other_keys else row._replace(keys=keys[1:])
            )
        if keys and self._several:
            content = (row.target, next(key for key in row.keys if key[0] != "i"))
            self._here[content] += 1
            if self._here[content] <= self._before[content]:
                return self._twice(row, place)
        return row

    def _is_of_a_file_before(self, place: int, key: str, day: str) -> bool:
        """Whether a file before had a row under this identifier around `day`; this one has now."""
        if not self._several:
            return False
        around = date.fromisoformat(day).toordinal() // NEAR_DAYS
        marks = [hash((place, key, around + step)) for step in (-1, 0, 1)]
        self._ids.add(marks[1])
        return not self._ids_before.isdisjoint(marks)

    def _twice(self, row: Planned, place: int) -> Planned:
        self._rows.append((place, row))
        return row._replace(
            verdict=Verdict.KNOWN.value,
            score=100,
            reasons=("The file has it twice.",),
            keys=(),
            other_keys=(),
        )
