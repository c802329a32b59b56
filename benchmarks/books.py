"""Books of the sizes to measure, loaded through the services, and their stock copies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.db import connection, transaction
from rest_framework.authtoken.models import Token as StockToken

from accounts.models import Account, AccountType
from accounts.services import create_account
from benchmarks.household import (
    ACCOUNTS,
    EXPENSE_CATEGORIES,
    FIRST_DAY,
    INCOME_CATEGORIES,
    Chart,
    Household,
)
from books.models import Book, Cause
from books.unit_of_work import Actor, change
from categories.models import Category, CategoryType
from categories.services import create_category
from transactions.drafts import TransactionDraft
from transactions.services import record_transactions
from users.models import User
from users.services import current_token, delete_person, register

LOAD_BATCH = 5_000
"""How many transactions one change records while a book is loaded."""

STOCK_COPIES = """
INSERT INTO stock_account (id, user_id, name, opening_balance)
SELECT id, %(user)s, name, opening_balance / 100.0 FROM accounts_account WHERE book_id = %(book)s;

INSERT INTO stock_category (id, user_id, name, type)
SELECT id, %(user)s, name, type FROM categories_category WHERE book_id = %(book)s;

INSERT INTO stock_payee (id, user_id, name)
SELECT id, %(user)s, name FROM transactions_payee WHERE book_id = %(book)s;

INSERT INTO stock_tag (id, user_id, name)
SELECT id, %(user)s, name FROM transactions_tag WHERE book_id = %(book)s;

INSERT INTO stock_entry
    (id, user_id, type, date, amount, account_id, to_account_id, category_id, payee_id,
    description, notes, status)
SELECT p.id, %(user)s, t.type, t.date,
    CASE WHEN t.type = 'income' THEN p.amount ELSE -p.amount END / 100.0,
    p.account_id, arriving.account_id, p.category_id, t.payee_id,
    t.description, t.notes, t.status
FROM transactions_transaction t JOIN transactions_posting p ON p.transaction_id = t.id
LEFT JOIN transactions_posting arriving
    ON t.type = 'transfer' AND arriving.transaction_id = t.id AND arriving.position = 1
WHERE t.book_id = %(book)s AND (t.type <> 'transfer' OR p.position = 0)
ORDER BY t.date, p.id;

INSERT INTO stock_entry_tags (entry_id, tag_id)
SELECT e.id, link.tag_id FROM stock_entry e JOIN transactions_posting p ON p.id = e.id
JOIN transactions_transactiontag link ON link.transaction_id = p.transaction_id
WHERE e.user_id = %(user)s
"""
"""From a book to the rows of the stock implementation; a refund becomes a negative amount."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A book with its number of transactions, and what it takes to call for it."""

    size: int
    user: User
    book: Book
    chart: Chart
    token: str
    stock_token: str


def loaded(size: int) -> Loaded:
    """Return the book of `size` transactions; what an earlier run has left is used again."""
    found = _found(size)
    if found is None:
        chart = _opened(size)
        book = _book(size)
        _fill(book, Household(chart).drafts(size))
        _copy_to_stock(book)
        found = _found(size)
    if found is None:
        raise RuntimeError(f"The book of {size} transactions is not whole.")
    _analyze()
    return found


def empty_book(name: str) -> tuple[Book, Chart]:
    """Open a new book for measuring writes; `delete` removes it."""
    chart = _opened(name)
    return _book(name), chart


def filled_book(name: str, size: int) -> tuple[Book, Chart]:
    """Open a new book of `size` transactions, which has no stock copy."""
    book, chart = empty_book(name)
    _fill(book, Household(chart).drafts(size))
    return book, chart


def delete(name: int | str) -> None:
    """Remove the user of that name and their book."""
    for user in User.objects.filter(username=_username(name)):
        delete_person(user)


def batches(drafts: Iterator[TransactionDraft], size: int) -> Iterator[Sequence[TransactionDraft]]:
    """Cut `drafts` into lists of `size`."""
    while batch := list(islice(drafts, size)):
        yield batch


def _username(name: int | str) -> str:
    return f"bench-{name}"


def _book(name: int | str) -> Book:
    return Book.objects.get(memberships__user__username=_username(name))


def _found(size: int) -> Loaded | None:
    user = User.objects.filter(username=_username(size)).first()
    book = Book.objects.filter(memberships__user=user).first() if user else None
    # The stock token is made last, so a book that has one is whole.
    stock = StockToken.objects.filter(user=user).first() if user else None
    if user is None or book is None or stock is None:
        return None
    accounts = Account.objects.for_book(book).order_by("id")[:ACCOUNTS]
    categories = Category.objects.for_book(book).order_by("id")
    return Loaded(
        size=size,
        user=user,
        book=book,
        chart=_chart(list(accounts), list(categories)),
        token=current_token(user),
        stock_token=stock.key,
    )


def _opened(name: int | str) -> Chart:
    delete(name)
    username = _username(name)
    register(username=username, email=f"{username}@example.org", password="a long one 7-13")
    book = _book(name)
    with change(book, by=Actor(user_id=None, cause=Cause.COMMAND)) as uow:
        for number in range(2, ACCOUNTS + 1):
            create_account(
                uow,
                name=f"Account {number}",
                type=AccountType.CHECKING,
                currency=book.home_currency,
                opening_balance=Decimal(1000),
                opening_date=FIRST_DAY,
            )
        create_category(uow, name="Everything else", type=CategoryType.EXPENSE)
    accounts = Account.objects.for_book(book).order_by("id")
    categories = Category.objects.for_book(book).order_by("id")
    return _chart(list(accounts), list(categories))


def _chart(accounts: Sequence[Account], categories: Sequence[Category]) -> Chart:
    expense = [row.pk for row in categories if row.type == CategoryType.EXPENSE]
    income = [row.pk for row in categories if row.type == CategoryType.INCOME]
    return Chart(
        accounts=[row.pk for row in accounts],
        expense=expense[:EXPENSE_CATEGORIES],
        income=income[:INCOME_CATEGORIES],
    )


def _fill(book: Book, drafts: Iterator[TransactionDraft]) -> None:
    for batch in batches(drafts, LOAD_BATCH):
        with change(book, by=Actor(user_id=None, cause=Cause.COMMAND)) as uow:
            record_transactions(uow, batch)


def _copy_to_stock(book: Book) -> None:
    user = book.memberships.get().user
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in STOCK_COPIES.split(";"):
            cursor.execute(statement, {"user": user.pk, "book": book.pk})
        StockToken.objects.create(user=user)


def _analyze() -> None:
    """Let the engine count its rows, as it does by itself in the long run."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("ANALYZE")
            return
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"ANALYZE TABLE {table}")
            cursor.fetchall()
