"""Which account each record of a QIF file is of, and what the file says of its accounts.

An !Account record names the account of the transactions after it. Where there is none, the record
of the opening balance does, as a transfer from the account to itself.
"""

from dataclasses import dataclass, field

from common.money import CURRENCIES
from readers.qif.entries import Entry, place_of
from readers.qif.records import ACCOUNT, TYPES, Record
from readers.statement import Account, Unreadable

NAMES_MAX = 50_000
"""How many accounts a file may have: people have some dozens; it bounds memory."""


@dataclass
class Accounts:
    """Where a reading of a file is: `enter` every record, in their order."""

    kinds: set[str] = field(default_factory=set)
    """The types of those sections that nothing names."""
    types: dict[str, str] = field(default_factory=dict)
    """The types of the accounts of the file by their names."""
    currencies: dict[str, str] = field(default_factory=dict)
    """The currencies of those that say theirs, as Money Manager EX writes it: "D[CHF]"."""
    key: str = ""
    """The account of the record last entered."""
    is_first: bool = False
    """Whether that is the first transaction of its section."""
    _declared: str = ""
    _declared_type: str = ""
    _is_new: bool = False
    _unnamed: str = ""
    _unnamed_kind: str = ""

    def enter(self, record: Record, entry: Entry) -> None:
        """Go to `record`; the first time through a file also learns from it."""
        if record.section == ACCOUNT:
            self._declare(entry)
            return
        self.is_first = record.begins
        if record.begins:
            self._begin(record, entry)

    def again(self) -> "Accounts":
        """Return what a second time through the file begins with: all that was learnt."""
        return Accounts(
            kinds=set(self.kinds), types=dict(self.types), currencies=dict(self.currencies)
        )

    def _declare(self, entry: Entry) -> None:
        name = name_in(entry)
        if not name:
            return
        self._declared = name
        self._declared_type = TYPES.get(entry.text("T").lower(), "")
        self._is_new = True
        if len(self.types) > NAMES_MAX:
            raise too_many_accounts()
        if self._declared_type:
            self.types[name] = self._declared_type
        code = entry.text("D").strip("[]")
        if entry.text("D") == f"[{code}]" and code in CURRENCIES:
            self.currencies[name] = code

    def _begin(self, record: Record, entry: Entry) -> None:
        """Find the account of the section that `record` is the first one of."""
        type_ = TYPES.get(record.section, "")
        is_declared = self._is_new or not type_ or type_ == self._declared_type
        if self._declared and is_declared:
            self.key, self._is_new = self._declared, False
            self._declared_type = type_ or self._declared_type
            if type_:
                self.types[self.key] = type_
            return
        self.key = self._name(record.section, entry)
        if self.key and type_:
            self.types.setdefault(self.key, type_)

    def _name(self, section: str, entry: Entry) -> str:
        """Return the key of a section that no !Account record names."""
        place = place_of(entry.text("L"))
        if entry.is_opening and place.is_transfer and place.account:
            self._unnamed, self._unnamed_kind = place.account, section
        elif self._unnamed_kind != section:
            self._unnamed, self._unnamed_kind = "", section
        if self._unnamed:
            return self._unnamed
        self.kinds.add(section)
        if len(self.kinds) > NAMES_MAX:
            raise too_many_accounts()
        return section.title() if len(self.kinds) > 1 or self.types else ""

    def account(self, key: str, currency: str) -> Account:
        """Return what the file says of the account that it calls `key`."""
        currency = self.currencies.get(key, currency)
        return Account(key, name=key, currency=currency, type=self.types.get(key, ""))


def name_in(entry: Entry) -> str:
    """Return the name in an !Account record."""
    return " ".join(entry.text("N").split())


def too_many_accounts() -> Unreadable:
    return Unreadable("too_many_accounts", f"The file has more than {NAMES_MAX:,} accounts.")
