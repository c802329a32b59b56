"""What the accounts and categories of a book are called, and how a category is drawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.stored import StoredAccount, accounts_of
from books.models import Book
from categories.models import Category, CategoryType
from common.statements import Row, Statement
from web.symbols import SYMBOLS

TONES = ("c1", "c2", "c3", "c4", "c5", "c6", "c7")
"""The colours of charts, which the roots of categories for expenses take in turn."""
NO_TONE = "c0"
UNSORTED_TONE = "cun"
INCOME_TONE = "cin"
DEFAULT_SYMBOL = "tag"
UNSORTED_SYMBOL = "circle-question-mark"
TRANSFER_SYMBOL = "arrow-left-right"
SPLIT_SYMBOL = "split"
SEPARATOR = " / "
"""What stands between the names of a path."""


@dataclass(frozen=True, slots=True)
class CategoryName:
    """A category as pages name and draw it."""

    id: int
    name: str
    type: str
    parent_id: int | None
    archived: bool
    path: str
    """Its name after those of all above it: "Food / Coffee"."""
    symbol: str
    tone: str
    color: str
    """Its own colour, or that of the nearest above it that has one; empty for none."""


@dataclass(frozen=True, slots=True)
class BookNames:
    """The accounts and categories of a book by id, read in two statements."""

    accounts: Mapping[int, StoredAccount]
    categories: Mapping[int, CategoryName]
    """In the order of their paths, so that a branch stands together."""

    @classmethod
    def of(cls, book: Book) -> "BookNames":
        accounts = {account.id: account for account in accounts_of(book)}
        drawn = _drawn(_CATEGORIES.rows(book=book.pk))
        return cls(accounts, {one.id: one for one in sorted(drawn, key=_by_path)})

    def account(self, account_id: int | None) -> str:
        """Return the name of an account; empty for none."""
        account = self.accounts.get(account_id or 0)
        return account.name if account else ""

    def path(self, category_id: int | None) -> str:
        """Return the path of a category; empty for none."""
        category = self.categories.get(category_id or 0)
        return category.path if category else ""

    def branch(self, category_id: int) -> set[int]:
        """Return the ids of a category and of all below it."""
        found = {category_id}
        # A path begins with that of the parent, so parents come before children.
        for one in self.categories.values():
            if one.parent_id in found:
                found.add(one.id)
        return found

    def default_account(self) -> StoredAccount | None:
        """Return the account that an entry goes to which names none."""
        return next((one for one in self.accounts.values() if one.is_default), None)


def _drawn(rows: Iterable[Row]) -> list[CategoryName]:
    """Return the categories of `rows`, each drawn as its parent is unless it says otherwise."""
    below: dict[int | None, list[Row]] = {}
    for row in rows:
        below.setdefault(row[3], []).append(row)
    found: list[CategoryName] = []
    spending = 0
    for row in below.get(None, []):
        if row[2] == CategoryType.INCOME:
            tone = INCOME_TONE
        else:
            tone = TONES[spending % len(TONES)]
            spending += 1
        found.append(_named(row, path=row[1], symbol=DEFAULT_SYMBOL, tone=tone, color=""))
    for parent in found:
        found.extend(
            _named(
                row,
                path=f"{parent.path}{SEPARATOR}{row[1]}",
                symbol=parent.symbol,
                tone=parent.tone,
                color=parent.color,
            )
            for row in below.get(parent.id, [])
        )
    return found


def _named(row: Row, *, path: str, symbol: str, tone: str, color: str) -> CategoryName:
    row_id, name, kind, parent_id, archived, own_color, own_symbol = row
    # A program may have stated a symbol that is not among ours.
    drawn = own_symbol if own_symbol in SYMBOLS else symbol
    own = own_color or color
    return CategoryName(row_id, name, kind, parent_id, archived, path, drawn, tone, own)


def _by_path(category: CategoryName) -> tuple[str, str]:
    return category.type, category.path.casefold()


_CATEGORIES = Statement(
    lambda *, book: (
        Category.objects.filter(book_id=book)
        .order_by("id")
        .values_list("id", "name", "type", "parent_id", "archived", "color", "icon")
    )
)
