"""The transactions of a file: in batches, oldest first, all of them as of one change of the book.

What is held in memory is one batch and the names of accounts, categories and tags. No statement
outlives its batch, so neither a slow reader nor a large book holds up anybody who writes.
"""

from collections.abc import Callable, Iterator
from datetime import date

from accounts.models import Account
from books.consistent_reads import read_consistently
from books.models import Book
from categories.models import Category
from exports.errors import Overtaken
from transactions.models import Tag
from transactions.search import Search
from transactions.stored import StoredTransaction

BATCH = 1_000
"""How many transactions are read at a time."""


def everything(book: Book) -> Search:
    """Return the search for all the transactions of `book`."""
    return Search(book=book, narrows=False)


class Reading:
    """What one file is made of, as of the change `as_of`."""

    def __init__(self, book: Book, search: Callable[[], Search]) -> None:
        """Read the first batch and the names; raises NotThere where the book is gone."""
        self.book = book
        read_consistently(book, lambda: self._begin(search()))
        self.as_of = book.last_change

    def _begin(self, search: Search) -> None:
        self.search = search
        accounts = Account.objects.for_book(self.book).order_by("id")
        categories = Category.objects.for_book(self.book).order_by("id")
        tags = Tag.objects.for_book(self.book).order_by("id")
        self.accounts = {account.pk: account for account in accounts}
        self.categories = {category.pk: category for category in categories}
        self.tags = list(tags.values_list("pk", "name"))
        self._first = self._batch(None)

    def batches(self) -> Iterator[list[StoredTransaction]]:
        """Yield the transactions.

        Raises Overtaken where a change of the book has come after the first batch: what is left
        would be of another state than what was sent.
        """
        found = self._first
        while found:
            yield found
            if len(found) < BATCH:
                return
            found = self._batch(found[-1])
            if not Book.objects.filter(pk=self.book.pk, last_change=self.as_of).exists():
                raise Overtaken(f"Book {self.book.pk} is past change {self.as_of}.")

    @property
    def first_days(self) -> list[date]:
        """The day of the first transaction, if there is one."""
        return [row.date for row in self._first[:1]]

    def category_path(self, category_id: int) -> list[str]:
        """Return the names of a category and of those above it, the root first."""
        category = self.categories[category_id]
        above = self.category_path(category.parent_id) if category.parent_id else []
        return [*above, category.name]

    def _batch(self, last: StoredTransaction | None) -> list[StoredTransaction]:
        key = (last.date, last.pk) if last else None
        return self.search.nearest(key, BATCH, descending=False)
