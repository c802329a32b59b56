"""The second pass over a table: its rows, its balances, and the lines that are not rows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from common.text import is_only_marks
from readers.cells import Corrections, Origin
from readers.statement import Balance, BalanceKind, Fault, FileWarning, Item, Row
from readers.tables.accounts import Accounts, Place, UnknownCurrency, bare
from readers.tables.amounts import Wrong
from readers.tables.balances import balance_kind
from readers.tables.boundary_balances import Ends
from readers.tables.corrections import CorrectedLines, all_with_cells, future_detail
from readers.tables.exchanges import Exchanges
from readers.tables.future import is_future
from readers.tables.grid import Grid
from readers.tables.headings import TURNOVER, plain
from readers.tables.interpretation import Plan
from readers.tables.non_rows import Others
from readers.tables.own_transfers import OwnTransfers
from readers.tables.texts import TextReader, categories_of, clean, tags_in

_MOSTLY_INCOME = (
    "Most amounts of the file have no minus, so they arrive. If they were spent, state `invert`."
)
_ODD_STATE = (
    "All rows have the same unknown word as state; they were taken as booked. If they are not "
    "booked, state `states`."
)
_CARD_CHARGES = (
    "Payments to the card have a minus in the file, so amounts without a minus were taken as "
    "spending. If it is the reverse, state `invert` as false."
)


class Rows:
    """Reads the rows of a table as its plan says."""

    def __init__(self, grid: Grid, plan: Plan, corrections: Corrections | None = None) -> None:
        self.grid = grid
        self.plan = plan
        self.columns = columns = plan.columns
        self.names = plan.head.names
        self.accounts = Accounts(plan, self.name)
        self.others = Others(plan, self.accounts, getattr(grid, "delimiter", ","))
        self.transfers = OwnTransfers(plan, self.accounts)
        self.ends = Ends(plan)
        self.texts = TextReader(columns, plan.head.names)
        self.category = categories_of(columns)
        self.balance_at, self.state_at, self.tags_at, self.id_at, self.other_at = (
            columns.get(role, (-1,))[0]
            for role in ("balance", "status", "tags", "bank_id", "other_account")
        )
        self.date_at, *self.other_dates = columns["date"]
        self.parse_date = plan.parse_date
        self.named = {plain(name): place for place, name in enumerate(plan.head.names)}
        self.first: tuple[date, Place] | None = None
        """The first day of the rows, where lines of balances between them show their opening."""
        self.state = plan.states
        self.exchanges = Exchanges(self)
        # Only where each line is one row: otherwise a corrected line would move the others.
        self.corrected = None if corrections is None else CorrectedLines(self, corrections)

    def items(self) -> Iterator[Item]:
        """Yield all that the table says, in its order."""
        plan, others = self.plan, self.others
        yield from others.stated_before()
        held: Iterable[Item] = ()
        skipped = plan.head.skipped
        line, cells = 0, list[str]()
        for line, cells in self.grid:
            if line <= skipped:
                continue
            if len(cells) != plan.head.width:
                cells = others.fitted(cells)
            if (row := self.of_line(line, cells)) is not None:
                yield from held
                held = row
            elif held and (text := others.continues(cells)):
                held = [_continued(item, text) for item in held]
            else:
                yield from held
                held = ()
                yield from all_with_cells(self.corrected, others.odd(line, cells), cells)
        yield from self.unless_cut(held, line, cells)
        yield from self.rest()
        yield from others.warnings()
        yield from self.about_signs()
        if self.first:
            yield from self.others.opening(*self.first)
        yield from self.ends.balances()

    def of_line(self, line: int, cells: list[str]) -> Iterable[Item] | None:
        """Return what a line says that has a date, or was corrected; None for other lines."""
        if len(cells) != self.plan.head.width:
            return None
        lines = self.corrected
        if lines and line in lines.corrections and (stated := lines.of(line, cells)):
            return lines.items(line, cells, stated)
        day = self.day(cells)
        return None if day is None else self.dated(line, day, cells)

    def about_signs(self) -> Iterator[FileWarning]:
        """Yield what people should know of the signs of the amounts."""
        if self.plan.is_one_way:
            yield FileWarning("mostly_income", _MOSTLY_INCOME)
        if self.plan.is_odd_state:
            yield FileWarning("unknown_status", _ODD_STATE)
        if self.plan.is_card:
            yield FileWarning("card_charges", _CARD_CHARGES)

    def unless_cut(self, held: Iterable[Item], line: int, cells: list[str]) -> Iterable[Item]:
        """Return what the last line says; a fault where the file ends within a number of it.

        Such a file looks whole: -12.34 has become -12.3, or -1. Its balances say nothing then.
        """
        place = self.plan.head.width - 1
        if not getattr(self.grid, "is_open", False) or len(cells) != place + 1:
            return held
        if place not in self.others.numeric and place != self.balance_at:
            return held
        if not self.plan.found.is_cut(place, cells[place]):
            return held
        is_amount = place != self.balance_at
        if self.corrected and is_amount and "amount" in self.corrected.of(line, cells):
            return held
        self.ends = Ends(self.plan)
        detail = f"The file ends in this line, within {cells[place][:40]!r}; download it again."
        fault = Fault(line, "cut", detail)
        if self.corrected is None or not is_amount:
            return [fault]
        return [self.corrected.with_cells(fault, cells, {"amount": ("cut", detail)})]

    def rest(self) -> Iterable[Item]:
        """Return what is left to say after the last line: nothing, where lines stand alone."""
        return ()

    def name(self, text: str) -> str:
        """Return what a cell calls an account."""
        return bare(text)

    def cell(self, cells: list[str], name: str) -> str:
        """Return the text under a name; empty where no column is called so."""
        place = self.named.get(plain(name), -1)
        return clean(cells[place]) if 0 <= place < len(cells) else ""

    def day(self, cells: list[str]) -> date | None:
        """Return the booking date of a line, or where that is left out, another date of it."""
        day = self.parse_date(cells[self.date_at])
        if day is None and self.other_dates and self.is_open(cells[self.date_at]):
            return next((d for c in self.other_dates if (d := self.parse_date(cells[c]))), None)
        return day

    def is_open(self, text: str) -> bool:
        """Whether the cell of the booking date says that there is none yet."""
        return not text.strip() or self.state(text) == "pending"

    def dated(self, line: int, day: date, cells: list[str]) -> Iterable[Item]:
        """Return what a line says that has a date."""
        try:
            amount = self.transfers.amount(cells)
            place = self.accounts.of(cells)
        except Wrong as wrong:
            return self.faulty(Fault(line, wrong.code, str(wrong)), cells)
        except UnknownCurrency as unknown:
            return self.faulty(Fault(line, "unknown_currency", str(unknown)), cells)
        if amount is None:
            items = self.others.without_amount(line, day, cells, place)
            return all_with_cells(self.corrected, items, cells)
        if is_future(day) and not self.plan.takes_future and self.booked(cells) != "pending":
            return self.faulty(Fault(line, "future_date", future_detail(day)), cells)
        return self.row(line, day, amount, place, cells)

    def faulty(self, fault: Fault, cells: list[str]) -> Iterable[Item]:
        """Return a fault with the cells that people can correct."""
        return all_with_cells(self.corrected, [fault], cells)

    def row(
        self, line: int, day: date, amount: Decimal, place: Place, cells: list[str]
    ) -> list[Item]:
        """Return the row of a line, its account if it is new, and its balance if it has one."""
        state = self.booked(cells)
        if state == "void":
            self.others.void.add(line)
            return []
        items: list[Item] = [*self.accounts.new(place, cells)] if place.key else []
        payee, description, notes, reference = self.texts(cells, arrives=amount > 0)
        words = (payee, description or reference)
        if (kind := self.stated(words, amount, cells)) is not None:
            return [*items, self.others.between(line, kind, amount, day, place)]
        if not all(words) and _is_turnover(words):
            self.others.skipped.add(line)
            return items
        if self.plan.between.opening is not None:
            self.note_day(day, place)
        row = Row(
            *(line, day, amount, place.key, place.currency, payee, description, notes),
            clean(cells[self.id_at]) if self.id_at >= 0 else "",
            reference,
            self.category(cells) if self.category else "",
            tags_in(cells[self.tags_at]) if self.tags_at >= 0 and cells[self.tags_at] else (),
            status=state,
            origin=self.origin(cells),
        )
        items += self.with_other_side(row, cells)
        if self.balance_at >= 0 and state != "pending":
            balance = self.plan.parse_balance(cells[self.balance_at])
            if balance is not None:
                kind = BalanceKind.RUNNING
                items.append(Balance(line, kind, balance, day, place.key, place.currency))
                self.ends.add(line, day, amount, balance, place)
        return items

    def origin(self, cells: list[str]) -> Origin | None:
        """Return the line of a row; None where people cannot correct its cells."""
        return Origin(cells, self.columns, self.names) if self.corrected else None

    def note_day(self, day: date, place: Place) -> None:
        """Keep the first day of the rows."""
        if self.first is None or day < self.first[0]:
            self.first = day, place

    def with_other_side(self, row: Row, cells: list[str]) -> Iterable[Item]:
        """Return a row with the account on its other side, where it moves money to one."""
        if self.other_at >= 0 and not is_only_marks(cells[self.other_at]):
            return self.transfers.with_other_side(row, cells)
        return self.exchanges.with_other_side(row)

    def booked(self, cells: list[str]) -> str:
        """Return the state of a row, which the cell of its booking date may say as well."""
        state = self.state(cells[self.state_at]) if self.state_at >= 0 else ""
        if self.other_dates and not state and self.parse_date(cells[self.date_at]) is None:
            return self.state(cells[self.date_at])
        return state

    def stated(
        self, words: Sequence[str], amount: Decimal, cells: Sequence[str]
    ) -> BalanceKind | None:
        """Return which balance a line states that has nothing but words for it; None for a row.

        A line beside which another balance stands is a movement, whatever its words are.
        """
        kinds = [self.kind(word) for word in words if word]
        if not kinds or None in kinds:
            return None
        if self.plan.chain is not None and self.balance_at >= 0 and kinds[0] == BalanceKind.STATED:
            balance = self.plan.parse_balance(cells[self.balance_at])
            if balance is not None and balance != amount:
                return None
        return kinds[0]

    def kind(self, text: str) -> BalanceKind | None:
        """Return which balance a text says; None for one that says something else."""
        if self.plan.between.texts and plain(text) in self.plan.between.texts:
            return BalanceKind.STATED
        return balance_kind(text)


def _is_turnover(words: Sequence[str]) -> bool:
    """Whether a line has a word for the sum of the rows, and so is not one of them."""
    return any(plain(word) in TURNOVER for word in words if len(word) < 40)


def _continued(item: Item, text: str) -> Item:
    """Return a row with what the line after it says of it."""
    if not isinstance(item, Row):
        return item
    return item._replace(description=f"{item.description} {text}".strip())
