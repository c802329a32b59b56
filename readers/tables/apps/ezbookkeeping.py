"""The transactions that ezBookkeeping exports: a line for each, unsigned, with its type."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from readers.statement import Account, Balance, BalanceKind, Fault, Item, Row
from readers.tables.accounts import Place
from readers.tables.rows import Rows
from readers.tables.texts import tags_in

_SIGNS = {"income": 1, "expense": -1, "refund": 1, "transfer": -1}
"""Which way the amount of each type moves on its account, where it is not below zero."""


class EzBookkeepingRows(Rows):
    """Reads an export."""

    def row(
        self, line: int, day: date, amount: Decimal, place: Place, cells: list[str]
    ) -> list[Item]:
        """Return the row of a line, or what an account begins with."""
        kind, name = self.cell(cells, "Type").casefold(), self.cell(cells, "Account")
        items: list[Item] = list(self.account(name, place.currency))
        if kind == "balance modification":
            # Nothing can stand before it on its account.
            opening = BalanceKind.OPENING
            return [*items, Balance(line, opening, amount, day, name, place.currency)]
        if kind not in _SIGNS:
            detail = f"The type {kind[:40]!r} is not one of {', '.join(_SIGNS)}."
            return [Fault(line, "unknown_direction", detail)]
        row = Row(
            *(line, day, amount * _SIGNS[kind], name, place.currency),
            description=self.cell(cells, "Description"),
            bank_id=self.cell(cells, "Transaction Id"),
            category=self.category(cells) if self.category else "",
            tags=tags_in(self.cell(cells, "Tags")),
        )
        if kind == "transfer":
            other, there = self.cell(cells, "Account2"), self.cell(cells, "Account2 Currency")
            items += self.account(other, there)
            arrives = self.plan.parse_number(self.cell(cells, "Account2 Amount"))
            same = there == place.currency
            row = row._replace(
                category="", other_account=other, other_amount=None if same else arrives
            )
        return [*items, row]

    def account(self, name: str, currency: str) -> Iterable[Account]:
        """Yield an account where it is new."""
        for account in self.accounts.other(name):
            yield account._replace(currency=currency)
