"""What some categories had, period by period, each with those below it or without."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from books.models import Book
from categories.drafts import Tree
from categories.models import Category
from common.errors import Problem, raise_problems
from common.money import CURRENCIES, Currency
from common.periods import Month, Period
from common.statements import Statement
from reports.by_period import are_months, cells_by_period
from reports.figures import CategoryCell, Figure, by_month_and_category
from transactions.models import UNCATEGORISED, PostingKind


@dataclass(frozen=True, slots=True)
class CategorySeries:
    """One category, or what is uncategorised of one kind, over the periods."""

    cell: CategoryCell
    name: str
    periods: tuple[tuple[Period, Figure], ...]
    """In order; a period without a posting has zeros."""


@dataclass(frozen=True, slots=True)
class CategoryTrendReport:
    home: Currency
    below: bool
    """Whether a category contains those below it."""
    series: tuple[CategorySeries, ...]
    """In the order in which they were asked for; the uncategorised twice, income first."""


def category_trend_report(
    book: Book, keys: Sequence[int], periods: Sequence[Period], *, below: bool
) -> CategoryTrendReport:
    """Return the periods of the categories `keys`: ids of categories, or UNCATEGORISED.

    Raises Invalid with each id of a category that the book does not have.
    """
    tree = Tree.of(book)
    ids = [key for key in keys if key != UNCATEGORISED]
    raise_problems(
        Problem("?category", "does_not_exist", f"There is no category {key} in this book.")
        for key in ids
        if key not in tree.nodes
    )
    contained_in: dict[int, list[int]] = {}
    for key in keys:
        for part in tree.branch(key) if below and key != UNCATEGORISED else [key]:
            contained_in.setdefault(part, []).append(key)
    figures: dict[tuple[CategoryCell, Period], Figure] = defaultdict(Figure)
    for period, cell, figure in _cells_of(book, periods, contained_in):
        for key in contained_in[cell.category_key]:
            figures[CategoryCell(cell.kind, key), period].add(figure)
    names: dict[int, str] = dict(_NAMES.rows(book=book.pk, ids=ids))
    return CategoryTrendReport(
        home=CURRENCIES[book.home_currency],
        below=below,
        series=tuple(
            CategorySeries(
                cell=cell,
                name=names.get(cell.category_key, ""),
                periods=tuple((one, figures.get((cell, one), Figure())) for one in periods),
            )
            for cell in _asked(keys, tree)
        ),
    )


def _cells_of(
    book: Book, periods: Sequence[Period], categories: Collection[int]
) -> Iterator[tuple[Period, CategoryCell, Figure]]:
    """Yield what some categories have in each period."""
    if are_months(periods):
        # The database leaves the other categories out.
        whole = Period(periods[0].start, periods[-1].end)
        for (first, cell), figure in by_month_and_category(book, whole, categories).items():
            yield Period.of_month(Month.of(first)), cell, figure
        return
    for period, cells in zip(periods, cells_by_period(book, periods), strict=True):
        for cell, figure in cells.items():
            if cell.category_key in categories:
                yield period, cell, figure


_NAMES = Statement(
    lambda *, book, ids: Category.objects.filter(book_id=book, id__in=ids).values_list("id", "name")
)


def _asked(keys: Sequence[int], tree: Tree) -> Iterator[CategoryCell]:
    for key in keys:
        if key == UNCATEGORISED:
            yield CategoryCell(PostingKind.INCOME, key)
            yield CategoryCell(PostingKind.EXPENSE, key)
        else:
            yield CategoryCell(tree.nodes[key].type, key)
