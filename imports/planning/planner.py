"""From what a file says to a plan: every row with its account, its category and its verdict.

Rows are taken in batches, so that the memory that a plan takes does not grow with the file but for
a few bytes a row, by which equal rows are told apart.
"""

from collections.abc import Callable, Iterable

from books.models import Book
from common.money import CURRENCIES, from_minor
from common.text import NAME_LENGTH_MAX
from imports.matching import keys
from imports.matching.matcher import Matcher
from imports.matching.tellings import SAID, Move, Tellings
from imports.models import Action, Verdict
from imports.plan.decisions import AS_PLANNED, action_of
from imports.plan.options import Categories, Wishes
from imports.plan.rows import NO_TARGET, OTHER_SIDE, Part, Planned, length_of
from imports.plan.summary import Findings
from imports.planning.account_mapping import Mismatch, Targets
from imports.planning.balance_checks import Ledgers, compare_with_book
from imports.planning.category_mapping import Names, settle, settle_ids
from imports.planning.file_decisions import DECISIONS_MAX, completed, found_of
from imports.planning.normalising import keys_of, pieces_of, problem_of, texts_of, without_zeros
from imports.planning.posted import own_side, planned_postings
from imports.planning.remembered import Recall, shape_of
from imports.planning.rounding import Rounding
from imports.planning.row_counts import RowCounts
from imports.suggesting.categories import Categoriser
from readers.statement import (
    Account,
    Balance,
    BalanceKind,
    Candidates,
    Fault,
    FileDecision,
    Item,
    Remark,
    Row,
    Split,
    Understood,
    Unreadable,
)
from transactions.models import DESCRIPTION_LENGTH_MAX, NOTES_LENGTH_MAX, Status
from transactions.row_rules import TAGS_MAX

BATCH = 2_000
"""How many rows are matched, and written, at a time."""
ROWS_MAX = 5_000_000
"""How many rows an import may have."""
BATCH_LENGTH = 2**20
"""How many characters of text are matched, and written, at a time, in fewer rows if need be: as
JSON well below the 16 MiB that a database takes in one statement."""
REMARKS_MAX = 100
"""How many remarks are kept of a file."""

# Looked up once: an enumeration takes its time for each, and rows are many.
_STATUSES = frozenset(map(str, Status))
_PENDING = Status.PENDING.value
_NEW = Verdict.NEW.value
_FAULTY = Verdict.FAULTY.value
_KNOWN = Verdict.KNOWN.value
_RECORDED = (BalanceKind.OPENING, BalanceKind.CLOSING)
"""Balances that a new account may begin with; the others are only compared."""


