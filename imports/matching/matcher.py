"""The verdict on each row of a plan: what it is to the book, and to the other rows of the file."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from books.models import Book
from common.batches import batched
from imports.matching.keys import content_among, line_keys
from imports.matching.known_transactions import AccountIndex, Candidate, Match, PreviousImports
from imports.matching.rewording import Waiting, reworded
from imports.matching.scheduled_payments import Expected, paid_otherwise
from imports.matching.within_import import RepeatedRows
from imports.models import Verdict
from imports.plan.rows import NO_TARGET, OTHER_SIDE, Planned
from imports.plan.summary import Target
from imports.plan.transfers import Side, transfers_of
from transactions.models import Status

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
        self._format = format_name
        self.shape = ""
        """Of the table that is read, if it is one; known before its first row."""
        self._targets = targets
        self.repeated = RepeatedRows(several_files=several_files)
        self._memories: dict[int, AccountIndex | None] = {}
        self._waiting: list[tuple[int, Planned]] = []
        self._unread: list[Waiting] = []
        """Rows whose day and amount an earlier file had, in other words."""
        self._unlike: list[tuple[int, Planned]] = []
        """Rows that may be what a schedule has recorded with another amount."""
        self._overlapping: set[int] = set()
        """The places of the accounts of which the file has rows that are known."""
        self._faulty: list[tuple[int, Planned]] = []
        """Faulty lines: an earlier file may have had the same, which somebody corrected."""
        self._has_rows = False
        """Whether the file has any row that is not faulty."""
        self._number = 0
        self._transfers: dict[Side, list[Match]] = {}
        """What the book has of transfers, for the rows that state their other side."""

    def judged(self, rows: Sequence[Planned]) -> list[Planned]:
        """Return `rows`, which follow those before, with their verdicts."""
        self._hold_faulty(rows)
        rows = [row if row.verdict == Verdict.FAULTY else self.repeated.judged(row) for row in rows]
        self._prepare(rows)
        # All by their ids first: what those claim is nobody else's.
        known = [row if _is_settled(row) else self._by_id(row) for row in rows]
        found = [
            one or self._by_content(row, number)
            for number, (row, one) in enumerate(zip(rows, known, strict=True), self._number + 1)
        ]
        self._number += len(rows)
        return found

    def _hold_faulty(self, rows: Sequence[Planned]) -> None:
        """Keep the faulty lines of `rows` until the end of the file."""
        for number, row in enumerate(rows, self._number + 1):
            if row.verdict != Verdict.FAULTY:
                self._has_rows = True
            elif line_keys(row.keys) and len(self._faulty) < WAITING_MAX:
                self._faulty.append((number, row))

    def settled(self, stated: int | None = None) -> dict[int, Planned]:
        """Return the rows that waited, by their numbers, as far as they turn out to be known.

        `stated` is the id of the account that rows go to which name none.
        """
        changed = {}
        for some in batched(self._waiting, SETTLED_AT_ONCE):
            self._prepare([row for _, row in some])
            for number, row in some:
                if match := self._same_content(row):
                    changed[number] = self._verdict(row, match)
        changed |= self._known_lines(stated)
        for number, row, match, verdict in reworded(self._unread, self._had, self._overlapping):
            self._claim(row, match)
            changed[number] = _judged(row, match, verdict)
        unlike = [one for one in self._unlike if one[0] not in changed]
        for paid in paid_otherwise(unlike, self._expected_otherwise):
            row_id = paid.expected.payment.transaction
            match = Match(row_id, paid.score, paid.reason, seen=row_id, pending=True)
            self._claim(paid.row, match)
            changed[paid.number] = _judged(paid.row, match, Verdict.PROBABLE)
        return changed

    def _known_lines(self, stated: int | None) -> dict[int, Planned]:
        """Return the faulty lines that an earlier file had too, and of which the book has the row.

        Which account such a line is on is not sure, so all of those are asked that the file has.
        A line without a date may come each month: it is known only where the file overlaps.
        """
        found: dict[int, Planned] = {}
        if not self._faulty:
            return found
        overlapping, every = self._accounts_of_lines(stated)
        for some in batched(self._faulty, SETTLED_AT_ONCE):
            keys = [key for _, row in some for key in line_keys(row.keys)]
            for memory in every:
                memory.prepare(keys)
            for number, row in some:
                may_recur = self._has_rows and _lacks_date(row)
                if match := _first_line(overlapping if may_recur else every, row):
                    found[number] = _judged(row, match, Verdict.KNOWN)._replace(
                        code="", keys=(), cells=(), currency="", clears=False
                    )
        return found

    def _accounts_of_lines(
        self, stated: int | None
    ) -> tuple[list[AccountIndex], list[AccountIndex]]:
        """Return the accounts that faulty lines may be on: where the file overlaps, and all."""
        places = range(len(self._targets))
        memories = {place: one for place in places if (one := self._memory(place))}
        overlapping = [one for place, one in memories.items() if place in self._overlapping]
        every = list(memories.values())
        if stated and all(target.account != stated for target in self._targets):
            every.append(AccountIndex(self._book, stated, self._earlier))
        return overlapping, every

    def _had(self, row: Planned) -> list[Candidate]:
        """Return unclaimed transactions of earlier files like this, of the row's day and amount."""
        memory = self._memory(row.target)
        return memory.had(row.minor, date.fromisoformat(row.day)) if memory else []

    def _may_be_reworded(self, row: Planned) -> bool:
        has_id = bool(row.keys) and row.keys[0][0] == "i"
        if has_id or row.other != NO_TARGET or row.postings or len(self._unread) >= WAITING_MAX:
            return False
        return bool(self._had(row))

    def _may_be_paid_otherwise(self, row: Planned) -> bool:
        is_plain = row.other == NO_TARGET and not row.postings and row.status != Status.PENDING
        if not is_plain or len(self._unlike) >= WAITING_MAX:
            return False
        return bool(self._expected_otherwise(row))

    def _expected_otherwise(self, row: Planned) -> list[Expected]:
        """Return the unclaimed payments of schedules that `row` may be with another amount."""
        memory = self._memory(row.target)
        if memory is None:
            return []
        text = f"{row.payee} {row.description}"
        return memory.expected_otherwise(row.minor, date.fromisoformat(row.day), text)

    def _prepare(self, rows: Sequence[Planned]) -> None:
        """Look up what `rows` may be, account by account."""
        wanted: dict[int, list[str]] = {}
        for row in rows:
            for place, keys in _sides(row):
                wanted.setdefault(place, []).extend(keys)
        for place, some in wanted.items():
            if memory := self._memory(place):
                memory.prepare(some)

    def _by_id(self, row: Planned) -> Planned | None:
        """Return `row` judged by the bank's id of it; None where that says nothing."""
        for place, keys in _sides(row):
            key = keys[0]
            if key[0] != "i":
                continue
            memory = self._memory(place)
            match = memory.by_id(key, date.fromisoformat(row.day)) if memory else None
            if match:
                return self._verdict(row, match)
        return None

    def _by_content(self, row: Planned, number: int) -> Planned:
        if row.code == OTHER_SIDE:
            matches = next(filter(None, map(self._transfers.get, transfers_of(row))), None)
            return self._verdict(row, matches.pop(0)) if matches else row
        has_id = any(keys[0][0] == "i" for _, keys in _sides(row))
        match = self._same_content(row)
        if match is None:
            near = self._near(row)
            if near is row and self._may_be_reworded(row):
                self._unread.append(Waiting(number, row))
            if near is row and self._may_be_paid_otherwise(row):
                self._unlike.append((number, row))
            return near
        if has_id and len(self._waiting) < WAITING_MAX and self._waits(row, match):
            self._waiting.append((number, row))
            return row
        return self._verdict(row, match)

    def _same_content(self, row: Planned) -> Match | None:
        """Return the match with the content of `row` that another row of the file has not taken.

        What somebody stated of a corrected line counts, and not that an earlier file had the line.
        """
        for place, keys in _sides(row):
            memory = self._memory(place)
            for key in reversed(content_among(keys)) if memory else ():
                if memory and (match := memory.by_content(key)):
                    return match
        return None

    def _waits(self, row: Planned, match: Match) -> bool:
        """Whether a row with an id may yet turn out to be another than what it was matched with."""
        for place, _ in _sides(row):
            memory = self._memory(place)
            if memory and memory.has_other_id(match):
                memory.release(match)
                return True
        return False

    def _near(self, row: Planned) -> Planned:
        memory = self._memory(row.target)
        if memory is None:
            return row
        text = f"{row.payee} {row.description}"
        match = memory.near(row.minor, date.fromisoformat(row.day), text)
        if match is None:
            return row
        self._claim(row, match)
        return _judged(row, match, Verdict.PROBABLE)

    def _claim(self, row: Planned, match: Match) -> None:
        """Let no other row be what `row` is, on either of its accounts."""
        for place in (row.target, row.other):
            if place != NO_TARGET and (memory := self._memory(place)):
                memory.claimed.add(match.seen)
        if row.code != OTHER_SIDE:
            for side in transfers_of(row):
                self._transfers.setdefault(side, []).append(match)

    def _verdict(self, row: Planned, match: Match) -> Planned:
        self._claim(row, match)
        self._overlapping.update(place for place, _ in _sides(row))
        if match.deleted:
            # By all of which it is known if it is brought back.
            return _judged(row, match, Verdict.DELETED)
        unseen = {}
        for place, keys in _sides(row):
            memory = self._memory(place)
            unseen[place] = memory.unseen(keys, match.transaction) if memory else keys
        return _judged(row, match, Verdict.KNOWN)._replace(
            keys=unseen.get(row.target, ()), other_keys=unseen.get(row.other, ())
        )

    @cached_property
    def _earlier(self) -> PreviousImports:
        return PreviousImports.of(self._book, self._format, self.shape)

    def _memory(self, place: int) -> AccountIndex | None:
        """Return what the book knows of an account; None for one that is yet to be made."""
        if place not in self._memories:
            account = self._targets[place].account
            self._memories[place] = (
                None if account is None else AccountIndex(self._book, account, self._earlier)
            )
        return self._memories[place]


