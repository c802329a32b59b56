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
    if interim:
        moved = booked.total if booked else Decimal()
        closing = closing or _interim_closing(opening, interim, moved)
        opening = opening or _interim_opening(interim, closing, moved)
    stated = [balance for balance in interim if balance not in (opening, closing)]
    return (
        opening._replace(kind=BalanceKind.OPENING) if opening else None,
        closing._replace(kind=BalanceKind.CLOSING) if closing else None,
        stated,
    )


def _interim_closing(
    opening: Balance | None, interim: list[Balance], moved: Decimal
) -> Balance | None:
    """Return the last interim balance where what was booked leads to it from another one."""
    first, last = opening or interim[0], interim[-1]
    return last if first is not last and _moves(first, last, moved) else None


def _interim_opening(
    interim: list[Balance], closing: Balance | None, moved: Decimal
) -> Balance | None:
    """Return the first interim balance where what was booked leads from it to the closing one."""
    first = interim[0]
    return first if first is not closing and _moves(first, closing, moved) else None


def _moves(opening: Balance | None, closing: Balance | None, moved: Decimal) -> bool:
    return opening is not None and closing is not None and opening.amount + moved == closing.amount
