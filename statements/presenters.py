"""How statements are shown: plain dicts, built without a query or a field object."""

from collections.abc import Mapping
from typing import Any

from books.models import Book
from books.tracked_models import Ids
from common.money import format_amount
from statements.stored import StoredStatement, statements_with_ids


def present_statements(book: Book, ids: Ids) -> Mapping[int, Any]:
    """Return statements by id as the API shows them."""
    return {row.id: shown_statement(row) for row in statements_with_ids(book.pk, list(ids))}


def shown_statement(row: StoredStatement) -> dict[str, Any]:
    """Return a statement as the API shows it."""
    return {
        "id": row.id,
        "account": row.account_id,
        "date": row.date.isoformat(),
        "balance": format_amount(row.balance, row.money),
        "currency": row.currency,
        "type": row.type,
        "previous": row.previous_id,
        "closed": row.closed,
    }
