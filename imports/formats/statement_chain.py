"""How the statements of one account in one file follow each other, by their balances.

A bank states an opening and a closing balance for each day, page or sequence number. For a file
as a whole only the first opening and the last closing hold; a closing in between is a balance of
its day. Dates are no help in telling which is which: an opening balance carries the day before,
the same day or the day of the statement before, as the bank likes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from imports.statement import Account, Balance, BalanceKind, Remark, Unreadable

ACCOUNTS_MAX = 10_000
"""How many accounts one file may name."""


@dataclass(slots=True)
class _Chain:
    opening: Balance | None
    closing: Balance | None
    first: date | None = None
    last: date | None = None


class Chains:
    """The accounts of a file, each with its statements so far in a row."""

    def __init__(self) -> None:
        self._chains: dict[str, _Chain] = {}
        self._gap: Remark | None = None

    def add(
        self,
        account: str,
        balances: tuple[Balance | None, Balance | None],
        days: tuple[date | None, date | None],
    ) -> Iterator[Balance]:
        """Take a statement: its opening and closing balance, and the first and last booked day.

        Yields the balance that lies between two statements from now on, where its day is over.
        """
        chain = self._chains.get(account)
        if chain is None:
            if len(self._chains) >= ACCOUNTS_MAX:
                detail = f"The file names more than {ACCOUNTS_MAX:,} accounts."
                raise Unreadable("too_many_accounts", detail)
            self._chains[account] = _Chain(*balances, *days)
            return
        chain.first = min(filter(None, (chain.first, days[0])), default=None)
        chain.last = max(filter(None, (chain.last, days[1])), default=None)
        between = self._joined(account, chain, *balances)
        if between is not None and between.date not in {None, _date(chain.closing)}:
            yield between._replace(kind=BalanceKind.STATED)

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
            self._gap = Remark(
                "balance_gap",
                f"The statements of {account or 'the account'} do not follow each other: one ends"
                f" with {closing.amount}, the next begins with {opening.amount}"
                f" (line {opening.line}). A statement in between may be missing.",
            )

    def ends(self) -> Iterator[Balance | Remark]:
        """Yield, at the end of the file, what each account begins and ends with.

        Rows may be dated before the day that the bank puts on the opening balance, or after that
        of the closing one; the balance gets the day of the row then, so that it holds for it.
        """
        for chain in self._chains.values():
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


def _date(balance: Balance | None) -> date | None:
    return balance.date if balance else None


def _equal(one: Balance | None, other: Balance | None) -> bool:
    return one is not None and other is not None and one.amount == other.amount


def _earlier(one: Balance | None, other: Balance | None) -> bool:
    first, second = _date(one), _date(other)
    return first is not None and second is not None and first < second


class AccountKeys:
    """What the accounts of a file are called: by their numbers, and by currency after the first."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], str] = {}
        self._numbers: set[str] = set()

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
