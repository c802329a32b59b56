"""Transactions as each account sees them: what bank files are made of.

A bank file has all of one account together, and a book is read by day. So what is written of each
account waits in one file on the disk until all is read; where its pieces are is kept in memory.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from django.utils import timezone

from accounts.balances import balance, movements
from accounts.models import Account
from books.models import Book
from exports.errors import Overtaken
from exports.reading import Reading
from transactions.models import PostingKind
from transactions.stored import StoredPosting, StoredTransaction


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what a transaction does to one account."""

    amount: int
    """Minor units, into the account (+) or out of it (-)."""
    category_id: int | None = None
    other_id: int | None = None
    """The account that a transfer comes from or goes to."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which statements are wanted."""

    start: date | None = None
    end: date | None = None
    accounts: tuple[int, ...] | None = None
    """The only accounts, by id; None for all that have something."""
    whole: bool = True
    """Whether nothing of the days in between is left out."""


@dataclass(slots=True)
class Statement:
    """All that is written of one account."""

    account: Account
    total: int = 0
    """What its entries add up to."""
    first: date | None = None
    start: date = date.max
    end: date = date.max
    closing: int = 0
    """What the account held at the end of the day `end`."""
    opening: int | None = None
    """What it held before its entries; None where some of the days are left out."""
    pieces: list[tuple[int, int]] = field(default_factory=list)
    """Where its text is: offsets and lengths."""


Write = Callable[[StoredTransaction, Account, list[Part]], str]


class Statements:
    """The statements of a reading, gathered; to be closed after use."""

    def __init__(self, reading: Reading, wanted: Selection, write: Write) -> None:
        """Read everything; raises Overtaken where the book is changed meanwhile."""
        self._reading = reading
        self._wanted = wanted
        self._text: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `close`
        self._last = date.min
        only = wanted.accounts
        self._all = {
            key: Statement(account)
            for key, account in reading.accounts.items()
            if only is None or key in only
        }
        try:
            self._gather(write)
            self._state_balances()
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[Statement]:
        """Yield the statements in the order of their accounts; of a part, those with entries."""
        for one in self._all.values():
            if one.pieces or (self._wanted.whole and one.account.opening_date <= one.end):
                yield one

    def copy(self, one: Statement, target: IO[bytes]) -> None:
        """Write what was gathered of a statement to `target`."""
        for offset, length in one.pieces:
            self._text.seek(offset)
            target.write(self._text.read(length))

    def close(self) -> None:
        self._text.close()

    def _gather(self, write: Write) -> None:
        for batch in self._reading.batches():
            texts: dict[int, list[str]] = {}
            for row in batch:
                self._last = max(self._last, row.date)
                for account_id, parts in parts_of(row).items():
                    if (one := self._all.get(account_id)) is None:
                        continue
                    one.total += sum(part.amount for part in parts)
                    one.first = one.first or row.date
                    texts.setdefault(account_id, []).append(write(row, one.account, parts))
            for account_id, found in texts.items():
                piece = "".join(found).encode()
                self._all[account_id].pieces.append((self._text.tell(), len(piece)))
                self._text.write(piece)

    def _state_balances(self) -> None:
        book, wanted = self._reading.book, self._wanted
        end = wanted.end or max(self._last, timezone.localdate())
        moved = movements(book, end)
        for one in self._all.values():
            one.end = end
            one.closing = balance(one.account, end, moved)
            # What counts from its opening day on counts before whatever came earlier as well.
            one.start = wanted.start or min(one.first or end, one.account.opening_date, end)
            one.opening = one.closing - one.total if wanted.whole else None
        if not Book.objects.filter(pk=book.pk, last_change=self._reading.as_of).exists():
            raise Overtaken(f"Book {book.pk} is past change {self._reading.as_of}.")


def parts_of(row: StoredTransaction) -> dict[int, list[Part]]:
    """Return what `row` does to each account that it moves money on."""
    found: dict[int, list[Part]] = {}
    legs = [posting for posting in row.postings if posting.kind == PostingKind.TRANSFER]
    for account_id, part in _transferred(legs):
        found.setdefault(account_id, []).append(part)
    for posting in row.postings:
        if posting.kind != PostingKind.TRANSFER:
            part = Part(posting.amount, posting.category_id, description=posting.description)
            found.setdefault(posting.account_id, []).append(part)
    return found


def _transferred(legs: list[StoredPosting]) -> Iterator[tuple[int, Part]]:
    """Yield both sides of each movement from one account to another that the legs come to.

    Who gives first gives to who takes first, until there is nothing left to give.
    """
    words = {leg.account_id: leg.description for leg in reversed(legs)}
    if len({leg.currency for leg in legs}) > 1:
        one, other = legs
        yield one.account_id, Part(one.amount, None, other.account_id, one.description)
        yield other.account_id, Part(other.amount, None, one.account_id, other.description)
        return
    nets: dict[int, int] = {}
    for leg in legs:
        nets[leg.account_id] = nets.get(leg.account_id, 0) + leg.amount
    givers = [[key, -net] for key, net in nets.items() if net < 0]
    takers = [[key, net] for key, net in nets.items() if net > 0]
    while givers and takers:
        giver, taker = givers[0], takers[0]
        moved = min(giver[1], taker[1])
        yield giver[0], Part(-moved, None, taker[0], words[giver[0]])
        yield taker[0], Part(moved, None, giver[0], words[taker[0]])
        giver[1], taker[1] = giver[1] - moved, taker[1] - moved
        givers = givers[1:] if not giver[1] else givers
        takers = takers[1:] if not taker[1] else takers
