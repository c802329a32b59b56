"""Transactions as QIF, the Quicken Interchange Format, for programs that take nothing else.

The form that its readers agree on: the year first in dates, a point before decimals and no mark
between thousands, UTF-8. What would mean something within a name gives way to its full-width form.
QIF has no word for the currency of an account; it stands in brackets as the account's description,
as Money Manager EX writes it.
"""

from contextlib import closing
from typing import IO

from accounts.models import Account, AccountType
from common.money import CURRENCIES, format_amount
from common.scratch import filled_file
from exports.account_names import Spelling
from exports.journal import spelled as spelled_for_journals
from exports.reading import Reading
from exports.statements import Part, Selection, Statement, Statements
from transactions.models import PostingKind, Status
from transactions.stored import StoredTransaction

TYPES = {
    AccountType.CHECKING.value: "Bank",
    AccountType.SAVINGS.value: "Bank",
    AccountType.CASH.value: "Cash",
    AccountType.CREDIT_CARD.value: "CCard",
    AccountType.LOAN.value: "Oth L",
    # Investments as QIF means them are trades; what a book has of one is its cash.
    AccountType.INVESTMENT.value: "Oth A",
    AccountType.OTHER.value: "Oth A",
}
MARKS = {Status.CLEARED.value: "C*\n", Status.RECONCILED.value: "CX\n"}
_KINDS = {PostingKind.EXPENSE.value: "E", PostingKind.INCOME.value: "I"}
_IN_CATEGORIES = {ord("/"): ord("/") + 0xFEE0}
# Some readers take it for the mark of a transaction in parts.
_SPLIT = "split"


def qif_file(reading: Reading, wanted: Selection) -> IO[bytes]:
    """Return the whole file, open and without a name; raises Overtaken.

    A transfer stands with both of its accounts, each with its own side.
    """
    writer = Writer(reading)
    statements = Statements(reading, wanted, writer.entry)
    with closing(statements), filled_file() as file:
        file.write(writer.categories_listed().encode())
        for one in statements:
            file.write(writer.heading(one).encode())
            statements.copy(one, file)
    return file


def spelled(name: str) -> str:
    """Return `name` without what means something in a name of QIF."""
    plain = spelled_for_journals(name).translate(_IN_CATEGORIES)
    return f"{plain} (category)" if plain.strip("- ").casefold() == _SPLIT else plain


class Writer:
    """Writes the parts of a file."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        names = Spelling(spelled)
        self._accounts = {key: names.of(row.name, key) for key, row in reading.accounts.items()}
        self._names = Spelling(spelled)
        self._categories: dict[int | None, str] = {}
        for key in reading.categories:
            self._place(key)

    def categories_listed(self) -> str:
        """Return the list of the categories that there are."""
        rows = self._reading.categories
        entries = [
            f"N{name}\n{_KINDS[rows[key].type]}\n^\n"
            for key, name in self._categories.items()
            if key is not None
        ]
        return f"!Type:Cat\n{''.join(entries)}" if entries else ""

    def heading(self, one: Statement) -> str:
        """Return what stands before the entries of an account: what it is, what was in it."""
        name, kind = self._accounts[one.account.pk], TYPES[one.account.type]
        text = f"!Account\nN{name}\nT{kind}\nD[{one.account.currency}]\n^\n!Type:{kind}\n"
        if one.opening:
            amount = _amount(one.opening, one.account)
            text += f"D{one.start}\nT{amount}\nCX\nPOpening Balance\nL[{name}]\n^\n"
        return text

    def entry(self, row: StoredTransaction, account: Account, parts: list[Part]) -> str:
        """Return what `row` is to `account`."""
        lines = [f"D{row.date}\nT{_amount(sum(part.amount for part in parts), account)}\n"]
        lines.append(MARKS.get(row.status, ""))
        lines.append(_line("P", row.payee or ""))
        lines.append(_line("M", row.description or row.notes or parts[0].description))
        lines.append(_line("L", self._what_for(parts[0])))
        if len(parts) > 1 or (parts[0].description and row.description):
            for part in parts:
                lines.append(f"S{self._what_for(part)}\n{_line('E', part.description)}")
                lines.append(f"${_amount(part.amount, account)}\n")
        return f"{''.join(lines)}^\n"

    def _what_for(self, part: Part) -> str:
        if part.other_id is not None:
            return f"[{self._accounts[part.other_id]}]"
        return self._categories[part.category_id] if part.category_id else ""

    def _place(self, category_id: int) -> str:
        """Return the name of a category, after those above it."""
        if category_id not in self._categories:
            row = self._reading.categories[category_id]
            above = f"{self._place(row.parent_id)}:" if row.parent_id else ""
            self._categories[category_id] = self._names.of(row.name, category_id, parent=above)
        return self._categories[category_id]


def _line(code: str, text: str) -> str:
    plain = " ".join(text.split())
    return f"{code}{plain}\n" if plain else ""


def _amount(minor: int, account: Account) -> str:
    return format_amount(minor, CURRENCIES[account.currency])
