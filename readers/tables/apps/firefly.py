"""The transactions that Firefly III exports: a line for each, with the account on either side."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from readers.statement import Account, Balance, BalanceKind, Item, Row
from readers.tables.accounts import Place
from readers.tables.rows import Rows

_OWN = {
    "asset account": "checking",
    "default account": "checking",
    "cash account": "",
    "debt": "loan",
    "loan": "loan",
    "mortgage": "loan",
}
"""The types of the person's own accounts, and ours. Cash accounts stand for other people's cash."""
_EQUITY = ("initial balance account", "reconciliation account")
_TAGS = re.compile(r",\s*")


class FireflyRows(Rows):
    """Reads an export."""

    def row(
        self, line: int, day: date, amount: Decimal, place: Place, cells: list[str]
    ) -> list[Item]:
        """Return the row of a line, from the side of the account that the money leaves."""
        source, target = self.cell(cells, "source_name"), self.cell(cells, "destination_name")
        from_type, to_type = (
            self.cell(cells, name).casefold() for name in ("source_type", "destination_type")
        )
        leaves, arrives = _is_own(from_type), _is_own(to_type)
        size, code = abs(amount), place.currency
        other = self.other_amount(cells) if leaves and arrives else None
        there = code if other is None else self.cell(cells, "foreign_currency_code")
        items: list[Item] = []
        for name, iban, kind, own, currency in (
            (source, "source_iban", from_type, leaves, code),
            (target, "destination_iban", to_type, arrives, there),
        ):
            if own:
                items += self.account(name, self.cell(cells, iban), kind, currency)
        if from_type == _EQUITY[0] or to_type == _EQUITY[0]:
            name, size = (target, size) if arrives else (source, -size)
            kind = BalanceKind.OPENING
            return [*items, Balance(line, kind, size, day, name, place.currency)]
        if not leaves and not arrives:
            self.others.skipped.add(line)
            return []
        row = self.common_row(line, day, place.currency, cells)
        if leaves and arrives:
            row = row._replace(
                account=source, amount=-size, other_account=target, other_amount=other
            )
        elif leaves:
            row = row._replace(account=source, amount=-size, payee=_name(target, to_type))
        else:
            row = row._replace(account=target, amount=size, payee=_name(source, from_type))
        return [*items, row]

    def account(self, name: str, iban: str, kind: str, currency: str) -> Iterable[Account]:
        """Yield an account of the person's own where it is new."""
        for account in self.accounts.other(name):
            yield account._replace(name=name, number=iban, type=_OWN[kind], currency=currency)

    def common_row(self, line: int, day: date, currency: str, cells: list[str]) -> Row:
        """Return what is said of a line whichever side it is seen from."""
        foreign, code = (
            self.cell(cells, "foreign_amount"),
            self.cell(cells, "foreign_currency_code"),
        )
        notes = self.cell(cells, "notes")
        if foreign and code:
            notes = "\n".join(
                part for part in (notes, f"Original amount: {foreign} {code}") if part
            )
        title = self.cell(cells, "group_title")
        if title and title != self.cell(cells, "description"):
            notes = "\n".join(part for part in (notes, title) if part)
        return Row(
            line,
            day,
            Decimal(0),
            currency=currency,
            description=self.cell(cells, "description"),
            notes=notes,
            bank_id=self.cell(cells, "external_id") or self.cell(cells, "journal_id"),
            reference=self.cell(cells, "internal_reference"),
            category=self.category(cells) if self.category else "",
            tags=tuple(tag for tag in _TAGS.split(self.cell(cells, "tags")) if tag),
            status="reconciled" if self.cell(cells, "reconciled") in {"1", "true"} else "",
        )

    def other_amount(self, cells: list[str]) -> Decimal | None:
        """Return what arrives at the other account of a transfer, where its currency differs."""
        foreign = self.plan.parse_number(self.cell(cells, "foreign_amount"))
        same = self.cell(cells, "foreign_currency_code") == self.cell(cells, "currency_code")
        return abs(foreign) if foreign and not same else None


def _is_own(kind: str) -> bool:
    return bool(_OWN.get(kind))


def _name(name: str, kind: str) -> str:
    """Return the payee; none for cash, corrections and accounts without a name."""
    return "" if kind in _EQUITY or kind == "cash account" or name == "(no name)" else name
