"""The CSV that this program exports: a line for each posting, those of a transaction together."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from imports.statement import Item, Row, Split
from imports.tables.accounts import Place
from imports.tables.rows import Rows

_TRANSFER = "transfer"


class OwnRows(Rows):
    """Makes a row of the postings of each transaction; of each account, where it has several."""

    postings: tuple[tuple[str, Row], ...] = ()
    """What reports count it as, and the posting, for those of the transaction that is read."""

    def row(
        self, line: int, day: date, amount: Decimal, place: Place, cells: list[str]
    ) -> list[Item]:
        """Return the rows of the transaction before, where the line begins another."""
        items: list[Item] = []
        for item in super().row(line, day, amount, place, cells):
            if not isinstance(item, Row):
                items.append(item)
                continue
            about = self.cell(cells, "posting_description")
            posting = item._replace(notes=item.notes, reference=about)
            if self.postings and self.postings[0][1].bank_id != posting.bank_id:
                items += self.rest()
            self.postings = (*self.postings, (self.cell(cells, "kind"), posting))
        return items

    def rest(self) -> Iterable[Item]:
        """Return the rows of the transaction whose postings have been read."""
        postings, self.postings = self.postings, ()
        moved = [row for kind, row in postings if kind == _TRANSFER]
        if len(moved) == 2 and moved[0].account != moved[1].account:
            return list(_with_transfer([row for _kind, row in postings], moved))
        return list(_by_account([row for _kind, row in postings]))


def _by_account(postings: list[Row]) -> Iterator[Row]:
    """Yield a row for each account that has postings."""
    accounts = dict.fromkeys(row.account for row in postings)
    for account in accounts:
        own = [row for row in postings if row.account == account]
        yield _joined(own, [_split(row) for row in own])


def _with_transfer(postings: list[Row], moved: list[Row]) -> Iterator[Row]:
    """Yield the row of the account that the money leaves, with what the other one receives."""
    leaves, arrives = sorted(moved, key=lambda row: row.amount)
    own = [row for row in postings if row.account == leaves.account]
    elsewhere = [row for row in postings if row.account != leaves.account and row is not arrives]
    parts = [_split(row, arrives.account if row is leaves else "") for row in own]
    row = _joined(own, parts)
    if len(own) == 1:
        same = arrives.currency == leaves.currency and arrives.amount == -leaves.amount
        row = row._replace(
            other_account=arrives.account, other_amount=None if same else arrives.amount
        )
    yield row
    yield from _by_account(elsewhere)


def _split(row: Row, account: str = "") -> Split:
    return Split(row.amount, row.category, account, row.reference)


def _joined(postings: list[Row], splits: list[Split]) -> Row:
    first = postings[0]
    if len(postings) == 1:
        note = first.reference if first.reference != first.description else ""
        notes = "\n".join(part for part in (first.notes, note) if part)
        return first._replace(reference="", notes=notes)
    return first._replace(
        amount=sum((row.amount for row in postings), Decimal(0)),
        category="",
        reference="",
        splits=tuple(splits),
    )
