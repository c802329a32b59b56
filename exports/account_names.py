"""The accounts of double entry that a book comes to: their names, and what is posted to them.

Accounts become Assets or Liabilities, categories Income or Expenses with their tree below. Entries
that double entry needs beside our postings stand under Equity: where opening balances come from,
and what a transfer gives in one currency for what it takes in another.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from accounts.models import AccountType
from exports.reading import Reading
from transactions.models import PostingKind
from transactions.stored import StoredTransaction

LIABILITIES = {AccountType.CREDIT_CARD.value, AccountType.LOAN.value}
COUNTED = {PostingKind.EXPENSE.value: "Expenses", PostingKind.INCOME.value: "Income"}
OPENING = "Equity:Opening-Balances"
CONVERSION = "Equity:Conversion"
UNCATEGORISED = "Uncategorised"


@dataclass(frozen=True, slots=True)
class Leg:
    """An amount of one account, in minor units of `currency`; those of an entry add up to zero."""

    account: str
    amount: int
    currency: str
    description: str = ""


class Spelling:
    """The names of a program for ours: two of ours never have the same one.

    `spell` makes a name that the program takes. Where another has it already, the row's id follows.
    """

    def __init__(self, spell: Callable[[str], str], reserved: frozenset[str] = frozenset()) -> None:
        self._spell = spell
        self._taken = set(reserved)

    def of(self, name: str, row_id: int, *, parent: str = "") -> str:
        """Return the name below `parent` for the row that is called `name`."""
        spelled = parent + self._spell(name)
        while spelled.casefold() in self._taken:
            spelled = f"{spelled}-{row_id}"
        self._taken.add(spelled.casefold())
        return spelled


class AccountNames:
    """What each account and category of a book is called in double entry."""

    def __init__(self, reading: Reading, spell: Callable[[str], str]) -> None:
        self._names = Spelling(spell)
        self._reading = reading
        self.uncategorised = {
            kind: self._names.of(UNCATEGORISED, 0, parent=f"{root}:")
            for kind, root in COUNTED.items()
        }
        self.accounts = {
            key: self._names.of(
                row.name,
                key,
                parent="Liabilities:" if row.type in LIABILITIES else "Assets:",
            )
            for key, row in reading.accounts.items()
        }
        self.categories: dict[int, str] = {}
        for key in reading.categories:
            self._place(key)

    def _place(self, category_id: int) -> str:
        """Return the name of a category, named after those above it."""
        if category_id not in self.categories:
            row = self._reading.categories[category_id]
            above = self._place(row.parent_id) if row.parent_id else COUNTED[row.type]
            self.categories[category_id] = self._names.of(row.name, category_id, parent=f"{above}:")
        return self.categories[category_id]

    def names(self) -> list[str]:
        """Every account that an entry can have, in the order of a balance sheet."""
        return [
            *sorted(self.accounts.values()),
            *(OPENING, CONVERSION),
            *sorted([*self.uncategorised.values(), *self.categories.values()]),
        ]

    def currencies(self) -> list[str]:
        """Every currency of the book."""
        used = {row.currency for row in self._reading.accounts.values()}
        return sorted(used | {self._reading.book.home_currency})

    def legs(self, row: StoredTransaction) -> list[Leg]:
        """Return `row` in double entry."""
        found: list[Leg] = []
        moved: dict[str, int] = {}
        for posting in row.postings:
            account = self.accounts[posting.account_id]
            found.append(Leg(account, posting.amount, posting.currency, posting.description))
            if posting.kind == PostingKind.TRANSFER:
                moved[posting.currency] = moved.get(posting.currency, 0) + posting.amount
                continue
            if posting.category_id is None:
                category = self.uncategorised[posting.kind]
            else:
                category = self.categories[posting.category_id]
            found.append(Leg(category, -posting.amount, posting.currency))
        found += [Leg(CONVERSION, -rest, code) for code, rest in moved.items() if rest]
        return found

    def openings(self) -> "Openings":
        return Openings(self, self._reading)


class Openings:
    """The opening balances, in the order of their days."""

    def __init__(self, chart: AccountNames, reading: Reading) -> None:
        rows = [row for row in reading.accounts.values() if row.opening_balance]
        self._left = sorted(rows, key=lambda row: (row.opening_date, row.pk), reverse=True)
        self._chart = chart

    def until(self, day: "str | None") -> Iterator[tuple[str, list[Leg]]]:
        """Yield the day and the legs of each that is next, up to `day`; None is all the rest."""
        while self._left and (day is None or self._left[-1].opening_date.isoformat() <= day):
            row = self._left.pop()
            name = self._chart.accounts[row.pk]
            yield (
                row.opening_date.isoformat(),
                [
                    Leg(name, row.opening_balance, row.currency),
                    Leg(OPENING, -row.opening_balance, row.currency),
                ],
            )


class Prices:
    """The rates of a day's postings, each written once."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._day = ""
        self._written: set[tuple[str, str]] = set()

    def new(self, row: StoredTransaction) -> Iterator[tuple[str, str]]:
        """Yield the currency and the rate of each price of `row` that was not written yet."""
        day = row.date.isoformat()
        if day != self._day:
            self._day, self._written = day, set()
        for posting in row.postings:
            price = (posting.currency, posting.rate)
            if posting.rate and posting.currency != self._home and price not in self._written:
                self._written.add(price)
                yield price
