"""Rows of a table that say themselves that they move money to another own account.

Programs write such a row in their own ways: with its amount in a column of transfers, under a type
that is neither income nor expense, or with what arrives in another currency.
"""

from collections.abc import Iterable
from decimal import Decimal

from common.money import CURRENCIES
from readers.statement import Item, Row
from readers.tables.accounts import Accounts
from readers.tables.amounts import Wrong
from readers.tables.headings import NEITHER, SYMBOLS, plain
from readers.tables.interpretation import Plan
from readers.tables.texts import clean

_TOWARDS = frozenset({"to", "target", "destination", "receiving", "ziel", "zielkonto", "zum"})
_TOWARDS |= frozenset({"an", "destino", "vers", "naar", "ke", "verso", "do", "till", "til"})
"""Words in the heading of the other account that say that the money goes there."""


class OwnTransfers:
    """Tells what a row moves to another own account."""

    def __init__(self, plan: Plan, accounts: Accounts) -> None:
        self.plan = plan
        self.accounts = accounts
        self.other_at, self.amount_at, self.sent_at, self.arrived_at, self.code_at, self.sign_at = (
            plan.columns.get(role, (-1,))[0]
            for role in (
                *("other_account", "amount", "transfer_amount", "other_amount"),
                *("other_currency", "sign"),
            )
        )
        names = plan.head.names
        name = names[self.other_at] if 0 <= self.other_at < len(names) else ""
        self.is_towards = bool(_TOWARDS & set(plain(name).split()))

    def amount(self, cells: list[str]) -> Decimal | None:
        """Return the amount of a row; what leaves with a transfer is below zero. Raises Wrong."""
        try:
            amount = self.plan.amounts(cells)
        except Wrong:
            if not self._is_transfer(cells):
                raise
            amount = self.plan.parse_number(cells[self.amount_at])
            return amount if amount is None else -abs(amount)
        if not amount and self.sent_at >= 0 and self._other(cells):
            sent = self.plan.parse_number(cells[self.sent_at])
            return amount if sent is None else -abs(sent)
        return amount

    def _is_transfer(self, cells: list[str]) -> bool:
        """Whether a row without a direction goes to the account that it names."""
        if not self.is_towards or self.sign_at < 0 or not self._other(cells):
            return False
        return plain(cells[self.sign_at]) in NEITHER

    def _other(self, cells: list[str]) -> str:
        return clean(cells[self.other_at]) if self.other_at >= 0 else ""

    def with_other_side(self, row: Row, cells: list[str]) -> Iterable[Item]:
        """Yield a row with the account on its other side, that account first."""
        other = self._other(cells)
        if not other or other == row.account:
            yield row
            return
        code = cells[self.code_at].strip() if self.code_at >= 0 else ""
        code = SYMBOLS.get(code, code.upper())
        for account in self.accounts.other(other):
            yield account._replace(currency=code if code in CURRENCIES else "")
        arrived = None
        if self.arrived_at >= 0 and code and code != row.currency:
            arrived = self.plan.parse_number(cells[self.arrived_at])
        if arrived is not None:
            arrived = abs(arrived) if row.amount < 0 else -abs(arrived)
        yield row._replace(other_account=other, other_amount=arrived)
