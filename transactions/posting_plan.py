"""What becomes of the postings of transactions that are amended."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from transactions.drafts import LineDraft
from transactions.settlements import statements_of
from transactions.stored import StoredPosting, StoredTransaction
from transactions.totals import TotalsDelta

POSTING_VALUES = (
    "date", "account_id", "kind", "category_id", "amount", "currency",
    "home_amount", "rate", "rate_date", "rate_source", "description",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostingPlan:
    """What happens to the postings of amended transactions."""

    kept: list[StoredPosting] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    fresh: list[tuple[Any, ...]] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    """Settled ones of `kept` that go to another account, of which the statement is not."""
    unsettling: set[int] = field(default_factory=set)
    """The statements whose settled postings get another amount or account, or go."""

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
            self._note_settled(posting, line_values)
            for name, value in zip(POSTING_VALUES, line_values, strict=True):
                setattr(posting, name, value)
            self.kept.append(posting)
        # New postings come after those that stay; the places of those that go are free again.
        self.fresh.extend(
            (row.pk, place, *line_values)
            for place, line_values in enumerate(fresh, start=position + 1)
        )
        self.gone.extend(by_id)
        self.unsettling.update(statements_of(by_id.values()))

    def _note_settled(self, posting: StoredPosting, values: tuple[Any, ...]) -> None:
        if posting.settled_in_id is None:
            return
        _, account_id, _, _, amount, *_ = values
        if (account_id, amount) != (posting.account_id, posting.amount):
            self.unsettling.add(posting.settled_in_id)
        if account_id != posting.account_id:
            self.moved.append(posting.pk)


def count_values(delta: TotalsDelta, values: tuple[Any, ...]) -> None:
    """Count a posting, given as values of POSTING_VALUES, in `delta`."""
    day, account_id, kind, category_id, amount, _, home_amount, *_ = values
    delta.count(day, kind, account_id, category_id, amount, home_amount)
