"""From an entry of double entry to the rows of the accounts that it moves money on.

A reader of a format makes an `Entry` of each record and a `Place` of each account name, and yields
what `DoubleEntry.items` returns, and after the last one what `DoubleEntry.rest` returns:

    books = DoubleEntry(place_of)          # place_of(full name or id) -> Place
    yield from books.items(entry)
    yield from books.rest()

What it guarantees, for an entry whose legs add up to zero:

- The rows, the transfers and the opening balances of an account add up to its legs, to the cent;
  the parts of the rows add up to the legs of the categories, with the sign turned.
- There is one row for each own account that money leaves, with what goes to other own accounts as
  transfers, and one for each that gets more than the others give. Legs of one account are one row.
- Where two currencies meet between own accounts, the transfer is a row of its own, with
  `other_amount`. Where a category is in another currency, the row's notes have its amount.
- What is not a currency (shares, hours) is on no account: the money that it was bought with or sold
  for goes on the row of the money, uncategorised, and the notes say what it was. Where an entry
  moves nothing else, it is a Fault.
- What comes from an account of role OPENING is a Balance of kind OPENING, if it is the first of the
  account. An entry that takes a balance to zero that way, and is of the last day of a year or says
  that it closes, is a closing balance, and the one that brings it back nothing.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from common.money import CURRENCIES
from readers.double_entry.account_roles import Place, Role
from readers.double_entry.entry import Entry, Leg, no_currency, no_own_account, remembered, row_of
from readers.double_entry.flows import Flow, Own, Part, flows_of
from readers.statement import Account, Balance, BalanceKind, FileWarning, Item, Row, Unreadable

__all__ = ["DoubleEntry", "Entry", "Leg"]

ACCOUNTS_MAX = 100_000
"""How many accounts and categories a file may have: people have some hundred; it bounds memory."""

_CLOSING = re.compile(r"clos|schluss|cierre|clôture|chiusura|afsluit|encerramento")


class DoubleEntry:
    """The accounts of one file, and what its entries come to on them."""

    def __init__(self, place_of: Callable[[str], Place]) -> None:
        self._place_of = place_of
        self._places: dict[str, Place] = {}
        self._first_currency: dict[str, str] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self._begun: set[str] = set()
        self._closed: dict[str, tuple[Row, Decimal]] = {}
        self._no_money: Counter[str] = Counter()
        self._no_account = 0
        self._reopened = False
        self.balances: dict[tuple[str, str], Decimal] = {}
        """What every own account has so far, in the order of the file, by name and currency."""

    def place(self, account: str) -> Place:
        """Return what an account is, each asked for once."""
        place = self._places.get(account)
        if place is None:
            if len(self._places) >= ACCOUNTS_MAX:
                detail = f"The file has more than {ACCOUNTS_MAX} accounts and categories."
                raise Unreadable("too_many_accounts", detail)
            place = self._places[account] = self._place_of(account)
        return place

    def items(self, entry: Entry) -> list[Item]:
        """Return what an entry comes to, with the accounts that were not named before."""
        found: list[Item] = []
        legs = entry.legs
        if len(legs) == 2 and (row := self._plain(entry, legs[0], legs[1], found)) is not None:
            found.append(row)
            return found
        for leg in legs:
            if self.place(leg.account).role is Role.OWN:
                where = (leg.account, leg.currency)
                self.balances[where] = self.balances.get(where, Decimal()) + leg.amount
        self._flowing(entry, found)
        if len(self.balances) + len(self._no_money) > ACCOUNTS_MAX:
            detail = f"The accounts of the file have more than {ACCOUNTS_MAX} commodities."
            raise Unreadable("too_many_commodities", detail)
        return found

    def key(self, account: str, currency: str, found: list[Item]) -> str:
        """Return the key of an own account; `found` gets the Account where it is a new one.

        The first currency of an account has its name, each further one a key of its own.
        """
        where = (account, currency)
        key = self._keys.get(where)
        if key is None:
            first = self._first_currency.setdefault(account, currency)
            mark = "" if first == currency else f" ({currency})"
            key = self._keys[where] = account + mark
            place = self.place(account)
            name = (place.name or account) + mark
            found.append(Account(key, name, place.number, currency, place.type))
        return key

    def declare(self, account: str, currency: str) -> list[Item]:
        """Return the Account of an own account that the file opens in one currency."""
        found: list[Item] = []
        if currency in CURRENCIES and self.place(account).role is Role.OWN:
            self.key(account, currency, found)
        return found

    def stated(
        self,
        line: int,
        kind: BalanceKind,
        amount: Decimal,
        day: date,
        account: str,
        currency: str,
    ) -> list[Item]:
        """Return a balance that the file states; nothing for what is not money of the person's.

        What a closing entry brings a balance to is not one of them.
        """
        if currency not in CURRENCIES or self.place(account).role is not Role.OWN:
            return []
        found: list[Item] = []
        key = self.key(account, currency, found)
        if key in self._closed:
            return found
        found.append(Balance(line, kind, amount, day, key, currency))
        return found

    def rest(self) -> Iterator[Item]:
        """Yield what is known only after the last entry."""
        for row, balance in self._closed.values():
            kind = BalanceKind.CLOSING
            yield Balance(row.line, kind, balance, row.date, row.account, row.currency)
        if self._closed or self._reopened:
            detail = "Entries that close accounts to equity and open them again were left out."
            yield FileWarning("closing_entries", detail)
        if self._no_account:
            yield FileWarning(
                "no_own_account",
                f"{self._no_account} entries between categories and equity were left out: they "
                "do not move money of your accounts.",
            )
        if self._no_money:
            names = ", ".join(sorted(self._no_money)[:10])
            detail = f"Holdings of {names} were left out: only money in currencies is imported."
            yield FileWarning("no_currency", detail)
        if unsure := sorted(name for name, place in self._places.items() if not place.sure):
            yield FileWarning("unknown_accounts", self._unsure(unsure))

    def _unsure(self, names: list[str]) -> str:
        shown = [
            f"{name} as {'an account' if self._places[name].role is Role.OWN else 'a category'}"
            for name in names[:10]
        ]
        more = f" and {len(names) - 10} more" if len(names) > 10 else ""
        return (
            "The names of some accounts do not show their type; assumed were "
            f"{', '.join(shown)}{more}. Begin the names with Assets, Liabilities, Income, "
            "Expenses or Equity."
        )

    def _plain(self, entry: Entry, one: Leg, two: Leg, found: list[Item]) -> Row | None:
        """Return the row of an entry of one account and one category in one currency."""
        if one.value is not None or two.value is not None or one.currency not in CURRENCIES:
            return None
        own, other = self.place(one.account), self.place(two.account)
        if own.role is not Role.OWN:
            one, two, own, other = two, one, other, own
        if own.role is not Role.OWN or other.role is not Role.CATEGORY:
            return None
        key = self.key(one.account, one.currency, found)
        self._begin(key, found)
        where = (one.account, one.currency)
        self.balances[where] = self.balances.get(where, Decimal()) + one.amount
        line, day, _, payee, description, notes, bank_id, reference, tags, status = entry
        if one.memo or two.memo:
            description, notes = remembered(entry, [one.memo, two.memo])
        return Row(
            line,
            one.date or day,
            one.amount,
            key,
            one.currency,
            payee,
            description,
            notes,
            bank_id,
            reference,
            other.path,
            tags,
            status=status,
        )

    def _flowing(self, entry: Entry, found: list[Item]) -> None:
        """Add the rows of any entry."""
        owns, parts = self._sides(entry)
        self._no_money.update(part.currency for part in parts if part.holding)
        if not owns:
            self._without_own(entry, parts, found)
            return
        flows_of(owns, parts)
        for own in owns:
            own.key = self.key(own.account, own.currency, found)
        for own in owns:
            self._rows(entry, own, found)
        left = [part for part in parts if part.rest and part.role is Role.CATEGORY]
        if any(part.unit in CURRENCIES for part in left):
            found.append(no_own_account(entry))
        self._no_money.update(part.unit for part in left if part.unit not in CURRENCIES)

    def _without_own(self, entry: Entry, parts: list[Part], found: list[Item]) -> None:
        """Add the fault of an entry that moves money on no own account, or count it."""
        lost = [part for part in parts if part.holding]
        if strange := lost or [part for part in parts if part.currency not in CURRENCIES]:
            found.append(no_currency(entry, strange[0]))
        elif any(self.place(leg.account).role is not Role.CATEGORY for leg in entry.legs):
            self._no_account += 1
        elif entry.legs:
            found.append(no_own_account(entry))

    def _sides(self, entry: Entry) -> tuple[list[Own], list[Part]]:
        """Return the own accounts of an entry, each once, and all else."""
        owns: dict[tuple[str, str, str, date | None], Own] = {}
        parts: list[Part] = []
        pending: tuple[Own, Decimal, str] | None = None
        for leg in entry.legs:
            place = self.place(leg.account)
            value, unit = leg.amount, leg.currency
            if leg.value is not None:
                value, unit = leg.value, leg.value_currency
            if place.role is Role.OWN and leg.currency in CURRENCIES:
                where = (leg.account, leg.currency, unit, leg.date)
                own = owns.get(where)
                if own is None:
                    own = owns[where] = Own(leg.account, leg.currency, unit, leg.date)
                own.amount += leg.amount
                own.rest += value
                pending = (own, -value, leg.memo) if leg.memo else None
                own.memos.append(leg.memo)
                continue
            memo = leg.memo
            if pending and pending[1] == value and not memo:
                memo = pending[2]
                pending[0].memos.remove(memo)
            pending = None
            parts.append(
                Part(
                    place.role,
                    -value,
                    unit,
                    path=place.path,
                    memo=memo,
                    amount=leg.amount,
                    currency=leg.currency,
                    holding=place.role is Role.OWN,
                )
            )
        return list(owns.values()), parts

    def _rows(self, entry: Entry, own: Own, found: list[Item]) -> None:
        """Add the rows of one own account of an entry."""
        plain: list[Flow] = []
        for flow in own.flows:
            if flow.part and flow.part.role is Role.OPENING:
                self._open(entry, own, flow, found)
            elif flow.incoming:
                continue
            elif flow.other and flow.other.own.currency != own.currency:
                self._begin(own.key, found)
                self._begin(flow.other.own.key, found)
                found.append(row_of(entry, own, [flow]))
            else:
                plain.append(flow)
        if plain:
            self._begin(own.key, found)
            for flow in plain:
                if flow.other:
                    self._begin(flow.other.own.key, found)
            found.append(row_of(entry, own, plain))

    def _begin(self, key: str, found: list[Item]) -> None:
        """Note that an account has a row; what looked like its end was not one then."""
        self._begun.add(key)
        if self._closed and key in self._closed:
            found.append(self._closed.pop(key)[0])

    def _open(self, entry: Entry, own: Own, flow: Flow, found: list[Item]) -> None:
        """Take what comes from the beginning of the book, or goes back there at its end."""
        day = own.date or entry.date
        key, amount = own.key, flow.amount
        if key not in self._begun:
            self._begun.add(key)
            found.append(Balance(entry.line, BalanceKind.OPENING, amount, day, key, own.currency))
        elif key in self._closed and self._closed[key][1] == amount:
            del self._closed[key]
            self._reopened = True
        elif amount and not self.balances[own.account, own.currency] and self._closes(entry, day):
            self._begin(key, found)
            self._closed[key] = (row_of(entry, own, [flow]), -amount)
        else:
            self._begin(key, found)
            found.append(row_of(entry, own, [flow]))

    def _closes(self, entry: Entry, day: date) -> bool:
        """Whether an entry that takes a balance to zero ends a period, and not the money."""
        if (day.month, day.day) == (12, 31):
            return True
        legs = (leg.account for leg in entry.legs if self.place(leg.account).role is Role.OPENING)
        texts = (entry.payee, entry.description, *legs)
        return any(_CLOSING.search(text.casefold()) for text in texts)
