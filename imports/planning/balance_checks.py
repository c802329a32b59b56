"""Whether the balances that a file states agree with its rows, and with the book."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from accounts.balances import balance, movements
from accounts.models import Account
from books.models import Book
from common.money import CURRENCIES, AmountError, to_minor
from common.periods import DATE_MAX
from imports.models import Action
from imports.plan.decisions import AS_PLANNED, action_of
from imports.plan.parameters import ImportParameters
from imports.plan.rows import NO_TARGET, OTHER_SIDE, Planned
from imports.plan.summary import CheckedBalance, PlanSummary, Target
from imports.planning.transfer_pairing import PairedRow
from readers.statement import Balance as StatedBalance
from readers.statement import BalanceKind
from transactions.models import Status

_PENDING = Status.PENDING.value
STATED_MAX = 2_000
"""How many opening and closing balances of one account are looked at."""
EARLIER_MAX = 366
"""How many statements of one account become such beside the newest: banks send one a day, and
people a year of them. What older ones have, the oldest of these settles."""
BREAKS_SHOWN = 20
"""How many rows are named at which a running balance breaks; more nobody reads."""


class BalanceCheck:
    """What a file says of one account: sums by day, and the balances that it states."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.by_day: dict[str, int] = defaultdict(int)
        """What moves on the account, transfers that only another account tells included."""
        self.added: dict[str, int] = defaultdict(int)
        """What the new rows of the file will move, transfers from other accounts included."""
        self.openings: list[tuple[str, int, int]] = []
        self.closings: list[tuple[str, int, int]] = []
        self._ends: list[tuple[str, int, int]] = []
        """Those that close a statement of a bank."""
        self.checked = 0
        self.breaks: list[int] = []
        self._last: tuple[int, int] | None = None
        self._step: int | None = None
        self._broken_forward: list[int] = []
        self._broken_backward: list[int] = []

    def count(self, day: str, minor: int, *, pending: bool) -> None:
        """Take note of a row; one that is pending is in no balance yet."""
        self._add(1, day, minor, pending=pending)
        if not pending:
            # The fee of a row is a row of its own before the balance that stands behind both.
            self._step = minor + (self._step or 0)
        target = self.target
        if not target.first_day or day < target.first_day:
            target.first_day = day
        target.last_day = max(target.last_day, day)

    def uncount(self, day: str, minor: int, *, pending: bool) -> None:
        """Take back a row that turned out to be one that was counted before."""
        self._add(-1, day, minor, pending=pending)

    def tell(self, day: str, minor: int) -> None:
        """Take note of what a row of another account moves here, and no row of this one."""
        self.by_day[day] += minor

    def _add(self, times: int, day: str, minor: int, *, pending: bool) -> None:
        if not pending:
            self.by_day[day] += times * minor
        self.target.rows += times
        self.target.total += times * minor

    def state(self, said: StatedBalance) -> None:
        """Take note of a stated balance; one that its currency cannot hold says nothing."""
        try:
            minor = to_minor(plain(said.amount), CURRENCIES[self.target.currency])
        except AmountError:
            if said.kind == BalanceKind.RUNNING:
                # The next one cannot be compared with the one before this.
                self._last = self._step = None
            return
        if said.kind == BalanceKind.RUNNING:
            self._run(said.line, minor)
            return
        day = said.date.isoformat() if said.date else ""
        opening = said.kind == BalanceKind.OPENING
        stated = self.openings if opening else self.closings
        if len(stated) < STATED_MAX:
            stated.append((day, said.line, minor))
            if said.kind == BalanceKind.CLOSING:
                self._ends.append((day, said.line, minor))

    def _run(self, line: int, minor: int) -> None:
        """Compare a running balance with the one of the row before, in either order of time."""
        if self._step is None:
            return
        if self._last is not None:
            before, amount_before = self._last
            self.checked += 1
            if before + self._step != minor:
                self._broken_forward.append(line)
            if minor + amount_before != before:
                self._broken_backward.append(line)
        self._last = (minor, self._step)
        self._step = None

    def close(self, summary: PlanSummary, place: int) -> None:
        """Say in `summary` which of the balances hold."""
        broken = min(self._broken_forward, self._broken_backward, key=len)
        summary.running[0] += self.checked
        summary.running[1] += len(broken)
        room = BREAKS_SHOWN - len(summary.running_breaks)
        summary.running_breaks += broken[: max(0, room)]
        if self.openings:
            self._compare_with_rows(summary, place)

    def _compare_with_rows(self, summary: PlanSummary, place: int) -> None:
        _, _, opening = self._first_opening()
        newest = self.last_closing() if self.closings else None
        for day, line, stated in self.closings:
            rows = sum(v for d, v in self.by_day.items() if d <= (day or d))
            found = opening + rows
            if (day, line, stated) == newest and found != stated:
                # Banks date a statement by its last booking day, or by the day it was made.
                found = opening + sum(self.by_day.values())
            summary.balances.append(CheckedBalance(place, line, day, "file", stated, found))

    def last_closing(self) -> tuple[str, int, int]:
        """Return the newest closing balance: of several of one line and day, the last."""
        return max(reversed(self.closings), key=lambda stated: stated[:2])

    def earlier_closings(self) -> list[tuple[str, int]]:
        """Return the days and minor units of statements that end before the newest, oldest first.

        One a day, and no more than EARLIER_MAX: the newest of them.
        """
        last, _, _ = self.last_closing()
        in_order = sorted(self._ends, key=lambda stated: stated[:2])
        by_day = {day: minor for day, _, minor in in_order if "" < day < last}
        return list(by_day.items())[-EARLIER_MAX:]

    def _first_opening(self) -> tuple[str, int, int]:
        return min(self.openings, key=lambda stated: stated[:2])

    def opening_for_new(self) -> tuple[int, str]:
        """Return the opening balance of an account that is made for this file, and its day."""
        first = self.target.first_day
        if self.openings:
            day, _, opening = self._first_opening()
            return opening, min(filter(None, (day, first)), default="")
        if self.closings:
            day, _, closing = self.last_closing()
            rows = sum(v for d, v in self.by_day.items() if d <= (day or d))
            return closing - rows, first or day
        return 0, first


