"""Accounts in the history and in the feed of a book."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone

from accounts.balances import movements
from accounts.models import Account
from accounts.serializers import AccountSerializer
from books.kinds import Columns, Description, Names
from books.models import Book
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
        },
    )


def show_accounts(book: Book, ids: Collection[int]) -> Mapping[int, Any]:
    """Return accounts as the API shows them, with their balances at the end of today."""
    today = timezone.localdate()
    context = {"book": book, "balance_day": today, "moved": movements(book, today)}
    rows = Account.objects.with_ids(book, ids)
    return {row.pk: AccountSerializer(row, context=context).data for row in rows}
