"""What some categories had, month by month, each with those below it or without."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from books.models import Book
from categories.drafts import Tree
from categories.models import Category
from common.errors import Problem, raise_problems
from common.money import CURRENCIES, Currency
from common.periods import Month, Period
from common.statements import Statement
from reports.figures import CategoryCell, Figure, by_month_and_category
from transactions.models import UNCATEGORISED, PostingKind


@dataclass(frozen=True, slots=True)
class CategorySeries:
    """One category, or what is uncategorised of one kind, over the months."""

    cell: CategoryCell
    name: str
    months: tuple[tuple[Month, Figure], ...]
    """In order; a month without a posting has zeros."""


@dataclass(frozen=True, slots=True)
class CategoryTrendReport:
    home: Currency
    below: bool
    """Whether a category contains those below it."""
    series: tuple[CategorySeries, ...]
    """In the order in which they were asked for; the uncategorised twice, income first."""


def category_trend_report(
    book: Book, keys: Sequence[int], months: Period, *, below: bool
) -> CategoryTrendReport:
    """Return the months of the categories `keys`: ids of categories, or UNCATEGORISED.

    Raises Invalid with each id of a category that the book does not have.
    """
    tree = Tree.of(book)
    ids = [key for key in keys if key != UNCATEGORISED]
    raise_problems(
        Problem("?category", "does_not_exist", f"There is no category {key} in this book.")
        for key in ids
        if key not in tree.nodes
    )
    contained_in: dict[int, list[int]] = defaultdict(list)
    for key in keys:
        for part in tree.branch(key) if below and key != UNCATEGORISED else [key]:
            contained_in[part].append(key)
    figures: dict[tuple[int, str, Month], Figure] = defaultdict(Figure)
    for (first, cell), figure in by_month_and_category(book, months, contained_in).items():
        for key in contained_in[cell.category_key]:
            figures[key, cell.kind, Month.of(first)].add(figure)
    names: dict[int, str] = dict(_NAMES.rows(book=book.pk, ids=ids))
    return CategoryTrendReport(
        home=CURRENCIES[book.home_currency],
        below=below,
        series=tuple(
            CategorySeries(
                cell=cell,
                name=names.get(cell.category_key, ""),
                months=tuple(
                    (month, figures.get((cell.category_key, cell.kind, month), Figure()))
                    for month in months.months()
                ),
            )
            for cell in _cells(keys, tree)
        ),
    )


_NAMES = Statement(
    lambda *, book, ids: Category.objects.filter(book_id=book, id__in=ids).values_list("id", "name")
)


def _cells(keys: Sequence[int], tree: Tree) -> Iterator[CategoryCell]:
    for key in keys:
        if key == UNCATEGORISED:
            yield CategoryCell(PostingKind.INCOME, key)
            yield CategoryCell(PostingKind.EXPENSE, key)
        else:
            yield CategoryCell(tree.nodes[key].type, key)
