"""What stands below a category, and its payees, as tables of one period."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from common.periods import Period
from transactions.models import UNCATEGORISED
from web.charts.shares import share_bar
from web.figures.branches import Branch
from web.figures.drawings import Drawing
from web.figures.drilldown import Lists
from web.money import Money, Shown

PAYEES_MAX = 10
"""Payees one by one: a card of a screen's height."""

Payees = Sequence[tuple[int | None, str, int]]
"""Id, name and amount of each, the largest first; no id stands for no payee."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: a category or a payee, with its share."""

    name: str
    href: str
    """Where its name leads: further down, or to its rows."""
    symbol: str
    tone: str
    color: str
    bar: Drawing
    share: str
    amount: Shown
    rows: str
    """The address of its rows; empty where no single list has them."""


@dataclass(frozen=True, slots=True)
class Table:
    """The parts of one kind, or of one category, and what they come to."""

    name: str
    lines: list[Line]
    all: Shown
    share: str
    rows: str


@dataclass(frozen=True, slots=True)
class Tables:
    """Makes tables of one kind and one period; `further` leads down to a category."""

    kind: str
    period: Period
    money: Money
    lists: Lists
    further: Callable[[int], str]

    def of_roots(self, name: str, roots: Sequence[Branch]) -> Table:
        """Return all categories of the kind."""
        whole = sum(branch.now for branch in roots)
        longest = max(branch.now for branch in roots)
        lines = [self._branch(branch, longest, whole) for branch in roots]
        return self._table(name, lines, whole, self.lists.of(self.period, kind=self.kind))

    def of_children(self, name: str, above: Branch) -> Table:
        """Return what stands below a category, and what it has itself."""
        longest = max(above.own, *(branch.now for branch in above.children))
        lines = [self._branch(branch, longest, above.now) for branch in above.children]
        if above.own:
            title = _("Directly in %(category)s") % {"category": above.name}
            rows = self._rows(above.key, branch=False)
            itself = replace_amount(above, above.own)
            own = self._branch(itself, longest, above.now)
            lines.insert(0, replace(own, name=title, href=rows, rows=rows))
        return self._table(name, lines, above.now, self._rows(above.key))

    def of_payees(self, name: str, payees: Payees, key: int) -> Table:
        """Return the largest payees of a category, and the others as one."""
        whole = sum(amount for _id, _name, amount in payees)
        longest = max(amount for _id, _name, amount in payees)
        category = "none" if key == UNCATEGORISED else key
        lines = []
        for payee, named, amount in payees[:PAYEES_MAX]:
            rows = self.lists.of(
                self.period, kind=self.kind, category=category, payee=payee or "none"
            )
            shown = named or _("No payee")
            lines.append(self._line(shown, amount, longest, whole, rows))
        if rest := payees[PAYEES_MAX:]:
            amount = sum(amount for _id, _name, amount in rest)
            lines.append(self._line(_("Others"), amount, longest, whole, ""))
        return self._table(name, lines, whole, self._rows(key))

    def _branch(self, branch: Branch, longest: int, whole: int) -> Line:
        return Line(
            name=branch.name,
            href=self.further(branch.key),
            symbol=branch.symbol,
            tone=branch.tone,
            color=branch.own_color,
            bar=Drawing(share_bar(branch.now, longest, branch.color)),
            share=self.money.share(branch.now, whole),
            amount=self.money.plain(branch.now),
            rows=self._rows(branch.key),
        )

    def _line(self, name: str, amount: int, longest: int, whole: int, rows: str) -> Line:
        bar = Drawing(share_bar(amount, longest, "c0"))
        share = self.money.share(amount, whole)
        return Line(name, rows, "", "", "", bar, share, self.money.plain(amount), rows)

    def _table(self, name: str, lines: list[Line], whole: int, rows: str) -> Table:
        share = self.money.share(whole, whole)
        return Table(name, lines, self.money.plain(whole), share, rows)

    def _rows(self, key: int, *, branch: bool = True) -> str:
        return self.lists.of_category(self.period, self.kind, key, branch=branch)


def replace_amount(branch: Branch, amount: int) -> Branch:
    """Return a category alone with another amount."""
    return replace(branch, now=amount, children=[])
