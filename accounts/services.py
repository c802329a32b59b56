"""Every write to accounts."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.drafts import AccountDraft, Others, problems
from accounts.models import Account
from books.unit_of_work import UnitOfWork
from books.usage import uses_of
from common.errors import raise_in_use, raise_problems
from common.money import CURRENCIES, from_minor, to_minor
from common.text import clean


def create_account(
    uow: UnitOfWork,
    *,
    name: str,
    type: str,  # noqa: A002  # the field's name
    currency: str,
    opening_date: date,
    opening_balance: Decimal = Decimal(0),
    is_default: bool = False,
    archived: bool = False,
    strict: bool = False,
) -> Account:
    """Add an account to the book; raises Invalid with every rule it breaks.

    The first account of a book becomes its default, so that there is one as soon as there can be.
    """
    others = Others.of(uow.book)
    draft = AccountDraft(
        name=name,
        currency=currency,
        opening_balance=opening_balance,
        opening_date=opening_date,
        is_default=is_default or not (others.ids_by_name_key or archived),
        archived=archived,
        strict=strict,
    )
    raise_problems(problems(draft, others))
    if draft.is_default:
        _clear_default(uow)
    return uow.add(Account(type=type, **_columns(draft)))


def amend_account(uow: UnitOfWork, account: Account, **values: Any) -> Account:
    """Set `values` on `account`.

    Raises Invalid with every rule that the result breaks, and InUse for another currency while
    the account has postings: their amounts are in it.
    """
    currency = values.get("currency", account.currency)
    # Zeros at the end are not decimals that another currency could lack.
    kept = from_minor(account.opening_balance, account.money).normalize()
    draft = AccountDraft(
        name=values.get("name", account.name),
        currency=currency,
        opening_balance=values.get("opening_balance", kept),
        opening_date=values.get("opening_date", account.opening_date),
        is_default=values.get("is_default", account.is_default),
        archived=values.get("archived", account.archived),
        strict=values.get("strict", account.strict),
        id=account.pk,
    )
    raise_problems(problems(draft, Others.of(uow.book)))
    if currency != account.currency:
        _check_unused(account, "An account in use keeps its currency.")
    if draft.is_default and not account.is_default:
        _clear_default(uow)
    return uow.amend(account, type=values.get("type", account.type), **_columns(draft))


def delete_account(uow: UnitOfWork, account: Account) -> None:
    """Delete `account`; raises InUse while it has postings."""
    _check_unused(account, "This account is in use; archive it, or move its postings first.")
    uow.remove(account)


def _columns(draft: AccountDraft) -> dict[str, Any]:
    return {
        "name": clean(draft.name),
        "currency": draft.currency,
        "opening_balance": to_minor(draft.opening_balance, CURRENCIES[draft.currency]),
        "opening_date": draft.opening_date,
        "is_default": draft.is_default,
        "archived": draft.archived,
        "strict": draft.strict,
    }


def _clear_default(uow: UnitOfWork) -> None:
    uow.amend_many(Account.objects.for_book(uow.book).default(), is_default=False)


def _check_unused(account: Account, detail: str) -> None:
    raise_in_use(detail, uses_of(account))
