"""One statement of MT940 or MT942 as it is read, and its entry whose details are to come."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from readers.common.statement_chain import sum_that_differs
from readers.mt940.details import Texts
from readers.mt940.fields import StatementLine
from readers.statement import Balance, FileWarning


@dataclass(slots=True)
class Entry:
    """A statement line whose details are still to come."""

    number: int
    line: StatementLine
    texts: Texts


class Statement:
    """One message: what it has said of its account so far."""

    __slots__ = (
        "closing",
        "credits",
        "currency",
        "debits",
        "faults",
        "first",
        "is_closed",
        "is_interim",
        "key",
        "last",
        "number",
        "opening",
        "rows",
        "total",
    )

    def __init__(self, number: str = "", currency: str = "", *, is_interim: bool = False) -> None:
        self.number = number
        self.currency = currency
        self.is_interim = is_interim
        self.key: str | None = None
        self.opening: Balance | None = None
        self.closing: Balance | None = None
        self.is_closed = False
        self.first: date | None = None
        self.last: date | None = None
        self.rows = 0
        self.faults = 0
        self.total = Decimal()
        self.credits = (0, Decimal())
        self.debits = (0, Decimal())

    def book(self, line: StatementLine) -> None:
        """Count a row in."""
        self.rows += 1
        self.total += line.amount
        day = line.day
        if self.first is None or day < self.first:
            self.first = day
        if self.last is None or day > self.last:
            self.last = day
        if self.is_interim:
            if line.amount < 0:
                self.debits = (self.debits[0] + 1, self.debits[1] - line.amount)
            else:
                self.credits = (self.credits[0] + 1, self.credits[1] + line.amount)

    def sum_that_differs(self) -> FileWarning | None:
        """Return what people should know where its rows do not lead to its closing balance."""
        return None if self.faults else sum_that_differs(self.opening, self.closing, self.total)
