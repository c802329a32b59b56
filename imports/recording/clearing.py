"""Booking pending transactions: what a booked row changes of the pending transaction that it is.

The status, the day and the amount become those of the booking. Whatever else a pending transaction
says stays: its category, its notes, its tags, and its texts as far as it has any.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from common.apportioning import apportion
from common.money import CURRENCIES, Currency, format_amount, from_minor, to_minor
from imports.plan.decisions import Decided
from imports.plan.rows import NO_TARGET, OTHER_SIDE, Planned
from schedules.waiting import recorded_by_schedules
from transactions.amending import draft_of, is_flat
from transactions.drafts import LineDraft, TransactionDraft
from transactions.models import PostingKind, Status
from transactions.stored import StoredTransaction, transactions_with_ids


def may_clear(row: Planned, decided: Decided) -> bool:
    """Whether `row` is booked, and may match a pending transaction."""
    if row.status == Status.PENDING or row.code == OTHER_SIDE or row.target == NO_TARGET:
        return False
    return row.clears or decided.match is not None


class Pending(NamedTuple):
    """A transaction that the bank has not booked."""

    stored: StoredTransaction
    is_scheduled: bool
    """Whether a schedule has recorded it."""


def clearable(book_id: int, ids: Iterable[int | None]) -> dict[int, Pending]:
    """Return those of the transactions `ids` of a book that are pending, by their ids.

    What is cleared or reconciled is never changed.
    """
    wanted = {row_id for row_id in ids if row_id}
    found = [row for row in transactions_with_ids(book_id, wanted) if row.status == Status.PENDING]
    scheduled = recorded_by_schedules(book_id, {row.pk for row in found if not _is_plain(row)})
    return {row.pk: Pending(row, row.pk in scheduled) for row in found}


def booked(
    pending: Pending, row: Planned, decided: Decided, account: int
) -> TransactionDraft | None:
    """Return what is `pending` as `row` on `account` books it.

    None where it moves another amount on the account, unless it is of one posting there in the
    same direction, or a schedule has recorded it: only then it is plain what the booked amount
    replaces. A schedule shares out what is not as it was stated.
    """
    stored = pending.stored
    minor = _replaced_amount(pending, row, account)
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
        if draft.lines is None:
            values["amount"] = from_minor(abs(minor), currency)
        else:
            values["lines"] = _shared_out(draft.lines, minor, currency)
    return replace(draft, **values)


def changes_of(
    pending: Pending, row: Planned, decided: Decided, account: int
) -> dict[str, str] | None:
    """Return what `booked` changes of `pending`, for people; None where it changes nothing."""
    draft = booked(pending, row, decided, account)
    if draft is None:
        return None
    currency = next(p.currency for p in pending.stored.postings if p.account_id == account)
    return {
        "status": draft.status,
        "date": draft.date.isoformat(),
        "amount": format_amount(row.minor, CURRENCIES[currency]),
    }


def _on(stored: StoredTransaction, account: int) -> int:
    return sum(p.amount for p in stored.postings if p.account_id == account)


def _replaced_amount(pending: Pending, row: Planned, account: int) -> int | None:
    """Return what is `pending` on `account` once it is booked; None where that is not plain."""
    stored = pending.stored
    before = _on(stored, account)
    if before == row.minor:
        return before
    is_clear = _is_plain(stored) or (pending.is_scheduled and _is_of_one_amount(stored, account))
    return row.minor if is_clear and before * row.minor > 0 else None


def _is_plain(stored: StoredTransaction) -> bool:
    """Whether a transaction has one posting, whose amount is all of it."""
    return is_flat(stored) and stored.type != PostingKind.TRANSFER


def _is_of_one_amount(stored: StoredTransaction, account: int) -> bool:
    """Whether one amount is behind all postings: of a transfer in one currency, or of a split."""
    if stored.type == PostingKind.TRANSFER:
        return is_flat(stored) and len({one.currency for one in stored.postings}) == 1
    return all(one.account_id == account for one in stored.postings)


def _shared_out(
    lines: Sequence[LineDraft], minor: int, currency: Currency
) -> tuple[LineDraft, ...]:
    """Return the lines with `minor` shared out in their proportion; one that gets nothing goes."""
    sign = 1 if minor > 0 else -1
    shares = apportion(abs(minor), [sign * to_minor(line.amount, currency) for line in lines])
    return tuple(
        replace(line, amount=from_minor(sign * share, currency))
        for line, share in zip(lines, shares, strict=True)
        if share
    )
