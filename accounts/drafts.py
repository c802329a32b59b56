"""The rules of an account, as functions over a draft and the accounts that it is to join."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Account
from books.models import Book
from books.row_rules import RowRule, currency_is_known, name_is_valid, row_problems
from books.tracked_models import Columns
from common.errors import Problem
from common.money import CURRENCIES, AmountError, to_minor
from common.text import clean, fold

ACCOUNTS_MAX = 1_000
"""How many accounts a book has at the most: reports list them all."""


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """An account as it is to be; `id` is None for one that is new."""

    name: str
    currency: str
    opening_balance: Decimal
    opening_date: date
    is_default: bool
    archived: bool
    strict: bool = False
    id: int | None = None

    @property
    def row(self) -> Columns:
        """The columns that ROW_RULES look at."""
        return {"name": clean(self.name), "currency": self.currency}


@dataclass(frozen=True, slots=True)
class Others:
    """What the rules need to know of the book's accounts."""

    ids_by_name_key: dict[str, int]

    @classmethod
    def of(cls, book: Book) -> "Others":
        return cls(dict(Account.objects.for_book(book).values_list("name_key", "id")))


def _name_is_free(draft: AccountDraft, others: Others) -> Iterator[Problem]:
    if others.ids_by_name_key.get(fold(draft.name), draft.id) != draft.id:
        yield Problem("/name", "name_taken", "There is an account of this name already.")


def _opening_balance_fits_the_currency(draft: AccountDraft, others: Others) -> Iterator[Problem]:
    if draft.currency not in CURRENCIES:
        return
    try:
        to_minor(draft.opening_balance, CURRENCIES[draft.currency])
    except AmountError as error:
        yield Problem("/opening_balance", error.code, str(error))


def _default_is_not_archived(draft: AccountDraft, others: Others) -> Iterator[Problem]:
    if draft.is_default and draft.archived:
        detail = "The default account cannot be archived; make another account the default first."
        yield Problem("/archived", "default_archived", detail)


def _book_has_room(draft: AccountDraft, others: Others) -> Iterator[Problem]:
    if draft.id is None and len(others.ids_by_name_key) >= ACCOUNTS_MAX:
        yield Problem("", "too_many", f"A book has at most {ACCOUNTS_MAX} accounts.")


ROW_RULES: tuple[RowRule, ...] = (name_is_valid, currency_is_known)
RULES: tuple[Callable[[AccountDraft, Others], Iterator[Problem]], ...] = (
    _name_is_free,
    _opening_balance_fits_the_currency,
    _default_is_not_archived,
    _book_has_room,
)


def problems(draft: AccountDraft, others: Others) -> list[Problem]:
    """Return every rule that `draft` breaks."""
    found = [problem for rule in RULES for problem in rule(draft, others)]
    return [*row_problems(ROW_RULES, draft.row), *found]
