"""From what a file says to a plan: every row with its account, its category and its verdict.

A row goes through the stages of `Planner.take`, each of which takes rows and yields rows. Up to the
batches, a row passes them all before the next item of the file is read. So a running balance meets
the rows before it, and what was found is known where a file cannot be read to its end. Matching and
storing take batches, so that the memory that a plan takes does not grow with the file but for a few
bytes a row, by which rows are compared.
"""

from collections.abc import Callable, Iterable, Iterator

from books.models import Book
from imports.matching.matcher import Matcher
from imports.matching.shared_events import SharedEvents
from imports.plan.parameters import Categories, ImportParameters
from imports.plan.rows import Planned
from imports.plan.summary import PlanSummary
from imports.planning.account_mapping import AccountMapper
from imports.planning.balance_checks import BalanceChecks, compare_with_book, counted
from imports.planning.batching import Batches
from imports.planning.category_mapping import CategoryNames, settle, with_categories
from imports.planning.file_decisions import completed
from imports.planning.file_notes import FileNotes
from imports.planning.normalising import normalised, with_texts
from imports.planning.remembered import Recall
from imports.planning.rounding import Rounding
from imports.planning.row_accounts import with_accounts
from imports.planning.row_counts import RowCounts
from imports.planning.row_parts import with_parts
from imports.planning.row_postings import with_postings
from imports.planning.stated_balances import StatedBalances
from imports.planning.strict_accounts import HeldRows, StrictAccounts
from imports.planning.transfer_pairing import with_pairs
from imports.suggesting.categories import Categoriser
from readers.statement import Candidates, Item


class Planner:
    """Plans the files of one import, one after the other."""

    def __init__(
        self,
        book: Book,
        parameters: ImportParameters,
        format_name: str,
        flush: Callable[[list[Planned]], None],
        *,
        several_files: bool = False,
        recall: Recall | None = None,
    ) -> None:
        self.summary = PlanSummary()
        self._book = book
        self._parameters = parameters
        self._flush = flush
        self._recall = recall or Recall(book)
        targets = self.summary.targets
        self._targets = AccountMapper(book, parameters, self._recall, targets)
        self._names = CategoryNames(wanted=parameters.categories != Categories.NONE)
        self._checks = BalanceChecks(targets)
        self._matcher = Matcher(book, format_name, targets, several_files=several_files)
        self._categoriser = Categoriser(book) if parameters.suggest else None
        strict = StrictAccounts.of(book, targets, self._targets.strict)
        self._early = HeldRows(strict, parameters)
        self._events = SharedEvents()
        self._rounding = Rounding()
        self._counts = RowCounts()
        self._balances = StatedBalances(self._targets, self._checks, self._rounding)
        self._notes = FileNotes(self.summary, self._targets, self._balances, self._matcher)
        self._batches = Batches()
        self._late: dict[int, Planned] = {}

    @property
    def rows_read(self) -> int:
        return self._batches.rows

    @property
    def candidates(self) -> Candidates:
        """Other readings of the file, which its balances may prove."""
        return self._notes.candidates

    def take(self, items: Iterable[Item], source: str, format_name: str) -> None:
        """Plan what one file says; raises Unreadable where it turns out not to be readable."""
        self.summary.files.append([source, format_name])
        self._matcher.repeated.begin_file()
        self._events.begin_file()
        targets, names, rounding, counts = self._targets, self._names, self._rounding, self._counts
        stated = self._notes.rows_among(items)
        rows = normalised(stated, source)
        rows = with_accounts(rows, targets, rounding, counts)
        rows = with_postings(rows, targets, names, rounding, counts)
        rows = with_texts(rows, counts)
        rows = with_parts(rows, targets, names, rounding, counts)
        rows = with_categories(rows, names)
        paired = with_pairs(rows, self._events)
        plans = counted(paired, self._checks)
        for batch in self._batches.of(plans):
            self._flush(self._suggested(self._matched(batch)))

    def _matched(self, batch: list[Planned]) -> list[Planned]:
        """Return rows with their verdicts, and count those that the commit will add."""
        rows = self._matcher.judged(batch)
        self._checks.uncount(self._matcher.repeated.taken())
        self._checks.add_new(rows, self._parameters)
        self._early.hold(rows)
        return rows

    def _suggested(self, rows: list[Planned]) -> list[Planned]:
        return self._categoriser.suggested(rows) if self._categoriser else rows

    def finish(self) -> None:
        """Say in the summary what only the whole file tells."""
        self._late = self._matcher.settled(self._parameters.account or self._recall.account)
        self._checks.take_back(self._late.values(), self._parameters)
        settle(self._book, self._names.found)
        self.summary.categories = self._names.found
        self._balances.finish()
        self._checks.close(self.summary)
        refused = self._early.refused(self._late)
        self._checks.take_back(refused.values(), self._parameters)
        self._late |= refused
        compare_with_book(self._book, list(self._checks), self.summary)
        self.summary.warnings += [list(warning) for warning in self._warnings()]
        self.summary.decisions = completed(
            self.summary, self._parameters, self._recall, self._targets.names
        )

    def _warnings(self) -> Iterator[tuple[str, str]]:
        """Yield what people should know of all the rows together: codes and sentences."""
        yield from self._targets.warnings.items()
        yield from self._counts.warnings()
        if rounded := self._rounding.warning:
            yield "rounded", rounded
        if repeated := self._matcher.repeated.warning:
            yield "repeated_ids", repeated

    def late(self) -> dict[int, Planned]:
        """What became, at the end, of rows that had to wait for all the others; by number."""
        return self._late
