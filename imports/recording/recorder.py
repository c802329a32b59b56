"""Recording what a plan says, as one change of the book."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, TypeVar

from django.utils import timezone

from accounts.services import create_account
from books.unit_of_work import UnitOfWork
from common.errors import Invalid, Problem
from common.money import CURRENCIES, from_minor
from imports import services
from imports.models import Action, Import, ImportedFingerprint, PlanPart, Verdict
from imports.plan.decisions import AS_PLANNED, Decided, action_of
from imports.plan.parameters import Categories, ImportParameters
from imports.plan.rows import (
    NO_CATEGORY,
    NO_TARGET,
    OTHER_SIDE,
    Part,
    Planned,
    categories_of,
    load_rows,
    targets_of,
)
from imports.plan.storage import parts_of_plan
from imports.plan.summary import PlanSummary, Target
from imports.plan.transfers import Side, transfers_of
from imports.planning.category_mapping import make_missing
from imports.planning.strict_accounts import StrictAccounts
from imports.recording.bank_statements import BankStatements
from imports.recording.clearing import booked, clearable, may_clear
from imports.recording.opening_balances import EarlierRows, open_unused
from transactions.chart_of_accounts import ChartOfAccounts
from transactions.drafts import LineDraft, TransactionDraft, with_pointers
from transactions.models import PostingKind, Status
from transactions.services import amend_transactions, record_transactions
from transactions.stored import StoredTransaction

Numbered = TypeVar("Numbered", bound=tuple[int, Any, Any])
"""A row that begins with its number in the part of the plan."""

FINGERPRINT_COLUMNS = ("account_key", "key", "date", "transaction_key", "number")


class Recorder:
    """Writes the plan of one import into the book."""

    def __init__(self, uow: UnitOfWork, imported: Import) -> None:
        self._opened = uow
        self._import = imported
        self._parameters = ImportParameters.load(imported.parameters)
        self.summary = PlanSummary.load(imported.summary)
        self._chart = ChartOfAccounts.of(uow.book)
        self._transfers: dict[Side, list[int]] = {}
        self.recorded = 0
        self.wrote = False
        """Whether there was anything to write at all."""

    def run(self, decisions: Mapping[int, Decided]) -> None:
        """Record every row that is to be added, and remember what each is known by.

        Raises Invalid where a row breaks a rule and all or nothing was asked for; otherwise such a
        row becomes a faulty one of the plan, and the rest goes on.
        """
        if self._parameters.all_or_nothing and self.summary.verdicts.get(Verdict.FAULTY, 0):
            detail = "Some rows have faults, and `all_or_nothing` is set."
            raise Invalid([Problem("", "faulty_rows", detail)])
        self._earlier = EarlierRows(self._opened, self.summary.targets)
        strict = [one.id for one in self._chart.accounts.values() if one.strict]
        self._strict = StrictAccounts.of(self._opened.book, self.summary.targets, strict)
        self._statements = BankStatements.of(self._opened, self.summary, timezone.localdate())
        self.wrote = open_unused(self._opened, self.summary.targets)
        self._make_opened()
        for part in parts_of_plan(self._import):
            self._take(part, decisions)
        self._earlier.settle()
        if self.wrote:
            targets = self.summary.targets
            self._statements.state({i: one.account or 0 for i, one in enumerate(targets)})

    def _make(self, rows: list[Planned]) -> None:
        """Make the accounts and categories that `rows` need and the book does not have."""
        targets = [self.summary.targets[i] for i in sorted(targets_of(rows))]
        categories = [self.summary.categories[i] for i in sorted(categories_of(rows))]
        new = [target for target in targets if target.account is None]
        for target in new:
            target.account = self._made_account(target)
        missing = [one for one in categories if one.category is None]
        if missing and self._parameters.categories == Categories.CREATE:
            make_missing(self._opened, missing)
        if new or missing:
            self._chart = ChartOfAccounts.of(self._opened.book)

    def _make_opened(self) -> None:
        """Make the accounts that the file has no rows of and that are not empty all the same."""
        for target in self.summary.targets:
            if target.account is None and not target.rows and target.opening:
                target.account = self._made_account(target)
                self.wrote = True

    def _made_account(self, target: Target) -> int:
        day = date.fromisoformat(target.opening_day) if target.opening_day else timezone.localdate()
        account = create_account(
            self._opened,
            name=target.name,
            type=target.type,
            currency=target.currency,
            opening_date=day,
            opening_balance=_number(target.opening or 0, target),
        )
        return account.pk

    def _take(self, part: PlanPart, decisions: Mapping[int, Decided]) -> None:
        rows = load_rows(part.rows)
        actions = [
            action_of(row, decisions.get(number, AS_PLANNED), self._parameters)
            for number, row in enumerate(rows, part.first_row)
        ]
        self._make([r for r, action in zip(rows, actions, strict=True) if action == Action.ADD])
        adding: list[tuple[int, Planned, TransactionDraft]] = []
        fingerprints: list[tuple[Any, ...]] = []
        matching: list[tuple[int, Planned, Decided]] = []
        misplaced: dict[int, list[Problem]] = {}
        for index, (row, action) in enumerate(zip(rows, actions, strict=True)):
            decided = decisions.get(part.first_row + index, AS_PLANNED)
            if action == Action.ADD and (problem := self._misplaced(row, decided)):
                misplaced[index] = [problem]
            elif action == Action.ADD:
                adding.append((index, row, self._draft(row, decided)))
            elif action == Action.MATCH:
                matching.append((index, row, decided))
            elif row.verdict == Verdict.KNOWN:
                self._state(row, row.match)
        if misplaced and self._parameters.all_or_nothing:
            raise Invalid(chain.from_iterable(misplaced.values()))
        faults = {**misplaced, **self._record(adding, fingerprints), **self._clear(matching)}
        fingerprints += self._matched(matching)
        self._opened.add_many(ImportedFingerprint, FINGERPRINT_COLUMNS, fingerprints)
        self.wrote = self.wrote or bool(fingerprints)
        if faults:
            self._count_refused([rows[index] for index in faults])
            _say_refused(part, rows, faults)

    def _count_refused(self, rows: Sequence[Planned]) -> None:
        """Count rows that the book refused among the faulty ones."""
        counts = self.summary.verdicts
        for row in rows:
            counts[row.verdict] -= 1
        counts[Verdict.FAULTY] = counts.get(Verdict.FAULTY, 0) + len(rows)

    def _misplaced(self, row: Planned, decided: Decided) -> Problem | None:
        """Return what speaks against the account that a row goes to, by the file or a decision."""
        account = self._chart.accounts.get(decided.account or 0)
        currency = self.summary.targets[row.target].currency
        if account is None or account.currency.code == currency:
            return self._strict.problem(row, decided)
        detail = f"This row is in {currency}, and the chosen account in {account.currency.code}."
        return Problem("/account", "currency_differs", detail)

    def _record(
        self,
        adding: list[tuple[int, Planned, TransactionDraft]],
        fingerprints: list[tuple[Any, ...]],
    ) -> dict[int, list[Problem]]:
        """Record what can be, adding to `fingerprints`; returns the problems of the others."""
        ids: list[int] = []

        def record(rows: Sequence[tuple[int, Planned, TransactionDraft]]) -> None:
            drafts = [draft for _, _, draft in rows]
            ids[:] = record_transactions(self._opened, drafts, self._chart)

        faults = self._refused(adding, record)
        adding = [one for one in adding if one[0] not in faults]
        for row_id, (_, row, _draft) in zip(ids, adding, strict=True):
            fingerprints += self._fingerprints(row, row_id)
            self._tell_other_side(row, row_id)
            self._state(row, row_id)
            self._earlier.count(self._account(row.target), row.day, row.minor)
            if row.other != NO_TARGET:
                self._earlier.count(self._account(row.other), row.day, row.other_minor)
            for place, minor in row.elsewhere:
                self._earlier.count(self._account(place), row.day, minor)
        self.recorded += len(ids)
        return faults

    def _clear(self, rows: list[tuple[int, Planned, Decided]]) -> dict[int, list[Problem]]:
        """Book the pending transactions that `rows` match; returns the problems of the others."""
        rows = [one for one in rows if may_clear(*one[1:])]
        ids = [decided.match or row.match for _, row, decided in rows]
        pending = clearable(self._opened.book.pk, ids)
        amending: list[tuple[int, StoredTransaction, TransactionDraft]] = []
        early: dict[int, list[Problem]] = {}
        for (index, row, decided), row_id in zip(rows, ids, strict=True):
            account = decided.account or self._account(row.target)
            found = pending.pop(row_id, None)
            if found is None or (draft := booked(found, row, decided, account)) is None:
                continue
            if problem := self._strict.problem(row, decided, found.stored):
                early[index] = [problem]
            else:
                amending.append((index, found.stored, draft))

        def amend(rows: Sequence[tuple[int, StoredTransaction, TransactionDraft]]) -> None:
            changed = [(stored, draft) for _, stored, draft in rows]
            amend_transactions(self._opened, changed, self._chart)

        faults = self._refused(amending, amend)
        self.wrote = self.wrote or len(amending) > len(faults)
        return {**early, **faults}

    def _refused(
        self, rows: Sequence[Numbered], write: Callable[[Sequence[Numbered]], None]
    ) -> dict[int, list[Problem]]:
        """Write `rows`, without those that a rule of the book refuses; return their problems.

        Problems are by the numbers that rows begin with. Raises Invalid where a faulty row keeps
        all the others out.
        """
        faults: dict[int, list[Problem]] = {}
        if not rows:
            return faults
        try:
            write(rows)
        except Invalid as invalid:
            if self._parameters.all_or_nothing:
                raise
            for problem in invalid.problems:
                place = int(problem.pointer.split("/")[1])
                faults.setdefault(rows[place][0], []).append(problem)
            write([one for one in rows if one[0] not in faults])
        return faults

    def _matched(self, rows: list[tuple[int, Planned, Decided]]) -> Iterator[tuple[Any, ...]]:
        """Yield what rows are known by from now on that are there already."""
        for _, row, decided in rows:
            match = decided.match or row.match
            if row.code == OTHER_SIDE:
                recorded = next(filter(None, map(self._transfers.get, transfers_of(row))), [0])
                match = match or recorded.pop(0)
            elif match:
                self._tell_other_side(row, match)
            self._state(row, match)
            if match and row.target != NO_TARGET:
                yield from self._fingerprints(row, match)

    def _state(self, row: Planned, row_id: int) -> None:
        """Take note of a row for the statements that the file makes."""
        places = (row.target, row.other, *(place for place, _ in row.elsewhere))
        self._statements.take(places, row.day, row_id)

    def _tell_other_side(self, row: Planned, row_id: int) -> None:
        """Keep in mind which transaction a transfer is, for the row that tells its other side."""
        for side in transfers_of(row):
            self._transfers.setdefault(side, []).append(row_id)

    def _fingerprints(self, row: Planned, row_id: int) -> Iterator[tuple[Any, ...]]:
        """Yield what a row is known by: on the account of the file, wherever it went."""
        day = date.fromisoformat(row.day)
        for place, keys in ((row.target, row.keys), (row.other, row.other_keys)):
            for key in keys:
                yield (self._account(place), key, day, row_id, self._opened.number)

    def _account(self, place: int) -> int:
        return self.summary.targets[place].account or 0

    def _draft(self, row: Planned, decided: Decided) -> TransactionDraft:
        target = self.summary.targets[row.target]
        account = decided.account or target.account
        common: dict[str, Any] = {
            "date": date.fromisoformat(row.day),
            "account": account,
            "payee": row.payee if decided.payee is None else decided.payee,
            "description": row.description,
            "notes": row.notes,
            "tags": tuple(row.tags),
            "status": row.status or Status.CLEARED.value,
        }
        if row.postings:
            return self._posted(row, common)
        if row.parts:
            return self._split(row, target, common)
        amount = _number(abs(row.minor), target)
        if row.other != NO_TARGET:
            arrives = self.summary.targets[row.other]
            crosses = arrives.currency != target.currency
            return TransactionDraft(
                type=PostingKind.TRANSFER.value,
                amount=amount,
                to_account=arrives.account,
                to_amount=_number(row.other_minor, arrives) if crosses else None,
                **common,
            )
        category = self._category(row, decided)
        kind = self._kind(category, row.minor, row.kind)
        refund = (kind == PostingKind.EXPENSE) is (row.minor > 0)
        return TransactionDraft(
            type=kind, amount=amount, category=category, refund=refund, **common
        )

    def _category(self, row: Planned, decided: Decided) -> int | None:
        if decided.category is not None:
            return decided.category or None
        if row.category != NO_CATEGORY:
            return self.summary.categories[row.category].category
        return row.suggested.category if row.suggested else None

    def _kind(self, category: int | None, minor: int, stated: str = "") -> str:
        """Return what an amount under `category` is; without one what the file says, or its way."""
        found = self._chart.categories.get(category or 0)
        if found is not None:
            return found.type
        return stated or (PostingKind.EXPENSE.value if minor < 0 else PostingKind.INCOME.value)

    def _split(self, row: Planned, target: Target, common: dict[str, Any]) -> TransactionDraft:
        lines: list[LineDraft] = []
        for part in row.parts:
            lines += self._lines(part, target, common["account"], row.minor)
        total = row.minor
        transfers = any(line.kind == PostingKind.TRANSFER for line in lines)
        kinds = {line.kind for line in lines}
        kind = PostingKind.EXPENSE.value if total < 0 else PostingKind.INCOME.value
        refund = False
        if transfers:
            kind = PostingKind.TRANSFER.value
        elif kinds and kind not in kinds:
            kind, refund = next(iter(sorted(map(str, kinds)))), True
        return TransactionDraft(
            type=kind, refund=refund, lines=with_pointers(tuple(lines)), **common
        )

    def _posted(self, row: Planned, common: dict[str, Any]) -> TransactionDraft:
        """Return the draft of a row whose postings the file states one by one."""
        lines, total = [], 0
        for posting in row.postings:
            total += posting.minor
            target = self.summary.targets[posting.target]
            named = posting.category != NO_CATEGORY
            category = self.summary.categories[posting.category].category if named else None
            moves = posting.target == row.target
            lines.append(
                LineDraft(
                    _number(posting.minor, target),
                    common["account"] if moves else target.account,
                    self._kind(category, posting.minor, posting.kind),
                    category,
                    posting.description,
                )
            )
        refund = row.kind != PostingKind.TRANSFER and (row.kind == PostingKind.EXPENSE) is (
            total > 0
        )
        return TransactionDraft(
            type=row.kind, refund=refund, lines=with_pointers(tuple(lines)), **common
        )

    def _lines(self, part: Part, target: Target, account: int, total: int) -> Iterator[LineDraft]:
        amount = _number(part.minor, target)
        if part.target != NO_TARGET:
            kind = PostingKind.TRANSFER.value
            other = self.summary.targets[part.target].account
            yield LineDraft(amount, account, kind, description=part.description)
            yield LineDraft(-amount, other, kind)
            return
        named = part.category != NO_CATEGORY
        category = self.summary.categories[part.category].category if named else None
        kind = self._kind(category, total or part.minor)
        yield LineDraft(amount, account, kind, category, part.description)


def _say_refused(part: PlanPart, rows: list[Planned], faults: Mapping[int, list[Problem]]) -> None:
    """Say in the plan which rows the book refused, and why."""
    for index, problems in faults.items():
        rows[index] = rows[index]._replace(
            verdict=Verdict.FAULTY.value,
            code=problems[0].code,
            reasons=tuple(problem.detail for problem in problems),
        )
    services.rewrite(part, rows)


def _number(minor: int, target: Target) -> Decimal:
    return from_minor(minor, CURRENCIES[target.currency])
