"""Rows that strict accounts refuse: dated up to the newest closed statement, and settled by none.

A closing balance of a later day becomes a statement that settles such rows in the change that
records them. So what becomes of a row is known at the end of the file.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from books.models import Book
from common.errors import Problem
from imports.models import Action, Verdict
from imports.plan.decisions import AS_PLANNED, Decided, action_of
from imports.plan.parameters import ImportParameters
from imports.plan.rows import NO_TARGET, Planned
from imports.plan.summary import Target
from statements.stored import statements_of
from transactions.models import Status
from transactions.stored import StoredTransaction
from transactions.strict_accounts import closed_until, refusal

HELD_MAX = 1_000_000
"""How many rows may wait for the end of a file, as many as for other reasons. The commit refuses
those beyond it."""
CODE = "strict"
_PENDING = Status.PENDING.value


@dataclass(slots=True)
class StrictAccounts:
    """Tells which rows the strict accounts of a book refuse."""

    book: Book
    targets: Sequence[Target]
    until: dict[int, date]
    """The day of the newest closed statement of each strict account, by its id."""
    _settles: dict[int, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book, targets: Sequence[Target], strict: Collection[int]) -> "StrictAccounts":
        """Return those of `book`; `strict` are the ids of its strict accounts."""
        return cls(book, targets, closed_until(book) if strict else {})

    def is_early(self, row: Planned) -> bool:
        """Whether `row` is up to the newest closed statement of one of its accounts."""
        return bool(self.until) and any(self._early(row, AS_PLANNED))

    def problem(
        self, row: Planned, decided: Decided, there: StoredTransaction | None = None
    ) -> Problem | None:
        """Return why an account refuses `row`; None where none does, or the file settles it.

        `there` is the transaction that it changes, if it makes no new one.
        """
        if not self.until:
            return None
        found = {
            account
            for place, account in self._early(row, decided)
            if not (self._settled(place, row) or self._was_there(there, account))
        }
        if not found:
            return None
        return Problem("/date", CODE, refusal(found, {self.until[one] for one in found}))

    def _early(self, row: Planned, decided: Decided) -> Iterator[tuple[int, int]]:
        """Yield where `row` is early: the place in the file, or NO_TARGET, and the account."""
        stated = (row.target, row.other, *(place for place, _ in row.elsewhere))
        where = [(place, self._account(place)) for place in stated if place != NO_TARGET]
        if decided.account:
            where[0] = (NO_TARGET, decided.account)
        # No statement settles what a part moves on another account: its file has a row of it.
        where += [(NO_TARGET, self._account(part.target)) for part in row.parts]
        for place, account in where:
            until = self.until.get(account)
            if until is not None and row.day <= until.isoformat():
                yield place, account

    def _account(self, place: int) -> int:
        return 0 if place == NO_TARGET else self.targets[place].account or 0

    def _was_there(self, there: StoredTransaction | None, account: int) -> bool:
        if there is None or there.date > self.until[account]:
            return False
        return any(posting.account_id == account for posting in there.postings)

    def _settled(self, place: int, row: Planned) -> bool:
        """Whether a statement that the file makes settles `row` on the account at `place`."""
        if place == NO_TARGET or row.status == _PENDING:
            return False
        if place not in self._settles:
            self._settles[place] = self._makes_statement(self.targets[place])
        return self._settles[place]

    def _makes_statement(self, target: Target) -> bool:
        account = target.account or 0
        last, today = self.until[account].isoformat(), timezone.localdate().isoformat()
        closings = [*target.earlier_closings, (target.closing_day, target.closing or 0)]
        stated = {(f"{one.date}", one.balance) for one in statements_of(self.book.pk, account)}
        return any(last < day <= today and (day, minor) not in stated for day, minor in closings)


class HeldRows:
    """Rows of a plan that strict accounts may refuse, until the end of the file."""

    def __init__(self, accounts: StrictAccounts, parameters: ImportParameters) -> None:
        self._accounts = accounts
        self._parameters = parameters
        self._number = 0
        self._held: dict[int, Planned] = {}

    def hold(self, rows: Sequence[Planned]) -> None:
        """Hold those of `rows`, which follow those before, that are early."""
        for number, row in enumerate(rows, self._number + 1):
            if self._accounts.is_early(row) and self._is_added(row) and len(self._held) < HELD_MAX:
                self._held[number] = row
        self._number += len(rows)

    def refused(self, others: Collection[int]) -> dict[int, Planned]:
        """Return the rows that accounts refuse, by number, without those that became `others`."""
        return dict(self._refused(item for item in self._held.items() if item[0] not in others))

    def _refused(self, held: Iterable[tuple[int, Planned]]) -> Iterator[tuple[int, Planned]]:
        for number, row in held:
            if problem := self._accounts.problem(row, AS_PLANNED):
                yield (
                    number,
                    row._replace(
                        verdict=Verdict.FAULTY.value, code=problem.code, reasons=(problem.detail,)
                    ),
                )

    def _is_added(self, row: Planned) -> bool:
        return action_of(row, AS_PLANNED, self._parameters) == Action.ADD
