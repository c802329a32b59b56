"""What a GnuCash book says, however it is stored: its accounts, and records made into rows.

An amount is a fraction of two whole numbers there. A split has two of them: its quantity, in what
the account is kept in, and its value, in the currency of its transaction; values add up to zero.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from common.money import CURRENCIES
from common.periods import DATE_MAX, DATE_MIN
from readers.common.decimals import fraction
from readers.double_entry.account_roles import Place, Role
from readers.double_entry.converter import ACCOUNTS_MAX, DoubleEntry, Entry, Leg
from readers.statement import (
    Balance,
    BalanceKind,
    Fault,
    FileWarning,
    Item,
    Row,
    Unreadable,
    path_of,
)

DEPTH_MAX = 50
"""How many accounts an account may be below: people have some five. It also ends the circles that a
damaged book may have."""
SPLITS_MAX = 10_000
"""How many splits a transaction may have: a pay slip has some twenty; it bounds memory."""

_MONEY = {"CURRENCY", "ISO4217"}
_TYPES = {
    "BANK": "checking",
    "CASH": "cash",
    "CREDIT": "credit_card",
    "CREDITLINE": "credit_card",
    "ASSET": "other",
    "LIABILITY": "loan",
    "RECEIVABLE": "other",
    "PAYABLE": "loan",
    "STOCK": "investment",
    "MUTUAL": "investment",
    "CHECKING": "checking",
    "SAVINGS": "savings",
    "MONEYMRKT": "savings",
}
_CATEGORIES = {"INCOME", "EXPENSE"}
# "n" says no more than that nobody has compared it with a statement.
_STATUSES = {"n": "", "c": "cleared", "y": "reconciled", "f": "reconciled"}
_STATUS_ORDER = ("", "cleared", "reconciled")
_IMBALANCE = ""
# What GnuCash calls the account of opening balances in its translations, in small letters; newer
# files mark it besides.
_OPENINGS = {
    *("opening balances", "opening balance", "anfangsbestand", "anfangsbestände", "beginsaldi"),
    *("balances de apertura", "saldos de apertura", "soldes initiaux", "soldes d'ouverture"),
    *("saldi d'apertura", "saldos iniciais", "saldos d'obertura", "avaussaldot", "åbningssaldi"),
    *("ingående saldon", "åpningsbalanse", "bilanse otwarcia", "počáteční zůstatky"),
    *("začiatočný stav", "nyitóegyenlegek", "solduri inițiale", "početni saldo", "начални салда"),
    *("начальное сальдо", "початкове сальдо", "отварам салда", "αρχικά υπόλοιπα", "期初余额"),
    *("期初餘額", "開始残高", "잔고", "יתרת פתיחה", "الأرصدة الافتتاحية", "saldo awal"),
    *("pradžios likučiai", "sākuma bilance", "hasierako saldoak", "số dư đầu kỳ"),
}


class Commodity(NamedTuple):
    """A currency, or a share or anything else that one can have some of."""

    space: str
    id: str

    @property
    def unit(self) -> str:
        """Its code, which is one of ISO 4217 for a currency only."""
        if self.space in _MONEY or self.id not in CURRENCIES:
            return self.id
        return f"{self.space}:{self.id}"


class BookAccount(NamedTuple):
    """An account of the book, as it is stored."""

    guid: str
    name: str
    type: str
    commodity: Commodity
    parent: str = ""
    placeholder: bool = False
    opens: bool = False
    """Whether it is marked as where opening balances come from."""


class Fraction(NamedTuple):
    """A number as it is stored."""

    numerator: int
    denominator: int


class BookSplit(NamedTuple):
    """What a transaction does on one account, as it is stored."""

    account: str
    value: Fraction | None
    quantity: Fraction | None
    memo: str = ""
    state: str = ""
    online_id: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A transaction, as it is stored."""

    line: int
    guid: str
    date: date | None
    """None for what is not a date."""
    currency: Commodity
    splits: Sequence[BookSplit]
    number: str = ""
    description: str = ""
    notes: str = ""


