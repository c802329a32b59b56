"""The transaction history of Wise: what one side gives and what the other takes, with fees.

Each currency is an account. What leaves takes its fee with it; a conversion between two
currencies of the person is a transfer.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from readers.statement import Account, Fault, Item, Row
from readers.tables.accounts import Place
from readers.tables.rows import Rows


class WiseRows(Rows):
    """Reads a history."""

    def row(
        self, line: int, day: date, amount: Decimal, place: Place, cells: list[str]
    ) -> list[Item]:
        """Return the row of a line, seen from the currency that the money leaves or arrives in."""
        if self.state(self.cell(cells, "Status")) == "void":
            self.others.void.add(line)
            return []
        direction = self.cell(cells, "Direction").upper()
        given = self.number(cells, "Source amount (after fees)")
        fee = self.number(cells, "Source fee amount")
        taken = self.number(cells, "Target amount (after fees)")
        source, target = self.cell(cells, "Source currency"), self.cell(cells, "Target currency")
        fee_code = self.cell(cells, "Source fee currency")
        if direction not in {"OUT", "IN", "NEUTRAL"} or (fee and fee_code != source):
            detail = f"The direction {direction[:20]!r} is not one of IN, OUT and NEUTRAL."
            if fee and fee_code != source:
                detail = f"The fee is in {fee_code[:20]!r}, where the amount is in {source[:20]!r}."
            return [Fault(line, "unknown_direction", detail)]
        row = self.common_row(line, day, cells)
        if direction == "IN":
            payee = self.cell(cells, "Source name")
            row = row._replace(amount=taken, account=key_of(target), currency=target, payee=payee)
            return [*self.account(target), row]
        row = row._replace(amount=-given - fee, account=key_of(source), currency=source)
        if direction == "NEUTRAL" and source != target:
            row = row._replace(other_account=key_of(target), other_amount=taken)
            return [*self.account(source), *self.account(target), row]
        return [*self.account(source), row._replace(payee=self.cell(cells, "Target name"))]

    def number(self, cells: list[str], name: str) -> Decimal:
        """Return the number under a name; 0 where none stands there."""
        return self.plan.parse_number(self.cell(cells, name)) or Decimal(0)

    def account(self, code: str) -> Iterable[Account]:
        """Yield the account of a currency where it is new."""
        for account in self.accounts.other(key_of(code)):
            yield account._replace(name="", currency=code)

    def common_row(self, line: int, day: date, cells: list[str]) -> Row:
        """Return what is said of a line whichever side it is seen from."""
        rate, code = self.cell(cells, "Exchange rate"), self.cell(cells, "Target currency")
        notes = [self.cell(cells, "Note")]
        if code != self.cell(cells, "Source currency"):
            amount = self.cell(cells, "Target amount (after fees)")
            notes += [f"Original amount: {amount} {code}", f"Rate: {rate}" if rate else ""]
        if fee := self.cell(cells, "Source fee amount"):
            notes.append(f"Fee: {fee}" if self.number(cells, "Source fee amount") else "")
        return Row(
            line,
            day,
            Decimal(0),
            description=self.cell(cells, "Reference"),
            notes="\n".join(note for note in notes if note),
            bank_id=self.cell(cells, "ID"),
            category=self.category(cells) if self.category else "",
        )


def key_of(code: str) -> str:
    """Return what tells the account of a currency apart from those of other providers."""
    return f"Wise {code}"
