"""What an account is to the rest of the program: its history, feed, undo, archive and checks."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from accounts.balances import movements
from accounts.drafts import ACCOUNTS_MAX, ROW_RULES
from accounts.models import Account
from accounts.presenters import shown_account
from books.integrity.findings import walk
from books.models import Book
from books.resources import Description, Names, Resource
from books.tracked_models import Columns, Ids, folded
from books.unit_of_work import UnitOfWork
from books.usage import uses_of
from common.errors import Conflict, raise_in_use
from common.money import CURRENCIES, format_amount


def describe_account(row: Columns, names: Names) -> Description:
    opening = format_amount(row["opening_balance"], CURRENCIES[row["currency"]])
    return Description(
        row["name"],
        {
            "name": row["name"],
            "type": row["type"].replace("_", " "),
            "currency": row["currency"],
            "opening_balance": f"{opening} {row['currency']}",
            "opening_date": f"{row['opening_date']}",
            "default": "yes" if row["is_default"] else "no",
            "archived": "yes" if row["archived"] else "no",
            "strict": "yes" if row["strict"] else "no",
        },
    )


def present_accounts(book: Book, ids: Ids) -> Mapping[int, Any]:
    """Return accounts as the API shows them, with their balances at the end of today."""
    today = timezone.localdate()
    moved = movements(book, today)
    rows = Account.objects.with_ids(book, ids)
    return {row.pk: shown_account(row, today, moved) for row in rows}


@contextmanager
def on_undo_of_accounts(uow: UnitOfWork, ids: Ids) -> Iterator[None]:
    """Raise InUse where an account in use gets another currency, and Conflict for two defaults."""
    before = dict(Account.objects.with_ids(uow.book, ids).values_list("pk", "currency"))
    yield
    for account in Account.objects.with_ids(uow.book, before):
        if account.currency != before[account.pk]:
            raise_in_use("An account in use keeps its currency.", uses_of(account))
    if Account.objects.for_book(uow.book).default().count() > 1:
        raise Conflict("Another account is the default now; change that first.")


def currencies(book: Book) -> Iterator[str]:
    """The accounts of a book are in currencies of ISO 4217."""
    accounts = Account.objects.for_book(book).exclude(currency__in=CURRENCIES)
    for row_id, code in walk(accounts, "id", "currency"):
        yield f"account {row_id} is in {code}"


def default_account(book: Book) -> Iterator[str]:
    """A book has one default account at most, and that one is not archived."""
    defaults = list(walk(Account.objects.for_book(book).default(), "id", "archived"))
    if len(defaults) > 1:
        yield f"accounts {', '.join(str(row_id) for row_id, _ in defaults)} are all the default"
    for row_id, archived in defaults:
        if archived:
            yield f"account {row_id} is the default and archived"


ACCOUNT = Resource(
    name="account",
    plural="accounts",
    model=Account,
    limit=ACCOUNTS_MAX,
    stamps=("moved_in",),
    derived={"name_key": folded("name")},
    row_rules=ROW_RULES,
    describe=describe_account,
    present=present_accounts,
    on_undo=on_undo_of_accounts,
    checks=(currencies, default_account),
)

DECLARATIONS = (ACCOUNT,)
