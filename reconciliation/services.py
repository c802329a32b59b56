"""Every write to statements."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Account
from accounts.services import amend_account
from books.unit_of_work import UnitOfWork
from common.errors import Conflict, Invalid, Problem, raise_problems
from common.money import format_amount, from_minor
from reconciliation.comparison import compare
from reconciliation.settling import check_can_settle, release_all, settle
from statements.drafts import StatementDraft, Surroundings, previous_of, problems
from statements.models import Statement
from statements.stored import (
    StoredStatement,
    newest_closed_since,
    statements_of,
    statements_with_ids,
)
from transactions.drafts import TransactionDraft
from transactions.models import PostingKind
from transactions.services import record_transaction


@dataclass(frozen=True, slots=True)
class Correction:
    """What makes up for a gap, as a person states it: a transaction, or another opening balance."""

    opening_balance: bool = False
    """Whether the opening balance of the account was wrong."""
    category: int | None = None
    payee: str = ""
    description: str = ""


def create_statement(
    uow: UnitOfWork,
    *,
    account: Account,
    date: datetime.date,
    balance: Decimal,
    type: str,  # noqa: A002  # the field's name
    today: datetime.date,
) -> Statement:
    """Add a statement to the book; raises Invalid with every rule it breaks."""
    draft = StatementDraft(account, date, balance, type)
    place = _surroundings(uow, account.pk, today)
    raise_problems(problems(draft, place))
    previous = previous_of(draft, place)
    statement = uow.add(
        Statement(
            account=account,
            date=date,
            balance=draft.minor,
            currency=account.currency,
            type=type,
            previous_id=previous and previous.id,
        )
    )
    _link(uow, account, today)
    return statement


def amend_statement(
    uow: UnitOfWork, statement: Statement, today: datetime.date, **values: Any
) -> Statement:
    """Set the date or the balance of `statement`.

    Raises Invalid with every rule that the result breaks, and Conflict where it is closed.
    """
    _check_open(statement)
    account = statement.account
    # Zeros at the end are not decimals that another currency could lack.
    kept = from_minor(statement.balance, account.money).normalize()
    draft = StatementDraft(
        account=account,
        date=values.get("date", statement.date),
        balance=values.get("balance", kept),
        type=statement.type,
        id=statement.pk,
    )
    raise_problems(problems(draft, _surroundings(uow, account.pk, today)))
    amended = uow.amend(statement, date=draft.date, balance=draft.minor)
    _link(uow, account, today)
    return amended


def delete_statement(uow: UnitOfWork, statement: Statement, today: datetime.date) -> None:
    """Delete `statement` and release what it settles; raises Conflict where it is closed."""
    _check_open(statement)
    release_all(uow, statement)
    after = Statement.objects.for_book(uow.book).filter(previous=statement)
    uow.amend_many(after, previous=statement.previous_id)
    uow.remove(statement)
    _link(uow, statement.account, today)


def close_statement(
    uow: UnitOfWork,
    statement: Statement,
    today: datetime.date,
    correction: Correction | None = None,
) -> Statement:
    """Close `statement`, after a correction where one is stated.

    Raises Conflict where it has a gap, one before it is open, or one after it is closed; and
    Invalid where the correction cannot be recorded.
    """
    check_can_settle(statement)
    others = [one for one in _of_account(uow, statement.account_id) if one.id != statement.pk]
    if any(one.id == statement.previous_id and not one.closed for one in others):
        raise Conflict("Close the statement before this one first.", code="previous_open")
    _check_no_later_is_closed(statement, others)
    if correction:
        _correct(uow, statement, correction)
    if gap := compare(uow.book, _stored(uow, statement)).gap:
        money = statement.account.money
        amount = f"{format_amount(gap, money)} {money.code}"
        detail = f"The statement has a gap of {amount}. It closes where there is none."
        raise Conflict(detail, code="gap")
    closed = uow.amend(statement, closed=True)
    _link(uow, statement.account, today)
    return closed


def reopen_statement(uow: UnitOfWork, statement: Statement, today: datetime.date) -> Statement:
    """Reopen `statement`; raises Conflict where it is open, or one after it is closed."""
    if not statement.closed:
        raise Conflict("This statement is not closed.", code="open")
    others = [one for one in _of_account(uow, statement.account_id) if one.id != statement.pk]
    _check_no_later_is_closed(statement, others)
    reopened = uow.amend(statement, closed=False)
    _link(uow, statement.account, today)
    return reopened


def _check_open(statement: Statement) -> None:
    if statement.closed:
        raise Conflict("This statement is closed. Reopen it first.", code="closed")


def _check_no_later_is_closed(statement: Statement, others: list[StoredStatement]) -> None:
    if later := newest_closed_since(statement.date, others):
        detail = f"The statement of {later.date} is closed. Reopen that one first."
        raise Conflict(detail, code="later_closed")


def _correct(uow: UnitOfWork, statement: Statement, correction: Correction) -> None:
    gap = compare(uow.book, _stored(uow, statement)).gap
    account = statement.account
    if not gap:
        raise Invalid([Problem("/correction", "no_gap", "There is no gap to correct.")])
    if correction.opening_balance:
        if statement.previous_id is not None:
            detail = "Only the first statement of an account follows from its opening balance."
            raise Invalid([Problem("/correction/opening_balance", "not_first", detail)])
        opening = from_minor(account.opening_balance + gap, account.money)
        statement.account = amend_account(uow, account, opening_balance=opening)
        return
    draft = TransactionDraft(
        type=PostingKind.EXPENSE if gap < 0 else PostingKind.INCOME,
        date=statement.date,
        amount=from_minor(abs(gap), account.money),
        account=account.pk,
        category=correction.category,
        payee=correction.payee,
        description=correction.description,
    )
    try:
        made = record_transaction(uow, draft, watched=False)
    except Invalid as faults:
        raise Invalid(problem.below("/correction") for problem in faults.problems) from None
    settle(uow, statement, settle=[posting.pk for posting in made.postings])


def _link(uow: UnitOfWork, account: Account, today: datetime.date) -> None:
    """Make each open statement of `account` follow the one that is before it now."""
    place = _surroundings(uow, account.pk, today)
    for one in place.statements:
        if one.closed or not one.settles:
            continue
        balance = from_minor(one.balance, account.money)
        previous = previous_of(StatementDraft(account, one.date, balance, one.type, one.id), place)
        if (previous and previous.id) != one.previous_id:
            row = Statement.objects.for_book(uow.book).get(pk=one.id)
            uow.amend(row, previous_id=previous and previous.id)


def _surroundings(uow: UnitOfWork, account_id: int, today: datetime.date) -> Surroundings:
    in_book = Statement.objects.for_book(uow.book).count()
    return Surroundings(today, _of_account(uow, account_id), in_book)


def _of_account(uow: UnitOfWork, account_id: int) -> list[StoredStatement]:
    return statements_of(uow.book.pk, account_id)


def _stored(uow: UnitOfWork, statement: Statement) -> StoredStatement:
    (found,) = statements_with_ids(uow.book.pk, [statement.pk])
    return found
