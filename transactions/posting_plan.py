"""What becomes of the postings of transactions that are amended."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from transactions.drafts import LineDraft
from transactions.settlements import SettledSums, settled_sums, unsettled_by
from transactions.stored import StoredPosting, StoredTransaction
from transactions.totals import TotalsDelta

POSTING_VALUES = (
    "date", "account_id", "kind", "category_id", "amount", "currency",
    "home_amount", "rate", "rate_date", "rate_source", "description",
)  # fmt: skip
FRESH_COLUMNS = ("transaction_id", "position", *POSTING_VALUES, "settled_in_id")


@dataclass(frozen=True, slots=True)
class PostingPlan:
    """What happens to the postings of amended transactions."""

    kept: list[StoredPosting] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    fresh: list[tuple[Any, ...]] = field(default_factory=list)
    """Each with the values of FRESH_COLUMNS."""
    moved: list[int] = field(default_factory=list)
    """Settled ones of `kept` that go to another account, of which the statement is not."""
    before: SettledSums = field(default_factory=Counter)
    after: SettledSums = field(default_factory=Counter)
    """What statements settle of the transactions, as it is and as it will be."""

    @property
    def unsettling(self) -> set[int]:
        """The ids of the statements that will settle another sum of some transaction."""
        return unsettled_by(self.before, self.after)

    def add(
        self,
        row: StoredTransaction,
        values: list[tuple[Any, ...]],
        stated: Sequence[LineDraft],
        delta: TotalsDelta,
        *,
        flat: bool,
    ) -> None:
        """Plan `values` (of POSTING_VALUES) as the postings of `row`, and count them.

        Each is of the one that is `stated` at its place. One that names a stored posting by its
        id becomes that one; in a `flat` draft the first stored ones do.
        """
        stored = row.postings
        settled_in = _statement_by_account(stored)
        self.before.update(settled_sums(stored))
        by_id = {posting.pk: posting for posting in stored}
        spare = list(stored) if flat else []
        fresh: list[tuple[Any, ...]] = []
        position = -1
        for line, line_values in zip(stated, values, strict=True):
            posting = by_id.get(line.id or 0) or (spare.pop(0) if spare else None)
            count_values(delta, line_values)
            if posting is None:
                fresh.append(line_values)
                continue
            del by_id[posting.pk]
            position = max(position, posting.position)
            self._release_moved(posting, line_values)
            for name, value in zip(POSTING_VALUES, line_values, strict=True):
                setattr(posting, name, value)
            self.kept.append(posting)
            self.after.update(settled_sums([posting]))
        # New postings come after those that stay; the places of those that go are free again.
        for place, line_values in enumerate(fresh, start=position + 1):
            _, account_id, _, _, amount, *_ = line_values
            # A new part of what a statement settles is settled like the others.
            statement = settled_in.get(account_id)
            self.fresh.append((row.pk, place, *line_values, statement))
            if statement is not None:
                self.after[statement, row.pk] += amount
        self.gone.extend(by_id)

    def _release_moved(self, posting: StoredPosting, values: tuple[Any, ...]) -> None:
        _, account_id, *_ = values
        if posting.settled_in_id is not None and account_id != posting.account_id:
            posting.settled_in_id = None
            self.moved.append(posting.pk)


def _statement_by_account(postings: Iterable[StoredPosting]) -> dict[int, int]:
    """Return by account the statement that settles all of its postings, where one does."""
    found: dict[int, set[int | None]] = defaultdict(set)
    for posting in postings:
        found[posting.account_id].add(posting.settled_in_id)
    return {
        account_id: statement
        for account_id, (statement, *others) in found.items()
        if statement is not None and not others
    }


def count_values(delta: TotalsDelta, values: tuple[Any, ...]) -> None:
    """Count a posting, given as values of POSTING_VALUES, in `delta`."""
    day, account_id, kind, category_id, amount, _, home_amount, *_ = values
    delta.count(day, kind, account_id, category_id, amount, home_amount)
