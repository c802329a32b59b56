"""Categories of a report as the rows of a table: branches, those that are open with their own."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from common.periods import Period
from web.book_names import SEPARATOR
from web.charts.shares import share_bar
from web.charts.treemap import TALL, Cell, CellGroup, treemap
from web.figures.branches import Branch
from web.figures.differences import Difference, difference_of
from web.figures.drawings import Drawing
from web.figures.drilldown import Lists
from web.money import Money, Shown

ALL = "all"
"""What an address states for all branches being open."""
AREAS_MAX = 200
"""Areas of a map: more of them are smaller than a pointer, and weigh more than the page."""


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A category in a table, or what stands under a category itself."""

    name: str
    symbol: str
    tone: str
    color: str
    is_root: bool
    twist: str
    """The query that opens or closes it; empty where there is nothing below."""
    is_open: bool
    bar: Drawing
    share: str
    amount: Shown
    href: str
    before: Shown
    before_href: str
    difference: Difference


class Tree:
    """The rows and the map of one kind in two periods."""

    def __init__(
        self,
        kind: str,
        roots: Sequence[Branch],
        periods: tuple[Period, Period],
        money: Money,
        lists: Lists,
    ) -> None:
        self.kind = kind
        self.roots = roots
        self.now, self.before = periods
        self.money = money
        self.lists = lists
        self.whole = sum(branch.now for branch in roots)
        self.whole_before = sum(branch.before for branch in roots)
        self.longest = max((max(b.now, b.before) for b in roots), default=0)

    def rows(self, opened: Collection[str], kept: dict[str, str]) -> Iterator[TreeRow]:
        """Yield the roots, and below those that are `opened` what they contain.

        `kept` is what else the query of the page states.
        """
        for root in self.roots:
            is_open = bool(root.children) and (ALL in opened or str(root.key) in opened)
            twist = _twist(root, self.roots, opened, kept) if root.children else ""
            yield self._row(root, twist=twist, is_open=is_open)
            if is_open:
                yield from self._below(root, "")

    def _below(self, branch: Branch, path: str) -> Iterator[TreeRow]:
        if branch.own or branch.own_before:
            name = _("Directly in %(category)s") % {"category": branch.name}
            own = Branch(branch.key, name, branch.symbol, branch.tone, "")
            own.now, own.before = branch.own, branch.own_before
            yield self._row(own, path=path, branch_too=False)
        for child in branch.children:
            yield self._row(child, path=path)
            if child.children:
                yield from self._below(child, f"{path}{child.name}{SEPARATOR}")

    def _row(
        self,
        branch: Branch,
        *,
        path: str | None = None,
        twist: str = "",
        is_open: bool = False,
        branch_too: bool = True,
    ) -> TreeRow:
        def href(period: Period) -> str:
            return self.lists.of_category(period, self.kind, branch.key, branch=branch_too)

        return TreeRow(
            name=f"{path or ''}{branch.name}",
            symbol=branch.symbol,
            tone=branch.tone,
            color=branch.own_color,
            is_root=path is None,
            twist=twist,
            is_open=is_open,
            bar=Drawing(share_bar(branch.now, self.longest, branch.color, branch.before)),
            share=self.money.share(branch.now, self.whole),
            amount=self.shown(branch.now),
            href=href(self.now),
            before=self.money.plain(branch.before),
            before_href=href(self.before),
            difference=difference_of(branch.now, branch.before, self.money),
        )

    def shown(self, minor: int) -> Shown:
        """Return an amount; of income with its sign, as it is shown in lists."""
        return self.money.signed(minor) if self.kind == "income" else self.money.plain(minor)

    def maps(self) -> list[Drawing]:
        """Return the map of all categories, and that of the roots for a phone."""
        label = _("Areas in proportion to what was spent, by category")
        areas = sorted(
            (branch for root in self.roots for branch in root.walk() if branch.own > 0),
            key=lambda branch: -branch.own,
        )[:AREAS_MAX]
        shown = {branch.key for branch in areas}
        leaves = [
            CellGroup(
                root.color,
                tuple(
                    self._cell(branch, branch.own, own=True)
                    for branch in root.walk()
                    if branch.key in shown
                ),
            )
            for root in self.roots
        ]
        roots = [
            CellGroup(root.color, (self._cell(root, root.now, own=False),))
            for root in self.roots[:AREAS_MAX]
        ]
        return [Drawing(treemap(leaves, label)), Drawing(treemap(roots, label, TALL))]

    def _cell(self, branch: Branch, amount: int, *, own: bool) -> Cell:
        shown = self.money.plain(amount).text
        title = branch.name if self.money.hidden else f"{branch.name}: {shown} {self.money.sign}"
        href = self.lists.of_category(
            self.now, self.kind, branch.key, branch=not (own and branch.children)
        )
        return Cell(branch.name, "" if self.money.hidden else shown, amount, title, href)


def _twist(
    root: Branch, roots: Sequence[Branch], opened: Collection[str], kept: dict[str, str]
) -> str:
    """Return the query of the page with `root` open where it is closed, and the other way round."""
    keys = {str(one.key) for one in roots if one.children and ALL in opened} | set(opened) - {ALL}
    changed = keys ^ {str(root.key)}
    return f"?{urlencode({**kept, 'open': ','.join(sorted(changed, key=_order))})}#out"


def _order(key: str) -> tuple[int, str]:
    return len(key), key
