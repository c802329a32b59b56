"""What a file says beside its rows: accounts, balances, how it was read, and remarks."""

from collections.abc import Iterable, Iterator

from imports.matching.matcher import Matcher
from imports.plan.summary import Findings
from imports.planning.account_mapping import Targets
from imports.planning.file_decisions import DECISIONS_MAX, found_of
from imports.planning.remembered import shape_of
from imports.planning.stated_balances import StatedBalances
from readers.statement import (
    Account,
    Balance,
    Candidates,
    Fault,
    FileDecision,
    Item,
    Remark,
    Row,
    Understood,
)

REMARKS_MAX = 100
"""How many remarks are kept of a file."""


class FileNotes:
    """Takes note of all that is not a row, at the place among the rows where it stands."""

    def __init__(
        self, findings: Findings, targets: Targets, balances: StatedBalances, matcher: Matcher
    ) -> None:
        self._findings = findings
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
        elif isinstance(item, Remark):
            self._remark(item)

    def _decide(self, decision: FileDecision) -> None:
        found = found_of(decision)
        decisions = self._findings.decisions
        if len(decisions) < DECISIONS_MAX and found not in decisions:
            decisions.append(found)

    def _remark(self, remark: Remark) -> None:
        said = [remark.code, remark.detail]
        remarks = self._findings.remarks
        if len(remarks) < REMARKS_MAX and said not in remarks:
            remarks.append(said)
