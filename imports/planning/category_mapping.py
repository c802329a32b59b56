"""Which categories of the book the names in a file mean, and which ones are to be made."""

from collections.abc import Iterable, Iterator

from books.models import Book
from books.unit_of_work import UnitOfWork
from categories.drafts import CATEGORIES_MAX, DEPTH_MAX, Tree
from categories.models import Category, CategoryType
from categories.services import create_category
from common.text import NAME_LENGTH_MAX, clean, fold
from imports.plan.rows import NO_CATEGORY, NO_TARGET
from imports.plan.summary import NamedCategory
from imports.planning.mapped_row import MappedRow, StagedRow
from readers.statement import Unreadable, names_in
from transactions.models import PostingKind


class CategoryNames:
    """Collects the categories that a file names, and how often money goes which way."""

    def __init__(self, *, wanted: bool) -> None:
        """Where categories are not `wanted`, no row has one."""
        self.found: list[NamedCategory] = []
        self._wanted = wanted
        self._places: dict[str, int] = {"": NO_CATEGORY}

    def place(self, path: str, amount: int, kind: str = "") -> int:
        """Return the place of the category at `path`, counting a row of it.

        What the file says that the row is counts, or else which way its money goes.
        """
        place = self._places.get(path) if self._wanted else NO_CATEGORY
        if place is None:
            place = self._add(path)
        if place != NO_CATEGORY:
            named = self.found[place]
            if kind == PostingKind.EXPENSE or (amount < 0 and kind != PostingKind.INCOME):
                named.outward += 1
            else:
                named.inward += 1
        return place

    def _add(self, path: str) -> int:
        # What differs in case or white space alone is one category.
        key = "\n".join(map(fold, names_in(path)))
        place = self._places.get(f"\n{key}") if key else NO_CATEGORY
        if place is None:
            if len(self.found) >= CATEGORIES_MAX:
                detail = f"A file has at most {CATEGORIES_MAX} categories."
                raise Unreadable("too_many_categories", detail)
            place = len(self.found)
            self.found.append(NamedCategory(path))
            self._places[f"\n{key}"] = place
        self._places[path] = place
        return place


def with_categories(rows: Iterable[StagedRow], names: CategoryNames) -> Iterator[StagedRow]:
    """Yield `rows`, those of one piece with the category that the file names."""
    for row in rows:
        if isinstance(row, MappedRow) and row.said.category:
            said = row.said
            if row.other == NO_TARGET and not said.splits:
                row.category = names.place(said.category, row.minor, said.counts_as)
        yield row


class Lookup:
    """The book's categories, by the names from the root down."""

    def __init__(self, book: Book) -> None:
        self._tree = Tree.of(book)
        self._leaves: dict[tuple[str, str], list[int]] = {}
        for row_id, node in self._tree.nodes.items():
            if not node.archived:
                self._leaves.setdefault((node.type, node.name_key), []).append(row_id)

    def find(self, named: NamedCategory) -> int | None:
        """Return the category that `named` means: the one at its path, or else by its last name.

        None where there is none, or several of that name.
        """
        names = [fold(name) for name in names_in(named.path)]
        found = self._at(names, named.type)
        if found is None and names:
            alike = self._leaves.get((named.type, names[-1]), [])
            if len(names) == 1 and len(alike) == 1:
                return alike[0]
        return found

    def _at(self, names: list[str], kind: str) -> int | None:
        place = 0
        for name in names:
            below = self._tree.children.get(place, ())
            place = next((i for i in below if self._is(i, name, kind)), 0)
            if not place:
                return None
        return place or None

    def _is(self, row_id: int, name_key: str, kind: str) -> bool:
        node = self._tree.nodes[row_id]
        return (node.name_key, node.type) == (name_key, kind) and not node.archived


def settle(book: Book, named: Iterable[NamedCategory]) -> None:
    """Give each of `named` its type, and the category of the book that it is, if there is one.

    The type is that of the way which most of its money goes.
    """
    lookup = Lookup(book)
    for one in named:
        one.type = CategoryType.INCOME if one.inward > one.outward else CategoryType.EXPENSE
        one.category = lookup.find(one)


def make_missing(uow: UnitOfWork, named: Iterable[NamedCategory]) -> None:
    """Make the categories of `named` that the book does not have, with those above them."""
    made: dict[tuple[str, ...], Category] = {}
    for one in named:
        if one.category is not None:
            continue
        parent: Category | None = None
        path: tuple[str, ...] = (one.type,)
        for name in _bounded(names_in(one.path)):
            path = (*path, fold(name))
            if path not in made:
                made[path] = _found_or_made(uow, name, one.type, parent)
            parent = made[path]
        if parent is not None:
            one.category = parent.pk


def _bounded(names: list[str]) -> list[str]:
    """Return `names` no deeper and no longer than categories can be."""
    if len(names) > DEPTH_MAX:
        names = [*names[: DEPTH_MAX - 1], " / ".join(names[DEPTH_MAX - 1 :])]
    return [clean(name)[:NAME_LENGTH_MAX].strip() or "?" for name in names]


def _found_or_made(uow: UnitOfWork, name: str, kind: str, parent: Category | None) -> Category:
    below = Category.objects.for_book(uow.book).below(parent.pk if parent else 0)
    same = {row.name_key: row for row in below}
    found = same.get(fold(name))
    if found is not None and (found.type != kind or found.archived):
        # The same name for the other direction: the two would otherwise net each other out.
        # 80 characters leave room for the kind or a number; of equal names there are a few.
        name = next(
            free
            for free in (f"{name[:80]} ({kind})", *(f"{name[:80]} {n}" for n in range(2, 1_000)))
            if fold(free) not in same or same[fold(free)].type == kind
        )
        found = same.get(fold(name))
    return found or create_category(uow, name=name, type=kind, parent=parent)
