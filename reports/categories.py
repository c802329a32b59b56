"""Spending and income by category over a period, as a tree: parents contain their branch."""

from collections.abc import Mapping
from dataclasses import dataclass

from books.models import Book
from categories.models import NO_PARENT, Category
from common.money import CURRENCIES, Currency
from common.periods import Period
from reports.figures import CategoryCell, Figure, by_category, signed, total
from transactions.models import UNCATEGORISED, PostingKind


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category with what it has itself and what its whole branch has."""

    cell: CategoryCell
    name: str
    own: Figure
    branch: Figure
    children: tuple["CategoryNode", ...]


@dataclass(frozen=True, slots=True)
class CategoryReport:
    period: Period
    home: Currency
    income: Figure
    expense: Figure
    roots: tuple[CategoryNode, ...]
    """Income first, and the largest first; the uncategorised stand among the roots."""


def category_report(book: Book, period: Period) -> CategoryReport:
    """Return the tree of `period`; branches without a posting are left out."""
    figures = by_category(book, period)
    children: dict[int, list[Category]] = {}
    for category in Category.objects.for_book(book).order_by("name_key"):
        children.setdefault(category.parent_key, []).append(category)
    roots = _nodes(NO_PARENT, children, figures)
    for kind in (PostingKind.INCOME, PostingKind.EXPENSE):
        cell = CategoryCell(kind, UNCATEGORISED)
        if cell in figures:
            roots.append(CategoryNode(cell, "", figures[cell], figures[cell], ()))
    return CategoryReport(
        period=period,
        home=CURRENCIES[book.home_currency],
        income=total(f for cell, f in figures.items() if cell.kind == PostingKind.INCOME),
        expense=total(f for cell, f in figures.items() if cell.kind == PostingKind.EXPENSE),
        roots=_sorted(roots),
    )


def _nodes(
    parent_id: int,
    children: Mapping[int, list[Category]],
    figures: Mapping[CategoryCell, Figure],
) -> list[CategoryNode]:
    nodes = []
    for category in children.get(parent_id, ()):
        cell = CategoryCell(category.type, category.pk)
        below = _nodes(category.pk, children, figures)
        own = figures.get(cell, Figure())
        branch = total([own, *(node.branch for node in below)])
        if branch.postings:
            nodes.append(CategoryNode(cell, category.name, own, branch, _sorted(below)))
    return nodes


def _sorted(nodes: list[CategoryNode]) -> tuple[CategoryNode, ...]:
    return tuple(
        sorted(
            nodes,
            key=lambda node: (
                node.cell.kind != PostingKind.INCOME,
                -signed(node.cell.kind, node.branch),
                node.cell.category_key,
            ),
        )
    )
