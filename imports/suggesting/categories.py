"""Categories for rows that have none: what the members of the book chose for their like."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from books.models import Book
from imports.models import Verdict
from imports.plan.rows import NO_CATEGORY, Planned, Suggested
from imports.suggesting.category_learner import Learner
from transactions.models import Posting, PostingKind

CHOICES_MAX = 20_000
"""From how many choices is learned, the newest."""


class Categoriser:
    """Suggests categories of one book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def suggested(self, rows: Sequence[Planned]) -> list[Planned]:
        """Return `rows`, each that lacks a category with the one that is likely enough."""
        return [self._suggested(row) if _lacks_one(row) else row for row in rows]

    def _suggested(self, row: Planned) -> Planned:
        learner = self._learner
        if learner is None:
            return row
        kind = PostingKind.EXPENSE if row.minor < 0 else PostingKind.INCOME
        found = learner.suggest(row.payee, row.description, kind.value)
        if found is None and kind == PostingKind.INCOME:
            # Perhaps money that comes back, which counts where it was spent.
            found = learner.suggest(row.payee, row.description, PostingKind.EXPENSE.value)
        if found is None:
            return row
        confidence = round(100 * found.confidence)
        return row._replace(suggested=Suggested(found.category, confidence, found.reason))

    @cached_property
    def _learner(self) -> Learner[int] | None:
        """What was learned; None where there is nothing to learn from."""
        rows = Posting.objects.for_book(self._book).filter(
            category__isnull=False, category__archived=False
        )
        columns = (
            "transaction__payee__name", "transaction__description", "kind",
            "category_id", "category__name",
        )  # fmt: skip
        # In the order in which people chose, not in that of the days: the newest choice counts.
        newest = rows.order_by("-transaction__changed_in", "-transaction_id", "-id")
        return learned_from(newest.values_list(*columns)[:CHOICES_MAX])


def learned_from(newest: Iterable[tuple[str | None, str, str, int, str]]) -> Learner[int] | None:
    """Return what is learned from choices, newest first; None from none.

    Each is a payee, a description, a kind, and the id and name of a category.
    """
    choices = list(newest)
    if not choices:
        return None
    names = {category: name for *_, category, name in choices}
    learner = Learner[int](names.__getitem__)
    for payee, description, kind, category, _ in reversed(choices):
        learner.learn(payee or "", description, category, kind)
    return learner


def _lacks_one(row: Planned) -> bool:
    return (
        row.category == NO_CATEGORY
        and row.is_whole
        and row.verdict in (Verdict.NEW, Verdict.PROBABLE, Verdict.DELETED)
    )
