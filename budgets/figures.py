"""What is spent on the lines of a budget, in its currency, period by period."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter

from books.models import Book
from budgets.envelopes import Came
from categories.drafts import Node, Tree
from categories.models import NO_PARENT, Category
from common.periods import DATE_MIN, Period
from common.statements import Statement
from reports.by_period import PeriodSums, Place, Sums, sums_by_period
from reports.figures import Unconverted
from transactions.models import PostingKind


@dataclass(frozen=True, slots=True)
class NamedTree:
    """All categories of a book, with their names."""

    tree: Tree
    names: Mapping[int, str]

    @classmethod
    def of(cls, book: Book) -> "NamedTree":
        rows = _CATEGORIES.rows(book=book.pk)
        nodes = {row_id: Node(*values) for row_id, _, *values in rows}
        return cls(Tree(nodes), {row_id: name for row_id, name, *_ in rows})

    def up_from(self, category_id: int) -> Iterator[int]:
        """Yield a category, and those above it, from the nearest on."""
        node = self.tree.nodes.get(category_id)
        while node is not None:
            yield category_id
            category_id = node.parent_id or NO_PARENT
            node = self.tree.nodes.get(category_id)


_CATEGORIES = Statement(
    lambda *, book: Category.objects.filter(book_id=book).values_list(
        "id", "name", "parent_id", "type", "name_key", "archived"
    )
)


@dataclass(slots=True)
class Spending:
    """What some categories come to in a period."""

    spent: int = 0
    """Minor units of the budget's currency; of income, what was earned."""
    apart: dict[str, Unconverted] = field(default_factory=lambda: defaultdict(Unconverted))
    """What is in no figure of the budget, by currency, signed as `spent` is."""

    def add(self, other: "Spending") -> None:
        self.spent += other.spent
        for currency, apart in other.apart.items():
            self.apart[currency].minor += apart.minor
            self.apart[currency].postings += apart.postings


CategorySpending = Mapping[tuple[str, int], Spending]
"""By kind and category; of transfers by account."""


def spending(
    book: Book, currency: str, periods: Sequence[Period], accounts: Sequence[int]
) -> list[CategorySpending]:
    """Return what each of `periods` has by kind and category, in minor units of `currency`.

    It is what has been on `accounts`, by id; on all where there are none.
    """
    is_home = currency == book.home_currency
    found = sums_by_period(book, periods, accounts)
    return [_spending(sums, currency, is_home=is_home) for sums in found]


@dataclass(frozen=True, slots=True)
class Movements:
    """What has moved on the accounts of a budget in one period."""

    spent: CategorySpending
    came: Came


def movements(
    book: Book,
    currency: str,
    periods: Sequence[Period],
    accounts: Sequence[int],
    beside: Collection[int],
    openings: Iterable[tuple[date, int]],
) -> list[Movements]:
    """Return what has moved on `accounts` in each of `periods`, in minor units of `currency`.

    What there was before the first of them has come by it. Of the accounts `beside`, transfers
    alone are spent. `openings` are what accounts opened with, and when.
    """
    is_home = currency == book.home_currency
    first = periods[0].start
    before = [Period(DATE_MIN, first - timedelta(days=1))] if first > DATE_MIN else []
    sums = sums_by_period(
        book,
        [*before, *periods],
        [*accounts, *beside],
        [kind.value for kind in PostingKind],
        by_account=bool(beside),
    )
    found = [_spending(_of_scope(one, beside), currency, is_home=is_home) for one in sums]
    put = [_put(one, beside, currency, is_home=is_home) for one in sums]
    opened = [0] * len(periods)
    if before:
        opened[0] += sum(_worth(kind, one.spent) for (kind, _), one in found.pop(0).items())
        put.pop(0)
    for day, opening in openings:
        index = bisect_right(periods, day, key=attrgetter("start")) - 1
        if index < 0 or day <= periods[index].end:
            opened[max(index, 0)] += opening
    return [_movements(*one) for one in zip(found, opened, put, strict=True)]


def _of_scope(sums: PeriodSums, beside: Collection[int]) -> PeriodSums:
    """Return the sums of the accounts that the budget is of."""
    return {place: one for place, one in sums.items() if place.account not in beside}


def _put(
    sums: PeriodSums, beside: Collection[int], currency: str, *, is_home: bool
) -> CategorySpending:
    """Return what transfers have put on the accounts beside the budget."""
    found: dict[tuple[str, int], Spending] = defaultdict(Spending)
    for place, one in sums.items():
        if place.account in beside and place.cell.kind == PostingKind.TRANSFER:
            cells = _spending({place: one}, currency, is_home=is_home)
            for spent in cells.values():
                found[PostingKind.TRANSFER.value, place.account].add(spent)
    return found


def _movements(cells: CategorySpending, opened: int, put: CategorySpending) -> Movements:
    def of_kind(wanted: str) -> int:
        return sum(one.spent for (kind, _), one in cells.items() if kind == wanted)

    came = Came(of_kind(PostingKind.INCOME), opened, of_kind(PostingKind.TRANSFER))
    spent = {cell: one for cell, one in cells.items() if cell[0] != PostingKind.TRANSFER}
    return Movements({**spent, **put}, came)


def _worth(kind: str, spent: int) -> int:
    return -spent if kind == PostingKind.EXPENSE else spent


def _spending(sums: PeriodSums, currency: str, *, is_home: bool) -> CategorySpending:
    found: dict[tuple[str, int], Spending] = defaultdict(Spending)
    for place, one in sums.items():
        mine = found[place.cell.kind, place.cell.category_key]
        sign = -1 if place.cell.kind == PostingKind.EXPENSE else 1
        counted, apart = _counted(place, one, currency, is_home=is_home)
        mine.spent += sign * counted
        if apart.postings:
            mine.apart[place.currency].minor += sign * apart.minor
            mine.apart[place.currency].postings += apart.postings
    return found


def _counted(place: Place, sums: Sums, currency: str, *, is_home: bool) -> tuple[int, Unconverted]:
    """Return what of `sums` counts in a budget of `currency`, and what does not."""
    if is_home:
        return sums.home, Unconverted(sums.unconverted, sums.unconverted_postings)
    if place.currency == currency:
        return sums.native, Unconverted()
    return 0, Unconverted(sums.native, sums.postings)
