"""Exchanges between two own currencies that a table tells in two rows, one in each currency.

Both rows say that they are an exchange, by their type or their text; they have one moment and one
text; one leaves and the other arrives. Two such rows are one transfer, without a guess.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from readers.statement import Item, Row
from readers.tables.accounts import Accounts, Place, UnknownCurrency
from readers.tables.amounts import Wrong
from readers.tables.grid import Grid
from readers.tables.headings import plain
from readers.tables.interpretation import Plan
from readers.tables.non_rows import Others
from readers.tables.texts import clean

EXCHANGES_MAX = 100_000
"""How many rows of exchanges of one table are held in memory; further ones are plain rows."""

_TYPES = frozenset(
    {
        *(
            "exchange",
            "currency exchange",
            "fx exchange",
            "fx",
            "currency conversion",
            "conversion",
        ),
        *("general currency conversion", "user initiated currency conversion", "exchanged"),
        *("allgemeine wahrungsumrechnung", "wahrungsumrechnung", "wahrungstausch", "umtausch"),
        *("von nutzer eingeleitete wahrungsumrechnung", "geldwechsel", "wechsel", "conversao"),
        *("conversion de devises", "change de devises", "conversion de divisas", "cambio"),
        *("cambio de divisas", "cambio de moneda", "conversione valuta", "cambio valuta"),
        *("valutawissel", "valuta omrekening", "valutaomrekening", "wymiana walut", "wymiana"),
        *("conversion generale de devise", "conversion generale de devises"),
        *("conversion de divisas general", "conversione di valuta generica"),
    }
)
"""What banks call the type of such a row, as `plain` makes it."""
_BEGINNINGS = (
    *("converted ", "exchanged to ", "exchanged from ", "currency exchange", "currency conversion"),
    *(
        "general currency conversion",
        "konvertiert ",
        "umgetauscht ",
        "umtausch in ",
        "exchange to ",
    ),
    *("convertito ", "convertido ", "converti ", "omgewisseld ", "wymieniono "),
)
"""How the text of such a row begins, as `plain` makes it, with a space behind."""
_MOMENT = ("date", "value_date", "time")
_TIME_NAMES = frozenset({"time", "uhrzeit", "heure", "hora", "ora", "tijd", "godzina", "klockslag"})


class Exchange(NamedTuple):
    """The other row of an exchange, as a row of it needs it."""

    place: Place
    amount: Decimal
    """What moves there, without a fee."""
    cells: list[str]
    fee: Decimal
    """What the row itself pays beside its amount; 0 or more."""


class _Side(NamedTuple):
    number: int
    """Its place among the rows of the table."""
    line: int
    amount: Decimal
    fee: Decimal
    place: Place
    cells: list[str]


class Table(Protocol):
    """The rows of a table, as far as exchanges know them."""

    grid: Grid
    plan: Plan
    accounts: Accounts
    others: Others
    other_at: int

    def day(self, cells: list[str]) -> date | None: ...

    def booked(self, cells: list[str]) -> str: ...


class Exchanges:
    """Tells which rows of a table are the two sides of an exchange."""

    def __init__(self, rows: Table) -> None:
        self.rows = rows
        plan = rows.plan
        self.columns = plan.columns
        self.type_at = plan.columns.get("type", (-1,))[0]
        fee_at = plan.columns.get("fee", (-1,))[0]
        self.fee_at = fee_at if plan.profile and plan.profile.fee_counts else -1
        names = enumerate(plan.head.names)
        times = [place for place, name in names if plain(name) in _TIME_NAMES]
        self.moment = sorted({c for role in _MOMENT for c in plan.columns.get(role, ())} | {*times})
        self.texts = [c for role in ("payee", "description") for c in plan.columns.get(role, ())]
        several = len({code for _, code in plan.found.money if code.strip()}) > 1
        # A table whose rows name the other account, or that is read by a module of its own, needs
        # no guess.
        stands_alone = rows.other_at < 0 and not (plan.profile and plan.profile.logic)
        self._by_line = dict(self._found()) if several and stands_alone else {}

    def with_other_side(self, row: Row) -> Iterator[Item]:
        """Yield a row with the account on its other side, and its fee, where it is an exchange."""
        other = self._by_line.get(row.line)
        if other is None:
            yield row
            return
        yield from self.rows.accounts.new(other.place, other.cells)
        yield row._replace(
            amount=row.amount + other.fee,
            other_account=other.place.key,
            other_amount=other.amount,
        )
        if other.fee:
            text = f"Fee: {row.description or row.payee}".strip(": ")
            bank_id = f"{row.bank_id} fee" if row.bank_id else ""
            yield row._replace(amount=-other.fee, description=text, bank_id=bank_id)

    def _found(self) -> Iterator[tuple[int, Exchange]]:
        """Yield the exchanges that the table tells, each from both sides, by their lines."""
        groups: dict[tuple[str, ...], list[_Side]] = {}
        for count, (key, side) in enumerate(self._sides()):
            if count >= EXCHANGES_MAX:
                break
            groups.setdefault(key, []).append(side)
        for sides in groups.values():
            for one, two in _pairs(sides):
                yield one.line, Exchange(two.place, two.amount, two.cells, one.fee)
                yield two.line, Exchange(one.place, one.amount, one.cells, two.fee)

    def _sides(self) -> Iterator[tuple[tuple[str, ...], _Side]]:
        rows = self.rows
        width, skipped = rows.plan.head.width, rows.plan.head.skipped
        for number, (line, cells) in enumerate(rows.grid):
            if line <= skipped:
                continue
            if len(cells) != width:
                cells = rows.others.fitted(cells)
            if len(cells) != width or not self._says_exchange(cells) or rows.day(cells) is None:
                continue
            if side := self._side(number, line, cells):
                state = rows.booked(cells)
                if state != "void":
                    words = (plain(cells[place]) for place in self.texts)
                    moment = (cells[place].strip() for place in self.moment)
                    yield (*moment, *words, state), side

    def _side(self, number: int, line: int, cells: list[str]) -> _Side | None:
        try:
            amount, place = self.rows.plan.amounts(cells), self.rows.accounts.of(cells)
        except (Wrong, UnknownCurrency):
            return None
        fee = self.rows.plan.parse_number(cells[self.fee_at]) if self.fee_at >= 0 else None
        without = (amount or Decimal(0)) + abs(fee or Decimal(0))
        if not without or not place.key or not place.currency:
            return None
        return _Side(number, line, without, abs(fee or Decimal(0)), place, list(cells))

    def _says_exchange(self, cells: Sequence[str]) -> bool:
        if self.type_at >= 0 and plain(cells[self.type_at]) in _TYPES:
            return True
        texts = (f"{plain(clean(cells[place]))} " for place in self.texts if cells[place])
        return any(text.startswith(_BEGINNINGS) for text in texts)


def _pairs(sides: Sequence[_Side]) -> Iterable[tuple[_Side, _Side]]:
    """Return the sides of one moment and text two by two, where it is plain which belong together.

    Of two rows it is. Of more, only those are taken that stand one after the other.
    """
    if len(sides) == 2:
        return [(sides[0], sides[1])] if _fit(*sides) else []
    found: list[tuple[_Side, _Side]] = []
    place = 0
    while place + 1 < len(sides):
        one, two = sides[place : place + 2]
        if two.number == one.number + 1 and _fit(one, two):
            found.append((one, two))
            place += 1
        place += 1
    return found


def _fit(one: _Side, two: _Side) -> bool:
    return one.place.currency != two.place.currency and (one.amount > 0) is not (two.amount > 0)
