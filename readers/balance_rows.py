"""Transactions of a file that state the balance of a day instead of a movement.

Some banks write such lines among the transactions, with the balance for an amount. A row whose
texts say nothing but a balance is one. A row whose texts begin with a word for a balance, and say
more, is one where it is what the rows before it come to.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from readers.statement import Balance, BalanceKind, FileWarning, Item, Row
from readers.tables.balances import balance_kind, begins_with_balance
from readers.tables.headings import BALANCE, CLOSING, CURRENT, OPENING, plain
from readers.tables.non_rows import Passed

GROUPS_MAX = 100
"""How many different texts of one account, each of rows that may be balances, are looked at: banks
have a few; it bounds memory."""
HELD_MAX = 2_000
"""How many balances of one account are compared with its rows: one a day for five years."""
_TEXTS_KEPT = 4_096
"""How many texts are remembered: those of most files come again and again."""

_UNSURE = frozenset({"sold", "stand", "bal"})
"""Words for a balance that mean something else in another language: what was sold, a stand, a
ball."""

_HINTS = frozenset(
    word
    for known in (OPENING, CLOSING, CURRENT, BALANCE)
    for text in known
    for word in text.split()
)
"""Words of which each text about a balance has one: most rows are ruled out by them."""
_SPREAD = re.compile(r"\b\w \w \w\b")


class Words(NamedTuple):
    """What the texts of a row say of a balance."""

    kind: BalanceKind | None
    """Which balance it is, where they say nothing else."""
    text: str
    """The texts without their numbers, which differ from day to day."""


class Shown(NamedTuple):
    """What the balances of one account show, where they follow from its rows."""

    opening: Decimal | None = None
    """The balance before all rows; None where no two balances agree on it."""
    newest_first: bool = False
    texts: frozenset[str] = frozenset()
    """The `Words.text` of rows that say more than a balance, and state one."""


def apart(items: Callable[[], Iterator[Item]]) -> Iterator[Item]:
    """Yield what a file says, with balances in place of the rows that state one.

    `items` reads the file anew with each call. It is called a second time only for a file that has
    such rows: whether they follow is known only at its end.
    """
    accounts: dict[str, _Account] = {}
    shown: dict[str, Shown] | None = None
    passed = Passed()
    for item in items():
        if type(item) is Balance:
            _account(accounts, item.account).kinds.add(item.kind)
        if type(item) is not Row:
            yield item
            continue
        account = _account(accounts, item.account, item.currency)
        words = words_of(item)
        if words and shown is None:
            shown = _shown(items())
        found = (shown or {}).get(item.account, Shown())
        if words is None or (words.kind is None and words.text not in found.texts):
            account.move(item, newest_first=found.newest_first)
            yield item
            continue
        passed.add(item.line)
        kind = words.kind or BalanceKind.STATED
        yield from account.state(item, kind, found)
    for key, account in accounts.items():
        yield from account.rest(key, (shown or {}).get(key, Shown()))
    if passed.count:
        detail = f"{passed} of the file: balances, not transactions."
        yield FileWarning("skipped_lines", detail)


def words_of(row: Row) -> Words | None:
    """Return what the texts of a row say of a balance; None for a movement."""
    if row.splits or row.other_account or row.category:
        return None
    return _words(row.payee[:200], row.description[:200])


@lru_cache(maxsize=_TEXTS_KEPT)
def _words(payee: str, description: str) -> Words | None:
    texts = [text for text in (payee, description) if text]
    whole = " ".join(texts)
    bare = plain(whole)
    if bare.isascii() and _HINTS.isdisjoint(bare.split()) and not _SPREAD.search(bare):
        return None
    kind = _kind_said(texts) or balance_kind(whole)
    if kind is None and not any(map(begins_with_balance, texts)):
        return None
    words = [word for word in bare.split() if not word.isdigit()]
    nouns = BALANCE.intersection(words)
    if kind == BalanceKind.STATED and nouns and nouns <= _UNSURE:
        kind = None
    return Words(kind, " ".join(words))


def _kind_said(texts: list[str]) -> BalanceKind | None:
    """Return which balance the first of `texts` says, where each of them says one."""
    kinds = [balance_kind(text) for text in texts]
    return kinds[0] if kinds and None not in kinds else None


@dataclass(slots=True)
class _Account:
    """One account as its rows are passed on."""

    currency: str = ""
    kinds: set[BalanceKind] = field(default_factory=set)
    """Of the balances that the file states of it."""
    first: date | None = None
    last: date | None = None
    held: list[tuple[date, Balance]] = field(default_factory=list)
    """Balances that all rows of their day or an earlier one are before, as far as is known."""

    def move(self, row: Row, *, newest_first: bool) -> None:
        """Take note of a movement; balances that its day puts in doubt are let go."""
        day = row.date
        self.first = min(self.first or day, day)
        self.last = max(self.last or day, day)
        if self.held and newest_first and day > self.held[-1][0]:
            self.held = [one for one in self.held if one[0] >= day]
        elif self.held and not newest_first and day <= self.held[-1][0]:
            self.held = [one for one in self.held if one[0] < day]

    def state(self, row: Row, kind: BalanceKind, shown: Shown) -> Iterator[Balance]:
        """Yield the balance of a row, unless it has to wait for the rows after it."""
        balance = Balance(row.line, kind, row.amount, row.date, row.account, row.currency)
        if shown.opening is None or kind == BalanceKind.OPENING:
            self.kinds.add(kind)
            yield balance
            return
        if shown.newest_first:
            fits = self.first is None or self.first > row.date
        else:
            fits = self.last is None or self.last <= row.date
        if fits and len(self.held) < HELD_MAX:
            self.held.append((row.date, balance._replace(kind=BalanceKind.CLOSING)))

    def rest(self, key: str, shown: Shown) -> Iterator[Balance]:
        """Yield, at the end, the balances that were held, and the one before all rows.

        A balance that the file states elsewhere may be of a day after rows that it lacks. What
        the rows begin with would make a fault of it.
        """
        yield from (balance for _day, balance in self.held)
        stated = self.kinds & {BalanceKind.OPENING, BalanceKind.STATED}
        if shown.opening is not None and self.first is not None and not stated:
            kind = BalanceKind.OPENING
            yield Balance(0, kind, shown.opening, self.first, key, self.currency)


def _account(accounts: dict[str, _Account], key: str, currency: str = "") -> _Account:
    account = accounts.get(key)
    if account is None:
        account = accounts[key] = _Account(currency)
    return account


@dataclass(slots=True)
class _Follows:
    """Whether some rows are each what the movements before them come to, in either order."""

    count: int = 0
    taken: Decimal = Decimal()
    """What these rows come to, were they movements."""
    before: Decimal = Decimal()
    """What the movements before the first of them come to."""
    oldest_first: Decimal | None = None
    """The balance before all rows of a file in the order of time; None where they do not follow."""
    newest_first: Decimal | None = None
    """The same where the newest row is the first, and what all movements come to with it."""
    has_moved: bool = False
    """Whether movements stand between them."""

    def add(self, number: Decimal, total: Decimal) -> None:
        """Take a row of `number` after rows that come to `total`, those of before included."""
        before = total - self.taken
        one, other = number - before, number + before
        if not self.count:
            self.before, self.oldest_first, self.newest_first = before, one, other
        elif self.oldest_first != one:
            self.oldest_first = None
        if self.newest_first != other:
            self.newest_first = None
        self.has_moved = self.has_moved or before != self.before
        self.count += 1
        self.taken += number

    def openings(self, total: Decimal) -> Iterator[tuple[Decimal, bool]]:
        """Yield the balance before all rows, and whether the newest is first; both may hold."""
        if self.oldest_first is not None:
            yield self.oldest_first, False
        if self.newest_first is not None:
            yield self.newest_first - (total - self.taken), True

    def opening(self, total: Decimal) -> tuple[Decimal, bool] | None:
        """Return the first of `openings`; None where no two rows agree on it."""
        return next(self.openings(total), None) if self.has_moved else None


@dataclass(slots=True)
class _Survey:
    """What the rows of one account show: of those that may be balances, which follow."""

    total: Decimal = Decimal()
    """What all rows come to, but those that say nothing but a balance."""
    plain: _Follows = field(default_factory=_Follows)
    """The rows that say nothing but a balance."""
    all: _Follows = field(default_factory=_Follows)
    groups: dict[str, _Follows] = field(default_factory=dict)
    """The rows that say more, by their text."""

    def take(self, row: Row, words: Words | None) -> None:
        """Take the next row."""
        if words is None:
            if row.status != "pending":
                self.total += row.amount
            return
        if words.kind is not None:
            self.plain.add(row.amount, self.total + self.plain.taken)
            self.all.add(row.amount, self.total + self.plain.taken - row.amount)
            return
        self.all.add(row.amount, self.total + self.plain.taken)
        if words.text in self.groups or len(self.groups) < GROUPS_MAX:
            group = self.groups.setdefault(words.text, _Follows())
            group.add(row.amount, self.total)
        self.total += row.amount

    def shown(self) -> Shown:
        """Return which rows follow: all of them, or those of nothing but a balance, or of a text.

        One row that says more than a balance is one, too, where others agree with it.
        """
        total = self.total
        if found := self.all.opening(total + self.plain.taken):
            return Shown(*found, frozenset(self.groups))
        found = self.plain.opening(total + self.plain.taken)
        for group in self.groups.values() if found is None else ():
            found = found or group.opening(total)
        if found is None:
            return Shown()
        texts = (text for text, one in self.groups.items() if found in one.openings(total))
        return Shown(*found, frozenset(texts))


def _shown(items: Iterable[Item]) -> dict[str, Shown]:
    """Return what the balances among the rows of each account show."""
    surveys: dict[str, _Survey] = {}
    for item in items:
        if type(item) is Row:
            surveys.setdefault(item.account, _Survey()).take(item, words_of(item))
    return {key: survey.shown() for key, survey in surveys.items()}
