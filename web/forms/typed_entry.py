"""A stored transaction as a person would type it into the form of an entry."""

from typing import Any

from common.money import CURRENCIES
from transactions.amending import is_flat
from transactions.models import PostingKind
from transactions.stored import StoredTransaction
from web.formats import show_amount, show_date
from web.forms.split import SplitLines, TypedLine
from web.preferences import Preferences
from web.reading.label_names import show_tags


def fits_form(row: StoredTransaction) -> bool:
    """Whether the form can show all of it: a flat one, or a split of money out or in."""
    return is_flat(row) or row.type != PostingKind.TRANSFER


def typed_fields(row: StoredTransaction, preferences: Preferences) -> dict[str, Any]:
    """Return the values of the fields."""
    first, last = row.postings[0], row.postings[-1]
    category = str(first.category_id or "")
    typed = {
        "type": row.type,
        "amount": show_amount(row.amount, CURRENCIES[row.currency], preferences.number_form),
        "payee": row.payee or "",
        "category_out": category,
        "category_in": category,
        "account": str(first.account_id),
        "to_account": "",
        "to_amount": "",
        "date": show_date(row.date, preferences.date_form),
        "description": row.description,
        "notes": row.notes,
        "tags": show_tags(tag.name for tag in row.tags),
        "status": row.status,
        "refund": row.refund,
    }
    if row.type != PostingKind.TRANSFER:
        return typed
    typed["to_account"] = str(last.account_id)
    if first.currency != last.currency:
        arrives = show_amount(last.amount, CURRENCIES[last.currency], preferences.number_form)
        typed["to_amount"] = arrives
    return typed


def as_transfer(row: StoredTransaction) -> dict[str, Any]:
    """Return the fields that make a flat transaction a transfer; the other account is left open."""
    if row.type == PostingKind.TRANSFER:
        return {}
    own = str(row.postings[0].account_id)
    arrives = row.postings[0].amount > 0
    ends = {"account": None, "to_account": own} if arrives else {"account": own}
    return {"type": PostingKind.TRANSFER, **ends}


def typed_lines(row: StoredTransaction, preferences: Preferences) -> SplitLines:
    """Return the lines of a split; none of a flat transaction."""
    if is_flat(row) or not fits_form(row):
        return SplitLines()
    outward = (row.type == PostingKind.EXPENSE) is not row.refund
    lines = [
        TypedLine(
            number,
            id=str(posting.pk),
            category=str(posting.category_id or ""),
            text=posting.description,
            amount=show_amount(
                -posting.amount if outward else posting.amount,
                CURRENCIES[posting.currency],
                preferences.number_form,
            ),
        )
        for number, posting in enumerate(row.postings, start=1)
    ]
    return SplitLines(lines)
