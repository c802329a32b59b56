"""What has no category, in groups of one payee, each with the category that fits."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from books.models import Book
from imports.suggesting.for_payee import learned_categories
from transactions.amending import is_flat
from transactions.filters import search
from transactions.stored import StoredTransaction
from web.book_names import BookNames, CategoryName
from web.category_choices import ChoiceGroup, grouped, open_ones
from web.money import Money, Shown
from web.recent_categories import recently_used
from web.rows import ListedRow, Lister

ROWS_MAX = 500
"""How many rows are looked at, the newest: some hundred groups, which is an hour of sorting."""
EXAMPLES = 3
"""How many days and texts of a group are named: what fits on its line."""


@dataclass(frozen=True, slots=True)
class SortGroup:
    """Rows of one payee, of one kind and currency."""

    number: int
    who: str
    count: int
    total: Shown
    examples: str
    rows: Sequence[ListedRow]
    kind: str
    choices: Sequence[ChoiceGroup]
    """The categories of the kind of its rows."""
    suggested: str
    """The id of the category that fits, as a form sends it; empty for none."""
    reason: str


@dataclass(frozen=True, slots=True)
class Queue:
    """The groups, the largest first, and what is not in them."""

    groups: Sequence[SortGroup]
    splits: int
    """How many of the rows are splits, which are sorted line by line."""
    has_more: bool


def queue_of(book: Book, names: BookNames, lister: Lister, money: Money, sought: str) -> Queue:
    """Return what has no category, where it has the text that is `sought`."""
    wanted = {"category": "none", "below": True, "converted": None, "settled": None}
    found = search(book, {**wanted, **({"q": sought} if sought else {})})
    newest = found.nearest(None, ROWS_MAX + 1, descending=True)
    rows = newest[:ROWS_MAX]
    flat = [row for row in rows if is_flat(row)]
    by_name: dict[tuple[str, str, str], list[StoredTransaction]] = {}
    for row in flat:
        by_name.setdefault((_name(row), row.type, row.currency), []).append(row)
    ordered = sorted(by_name.values(), key=lambda group: -len(group))
    fitting = learned_categories(
        book, [(group[0].payee or "", group[0].description, group[0].type) for group in ordered]
    )
    recent = recently_used(book)
    choices = {kind: grouped(_of_kind(names, kind), recent) for kind in ("expense", "income")}
    groups = []
    for number, (group, category) in enumerate(zip(ordered, fitting, strict=True), start=1):
        first = group[0]
        total = sum(posting.amount for row in group for posting in row.postings)
        groups.append(
            SortGroup(
                number=number,
                who=_name(first) or _("No payee"),
                count=len(group),
                total=money.signed(total, first.currency),
                examples=_examples(group),
                rows=lister.rows(group),
                kind=first.type,
                choices=choices[first.type],
                suggested=str(category.category) if category else "",
                reason=category.reason if category else "",
            )
        )
    return Queue(groups, len(rows) - len(flat), len(newest) > ROWS_MAX)


def _name(row: StoredTransaction) -> str:
    return row.payee or row.description


def _examples(group: Sequence[StoredTransaction]) -> str:
    texts = [row.description for row in group if row.payee and row.description]
    return ", ".join(list(dict.fromkeys(texts))[:EXAMPLES])


def _of_kind(names: BookNames, kind: str) -> list[CategoryName]:
    return [one for one in open_ones(names) if one.type == kind]
