"""The accounts of a table: one for all rows, or as a column names them, each of one currency."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from common.money import CURRENCIES
from common.text import is_only_marks
from readers.statement import Account
from readers.tables.evidence import account_column
from readers.tables.headings import SYMBOLS
from readers.tables.interpretation import Plan
from readers.tables.texts import clean


class Place(NamedTuple):
    """Where the money of a row is."""

    key: str
    currency: str


class UnknownCurrency(Exception):
    """The cell of the currency has none of ISO 4217; the text is for people."""


class Accounts:
    """Tells where the money of each row is, and yields the accounts as they come up."""

    def __init__(self, plan: Plan, name: Callable[[str], str]) -> None:
        self.plan = plan
        self.name = name
        columns = plan.columns
        self.account_at = account_column(columns)
        self.number_at = columns.get("account_number", (-1,))[0]
        self.name_at = columns.get("account", (-1,))[0]
        self.currency_at = columns.get("currency", (-1,))[0]
        self.type = plan.profile.account_type if plan.profile else ""
        self.provider = plan.profile.provider if plan.profile else ""
        """Whose wallets the accounts are, where their names say no more than what is in them."""
        self.has_names = bool(plan.profile and plan.profile.logic)
        """Whether accounts are called what people called them, even if that is a currency."""
        # One of purchases abroad is of an account in the currency that its heading names.
        is_abroad = "foreign_currency" in columns and plan.profile is None
        self.unnamed = plan.layout.currency if is_abroad else ""
        self._places: dict[tuple[str, str], Place] = {}
        self._known: set[str] = set()
        self._currencies = self._together()

    def _together(self) -> Mapping[str, set[str]]:
        """Return the currencies of each account, as the first pass saw them."""
        together: dict[str, set[str]] = {}
        for name, code in self.plan.found.money:
            together.setdefault(self.name(name), set()).add(self._code(code))
        return together

    def _code(self, text: str) -> str:
        code = text.strip()
        return SYMBOLS.get(code, code.upper()) or self.plan.layout.currency

    def of(self, cells: list[str]) -> Place:
        """Return where the money of a row is; raises UnknownCurrency."""
        name = cells[self.account_at] if self.account_at >= 0 else ""
        code = cells[self.currency_at] if self.currency_at >= 0 else ""
        place = self._places.get((name, code))
        if place is None:
            place = self._place(self.name(name), self._code(code))
            # Accounts by spellings and currencies; see ACCOUNTS_MAX. It bounds memory.
            if len(self._places) < 20_000:
                self._places[name, code] = place
        return place

    def _place(self, name: str, currency: str) -> Place:
        if currency and currency not in CURRENCIES:
            detail = f"{currency[:20]!r} is not a currency of ISO 4217."
            raise UnknownCurrency(detail)
        return Place(self._key(name, currency), currency)

    def _key(self, name: str, currency: str) -> str:
        """Return what tells the account of a row apart from all others."""
        facts = self.plan.facts
        key = name or facts.number or facts.name or self.unnamed
        several = len(self._currencies.get(name, ())) > 1
        if self.provider and (name or several):
            return " ".join(part for part in (self.provider, name, currency) if part)
        return f"{key} {currency}".strip() if several else key

    def new(self, place: Place, cells: list[str]) -> Iterator[Account]:
        """Yield the account of a row where none before it was of that account."""
        if not place.key or place.key in self._known:
            return
        self._known.add(place.key)
        number = self.name(cells[self.number_at]) if self.number_at >= 0 else self.plan.facts.number
        name = self.name(cells[self.name_at]) if self.name_at >= 0 and not self.provider else ""
        if name == place.currency and not self.has_names:
            # The wallets of every provider are called so.
            name = ""
        yield Account(place.key, name, number, place.currency, self.type)

    def of_file(self) -> str:
        """Return the key of the only account of the file; empty where it has several, or none."""
        if self.account_at < 0:
            return self.plan.facts.number or self.plan.facts.name or self.unnamed
        names = list(self._currencies)
        several = len(names) != 1 or len(self._currencies[names[0]]) > 1
        return "" if several else self._key(names[0], *self._currencies[names[0]])

    def named(self, key: str) -> Iterator[Account]:
        """Yield the account that the lines before the rows name, where it is new."""
        if key and key not in self._known:
            self._known.add(key)
            facts = self.plan.facts
            currency = self.plan.layout.currency or facts.currency
            yield Account(key, "", facts.number, currency, self.type)

    def other(self, text: str) -> Iterator[Account]:
        """Yield the account that a transfer names where none before it did."""
        if text and text not in self._known:
            self._known.add(text)
            yield Account(text, text)


def bare(text: str) -> str:
    """Return what a cell calls an account, without a quotation mark that has no other one.

    A cell without a letter or digit calls it nothing.
    """
    name = clean(text)
    if is_only_marks(name):
        return ""
    return name.replace('"', "").strip() if name.count('"') % 2 else name
