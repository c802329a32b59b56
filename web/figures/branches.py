"""Categories with what two periods brought under them, as a tree: parents contain their branch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from django.utils.translation import gettext

from reports.figures import CategoryCell, Figure, signed
from transactions.models import UNCATEGORISED
from web.book_names import (
    INCOME_TONE,
    NO_TONE,
    UNSORTED_SYMBOL,
    UNSORTED_TONE,
    BookNames,
    CategoryName,
)
from web.charts.markup import Color


@dataclass(slots=True)
class Branch:
    """A category with all below it; amounts in minor units, positive where money is spent."""

    key: int
    name: str
    symbol: str
    tone: str
    own_color: str
    now: int = 0
    before: int = 0
    own: int = 0
    """What of `now` stands under the category itself."""
    own_before: int = 0
    postings: int = 0
    children: list["Branch"] = field(default_factory=list)

    @property
    def color(self) -> Color:
        """The colour of its marks in a chart."""
        return color_of(self.tone)

    def walk(self) -> Iterator["Branch"]:
        """Yield the branch and all below it, parents before children."""
        yield self
        for child in self.children:
            yield from child.walk()


def color_of(tone: str) -> Color:
    """Return the colour that a category has in charts: income has none of its own."""
    return cast("Color", NO_TONE if tone == INCOME_TONE else tone)


def branches(
    kind: str,
    cells: Mapping[CategoryCell, Figure],
    before: Mapping[CategoryCell, Figure],
    names: BookNames,
) -> list[Branch]:
    """Return the roots of a kind that have something in either period, the largest first."""
    found: dict[int, Branch] = {}
    roots: list[Branch] = []
    for cell in {*cells, *before}:
        if cell.kind != kind:
            continue
        branch = _branch(cell.category_key, found, roots, names)
        now, was = cells.get(cell), before.get(cell)
        branch.own += signed(kind, now)
        branch.own_before += signed(kind, was)
        for each in (branch, *_above(branch, found, names)):
            each.now += signed(kind, now)
            each.before += signed(kind, was)
            each.postings += now.postings if now else 0
    _sort(roots)
    return roots


def _branch(key: int, found: dict[int, Branch], roots: list[Branch], names: BookNames) -> Branch:
    """Return the branch of a category; make it, and those above it, where it is new."""
    if key in found:
        return found[key]
    category = names.categories.get(key)
    found[key] = branch = _drawn(key, category)
    parent = category.parent_id if category else None
    siblings = roots if parent is None else _branch(parent, found, roots, names).children
    siblings.append(branch)
    return branch


def _drawn(key: int, category: CategoryName | None) -> Branch:
    if category is None:
        return Branch(key, gettext("No category"), UNSORTED_SYMBOL, UNSORTED_TONE, "")
    return Branch(key, category.name, category.symbol, category.tone, category.color)


def _above(branch: Branch, found: Mapping[int, Branch], names: BookNames) -> Iterator[Branch]:
    key = branch.key
    while key != UNCATEGORISED:
        category = names.categories.get(key)
        if category is None or category.parent_id is None:
            return
        key = category.parent_id
        yield found[key]


def _sort(siblings: list[Branch]) -> None:
    siblings.sort(key=lambda branch: (-branch.now, -branch.before, branch.name, branch.key))
    for branch in siblings:
        _sort(branch.children)
