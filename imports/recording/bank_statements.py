"""The closing balances of a file become statements, which settle the rows of the file.

A bank that states a balance says more than its rows: that there are no others. So the closing
balance of each statement in the file becomes a statement of its day, from the oldest on, as if each
had come in a file of its own. Where it joins the one before it, or the opening balance, to the
cent, it is closed in the same change. Where it does not, somebody who reconciles the account gets
an open statement; for anybody else the newest is an assertion, which asks for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Account
from books.unit_of_work import UnitOfWork
from common.batches import IDS_AT_ONCE, batched
from common.errors import Invalid
from common.money import from_minor
from imports.plan.summary import PlanSummary, Target
from reconciliation.comparison import compare
from reconciliation.services import close_statement, create_statement
from reconciliation.settling import settle_rows
from statements.models import Statement, StatementType
from statements.stored import (
    StoredStatement,
    newest_before,
    newest_closed_since,
    statements_of,
)
from transactions.models import Posting, Status

Rows = dict[int, str]
"""The days of rows by the ids of their transactions."""


@dataclass(slots=True)
class BankStatements:
    """Collects the rows of each account that a file states a closing balance of."""

    uow: UnitOfWork
    today: date
    closings: dict[int, list[tuple[str, int]]]
    """The days and minor units of closing balances, oldest first, by the place of the account."""
    rows: dict[int, Rows] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, uow: UnitOfWork, summary: PlanSummary, today: date) -> "BankStatements":
        """Return those of a plan. A balance without a day, or of a later one, is left out."""
        closings = {place: _closings(one, today) for place, one in enumerate(summary.targets)}
        return cls(uow, today, {place: some for place, some in closings.items() if some})

    def take(self, places: Iterable[int], day: str, row_id: int) -> None:
        """Take note that a row of the file is transaction `row_id` on the accounts at `places`."""
        for place in places:
            if place in self.closings and row_id:
                self.rows[place][row_id] = day

    def state(self, accounts: dict[int, int]) -> None:
        """Write the statements; `accounts` has the ids of accounts by their places."""
        ids = [accounts[place] for place in self.closings if accounts.get(place)]
        by_id = {one.pk: one for one in Account.objects.with_ids(self.uow.book, ids)}
        for place, closings in self.closings.items():
            account = by_id.get(accounts.get(place, 0))
            if account is not None:
                stating = _Stating.of(self.uow, account, self.today, self.rows[place])
                for number, (day, minor) in enumerate(closings, start=1):
                    is_newest = number == len(closings)
                    stating.state(date.fromisoformat(day), minor, is_newest=is_newest)


def _closings(target: Target, today: date) -> list[tuple[str, int]]:
    """Return the closing balances of a target up to today."""
    stated = [(day, minor) for day, minor in target.earlier_closings]
    if target.closing is not None:
        stated.append((target.closing_day, target.closing))
    return [(day, minor) for day, minor in stated if "" < day <= today.isoformat()]


@dataclass(slots=True)
class _Stating:
    """States balances of one account, oldest first, by a file with some rows."""

    uow: UnitOfWork
    account: Account
    today: date
    open: dict[int, tuple[date, int]]
    """The days and amounts of the postings that the bank has and no statement settles yet."""

    @classmethod
    def of(cls, uow: UnitOfWork, account: Account, today: date, rows: Rows) -> "_Stating":
        first = next((one for one in statements_of(uow.book.pk, account.pk) if one.settles), None)
        if first and first.closed:
            _join_first(uow, account, first)
        return cls(uow, account, today, _unsettled(uow, account, rows))

    def state(self, day: date, minor: int, *, is_newest: bool) -> None:
        """State that the balance at the end of `day` is `minor`."""
        stored = statements_of(self.uow.book.pk, self.account.pk)
        chain = [one for one in stored if one.settles]
        if any((one.date, one.balance) == (day, minor) for one in stored):
            return
        if newest_closed_since(day, chain):
            self.assert_newest(day, minor, is_newest=is_newest)
            return
        before = newest_before(day, chain)
        moved = minor - (before.balance if before else self.account.opening_balance)
        settled, is_whole = self.settled(day, moved, is_newest=is_newest)
        joins = is_whole and (before is None or before.closed)
        if joins or chain:
            self.settle(day, minor, settled, joins=joins)
        else:
            self.assert_newest(day, minor, is_newest=is_newest)

    def assert_newest(self, day: date, minor: int, *, is_newest: bool) -> None:
        """Add an assertion; a file of a year would make one for each day, but for the newest."""
        if is_newest:
            self.added(day, minor, StatementType.ASSERTION)

    def settled(self, day: date, moved: int, *, is_newest: bool) -> tuple[list[int], bool]:
        """Return the postings that a statement of `day` has, and whether they come to `moved`.

        Banks date a statement by its last booking day, or by the day on which it was made. So rows
        of later days count where only all together come to that; of the newest statement alone, for
        another one has those after it.
        """
        until = {row_id: amount for row_id, (at, amount) in self.open.items() if at <= day}
        if sum(until.values()) == moved:
            return list(until), True
        if is_newest and sum(amount for _, amount in self.open.values()) == moved:
            return list(self.open), True
        return list(until), False

    def settle(self, day: date, minor: int, postings: list[int], *, joins: bool) -> None:
        """Add a statement that settles `postings`, and close it where it joins."""
        statement = self.added(day, minor, StatementType.STATEMENT)
        if statement is None:
            return
        settle_rows(self.uow, statement, postings)
        for row_id in postings:
            del self.open[row_id]
        if joins and not self.leaves_new_rows(day):
            close_statement(self.uow, statement, self.today)

    def leaves_new_rows(self, day: date) -> bool:
        """Whether rows of the file up to `day`, as pending ones, would be new before its end.

        A strict account takes none. They keep the statement open until somebody closes it.
        """
        if not self.account.strict:
            return False
        new = Posting.objects.for_book(self.uow.book).filter(
            account=self.account, transaction__created_in=self.uow.number, date__lte=day
        )
        return new.filter(settled_in__isnull=True).exists()

    def added(self, day: date, minor: int, kind: StatementType) -> Statement | None:
        """Add a statement; nothing where a rule speaks against it: the rows count without it."""
        balance = from_minor(minor, self.account.money)
        try:
            return create_statement(
                self.uow,
                account=self.account,
                date=day,
                balance=balance,
                type=kind.value,
                today=self.today,
            )
        except Invalid:
            return None


def _unsettled(uow: UnitOfWork, account: Account, rows: Rows) -> dict[int, tuple[date, int]]:
    """Return the days and amounts of postings of `rows` that the bank has and none settles."""
    found: dict[int, tuple[date, int]] = {}
    for batch in batched(sorted(rows), IDS_AT_ONCE):
        postings = Posting.objects.of_transactions(uow.book, batch).filter(
            account=account, settled_in__isnull=True
        )
        postings = postings.exclude(transaction__status=Status.PENDING)
        for row_id, day, amount in postings.values_list("pk", "date", "amount"):
            found[row_id] = (day, amount)
    return found


def _join_first(uow: UnitOfWork, account: Account, first: StoredStatement) -> None:
    """Let the first statement have rows from before it that came out of the opening balance.

    An import takes rows of an earlier file out of the opening balance that an account has from
    a later one. The balances of the bank stay, so those rows are what the gap is made of.
    """
    gap = compare(uow.book, first).gap
    if not gap:
        return
    postings = Posting.objects.for_book(uow.book).filter(
        account=account,
        transaction__created_in=uow.number,
        settled_in__isnull=True,
        date__lte=first.date,
    )
    postings = postings.exclude(transaction__status=Status.PENDING)
    earlier = dict(postings.values_list("pk", "amount"))
    if sum(earlier.values()) == gap:
        (row,) = Statement.objects.with_ids(uow.book, [first.id])
        settle_rows(uow, row, list(earlier))
