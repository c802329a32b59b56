"""The second pass over a table: its rows, its balances, and the lines that are none."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from imports.statement import Balance, BalanceKind, Fault, Item, Row
from imports.tables.accounts import Accounts, Place, UnknownCurrency
from imports.tables.amounts import Wrong
from imports.tables.ends import Ends
from imports.tables.grid import Grid
from imports.tables.others import Others
from imports.tables.plan import Plan
from imports.tables.texts import TextReader, categories_of, clean, tags_in
from imports.tables.words import CLOSING, OPENING, STATES, plain

_CACHED_MAX = 1000


class Rows:
    """Reads the rows of a table as its plan says."""

    def __init__(self, grid: Grid, plan: Plan) -> None:
        self.grid = grid
        self.plan = plan
        columns = plan.columns
        self.accounts = Accounts(plan)
        self.others = Others(plan, self.accounts)
        self.ends = Ends(plan)
        self.texts = TextReader(columns, plan.head.names)
        self.category = categories_of(columns)
        self.balance_at, self.state_at, self.tags_at, self.id_at, self.other_at = (
            columns.get(role, (-1,))[0]
            for role in ("balance", "status", "tags", "bank_id", "other_account")
        )
        self.date_at, *self.other_dates = columns["date"]
        self.parse_date = plan.parse_date
        self._states: dict[str, str] = {}

    def items(self) -> Iterator[Item]:
        """Yield all that the table says, in its order."""
        plan, others = self.plan, self.others
        yield from others.stated_before()
        width, skipped = plan.head.width, plan.head.skipped
        for line, cells in self.grid:
            if line <= skipped:
                continue
            if len(cells) != width:
                cells = others.fitted(cells)
            day = self.day(cells) if len(cells) == width else None
            if day is None:
                yield from others.odd(line, cells)
            else:
                yield from self.dated(line, day, cells)
        yield from others.remarks()
        yield from self.ends.balances()

    def day(self, cells: list[str]) -> date | None:
        """Return the booking date of a line, or where that is left out, another date of it."""
        day = self.parse_date(cells[self.date_at])
        if day is None and self.other_dates and not cells[self.date_at].strip():
            return next((d for c in self.other_dates if (d := self.parse_date(cells[c]))), None)
        return day

    def dated(self, line: int, day: date, cells: list[str]) -> Iterable[Item]:
        """Return what a line says that has a date."""
        try:
            amount = self.plan.amounts(cells)
            place = self.accounts.of(cells)
        except Wrong as wrong:
            return (Fault(line, wrong.code, str(wrong)),)
        except UnknownCurrency as unknown:
            return (Fault(line, "unknown_currency", str(unknown)),)
        if amount is None:
            return self.others.without_amount(line, day, cells, place)
        return self.row(line, day, amount, place, cells)

    def row(
        self, line: int, day: date, amount: Decimal, place: Place, cells: list[str]
    ) -> list[Item]:
        """Return the row of a line, its account if it is new, and its balance if it has one."""
        state = self.state(cells[self.state_at]) if self.state_at >= 0 else ""
        if state == "void":
            self.others.void.add(line)
            return []
        items: list[Item] = [*self.accounts.new(place, cells)] if place.key else []
        payee, description, notes, reference = self.texts(cells)
        if (kind := self.stated(payee, description)) is not None:
            self.others.skipped.add(line)
            items.append(Balance(line, kind, amount, day, place.key, place.currency))
            return items
        other = clean(cells[self.other_at]) if self.other_at >= 0 else ""
        if other == place.key:
            other = ""
        if other:
            items += self.accounts.other(other)
        items.append(
            Row(
                *(line, day, amount, place.key, place.currency, payee, description, notes),
                clean(cells[self.id_at]) if self.id_at >= 0 else "",
                reference,
                self.category(cells) if self.category else "",
                tags_in(cells[self.tags_at]) if self.tags_at >= 0 and cells[self.tags_at] else (),
                other,
                None,
                state,
            )
        )
        if self.balance_at >= 0:
            balance = self.plan.parse_number(cells[self.balance_at])
            if balance is not None:
                kind = BalanceKind.RUNNING
                items.append(Balance(line, kind, balance, day, place.key, place.currency))
                self.ends.add(line, day, amount, balance, place)
        return items

    def state(self, text: str) -> str:
        """Return what the column of states says of a row."""
        try:
            return self._states[text]
        except KeyError:
            state = STATES.get(plain(text), "") if len(text) < 60 else ""
            if len(self._states) < _CACHED_MAX:
                self._states[text] = state
            return state

    def stated(self, payee: str, description: str) -> BalanceKind | None:
        """Return which balance a line is that has nothing but the word for it; None for a row."""
        text = description or payee
        if len(text) > 40 or (payee and description):
            return None
        word = plain(text)
        if word in OPENING:
            return BalanceKind.OPENING
        return BalanceKind.CLOSING if word in CLOSING else None