class Planner:
    """Plans the files of one import, one after the other."""

    def __init__(
        self,
        book: Book,
        wishes: Wishes,
        format_name: str,
        flush: Callable[[list[Planned]], None],
        *,
        several_files: bool = False,
        recall: Recall | None = None,
    ) -> None:
        self.findings = Findings()
        self.rows_read = 0
        self._wishes = wishes
        self._flush = flush
        self._targets = Targets(book, wishes, recall or Recall(book), self.findings.targets)
        self._names = Names()
        self._ledgers = Ledgers(self.findings.targets)
        self._matcher = Matcher(
            book, format_name, self.findings.targets, several_files=several_files
        )
        self._categoriser = Categoriser(book) if wishes.suggest else None
        self._tellings = Tellings()
        self._late: dict[int, Planned] = {}
        self._batch: list[Planned] = []
        self._held = 0
        """How many characters of text the batch has."""
        self._early: list[Balance] = []
        self._rounding = Rounding()
        self._counts = RowCounts()
        self._source = ""
        self.candidates: Candidates = ()
        """Other readings of the file, which its balances may prove."""

    def take(self, items: Iterable[Item], source: str, format_name: str) -> None:
        """Plan what one file says; raises Unreadable where it turns out not to be readable."""
        # What the file before said has to be known when this one says it again.
        self._match()
        self._source = source
        self.findings.files.append([source, format_name])
        self._matcher.retold.begin_file()
        self._tellings.begin_file()
        for item in items:
            # Rows come first: there are more of them than of all others.
            if type(item) is Row:
                self._plan(item)
            elif type(item) is Fault:
                self._add(self._faulty(item.line, item.code, item.detail))
            elif type(item) is Balance:
                self._state(item)
            else:
                self._note(item)

    def _note(self, item: Item) -> None:
        """Take note of what is neither a row nor a balance."""
        if isinstance(item, Account):
            self._targets.name(item)
        elif isinstance(item, Understood):
            self.findings.layout = dict(item.layout)
            self.candidates = item.candidates
            self._matcher.shape = self._targets.names.shape = shape_of(item.layout["names"])
        elif isinstance(item, FileDecision):
            self._decide(item)
        elif isinstance(item, Remark):
            self._remark(item)

    def finish(self) -> None:
        """Plan what is left, and say in the findings what only the whole file tells."""
        self._match()
        self._settle_late()
        settle(self._names.found)
        settle_ids(self._targets.book, self._names.found, self._wishes.categories)
        self.findings.categories = self._names.found
        for balance in self._early:
            self._state(balance, last=True)
        for place, ledger in enumerate(self._ledgers):
            ledger.close(self.findings, place)
            ledger.target.stated = bool(ledger.openings or ledger.closings)
            takes = ledger.target.takes_opening and ledger.openings
            if ledger.target.account is None or takes:
                ledger.target.opening, ledger.target.opening_day = ledger.opening_for_new()
        compare_with_book(self._targets.book, list(self._ledgers), self.findings)
        self._say()
        self.findings.remarks += [list(remark) for remark in self._targets.remarks.items()]
        self.findings.decisions = completed(
            self.findings, self._wishes, self._targets.recall, self._targets.names
        )

    def _say(self) -> None:
        """Say what people should know of all the rows together."""
        self._targets.remarks.update(self._counts.remarks())
        if rounded := self._rounding.remark:
            self._targets.remarks["rounded"] = rounded
        if repeated := self._matcher.retold.remark:
            self._targets.remarks["repeated_ids"] = repeated

    def late(self) -> dict[int, Planned]:
        """What became, at the end, of rows that had to wait for all the others; by number."""
        return self._late

    def _settle_late(self) -> None:
        """Judge the rows that had to wait, and count those no more that are not new after all."""
        self._late = self._matcher.settled()
        for row in self._late.values():
            if action_of(row, AS_PLANNED, self._wishes) != Action.ADD:
                self._ledgers.add(row, -1)

    def _add(self, row: Planned) -> None:
        self.rows_read += 1
        if self.rows_read > ROWS_MAX:
            raise Unreadable("too_many_rows", f"An import has at most {ROWS_MAX:,} rows.")
        self._batch.append(row)
        self._held += length_of(row)
        if len(self._batch) >= BATCH or self._held >= BATCH_LENGTH:
            self._match()

    def _match(self) -> None:
        if self._batch:
            rows = self._matcher.judged(self._batch)
            self._batch, self._held = [], 0
            for place, row in self._matcher.retold.rows:
                self._ledgers.count_no_more(place, row)
            self._matcher.retold.rows.clear()
            self._count_new(rows)
            if self._categoriser:
                rows = self._categoriser.suggested(rows)
            self._flush(rows)

    def _moved(self, row: Row, place: int, minor: int) -> None:
        """Count what `row` moves on another account than its own."""
        if row.status != _PENDING:
            self._ledgers.at(place).tell(row.date.isoformat(), minor)

    def _count_new(self, rows: Iterable[Planned]) -> None:
        for row in rows:
            if action_of(row, AS_PLANNED, self._wishes) == Action.ADD:
                self._ledgers.add(row)

    def _plan(self, stated: Row) -> None:
        for row in pieces_of(stated):
            try:
                planned = self._posted(row) if row.postings else self._placed(row)
            except Mismatch as mismatch:
                planned = self._faulty(row.line, mismatch.code, str(mismatch), row)
            if planned is not None:
                self._add(planned)
                continue
            self._counts.leave_out(row.line)

    def _posted(self, row: Row) -> Planned:
        """Return the plan of a row that says what it does on every account."""
        postings = planned_postings(row, self._targets, self._names, self._wishes, self._rounding)
        place, minor = own_side(postings)
        if problem := problem_of(row, minor):
            return self._faulty(row.line, problem.code, problem.detail, row)
        day = row.date.isoformat()
        planned = self._spelled(row, place, minor, NO_TARGET, 0, day)
        planned = planned._replace(keys=keys_of(row, day, minor), postings=postings)
        self._ledgers.at(place).count(day, minor, pending=row.status == _PENDING)
        for other, moved in planned.elsewhere:
            self._moved(row, other, moved)
        return planned

    def _placed(self, row: Row) -> Planned | None:
        """Return what becomes of a row; None where it moves nothing."""
        place = self._targets.place(row.account, row.currency)
        currency = CURRENCIES[self.findings.targets[place].currency]
        minor = self._rounding.minor(row.amount, currency, row.line)
        if problem := problem_of(row, minor):
            return self._faulty(row.line, problem.code, problem.detail, row)
        if not (minor or row.splits):
            return None
        day = row.date.isoformat()
        other, other_minor = self._other(row, place, minor)
        found = keys_of(row, day, minor)
        if other != NO_TARGET:
            return self._transfer(row, (place, minor), (other, other_minor), day, found)
        planned = self._spelled(row, place, minor, other, 0, day)._replace(keys=found)
        if planned.verdict == _FAULTY:
            return planned
        if not (minor or planned.parts):
            return None
        self._ledgers.at(place).count(day, minor, pending=row.status == _PENDING)
        planned, moves = self._tellings.split(planned)
        for moved_place, moved in moves:
            self._moved(row, moved_place, moved)
        return planned

    def _transfer(
        self, row: Row, one: Move, two: Move, day: str, found: tuple[str, ...]
    ) -> Planned:
        (place, minor), (other, other_minor) = one, two
        self._ledgers.at(place).count(day, minor, pending=row.status == _PENDING)
        leaves = minor < 0
        source, target = (one, two) if leaves else (two, one)
        told = self._tellings.transfer(day, one, two)
        if not told.is_new:
            # The row that told it has counted it for this account.
            self._moved(row, place, -minor)
            again = self._spelled(row, *one, *two, day)
            return again._replace(
                keys=found, verdict=_KNOWN, code=OTHER_SIDE, reasons=SAID, event=told.event
            )
        self._moved(row, other, other_minor)
        # A transfer is told from where the money leaves, whichever side comes first.
        transfer = self._spelled(row, *source, *target, day)
        common = keys.transfer_key(day, source[1])
        if leaves:
            return transfer._replace(keys=(*found, common))
        return transfer._replace(keys=(common,), other_keys=found)

    def _spelled(
        self, row: Row, place: int, minor: int, other: int, other_minor: int, day: str
    ) -> Planned:
        payee, description, notes = texts_of(row)
        if len(notes) > NOTES_LENGTH_MAX:
            notes = notes[: NOTES_LENGTH_MAX - 1] + "…"
            self._counts.cut += 1
        parts = self._parts(row, place) if row.splits else ()
        if parts and sum(part.minor for part in parts) != minor:
            detail = "The parts of this row do not add up to its amount."
            return self._faulty(row.line, "does_not_add_up", detail, row)
        named = self._wishes.categories != Categories.NONE and other == NO_TARGET and not parts
        return Planned(
            row.line,
            _NEW,
            day,
            minor,
            place,
            other,
            other_minor,
            payee,
            description,
            notes,
            row.reference[:DESCRIPTION_LENGTH_MAX],
            row.status if row.status in _STATUSES else "",
            self._names.place(row.category, minor, row.counts_as) if named and row.category else -1,
            (),
            tuple(tag[:NAME_LENGTH_MAX] for tag in row.tags[:TAGS_MAX]) if row.tags else (),
            tuple(part for part in parts if part.minor) if parts else (),
            source=self._source,
            kind=row.counts_as,
        )

    def _parts(self, row: Row, place: int) -> tuple[Part, ...]:
        currency = CURRENCIES[self.findings.targets[place].currency]
        amounts = [split.amount for split in row.splits]
        minors = self._rounding.parts(amounts, row.amount, currency, row.line)
        pairs = zip(row.splits, minors, strict=True)
        return tuple(self._part(split, minor, place) for split, minor in pairs)

    def _part(self, split: Split, minor: int, place: int) -> Part:
        target = NO_TARGET
        if split.account:
            target = self._targets.other(split.account, self.findings.targets[place].currency)
            if target != NO_TARGET and not self._same_currency(target, place):
                self._counts.unequal += 1
                target = NO_TARGET
        named = self._wishes.categories != Categories.NONE and target == NO_TARGET
        category = self._names.place(split.category, minor) if named and minor else -1
        return Part(
            minor, category, NO_TARGET if target == place else target,
            without_zeros(split.description)[:DESCRIPTION_LENGTH_MAX],
        )  # fmt: skip

    def _other(self, row: Row, place: int, minor: int) -> tuple[int, int]:
        """Return the place of the account on the other side, and what moves there."""
        if not row.other_account or row.splits:
            return NO_TARGET, 0
        currency = self.findings.targets[place].currency if row.other_amount is None else ""
        try:
            other = self._targets.other(row.other_account, currency)
        except Mismatch as mismatch:
            if mismatch.code != "currency_differs":
                raise
            self._counts.unequal += 1
            return NO_TARGET, 0
        if other in (NO_TARGET, place):
            return NO_TARGET, 0
        if self._same_currency(other, place):
            return other, -minor
        there = CURRENCIES[self.findings.targets[other].currency]
        stated = row.other_amount
        arrived = 0 if stated is None else self._rounding.minor(stated, there, row.line)
        if not arrived or (arrived > 0) == (minor > 0):
            self._counts.unequal += 1
            return NO_TARGET, 0
        return other, arrived

    def _same_currency(self, one: int, other: int) -> bool:
        targets = self.findings.targets
        return targets[one].currency == targets[other].currency

    def _state(self, balance: Balance, *, last: bool = False) -> None:
        """Take note of a stated balance; one that comes before its account has a row waits."""
        try:
            place = self._targets.place(balance.account, balance.currency)
        except (Mismatch, Unreadable):
            if not last and len(self._early) < REMARKS_MAX:
                self._early.append(balance)
            return
        if balance.kind in _RECORDED:
            currency = CURRENCIES[self.findings.targets[place].currency]
            minor = self._rounding.minor(balance.amount, currency, balance.line)
            balance = balance._replace(amount=from_minor(minor, currency))
        self._ledgers.at(place).state(balance)

    def _decide(self, decision: FileDecision) -> None:
        found = found_of(decision)
        if len(self.findings.decisions) < DECISIONS_MAX and found not in self.findings.decisions:
            self.findings.decisions.append(found)

    def _remark(self, remark: Remark) -> None:
        said = [remark.code, remark.detail]
        if len(self.findings.remarks) < REMARKS_MAX and said not in self.findings.remarks:
            self.findings.remarks.append(said)

    def _faulty(self, line: int, code: str, detail: str, row: Row | None = None) -> Planned:
        faulty = Planned(line, _FAULTY, code=code, reasons=(detail,), source=self._source)
        if row is None:
            return faulty
        payee, description, notes = texts_of(row)
        notes = notes[:NOTES_LENGTH_MAX]
        return faulty._replace(
            day=row.date.isoformat(), payee=payee, description=description, notes=notes
        )
