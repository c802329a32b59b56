"""How the statements of one account in one file follow each other, by their balances.

A bank states an opening and a closing balance for each day, page or sequence number. For a file
as a whole only the first opening and the last closing hold; a closing in between is a balance of
its day. Dates do not help in telling which is which: an opening balance carries the day before,
the same day or the day of the statement before, as the bank likes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from common.money import CURRENCIES
from readers.statement import Account, Balance, FileWarning, Unreadable

ACCOUNTS_MAX = 10_000
"""How many accounts one file may name: a book has no more than a thousand; it bounds memory."""
BETWEEN_MAX = 2_000
"""How many balances between the statements of one account are kept: no more are compared."""


@dataclass(slots=True)
class _Chain:
    opening: Balance | None
    closing: Balance | None
    first: date | None = None
    last: date | None = None
    between: list[Balance] = field(default_factory=list)
    """Balances between two statements, each of which all rows before it are dated on or before,
    and all rows after it later: only such can be compared by their days."""

    def keep(self, balance: Balance, before: date | None, after: date | None) -> None:
        """Keep a balance between rows dated up to `before` and rows dated from `after` on."""
        day = balance.date
        if day is None or (before and before > day) or (after and after <= day):
            return
        if len(self.between) < BETWEEN_MAX:
            self.between.append(balance)

    def go_on(self, first: date | None) -> None:
        """Let go of balances that rows of a later statement are not dated after."""
        if first and self.between and first <= max(map(_day, self.between)):
            self.between = [balance for balance in self.between if _day(balance) < first]

    def go_back(self, last: date | None) -> None:
        """Let go of balances that rows of an earlier statement are dated after."""
        if last and self.between and last > min(map(_day, self.between)):
            self.between = [balance for balance in self.between if _day(balance) >= last]


class Chains:
    """The accounts of a file, each with its statements so far in a row."""

    def __init__(self) -> None:
        self._chains: dict[str, _Chain] = {}
        self._gap: FileWarning | None = None

    def add(
        self,
        account: str,
        balances: tuple[Balance | None, Balance | None],
        days: tuple[date | None, date | None],
    ) -> None:
        """Take a statement: its opening and closing balance, and the first and last booked day."""
        chain = self._chains.get(account)
        if chain is None:
            if len(self._chains) >= ACCOUNTS_MAX:
                detail = f"The file names more than {ACCOUNTS_MAX:,} accounts."
                raise Unreadable("too_many_accounts", detail)
            self._chains[account] = _Chain(*balances, *days)
            return
        opening_before = chain.opening
        between = self._joined(account, chain, *balances)
        if chain.opening is opening_before:
            chain.go_on(days[0])
            around = (chain.last, days[0])
        else:
            chain.go_back(days[1])
            around = (days[1], chain.first)
        if between is not None and between.date != _date(chain.closing):
            chain.keep(between, *around)
        chain.first = min(filter(None, (chain.first, days[0])), default=None)
        chain.last = max(filter(None, (chain.last, days[1])), default=None)

    def _joined(
        self, account: str, chain: _Chain, opening: Balance | None, closing: Balance | None
    ) -> Balance | None:
        """Put a statement at the end of its chain, or before it; return what lies between."""
        follows = _equal(chain.closing, opening)
        precedes = _equal(closing, chain.opening)
        if precedes and (not follows or _earlier(opening, chain.opening)):
            chain.opening = opening
            return closing
        if not follows and opening and chain.closing:
            self._note_gap(account, chain.closing, opening)
        if not follows and _earlier(opening, chain.opening):
            chain.opening = opening
            return closing
        between, chain.closing = chain.closing, closing
        return between

    def _note_gap(self, account: str, closing: Balance, opening: Balance) -> None:
        if self._gap is None:
            self._gap = FileWarning(
                "balance_gap",
                f"The statements of {account or 'the account'} do not follow each other: one "
                f"ends with {closing.amount}, the next begins with {opening.amount} (line "
                f"{opening.line}). A statement between them may be missing.",
            )

    def ends(self) -> Iterator[Balance | FileWarning]:
        """Yield, at the end of the file, what each account begins and ends with, and the balances
        in between of days that are over.

        Rows may be dated before the day that the bank puts on the opening balance, or after that
        of the closing one; the balance gets the day of the row then, so that it holds for it.
        """
        for chain in self._chains.values():
            yield from chain.between
            if opening := chain.opening:
                yield opening._replace(
                    date=min(filter(None, (opening.date, chain.first)), default=None)
                )
            if closing := chain.closing:
                yield closing._replace(
                    date=max(filter(None, (closing.date, chain.last)), default=None)
                )
        if self._gap:
            yield self._gap


def sum_that_differs(
    opening: Balance | None, closing: Balance | None, moved: Decimal
) -> FileWarning | None:
    """Return what people should know where the rows of a statement, which come to `moved`, do not
    lead from its opening to its closing balance.

    Amounts may have more decimals than the balance: less than its smallest unit is rounding.
    """
    if opening is None or closing is None:
        return None
    found = opening.amount + moved
    known = CURRENCIES.get(closing.currency)
    unit = Decimal(1).scaleb(-known.exponent) if known else Decimal(0)
    if found == closing.amount or abs(found - closing.amount) < unit:
        return None
    return FileWarning(
        "sums_differ",
        f"Line {closing.line}: the statement ends with {closing.amount}, but its opening balance "
        f"and entries add up to {found}.",
    )


def _day(balance: Balance) -> date:
    return balance.date or date.min


def _date(balance: Balance | None) -> date | None:
    return balance.date if balance else None


def _equal(one: Balance | None, other: Balance | None) -> bool:
    return one is not None and other is not None and one.amount == other.amount


def _earlier(one: Balance | None, other: Balance | None) -> bool:
    first, second = _date(one), _date(other)
    return first is not None and second is not None and first < second


class OddBalances:
    """Balances in another currency than the entries beside them, so of no account of the file."""

    def __init__(self) -> None:
        self._count = 0
        self._first = ""

    def add(self, line: int, amount: Decimal, currency: str) -> None:
        """Take note of a balance."""
        self._count += 1
        self._first = self._first or f"{amount} {currency} in line {line}"

    def warnings(self) -> Iterator[FileWarning]:
        """Yield, at the end of the file, what was left out."""
        if self._count:
            detail = (
                f"{self._count} balances are in another currency than their entries and were "
                f"left out; the first is {self._first}."
            )
            yield FileWarning("balance_currency", detail)


class AccountKeys:
    """What the accounts of a file are called: by their numbers, and by currency after the first."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], str] = {}
        self._numbers: set[str] = set()

    def knows(self, number: str, currency: str) -> bool:
        """Whether an account of this number has this currency."""
        return (number, currency) in self._keys

    def key(self, number: str, currency: str, name: str = "") -> tuple[str, Account | None]:
        """Return the key of an account, and the account itself where it is a new one.

        The account that a file does not name has the key "".
        """
        key = self._keys.get((number, currency))
        if key is not None:
            return key, None
        key = f"{number} {currency}" if number in self._numbers and currency else number
        self._numbers.add(number)
        self._keys[number, currency] = key
        account = Account(key, name=name, number=number, currency=currency)
        return key, account if number else None
