"""The transactions that Actual exports: a transfer has the name of an account as its payee.

The line of a split is followed by those of its parts. It has no amount of its own, or has it in
another column, so that the amounts of all lines add up.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from readers.statement import Balance, BalanceKind, Item, Row
from readers.tables.accounts import Place
from readers.tables.rows import Rows
from readers.tables.texts import clean


class ActualRows(Rows):
    """Reads an export."""

    def row(
        self, line: int, day: date, amount: Decimal, place: Place, cells: list[str]
    ) -> list[Item]:
        """Return the row of a line, as a transfer where its payee is an account of the file."""
        items: list[Item] = []
        split = self.plan.parse_number(self.cell(cells, "Split_Amount"))
        if split and not amount:
            return items
        for item in super().row(line, day, amount, place, cells):
            items += self.understood(item) if isinstance(item, Row) else [item]
        return items

    def understood(self, row: Row) -> Iterable[Item]:
        """Yield a row as Actual means it."""
        names = {clean(name) for name, _currency in self.plan.found.money}
        if row.payee == "Starting Balance":
            kind = BalanceKind.OPENING
            yield Balance(row.line, kind, row.amount, row.date, row.account, row.currency)
        elif row.payee in names and row.payee != row.account and not row.category:
            yield from self.accounts.other(row.payee)
            yield row._replace(payee="", other_account=row.payee)
        else:
            yield row
