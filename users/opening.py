"""Opening a book that somebody can begin to use at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.utils import timezone

from accounts.models import AccountType
from accounts.services import create_account
from books.services import opened_book
from books.unit_of_work import Actor, RequestKey, UnitOfWork
from categories.services import create_default_categories
from common.business_days import NO_CALENDAR


@contextmanager
def ready_book(
    owner_id: int,
    *,
    name: str,
    home_currency: str,
    calendar: str = NO_CALENDAR,
    by: Actor,
    key: RequestKey | None = None,
) -> Iterator[UnitOfWork]:
    """Make a book with the default categories and a cash account, and yield its first change."""
    with opened_book(
        owner_id=owner_id,
        name=name,
        home_currency=home_currency,
        calendar=calendar,
        by=by,
        key=key,
    ) as uow:
        create_default_categories(uow)
        create_account(
            uow,
            name="Cash",
            type=AccountType.CASH,
            currency=home_currency,
            opening_balance=Decimal(0),
            opening_date=timezone.now().date(),
            is_default=True,
        )
        yield uow
