"""What an account held after each of its transactions, for a page of them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet, Subquery, Sum

from accounts.balances import balance
from accounts.models import Account
from accounts.stored import StoredAccount
from books.models import Book
from common.money import format_amount
from common.periods import Month
from common.statements import Statement
from transactions.models import MonthlyFlow, Posting
from transactions.stored import StoredTransaction


def running_balances(
    book: Book, account_id: int, rows: Sequence[StoredTransaction]
) -> dict[int, str]:
    """Return what the account held after each of `rows`, as decimal text by the row's id.

    `rows` are consecutive transactions of the account, newest first: none of its transactions
    between the first and the last of them is left out. So one statement tells the balance after
    the first, and the postings of each row lead to the next.
    """
    found = _THROUGH.row(**_place(book, account_id, rows[0])) if rows else None
    if found is None:
        return {}
    *columns, of_months, of_days = found
    account = StoredAccount(*columns)
    moved = (of_months or 0) + (of_days or 0)
    balances: dict[int, str] = {}
    for row in rows:
        held = balance(account, row.date, {account.pk: moved})
        balances[row.pk] = format_amount(held, account.money)
        moved -= sum(p.amount for p in row.postings if p.account_id == account_id)
    return balances


def _place(book: Book, account_id: int, row: StoredTransaction) -> dict[str, Any]:
    return {
        "book": book.pk,
        "account": account_id,
        "month": Month.of(row.date).first,
        "day": row.date,
        "row": row.pk,
    }


def _through(*, book: Any, account: Any, month: Any, day: Any, row: Any) -> QuerySet[Any, Any]:
    """An account, with what moved on it in the months before a transaction, and since then.

    Of the day of the transaction count those that were recorded before it, and itself.
    """
    earlier = Q(date__gte=month, date__lt=day) | Q(date=day, transaction_id__lte=row)
    of_months = MonthlyFlow.objects.filter(book_id=book, account_id=account, month__lt=month)
    of_days = Posting.objects.filter(account_id=account, date__gte=month, date__lte=day)
    return Account.objects.filter(book_id=book, id=account).values_list(
        *StoredAccount._fields, _sum(of_months), _sum(of_days.filter(earlier))
    )


def _sum(rows: QuerySet[MonthlyFlow] | QuerySet[Posting]) -> Subquery:
    of_account = rows.order_by().values("account_id").annotate(sum=Sum("amount"))
    return Subquery(of_account.values("sum"))


_THROUGH = Statement(_through)
