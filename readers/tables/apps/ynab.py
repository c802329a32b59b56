"""The register that YNAB exports: transfers by their payee, splits by their memo.

A transfer stands once on each of its accounts, with the payee "Transfer : NAME". The parts of a
split stand one below the other, each with "Split (1/3)" before its memo, in YNAB 4 "(Split 1/3)".
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from readers.statement import Balance, BalanceKind, Item, Row, Split
from readers.tables.accounts import Place
from readers.tables.rows import Rows

_TRANSFER = re.compile(r"Transfer ?: (.+)")
_PART = re.compile(r"\(?Split \(?([0-9]+)/([0-9]+)\) ?(.*)")
_INCOME = ("Inflow:", "Income:")
"""The category groups of money that is yet to be given a category."""


class YnabRows(Rows):
    """Reads a register."""

    parts: tuple[Row, ...] = ()
    """Those of the split that is being read."""

    def row(
        self, line: int, day: date, amount: Decimal, place: Place, cells: list[str]
    ) -> list[Item]:
        """Return the rows of a line, those of a split when its last part was read."""
        items: list[Item] = []
        for item in super().row(line, day, amount, place, cells):
            items += self.understood(item) if isinstance(item, Row) else [item]
        return items

    def understood(self, row: Row) -> Iterable[Item]:
        """Yield a row as YNAB means it, with the account of a transfer before it."""
        if row.payee == "Starting Balance":
            yield from self.rest()
            kind = BalanceKind.OPENING
            yield Balance(row.line, kind, row.amount, row.date, row.account, row.currency)
            return
        if row.category.startswith(_INCOME):
            row = row._replace(category="")
        if transfer := _TRANSFER.fullmatch(row.payee):
            yield from self.accounts.other(transfer[1])
            row = row._replace(payee="", other_account=transfer[1])
        part = _PART.fullmatch(row.description)
        if not part:
            yield from self.rest()
            yield row
            return
        if part[1] == "1" or not self.belongs(row):
            yield from self.rest()
        self.parts = (*self.parts, row._replace(description=part[3]))
        if part[1] == part[2]:
            yield from self.rest()

    def belongs(self, row: Row) -> bool:
        """Whether a part is of the split that is being read."""
        if not self.parts:
            return False
        first = self.parts[0]
        return (first.account, first.date) == (row.account, row.date)

    def rest(self) -> Iterable[Item]:
        """Yield the split whose parts have been read."""
        parts, self.parts = self.parts, ()
        if not parts:
            return
        payees = [part.payee for part in parts if part.payee]
        yield parts[0]._replace(
            amount=sum((part.amount for part in parts), Decimal(0)),
            payee=payees[0] if payees else "",
            description=parts[0].description if len(parts) == 1 else "",
            category=parts[0].category if len(parts) == 1 else "",
            other_account=parts[0].other_account if len(parts) == 1 else "",
            splits=tuple(
                Split(part.amount, part.category, part.other_account, part.description)
                for part in parts
                if len(parts) > 1
            ),
        )
