"""What transactions, payees and tags are to the rest of the program."""

from collections.abc import Mapping
from typing import Any

from accounts.balances import movement_sources, pending_sources
from books.models import Book
from books.presenters import presented_by
from books.registry import home_currency_watchers
from books.resources import DerivedTables, OtherTable, Provides, Resource
from books.tracked_models import Ids, Part, folded
from categories.models import Category
from currencies.registry import books_with_currencies, rate_watchers
from transactions import labels, revaluation, row_rules
from transactions.account_movements import movements, pending_movements
from transactions.descriptions import describe_label, describe_transaction
from transactions.integrity import derived, entries
from transactions.models import (
    WORTH_COLUMNS,
    MonthlyFlow,
    MonthlyTotal,
    Payee,
    Posting,
    Tag,
    Transaction,
    TransactionTag,
)
from transactions.presenters import shown_transaction
from transactions.serializers import LabelSerializer, PayeeSerializer, TagSerializer
from transactions.stored import transactions_with_ids
from transactions.totals import move_category
from transactions.totals_rebuild import count_totals
from transactions.undo_hooks import label_undo_hook, on_undo_of_transactions


def present_transactions(book: Book, ids: Ids) -> Mapping[int, Any]:
    """Return transactions as the API shows them."""
    return {row.pk: shown_transaction(row) for row in transactions_with_ids(book.pk, ids)}


def _label(
    name: str, model: type[Payee] | type[Tag], serializer: type[LabelSerializer]
) -> Resource:
    return Resource(
        name=name,
        plural=f"{name}s",
        model=model,
        derived={"name_key": folded("name")},
        row_rules=labels.ROW_RULES,
        stays_while_used=True,
        describe=describe_label,
        present=presented_by(serializer),
        on_undo=label_undo_hook(model),
    )


PAYEE = _label("payee", Payee, PayeeSerializer)
TAG = _label("tag", Tag, TagSerializer)
TRANSACTION = Resource(
    name="transaction",
    plural="transactions",
    model=Transaction,
    parts=(
        Part("postings", Posting, "transaction_id", derived=frozenset(WORTH_COLUMNS)),
        Part("tag_links", TransactionTag, "transaction_id"),
    ),
    derived={"search_text": folded("description", "notes")},
    row_rules=row_rules.ROW_RULES,
    describe=describe_transaction,
    present=present_transactions,
    on_undo=on_undo_of_transactions,
    on_repoint={Category: move_category},
    checks=entries.CHECKS,
    derived_tables=DerivedTables(derived.CHECKS, rebuild=derived.rebuild, fill=count_totals),
    provides=(
        Provides(movement_sources, movements),
        Provides(pending_sources, pending_movements),
        Provides(home_currency_watchers, revaluation.revalue_book),
        Provides(rate_watchers, revaluation.revalue_currencies),
        Provides(books_with_currencies, revaluation.books_with_currencies),
    ),
)

DECLARATIONS = (
    PAYEE,
    TAG,
    TRANSACTION,
    OtherTable(MonthlyTotal),
    OtherTable(MonthlyFlow),
)
