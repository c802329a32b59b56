"""One statement of CAMT as it is read, and which of its balances it begins and ends with."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from readers.camt.entries import Record
from readers.statement import Balance, BalanceKind, Row

_OPENING = ("OPBD", "PRCD")


@dataclass(slots=True)
class Booked:
    """What was booked on one account: the sum, the first day and the last."""

    total: Decimal
    first: date
    last: date


@dataclass(slots=True)
class Statement:
    """The statement that is being read."""

    record: Record
    balances: list[tuple[str, Balance]] = field(default_factory=list)
    booked: dict[str, Booked] = field(default_factory=dict)
    """What was booked, by account key."""
    faults: int = 0
    currencies: set[str] = field(default_factory=set)
    """Those of its entries."""

    def book(self, row: Row) -> None:
        """Count a row in."""
        booked = self.booked.get(row.account)
        if booked is None:
            self.booked[row.account] = Booked(row.amount, row.date, row.date)
            return
        booked.total += row.amount
        if row.date < booked.first:
            booked.first = row.date
        if row.date > booked.last:
            booked.last = row.date


def roles(
    balances: list[tuple[str, Balance]], booked: Booked | None
) -> tuple[Balance | None, Balance | None, list[Balance]]:
    """Return a statement's opening balance, its closing one, and the interim ones.

    The pages of a statement and reports within a day begin or end with an interim balance; which
    of both it is, the sum of what was booked shows.
    """
    found: dict[str, list[Balance]] = {}
    for kind, balance in balances:
        found.setdefault(kind, []).append(balance)
    opening = next((found[kind][0] for kind in _OPENING if kind in found), None)
    closing = found["CLBD"][-1] if "CLBD" in found else None
    interim = found.get("ITBD", [])
    moved = booked.total if booked else Decimal()
    if interim and not closing and _moves(opening or interim[0], interim[-1], moved):
        closing = interim[-1] if opening or len(interim) > 1 else None
    if interim and not opening and _moves(interim[0], closing, moved):
        opening = interim[0] if interim[0] is not closing else None
    stated = [balance for balance in interim if balance not in (opening, closing)]
    return (
        opening._replace(kind=BalanceKind.OPENING) if opening else None,
        closing._replace(kind=BalanceKind.CLOSING) if closing else None,
        stated,
    )


def _moves(opening: Balance | None, closing: Balance | None, moved: Decimal) -> bool:
    return opening is not None and closing is not None and opening.amount + moved == closing.amount
