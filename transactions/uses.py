"""How transactions use accounts and categories: what those apps ask before they let one go."""

from datetime import date

from django.db.models import QuerySet, Sum

from accounts.models import Account
from books.door import OpenChange
from books.models import Book
from categories.models import Category
from common.periods import Month
from transactions.models import MonthlyFlow, Posting
from transactions.totals import move_category


def count_account_postings(account: Account) -> int:
    return Posting.objects.filter(book_id=account.book_id, account=account).count()


def count_category_postings(category: Category) -> int:
    return Posting.objects.filter(book_id=category.book_id, category=category).count()


def move_category_postings(opened: OpenChange, category: Category, other: Category) -> None:
    """Make every posting under `category` one under `other`, with its totals."""
    postings = Posting.objects.for_book(opened.book).filter(category=category)
    opened.amend_many(postings, category=other)
    move_category(opened, category.pk, other.pk)


def movements(book: Book, day: date) -> dict[int, int]:
    """Return what moved on each account up to the end of `day`, in minor units, by id.

    Whole months come from their totals, the days of the month of `day` from its postings, unless
    `day` ends its month.
    """
    month = Month.of(day)
    flows = MonthlyFlow.objects.for_book(book)
    if day == month.last:
        return _sums(flows.filter(month__lte=month.first))
    moved = _sums(flows.filter(month__lt=month.first))
    open_days = Posting.objects.for_book(book).filter(date__gte=month.first, date__lte=day)
    for account_id, minor in _sums(open_days).items():
        moved[account_id] = moved.get(account_id, 0) + minor
    return moved


def _sums(rows: QuerySet[MonthlyFlow] | QuerySet[Posting]) -> dict[int, int]:
    return dict(rows.values_list("account_id").annotate(sum=Sum("amount")).order_by())