def _lacks_date(row: Planned) -> bool:
    return any(cell.field == "date" for cell in row.cells)


def _first_line(memories: Iterable[AccountIndex], row: Planned) -> Match | None:
    """Return the transaction that an earlier file has under the line of `row`; not a deleted one.

    A deleted one stays faulty: as nothing else can be read of the line, it could not be added.
    """
    for memory in memories:
        for key in line_keys(row.keys):
            match = memory.by_content(key)
            if match and not match.deleted:
                return match
    return None


def _is_settled(row: Planned) -> bool:
    """Whether the verdict on a row does not depend on the book: it is faulty or repeated."""
    return row.verdict == Verdict.FAULTY or not (row.keys or row.other_keys)


def _sides(row: Planned) -> list[tuple[int, tuple[str, ...]]]:
    """Return the places of the accounts that a row is known by keys on, with the keys."""
    sides = [(row.target, row.keys)] if row.keys and row.target != NO_TARGET else []
    if row.other_keys:
        sides.append((row.other, row.other_keys))
    return sides


def _judged(row: Planned, match: Match, verdict: Verdict) -> Planned:
    return row._replace(
        verdict=verdict.value,
        match=match.transaction,
        score=match.score,
        reasons=(match.reason,),
        clears=match.pending and row.status != Status.PENDING and row.code != OTHER_SIDE,
    )