class BalanceChecks:
    """The checks of all accounts of a file, by the places of the accounts."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        self._checks: list[BalanceCheck] = []

    def __iter__(self) -> Iterator[BalanceCheck]:
        return iter(self._checks)

    def at(self, place: int) -> BalanceCheck:
        """Return the check of the account at `place`."""
        while len(self._checks) <= place:
            self._checks.append(BalanceCheck(self._targets[len(self._checks)]))
        return self._checks[place]

    def add_new(self, rows: Iterable[Planned], parameters: ImportParameters) -> None:
        """Count what the commit will move by those of `rows` that it adds, if nobody decides."""
        for row in rows:
            if action_of(row, AS_PLANNED, parameters) == Action.ADD:
                self.add(row)

    def take_back(self, rows: Iterable[Planned], parameters: ImportParameters) -> None:
        """Count those of `rows` no more, all counted as new, that the commit will not add."""
        for row in rows:
            was_added = row.target != NO_TARGET
            if was_added and action_of(row, AS_PLANNED, parameters) != Action.ADD:
                self.add(row, -1)

    def add(self, row: Planned, times: int = 1) -> None:
        """Count what the commit will move by `row`; with -1 for `times` take it back."""
        self.at(row.target).added[row.day] += times * row.minor
        for other, arrived in row.legs_beside((row.other, row.other_minor)):
            self.at(other).added[row.day] += times * arrived

    def close(self, summary: PlanSummary) -> None:
        """Say in `summary` which balances hold, and what new accounts begin with."""
        for place, check in enumerate(self._checks):
            check.close(summary, place)
            check.target.stated = bool(check.openings or check.closings)
            if check.closings:
                check.target.closing_day, _, check.target.closing = check.last_closing()
                check.target.earlier_closings = check.earlier_closings()
            takes = check.target.takes_opening and check.openings
            if check.target.account is None or takes:
                check.target.opening, check.target.opening_day = check.opening_for_new()

    def uncount(self, rows: Iterable[tuple[int, Planned]]) -> None:
        """Uncount repeated rows, each given with the place of its account."""
        for place, row in rows:
            self._count_no_more(place, row)

    def _count_no_more(self, place: int, row: Planned) -> None:
        own, other = (row.target, row.minor), (row.other, row.other_minor)
        (_, minor), there = (own, other) if place == row.target else (other, own)
        is_pending = row.status == Status.PENDING
        self.at(place).uncount(row.day, minor, pending=is_pending)
        if is_pending:
            return
        if row.code == OTHER_SIDE:
            self.at(place).tell(row.day, minor)
            return
        for other_place, arrived in row.legs_beside(there):
            self.at(other_place).tell(row.day, -arrived)


def counted(rows: Iterable[PairedRow | Planned], checks: BalanceChecks) -> Iterator[Planned]:
    """Yield the plans of `rows`, and count in `checks` what each moves on which account."""
    for row in rows:
        if isinstance(row, Planned):
            yield row
            continue
        plan, (place, minor), others = row
        is_pending = plan.status == _PENDING
        checks.at(place).count(plan.day, minor, pending=is_pending)
        if not is_pending:
            for other, moved in others:
                checks.at(other).tell(plan.day, moved)
        yield plan


def compare_with_book(book: Book, checks: Sequence[BalanceCheck], summary: PlanSummary) -> None:
    """Say in `summary` whether the newest balance of each account will be that of the book."""
    newest = {
        place: check.last_closing()
        for place, check in enumerate(checks)
        if check.closings and check.target.account is not None
    }
    accounts = Account.objects.with_ids(book, [checks[p].target.account or 0 for p in newest])
    by_id = {account.pk: account for account in accounts}
    for place, (day, line, stated) in newest.items():
        check = checks[place]
        until = date.fromisoformat(day or check.target.last_day or DATE_MAX.isoformat())
        account = by_id[check.target.account or 0]
        found = balance(account, until, movements(book, until))
        found += sum(v for d, v in check.added.items() if d <= until.isoformat())
        summary.balances.append(CheckedBalance(place, line, day, "book", stated, found))


def plain(amount: Decimal) -> Decimal:
    """Return `amount` without zeros at its end, which no currency needs decimals for."""
    return amount.normalize() if amount else Decimal(0)