class _BrokenRecord(Exception):
    """A record that cannot be read; the arguments are those of its fault."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class _Opening:
    """What a record brings an account from the account of opening balances."""

    record: Record
    day: date
    amount: Decimal


class Books:
    """The accounts of one file, and what its records come to on them, in whichever order."""

    def __init__(self) -> None:
        self.accounts: dict[str, BookAccount] = {}
        self._double = DoubleEntry(self._place)
        self._tops: dict[str, set[str]] = {}
        self._openings: dict[str, list[_Opening]] = {}
        self._first_days: dict[str, date] = {}
        self._voided = 0
        self._late = 0
        """How many entries bring an account an opening balance after its first day."""

    def add(self, account: BookAccount) -> None:
        """Take an account; those above it may come later, but all before the first record."""
        if len(self.accounts) >= ACCOUNTS_MAX:
            detail = f"The book has more than {ACCOUNTS_MAX:,} accounts."
            raise Unreadable("too_many_accounts", detail)
        self.accounts[account.guid] = account

    def declared(self) -> Iterator[Item]:
        """Yield the accounts of the person's own that records may be on."""
        for guid, account in self.accounts.items():
            if not account.placeholder:
                yield from self._double.declare(guid, account.commodity.unit)

    def items(self, record: Record) -> list[Item]:
        """Return what a record comes to."""
        if any(split.state == "v" for split in record.splits):
            self._voided += 1
            return []
        try:
            entry = self._entry(record)
        except _BrokenRecord as broken:
            return [Fault(record.line, broken.code, broken.detail)]
        if self._only_opens(entry):
            return self._hold(record, entry)
        return self._with_ids(record, self._double.items(entry))

    def rest(self) -> Iterator[Item]:
        """Yield what is known only after the last record."""
        for guid, openings in self._openings.items():
            yield self._opened(guid, sorted(openings, key=lambda one: one.day))
        if self._late:
            detail = (
                f"{self._late} entries state opening balances after the first day of an account. "
                "They are part of its opening balance, not income."
            )
            yield FileWarning("late_openings", detail)
        yield from self._double.rest()
        if self._voided:
            yield FileWarning("void", f"{self._voided} voided transactions were left out.")

    def _only_opens(self, entry: Entry) -> bool:
        """Whether all that a record does is to bring accounts the balances that they begin with."""
        opens = [leg for leg in entry.legs if _opens(self.accounts.get(leg.account))]
        owns = [leg for leg in entry.legs if self._is_money(leg)]
        return bool(opens and owns) and len(opens) + len(owns) == len(entry.legs)

    def _is_money(self, leg: Leg) -> bool:
        return leg.currency in CURRENCIES and self._double.place(leg.account).role is Role.OWN

    def _hold(self, record: Record, entry: Entry) -> list[Item]:
        """Keep opening balances until the first rows of their accounts are known."""
        found: list[Item] = []
        for leg in entry.legs:
            if self._is_money(leg):
                found += self._double.declare(leg.account, leg.currency)
                opening = _Opening(record, entry.date, leg.amount)
                self._openings.setdefault(leg.account, []).append(opening)
        return found

    def _opened(self, guid: str, openings: list[_Opening]) -> Balance:
        """Return what an account begins with: all that came from the account of opening balances.

        An entry dated after the first day is not income either, so it is part of it too.
        """
        first = openings[0]
        begin = min(first.day, self._first_days.get(guid, first.day))
        self._late += sum(one.day > begin for one in openings)
        amount = sum((one.amount for one in openings), Decimal())
        currency = self.accounts[guid].commodity.unit
        return Balance(first.record.line, BalanceKind.OPENING, amount, begin, guid, currency)

    def ancestors(self, guid: str) -> list[BookAccount]:
        """Return an account and those above it but the root, the uppermost first."""
        found: list[BookAccount] = []
        account = self.accounts.get(guid)
        while account is not None and account.type != "ROOT" and len(found) < DEPTH_MAX:
            found.insert(0, account)
            account = self.accounts.get(account.parent)
        return found

    def _place(self, guid: str) -> Place:
        if guid == _IMBALANCE:
            return Place(Role.CATEGORY)
        account = self.accounts[guid]
        above = self.ancestors(guid)
        if account.type in _CATEGORIES:
            return Place(Role.CATEGORY, path=self._path(account, above))
        if account.type == "EQUITY":
            return Place(Role.OTHER)
        if account.type == "TRADING":
            return Place(Role.CONVERSION)
        name = ":".join(one.name for one in above)
        return Place(Role.OWN, name=name, type=_TYPES.get(account.type, "other"))

    def _path(self, account: BookAccount, above: list[BookAccount]) -> str:
        """Return the path of a category, without the one account that all of its type are under."""
        if not self._tops:
            for one in self.accounts.values():
                top = self.ancestors(one.guid)[:1]
                self._tops.setdefault(one.type, set()).update(found.guid for found in top)
        shared = len(self._tops[account.type]) == 1 or above[0].type != account.type
        names = [one.name for one in (above[1:] if shared and len(above) > 1 else above)]
        return path_of(*names)

    def _entry(self, record: Record) -> Entry:
        if record.date is None or not DATE_MIN <= record.date <= DATE_MAX:
            raise _BrokenRecord("no_date", f"{_named(record)} has no date, or a date out of range.")
        if len(record.splits) > SPLITS_MAX:
            raise _BrokenRecord("too_many_splits", f"{_named(record)} has too many splits.")
        legs = [leg for split in record.splits if (leg := self._leg(record, split)) is not None]
        if not legs:
            raise _BrokenRecord("no_splits", f"{_named(record)} has no splits.")
        off = sum((leg.amount if leg.value is None else leg.value for leg in legs), Decimal())
        if off and record.currency.unit in CURRENCIES:
            legs.append(Leg(_IMBALANCE, -off, record.currency.unit))
        moves = all(self._double.place(leg.account).role is Role.OWN for leg in legs)
        return Entry(
            line=record.line,
            date=record.date,
            legs=legs,
            payee="" if moves else record.description,
            description=record.description if moves else "",
            notes=record.notes,
            reference=record.number,
            status=self._status(record),
        )

    def _leg(self, record: Record, split: BookSplit) -> Leg | None:
        account = self.accounts.get(split.account)
        if account is None:
            raise _BrokenRecord("no_account", f"{_named(record)} names an unknown account.")
        if account.type == "TRADING":
            # It stands for the change of currencies, which the splits around it say themselves.
            return None
        unit, traded = account.commodity.unit, record.currency.unit
        quantity = _number(record, split.quantity, unit)
        if unit == traded and split.quantity == split.value:
            return Leg(split.account, quantity, unit, memo=split.memo)
        value = _number(record, split.value, traded)
        if unit == traded and quantity == value:
            return Leg(split.account, quantity, unit, memo=split.memo)
        return Leg(split.account, quantity, unit, value, traded, split.memo)

    def _status(self, record: Record) -> str:
        """Return how far the least confirmed of the splits on own accounts is."""
        states = {
            _STATUSES[split.state]
            for split in record.splits
            if split.state in _STATUSES and self._double.place(split.account).role is Role.OWN
        }
        return next((status for status in _STATUS_ORDER if status in states), "")

    def _with_ids(self, record: Record, items: list[Item]) -> list[Item]:
        """Give each row an id: that of the bank, or the record's own, once for each account."""
        online = {split.account: split.online_id for split in record.splits if split.online_id}
        seen: dict[str, int] = {}
        found: list[Item] = []
        for item in items:
            if isinstance(item, Row):
                nth = seen[item.account] = seen.get(item.account, 0) + 1
                bank_id = online.get(item.account) or record.guid
                self._begun(item)
                item = item._replace(bank_id=bank_id if nth == 1 else f"{bank_id}/{nth}")
            elif isinstance(item, Fault) and item.code == "no_own_account":
                # The accounts of this entry have names only here.
                detail = f"{_named(record)} has categories only, and no account of yours."
                item = item._replace(detail=detail)
            found.append(item)
        return found

    def _begun(self, row: Row) -> None:
        """Note the day of a row for every account that it is on."""
        for guid in (row.account, row.other_account, *(split.account for split in row.splits)):
            if guid:
                self._first_days[guid] = min(self._first_days.get(guid, row.date), row.date)


def _opens(account: BookAccount | None) -> bool:
    """Whether an account is where opening balances come from."""
    if account is None or account.type != "EQUITY":
        return False
    name = account.name.casefold()
    # Of a second currency it is called "Opening Balances - USD".
    return account.opens or name in _OPENINGS or name.rpartition(" - ")[0] in _OPENINGS


def _number(record: Record, stored: Fraction | None, unit: str) -> Decimal:
    number = None if stored is None else fraction(stored.numerator, stored.denominator, unit)
    if number is None or number.adjusted() >= 20:
        raise _BrokenRecord("no_amount", f"{_named(record)} has an amount that is not valid.")
    return number


def _named(record: Record) -> str:
    when = f" of {record.date}" if record.date else ""
    return f"The transaction {record.description!r:.60}{when}"
