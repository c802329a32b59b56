"""The tables that this program exports: a line for each posting, those of a transaction together.

Every text comes back as it went out: nothing is trimmed, and no word means anything. In CSV, what
a spreadsheet would run as a formula has an apostrophe in front, which is taken away.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from readers.statement import Item, Posting, Row
from readers.tables.accounts import Place
from readers.tables.characters import Readable
from readers.tables.grid import Grid
from readers.tables.headings import plain
from readers.tables.interpretation import Plan
from readers.tables.rows import Rows

_TRANSFER = "transfer"
KINDS = frozenset({"expense", "income", _TRANSFER})
_PROTECTED = re.compile("'+[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_TAG = re.compile(r"(?:\\.|[^\\;])*", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class OwnRows(Rows):
    """Makes one row of the postings of each transaction."""

    def __init__(self, grid: Grid, plan: Plan) -> None:
        self.is_protected = grid.serial_epoch is None
        """Whether an apostrophe stands before what looks like a formula: in text, in no workbook"""
        super().__init__(grid, plan)
        if isinstance(grid, Readable) and not grid.pattern:
            # Its dates and amounts are plain, and what only looks like one is text.
            self.grid = grid.grid
        self.held: list[tuple[Row, Posting]] = []
        """The postings of the transaction that is read, each with the row that it would be."""

    def name(self, text: str) -> str:
        return self.text(text)

    def text(self, text: str) -> str:
        """Return what a cell says."""
        return text[1:] if self.is_protected and _PROTECTED.match(text) else text

    def cell(self, cells: list[str], name: str) -> str:
        return self.text(cells[self.named[plain(name)]])

    def kind_in(self, cells: list[str], name: str) -> str:
        """Return what a cell says that money counts as; empty for a word that is not one of ours"""
        kind = self.cell(cells, name)
        return kind if kind in KINDS else ""

    def row(
        self, line: int, day: date, amount: Decimal, place: Place, cells: list[str]
    ) -> list[Item]:
        """Return the row of the transaction before, where the line begins another."""
        row = Row(
            line,
            day,
            amount,
            place.key,
            place.currency,
            self.cell(cells, "payee"),
            self.cell(cells, "description"),
            self.cell(cells, "notes"),
            self.cell(cells, "transaction"),
            category=self.cell(cells, "category"),
            tags=tags_in(self.cell(cells, "tags")),
            status=self.booked(cells),
            counts_as=self.kind_in(cells, "type"),
        )
        posting = Posting(
            amount,
            place.key,
            place.currency,
            self.kind_in(cells, "kind"),
            row.category,
            self.cell(cells, "posting_description"),
        )
        items: list[Item] = []
        if self.held and (not row.bank_id or self.held[0][0].bank_id != row.bank_id):
            items += self.rest()
        self.held.append((row, posting))
        return [*items, *self.accounts.new(place, cells)]

    def rest(self) -> Iterable[Item]:
        """Return the row of the transaction whose postings have been read."""
        held, self.held = self.held, []
        return list(row_of(held))


def tags_in(text: str) -> tuple[str, ...]:
    r"""Return the tags of a cell, with ";" between them; within one stand "\;" and "\\"."""
    found = (_ESCAPED.sub(r"\1", part.strip()) for part in _TAG.findall(text))
    return tuple(tag for tag in found if tag)


def row_of(held: list[tuple[Row, Posting]]) -> Iterator[Row]:
    """Yield the row that postings come to; as one of a bank would say it, where it can."""
    if not held:
        return
    row, first = held[0]
    if len(held) == 1 and first.kind == _TRANSFER:
        # One side alone, which only a table that somebody has changed has.
        yield row._replace(counts_as="")
    elif len(held) == 1 and first.kind == row.counts_as and not first.description:
        yield row
    else:
        yield _transfer(held) or _whole(held)


def _whole(held: list[tuple[Row, Posting]]) -> Row:
    """Return the row of all of its postings."""
    row = held[0][0]
    if not row.counts_as:
        total = sum(one.amount for _, one in held)
        moves = any(one.kind == _TRANSFER for _, one in held)
        row = row._replace(counts_as=_TRANSFER if moves else "expense" if total < 0 else "income")
    amount = sum((one.amount for _, one in held if one.account == row.account), Decimal(0))
    postings = tuple(posting for _, posting in held)
    return row._replace(amount=amount, category="", postings=postings)


def _transfer(held: list[tuple[Row, Posting]]) -> Row | None:
    """Return the row of a plain transfer, where the money leaves; None for anything else."""
    if len(held) != 2 or any(posting.description for _, posting in held):
        return None
    (row, leaves), (_, arrives) = held
    if {leaves.kind, arrives.kind} != {_TRANSFER} or leaves.account == arrives.account:
        return None
    if not leaves.amount < 0 < arrives.amount:
        return None
    same = arrives.currency == leaves.currency
    other = None if same else arrives.amount
    return row._replace(other_account=arrives.account, other_amount=other, category="")
