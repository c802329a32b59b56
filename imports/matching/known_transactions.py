"""Finds the rows of a file that the book has already: by bank id, by content, or probably.

Each row of a file leaves fingerprints, which outlive its transaction. So the next file's row is
known when somebody has renamed the transaction, moved it to another day or deleted it. Equal rows
are counted: of three coffees in a file, of which the book has two, one is new.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from books.models import Book, Cause, within
from common.batches import IDS_AT_ONCE, batched
from common.periods import Month
from common.text import fold
from imports.matching.scheduled_payments import (
    FOR_A_WINDOW,
    Expected,
    ScheduledPayments,
    in_common,
)
from imports.models import Import, ImportedFingerprint, State
from schedules.waiting import WaitingPayment
from transactions.models import Posting, Status, Transaction

NEAR_DAYS = 4
"""How many days apart two entries of one event may be dated. Fewer would miss what is booked after
a long weekend; from 7 on, weekly payments of one amount would match each other."""
SAME_ID_DAYS = 20
"""How many days apart a bank may date one id; beyond, the id was used again. Ids that begin again
with each month come back after 28 days at the earliest."""
_SAME_AMOUNT = 92
"""The score of the same amount on the same day. With 7 points less for each day, 3 days apart have
71, which LIKELY_SCORE still leaves out; 4 days apart need words in common. With all words in
common it is 99, as only a known row is sure."""
_ANOTHER_DAY = 65
"""The score where a file of another format has it on another day. Banks state one booking day in
all their files, so this is probably another event: with all words it reaches 65 at most, which is
below LIKELY_SCORE, and the row is added."""
_FOR_A_DAY = 7
"""Taken off for each day apart: see _SAME_AMOUNT for where that leads."""
_FOR_WORDS = 7
"""Added where all words are in common: it makes up for one day, and 92 becomes 99, not 100."""
MONTHS_KEPT = 24
"""Of how many months the candidates are held in memory, by account. It bounds the memory: a month
that was dropped is read again when a row needs it."""


class KnownRow(NamedTuple):
    """A transaction that a file had."""

    transaction: int
    day: date
    number: int


class Candidate(NamedTuple):
    """A transaction that may be what a row of another file means."""

    transaction: int
    day: date
    words: frozenset[str]
    pending: bool
    booked: bool
    """Whether a file of another format had it: banks state one day of a booking in all of them."""


class Match(NamedTuple):
    """What a row is to the book."""

    transaction: int
    """The id of the transaction; 0 where it is gone."""
    score: int
    """Per cent."""
    reason: str
    deleted: bool = False
    seen: int = 0
    """The id that the transaction has, or had."""
    pending: bool = False


@dataclass(frozen=True, slots=True)
class PreviousImports:
    """The numbers of the changes in which files came into a book."""

    imports: frozenset[int]
    undone: frozenset[int]
    """Those that were taken back: what they had seen, they have not."""
    same_source: frozenset[int]
    """Those of files like the one at hand, which state each event but once."""

    @classmethod
    def of(cls, book: Book, format_name: str, shape: str) -> "PreviousImports":
        """`shape` is that of a table: two programs may both write CSV, each of all events."""
        changes = book.changes.filter(cause=Cause.IMPORT)
        undone_by = dict(changes.values_list("number", "undone_by"))
        done = Import.objects.for_book(book).filter(
            state=State.COMMITTED, format=format_name, shape=shape
        )
        undone = frozenset(number for number, by in undone_by.items() if by)
        same = frozenset(done.values_list("change_number", flat=True))
        return cls(frozenset(undone_by), undone, same - undone)


class _Transactions(NamedTuple):
    """The transactions of one month on one account."""

    meant: dict[int, list[Candidate]]
    """Those that no file like the one at hand had, or that are pending, by their amounts."""
    had: dict[tuple[date, int], list[Candidate]]
    """Those that one had, by their days and amounts."""


@dataclass
class AccountIndex:
    """What the book knows of one account, looked up in batches and claimed row by row."""

    book: Book
    account_id: int
    earlier: PreviousImports
    claimed: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        fingerprints = ImportedFingerprint.objects.for_book(self.book).of_account(self.account_id)
        postings = Posting.objects.filter(account=self.account_id, **within(self.book))
        self._has_fingerprints = fingerprints.exists()
        self._has_postings = postings.exists()
        self._seen: dict[str, list[KnownRow]] = {}
        self._twins: dict[str, list[KnownRow]] = {}
        self._there: dict[int, str] = {}
        """The statuses of those transactions that were not deleted, by their ids."""
        self._with_id: set[int] = set()
        self._months: OrderedDict[Month, _Transactions] = OrderedDict()
        self._scheduled = ScheduledPayments(self.book.pk, self.account_id)

    def prepare(self, keys: Iterable[str]) -> None:
        """Look up what the next rows, which have these `keys`, may be."""
        if not self._has_fingerprints:
            return
        self._seen = dict(self._twins)
        wanted = [key for key in dict.fromkeys(keys) if key not in self._twins]
        for key, seen in self._stored(wanted):
            self._seen.setdefault(key, []).append(seen)
        ids = {seen.transaction for group in self._seen.values() for seen in group}
        self._there = _present(self.book, ids)
        for key, group in self._seen.items():
            # What is still there is met before what was deleted.
            group.sort(key=lambda seen: seen.transaction not in self._there)
            if len(group) > 1:
                # Equal rows may come in any batch: what is left of them is kept until the end.
                self._twins[key] = group
        named = {s.transaction for k, group in self._seen.items() for s in group if k[0] == "i"}
        self._with_id = named | self._having_ids(ids - named) if named or ids else set()

    def by_id(self, key: str, day: date) -> Match | None:
        """Return the transaction that the bank calls so, which no other row of the file is then."""
        for seen in self._seen.get(key, ()):
            if abs((seen.day - day).days) <= SAME_ID_DAYS:
                self.claimed.add(seen.transaction)
                return self._match(seen, "The bank's id of it is known.")
        return None

    def by_content(self, key: str) -> Match | None:
        """Return a transaction of the same content that no other row of the file is."""
        for seen in self._seen.get(key, ()):
            if seen.transaction not in self.claimed:
                self.claimed.add(seen.transaction)
                return self._match(seen, "A file had the same row before.")
        return None

    def has_other_id(self, match: Match) -> bool:
        """Whether the bank has an id for what was matched by its content alone."""
        return match.seen in self._with_id

    def release(self, match: Match) -> None:
        """Take back that a row is what it was matched with."""
        self.claimed.discard(match.seen)

    def unseen(self, keys: Iterable[str], transaction: int) -> tuple[str, ...]:
        """Return those of `keys` that no file has had `transaction` under."""
        return tuple(
            key
            for key in keys
            if all(seen.transaction != transaction for seen in self._seen.get(key, ()))
        )

    def near(self, minor: int, day: date, text: str) -> Match | None:
        """Return the likeliest transaction of this amount around `day` that no file like this had.

        It may be one that somebody entered by hand, that a file of another format had, or that was
        pending when a file like this had it.
        """
        if not self._has_postings:
            return None
        words = frozenset(fold(text).split())
        best: tuple[int, int, Candidate] | None = None
        for month in {Month.of(day + timedelta(days=days)) for days in (-NEAR_DAYS, NEAR_DAYS)}:
            for near in self._month(month).meant.get(minor, ()):
                apart = abs((near.day - day).days)
                if apart <= NEAR_DAYS and near.transaction not in self.claimed:
                    rank = (_score(near, apart, words), -near.transaction, near)
                    best = max(best, rank, key=lambda r: r[:2]) if best else rank
        if best is None:
            return self._expected(minor, day, words)
        score, _, near = best
        self.claimed.add(near.transaction)
        reason = _reason(near, abs((near.day - day).days), words)
        return Match(near.transaction, score, reason, seen=near.transaction, pending=near.pending)

    def _expected(self, minor: int, day: date, words: frozenset[str]) -> Match | None:
        """Return the payment that a schedule has recorded within its days, with words in common.

        It is farther away than NEAR_DAYS, so the amount alone would not do.
        """
        found: list[tuple[int, WaitingPayment, Candidate]] = []
        for one in self._scheduled.of_amount(minor):
            if one.may_come_on(day) and words & one.words and one.transaction not in self.claimed:
                near = Candidate(one.transaction, one.day, one.words, pending=True, booked=False)
                found.append((abs((day - one.day).days), one, near))
        if not found:
            return None
        apart, one, near = min(found, key=lambda each: (each[0], each[2].transaction))
        self.claimed.add(near.transaction)
        limit = max(one.early, one.late, 1)
        score = _SAME_AMOUNT - round(FOR_A_WINDOW * apart / limit)
        reason = _reason(near, apart, words, waits="a schedule expects it")
        return Match(near.transaction, score, reason, seen=near.transaction, pending=True)

    def expected_otherwise(self, minor: int, day: date, text: str) -> list[Expected]:
        """Return the unclaimed payments of schedules that may come on `day` with this amount."""
        if not self._has_postings:
            return []
        words = frozenset(fold(text).split())
        found = self._scheduled.of_another_amount(minor, day, words)
        return [one for one in found if one.payment.transaction not in self.claimed]

    def had(self, minor: int, day: date) -> list[Candidate]:
        """Return unclaimed transactions that files like this had with this day and amount."""
        if not self._has_fingerprints or not self._has_postings:
            return []
        found = self._month(Month.of(day)).had.get((day, minor), ())
        return [near for near in found if near.transaction not in self.claimed]

    def _stored(self, keys: Sequence[str]) -> Iterator[tuple[str, KnownRow]]:
        rows = ImportedFingerprint.objects.for_book(self.book).of_account(self.account_id)
        for batch in batched(keys, IDS_AT_ONCE):
            found = rows.filter(key__in=batch).order_by("number", "id")
            columns = ("key", "transaction_key", "date", "number")
            for key, transaction, day, number in found.values_list(*columns):
                if number not in self.earlier.undone:
                    yield key, KnownRow(transaction, day, number)

    def _match(self, seen: KnownRow, reason: str) -> Match:
        row_id = seen.transaction
        if row_id in self._there:
            pending = self._there[row_id] == Status.PENDING
            return Match(row_id, 100, reason, seen=row_id, pending=pending)
        return Match(0, 100, f"{reason} It was deleted.", deleted=True, seen=row_id)

    def _having_ids(self, transactions: set[int]) -> set[int]:
        """Return those of `transactions` that a file had under an id of the bank."""
        ordered = sorted(transactions)
        found: set[int] = set()
        for batch in batched(ordered, IDS_AT_ONCE):
            rows = ImportedFingerprint.objects.for_book(self.book).filter(
                transaction_key__in=batch, key__startswith="i"
            )
            found.update(rows.values_list("transaction_key", flat=True))
        return found

    def _month(self, month: Month) -> "_Transactions":
        if month in self._months:
            self._months.move_to_end(month)
            return self._months[month]
        rows = Posting.objects.for_book(self.book).filter(
            account=self.account_id, date__gte=month.first, date__lte=month.last
        )
        columns = (
            *("transaction_id", "date", "amount", "transaction__created_in", "transaction__status"),
            *("transaction__payee__name_key", "transaction__search_text"),
        )
        same = self.earlier.same_source
        there = list(rows.order_by("transaction_id").values_list(*columns))
        others = {row[0] for row in there if _may_be_meant(row[3], row[4], same)}
        taken = self._taken(
            {r[0] for r in there if r[0] in others and r[4] != Status.PENDING}, same
        )
        found = _Transactions({}, {})
        for row_id, day, amount, number, status, payee, text in there:
            words = frozenset(f"{payee or ''} {text}".split())
            pending = status == Status.PENDING
            booked = number in self.earlier.imports and not pending
            near = Candidate(row_id, day, words, pending, booked)
            if row_id in others and row_id not in taken:
                found.meant.setdefault(amount, []).append(near)
            else:
                found.had.setdefault((day, amount), []).append(near)
        self._months[month] = found
        if len(self._months) > MONTHS_KEPT:
            self._months.popitem(last=False)
        return found

    def _taken(self, transactions: set[int], numbers: frozenset[int]) -> set[int]:
        """Return those of `transactions` that a row of a file like this is known to be."""
        ordered = sorted(transactions) if numbers else []
        found: set[int] = set()
        for batch in batched(ordered, IDS_AT_ONCE):
            rows = ImportedFingerprint.objects.for_book(self.book).filter(transaction_key__in=batch)
            seen = rows.values_list("transaction_key", "number")
            found.update(row_id for row_id, number in seen if number in numbers)
        return found


def _may_be_meant(number: int, status: str, same_source: frozenset[int]) -> bool:
    """Whether a file may tell of a transaction that came in change `number` once more."""
    return number not in same_source or status == Status.PENDING


def _present(book: Book, ids: set[int]) -> dict[int, str]:
    """Return the statuses of those of the book's transactions `ids` that are there."""
    ordered = sorted(ids)
    found: dict[int, str] = {}
    for batch in batched(ordered, IDS_AT_ONCE):
        rows = Transaction.objects.with_ids(book, batch)
        found.update(rows.values_list("pk", "status"))
    return found


def _score(near: Candidate, apart: int, words: frozenset[str]) -> int:
    alike = len(words & near.words) / max(1, min(len(words), len(near.words)))
    sure = _ANOTHER_DAY if near.booked and apart else _SAME_AMOUNT
    return sure - _FOR_A_DAY * apart + round(_FOR_WORDS * alike)


def _reason(
    near: Candidate, apart: int, words: frozenset[str], *, waits: str = "it was pending"
) -> str:
    pending = f"; {waits}" if near.pending else ""
    return f"The same amount, {in_common(apart, words & near.words)}{pending}."
