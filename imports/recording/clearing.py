"""Booking pending transactions: what a booked row changes of the pending transaction that it is.

The status, the day and the amount become those of the booking. Whatever else a pending transaction
says stays: its category, its notes, its tags, and its texts as far as it has any.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from common.money import CURRENCIES, format_amount, from_minor
from imports.plan.decisions import Decided
from imports.plan.rows import NO_TARGET, OTHER_SIDE, Planned
from transactions.amending import draft_of, is_flat
from transactions.drafts import TransactionDraft
from transactions.models import PostingKind, Status
from transactions.stored import StoredTransaction, transactions_with_ids


def may_clear(row: Planned, decided: Decided) -> bool:
    """Whether `row` is booked, and may match a pending transaction."""
    if row.status == Status.PENDING or row.code == OTHER_SIDE or row.target == NO_TARGET:
        return False
    return row.clears or decided.match is not None


def clearable(book_id: int, ids: Iterable[int | None]) -> dict[int, StoredTransaction]:
    """Return those of the transactions `ids` of a book that are pending, by their ids.

    What is cleared or reconciled is never changed.
    """
    wanted = {row_id for row_id in ids if row_id}
    found = transactions_with_ids(book_id, wanted)
    return {row.pk: row for row in found if row.status == Status.PENDING}


def booked(
    stored: StoredTransaction, row: Planned, decided: Decided, account: int
) -> TransactionDraft | None:
    """Return the pending `stored` as `row` on `account` books it.

    None where it moves another amount on the account, unless it is of one posting there in the
    same direction: only then it is plain what the booked amount replaces.
    """
    minor = _replaced_amount(stored, row, account)
    if minor is None:
        return None
    draft = draft_of(stored)
    payee = row.payee if decided.payee is None else decided.payee
    values: dict[str, Any] = {
        "status": row.status or Status.CLEARED.value,
        "date": date.fromisoformat(row.day),
        "payee": draft.payee or payee,
        "description": draft.description or row.description,
    }
    if minor != _on(stored, account):
        currency = CURRENCIES[stored.postings[0].currency]
        values["amount"] = from_minor(abs(minor), currency)
    return replace(draft, **values)


def changes_of(
    stored: StoredTransaction, row: Planned, decided: Decided, account: int
) -> dict[str, str] | None:
    """Return what `booked` changes of `stored`, for people; None where it changes nothing."""
    draft = booked(stored, row, decided, account)
    if draft is None:
        return None
    currency = next(p.currency for p in stored.postings if p.account_id == account)
    return {
        "status": draft.status,
        "date": draft.date.isoformat(),
        "amount": format_amount(row.minor, CURRENCIES[currency]),
    }


def _on(stored: StoredTransaction, account: int) -> int:
    return sum(p.amount for p in stored.postings if p.account_id == account)


def _replaced_amount(stored: StoredTransaction, row: Planned, account: int) -> int | None:
    """Return what `stored` moves on `account` once it is booked; None where that is not plain."""
    before = _on(stored, account)
    if before == row.minor:
        return before
    flat = is_flat(stored) and stored.type != PostingKind.TRANSFER
    return row.minor if flat and before * row.minor > 0 else None
