"""What a file says beside its rows: accounts, balances, how it was read, and warnings."""

from collections.abc import Iterable, Iterator

from imports.matching.matcher import Matcher
from imports.plan.summary import PlanSummary
from imports.planning.account_mapping import AccountMapper
from imports.planning.file_decisions import DECISIONS_MAX, found_of
from imports.planning.remembered import shape_of
from imports.planning.stated_balances import StatedBalances
from readers.statement import (
    Account,
    Balance,
    Candidates,
    Fault,
    FileDecision,
    FileWarning,
    Item,
    Row,
    Understood,
)

WARNINGS_MAX = 100
"""How many warnings are kept of a file."""


class FileNotes:
    """Takes note of all that is not a row, at the place among the rows where it stands."""

    def __init__(
        self,
        summary: PlanSummary,
        targets: AccountMapper,
        balances: StatedBalances,
        matcher: Matcher,
    ) -> None:
        self._findings = summary
        self._targets = targets
        self._balances = balances
        self._matcher = matcher
        self.candidates: Candidates = ()
        """Other readings of the file, which its balances may prove."""

    def rows_among(self, items: Iterable[Item]) -> Iterator[Row | Fault]:
        """Yield the rows among `items`, and take note of the others."""
        for item in items:
            # Rows come first: there are more of them than of all others.
            if type(item) is Row or type(item) is Fault:
                yield item
            elif type(item) is Balance:
                self._balances.state(item)
            else:
                self._note(item)

    def _note(self, item: Item) -> None:
        if isinstance(item, Account):
            self._targets.name(item)
        elif isinstance(item, Understood):
            self._findings.layout = dict(item.layout)
            self.candidates = item.candidates
            self._matcher.shape = self._targets.names.shape = shape_of(item.layout["names"])
        elif isinstance(item, FileDecision):
            self._decide(item)
        elif isinstance(item, FileWarning):
            self._warning(item)

    def _decide(self, decision: FileDecision) -> None:
        found = found_of(decision)
        decisions = self._findings.decisions
        if len(decisions) < DECISIONS_MAX and found not in decisions:
            decisions.append(found)

    def _warning(self, warning: FileWarning) -> None:
        said = [warning.code, warning.detail]
        warnings = self._findings.warnings
        if len(warnings) < WARNINGS_MAX and said not in warnings:
            warnings.append(said)
