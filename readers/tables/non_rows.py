"""The lines of a table that are not rows: totals, balances, headers once more, and broken ones."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from readers.statement import (
    Balance,
    BalanceKind,
    EvidenceKind,
    Fault,
    FileDecision,
    FileWarning,
    Item,
)
from readers.tables.accounts import Accounts, Place
from readers.tables.balances import kind_of_line, names_balance
from readers.tables.dates import no_date_detail
from readers.tables.grid import BrokenLine
from readers.tables.header import Head, StatedBalance, same_names, stated_balance, values_of
from readers.tables.headings import CLOSING, CURRENT, OPENING, TOTAL, begins_with
from readers.tables.interpretation import Plan
from readers.tables.numbers import looks_like_number

_LINES_SHOWN = 20
"""How many lines a warning names; more nobody reads."""
_NUMERIC = ("amount", "debit", "credit")


@dataclass
class Passed:
    """Lines that were passed over: how many, and the numbers of the first."""

    count: int = 0
    shown: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.shown) < _LINES_SHOWN:
            self.shown.append(line)

    def __str__(self) -> str:
        more = self.count - len(self.shown)
        word = "Line" if self.count == 1 else "Lines"
        return f"{word} {', '.join(map(str, self.shown))}" + (f" and {more} more" if more else "")


class Others:
    """Tells what a line is that is not a row, and keeps count of those passed over."""

    def __init__(self, plan: Plan, accounts: Accounts, delimiter: str = ",") -> None:
        self.plan = plan
        self.delimiter = delimiter
        self.accounts = accounts
        self.skipped = Passed()
        self.void = Passed()
        columns = plan.columns
        self.numeric = [c for role in _NUMERIC for c in columns.get(role, ())]
        self.balance_at = columns.get("balance", (-1,))[0]
        last = plan.head.width - 1
        texts = [columns.get(role, ()) for role in ("description", "notes", "payee")]
        self.ends_in_text = any(last in places for places in texts)
        taken = {c for places in columns.values() for c in places}
        self.unknown = [place for place in range(plan.head.width) if place not in taken]
        self.widths = _usual_widths(plan.head)

    def fitted(self, cells: list[str]) -> list[str]:
        """Return a line of another width as one of the common width, where it may be one."""
        width = self.plan.head.width
        if isinstance(cells, BrokenLine):
            return cells
        if len(cells) > width:
            if not any(cell.strip() for cell in cells[width:]):
                return cells[:width]
            return self._joined(cells)
        return [*cells, *[""] * (width - len(cells))] if len(cells) in self.widths else cells

    def _joined(self, cells: list[str]) -> list[str]:
        """Return a line whose last text has the delimiter within it, and is not quoted, as a row.

        Where an amount may be cut by its own separator, or numbers stand where they do not
        belong, the line stays as it is: nothing shows what was cut.
        """
        last = self.plan.head.width - 1
        beside = [cells[place + 1] for place in (*self.numeric, self.balance_at) if place >= 0]
        parts = [*beside, *cells[last:]]
        if not self.ends_in_text or any(looks_like_number(part) for part in parts):
            return cells
        return [*cells[:last], self.delimiter.join(cells[last:])]

    def stated_before(self) -> Iterator[Item]:
        """Yield the balances that stand above the rows."""
        for stated in self.plan.facts.balances:
            yield from self._balance(stated)

    def _balance(self, stated: StatedBalance) -> Iterator[Item]:
        plan = self.plan
        amount = plan.parse_balance(stated.amount)
        if amount is not None:
            day = plan.parse_date(stated.date) if stated.date else None
            currency = stated.currency or plan.layout.currency or plan.facts.currency
            key = self.accounts.of_file()
            yield from self.accounts.named(key)
            yield Balance(stated.line, stated.kind, amount, day, key, currency)

    def odd(self, line: int, cells: list[str]) -> Iterator[Item]:
        """Yield what a line is that has no date, or not the width of a row."""
        if isinstance(cells, BrokenLine):
            yield Fault(line, cells.code, cells.detail)
            return
        values = values_of(cells)
        if not values:
            return
        if same_names(cells, self.plan.head.names):
            self.skipped.add(line)
            return
        words = OPENING | CLOSING | CURRENT | TOTAL
        if any(begins_with(v, words) or names_balance(v) for v in values[:3]):
            self.skipped.add(line)
            if stated := stated_balance(line, values):
                yield from self._balance(stated)
            return
        yield from self._broken(line, cells, values)

    def _broken(self, line: int, cells: list[str], values: list[str]) -> Iterator[Item]:
        """Yield the fault of a line that was to be a row; nothing for one that was not."""
        plan, width = self.plan, self.plan.head.width
        date_at = plan.columns["date"][0]
        text = cells[date_at].strip() if date_at < len(cells) else ""
        dated = plan.parse_date(text) is not None
        parse = plan.parse_number
        has_amount = any(parse(cells[c]) is not None for c in self.numeric if c < len(cells))
        if dated and len(cells) != width:
            detail = f"The line has {len(cells)} cells, where the others have {width}."
            yield Fault(line, "wrong_width", detail)
        elif has_amount or (text and len(values) * 2 > width and len(cells) == width):
            yield Fault(line, "no_date", no_date_detail(text, plan.layout.date_order))
        else:
            self.skipped.add(line)

    def continues(self, cells: list[str]) -> str:
        """Return the text of a line that has nothing but more of the one before; empty for others.

        Its text stands where descriptions do, and all of its other cells are empty.
        """
        places = self.plan.columns.get("description", ())
        if isinstance(cells, BrokenLine) or len(cells) > self.plan.head.width:
            return ""
        if any(cell.strip() for place, cell in enumerate(cells) if place not in places):
            return ""
        text = " ".join(" ".join(cells[place] for place in places if place < len(cells)).split())
        return "" if begins_with(text, OPENING | CLOSING | CURRENT | TOTAL) else text

    def between(
        self, line: int, kind: BalanceKind, amount: Decimal, day: date, place: Place
    ) -> Balance:
        """Return the balance that a line among the rows states instead of a transaction."""
        self.skipped.add(line)
        if kind == BalanceKind.STATED and self.plan.between.opening is not None:
            kind = BalanceKind.CLOSING
        return Balance(line, kind, amount, day, place.key, place.currency)

    def opening(self, day: date | None, place: Place | None) -> Iterator[Balance]:
        """Yield the balance before the rows that lines of balances between them show."""
        opening = self.plan.between.opening
        if opening is not None and day and place:
            yield Balance(0, BalanceKind.OPENING, opening, day, place.key, place.currency)

    def without_amount(
        self, line: int, day: date, cells: list[str], place: Place
    ) -> Iterator[Item]:
        """Yield what a line is that has a date and no amount: a balance, or a fault."""
        balance = None
        if self.balance_at >= 0:
            balance = self.plan.parse_balance(cells[self.balance_at])
        kinds = [kind for cell in cells if (kind := kind_of_line(cell)) is not None]
        if balance is None or (not kinds and self.has_other_number(cells)):
            yield Fault(line, "no_amount", "The line has a date but no amount.")
            return
        self.skipped.add(line)
        yield from self.accounts.new(place, cells)
        kind = next((k for k in kinds if k != BalanceKind.STATED), BalanceKind.STATED)
        yield Balance(line, kind, balance, day, place.key, place.currency)

    def _lines_reason(self) -> tuple[EvidenceKind, str]:
        if self.plan.between.opening is not None:
            return EvidenceKind.PROVED, "The balances that they state agree with the rows."
        if self.plan.chain is not None:
            return EvidenceKind.PROVED, "The running balance agrees without them."
        return EvidenceKind.ASSUMED, "They have no date, or have words for a total or a balance."

    def has_other_number(self, cells: list[str]) -> bool:
        """Whether a column that is not understood has an amount: the line is not a note then."""
        parse = self.plan.parse_number
        return any(parse(cells[place]) for place in self.unknown if not _is_code(cells[place]))

    def warnings(self) -> Iterator[Item]:
        """Yield which lines were passed over, and why they are not transactions."""
        if self.skipped.count:
            yield FileDecision("lines", f"{self.skipped}: no transactions", *self._lines_reason())
            detail = f"{self.skipped} of the file: totals, balances or notes, not transactions."
            yield FileWarning("skipped_lines", detail)
        if self.void.count:
            detail = f"{self.void} of the file: declined or reverted, so no money moved."
            yield FileWarning("not_booked", detail)


def _usual_widths(head: Head) -> set[int]:
    """Return how many cells a row may have: as many as there are names, or as other rows have."""
    widths = Counter(len(cells) for _line, cells in head.rows)
    named = max((place for place, name in enumerate(head.names, start=1) if name), default=0)
    return {named or head.width} | {width for width, rows in widths.items() if rows > 1}


def _is_code(text: str) -> bool:
    """Whether a cell is a number of something else than money, such as 000123."""
    bare = text.strip()
    # Ten digits without a separator are billions, which nobody has.
    return bare.isdigit() and (bare[0] == "0" or len(bare) > 9)
