"""Suggests transfers between own accounts of which two files have one side each.

What somebody accepts becomes one transfer; what they refuse is not suggested again.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count

from accounts.models import Account
from books.models import Book
from books.unit_of_work import UnitOfWork
from common.errors import Problem, raise_problems
from common.periods import Period
from common.text import fold
from currencies.rates import RateTable
from imports.models import ImportedFingerprint, RefusedPair
from imports.suggesting.transfer_evidence import OwnAccount, TransferSide
from imports.suggesting.transfer_pairs import Pair, WorthOf, pairs
from transactions.amending import draft_of
from transactions.drafts import TransactionDraft
from transactions.models import Posting, PostingKind, Status
from transactions.services import amend_transaction, delete_transactions
from transactions.stored import StoredTransaction, transactions_with_ids

MOVES_MAX = 50_000
"""How many transactions of a period are looked through, the newest."""


def suggested(book: Book, period: Period) -> list[Pair]:
    """Return likely transfers among the plain transactions of `period`, likeliest first."""
    accounts = {account.pk: OwnAccount(account.name) for account in Account.objects.for_book(book)}
    refused = set(RefusedPair.objects.for_book(book).values_list("out_key", "in_key"))
    moves = list(_moves(book, period))
    likely = pairs(moves, accounts, refused=refused, worth_of=_worth_of(book, moves))
    return sorted(likely, key=lambda pair: (-pair.score, pair.out_id))


def _worth_of(book: Book, moves: Sequence[TransferSide]) -> WorthOf | None:
    """Return what currencies are worth in the home currency, by the rates that reports count with.

    None where all `moves`, which are in the order of their dates, have one currency.
    """
    currencies = {move.currency for move in moves}
    if len(currencies) < 2:
        return None
    days = Period(moves[0].date, moves[-1].date)
    table = RateTable.load(book, currencies, days)

    def worth_of(currency: str, day: date) -> Decimal | None:
        quote = table.at(currency, day)
        return quote.rate if quote else None

    return worth_of


def join(
    uow: UnitOfWork, leaving: StoredTransaction, arriving: StoredTransaction
) -> StoredTransaction:
    """Make one transfer of two transactions and return it.

    It is the one that money left in, under the same id; the other one goes. Files that had either
    find the transfer. Raises Invalid where the two cannot be the sides of one.
    """
    raise_problems(_pair_problems(leaving, arriving))
    out, into = leaving.postings[0], arriving.postings[0]
    before, other = draft_of(leaving), draft_of(arriving)
    notes = (before.notes, other.payee, other.description, other.notes)
    draft = TransactionDraft(
        type=PostingKind.TRANSFER.value,
        date=before.date,
        amount=before.amount,
        account=out.account_id,
        to_account=into.account_id,
        to_amount=None if out.currency == into.currency else other.amount,
        payee=before.payee,
        description=before.description,
        notes="\n".join(dict.fromkeys(filter(None, notes))),
        tags=tuple(dict.fromkeys((*before.tags, *other.tags))),
        status=before.status if before.status == other.status else Status.CLEARED.value,
        kept_accounts=before.kept_accounts | other.kept_accounts,
    )
    # The statement of the other account has the money, whichever transaction it is in.
    statement = into.settled_in_id
    if statement is not None:
        uow.amend_many(Posting.objects.filter(pk=into.pk), settled_in=None)
    leaving = amend_transaction(uow, leaving, draft)
    delete_transactions(uow, [arriving.pk])
    if statement is not None:
        arrived = Posting.objects.filter(transaction=leaving.pk, account=into.account_id)
        uow.amend_many(arrived, settled_in=statement)
        (leaving,) = transactions_with_ids(uow.book.pk, [leaving.pk])
    fingerprints = ImportedFingerprint.objects.for_book(uow.book)
    uow.amend_many(fingerprints.filter(transaction_key=arriving.pk), transaction_key=leaving.pk)
    return leaving


def _pair_problems(leaving: StoredTransaction, arriving: StoredTransaction) -> Iterator[Problem]:
    for pointer, row, sign in (("/outgoing", leaving, -1), ("/incoming", arriving, 1)):
        postings = row.postings
        if len(postings) != 1 or row.type == PostingKind.TRANSFER:
            yield Problem(
                pointer,
                "not_plain",
                ("Only a transaction on one account can be part of a transfer."),
            )
        elif (postings[0].amount > 0) is not (sign > 0):
            way = "arrive" if sign > 0 else "leave"
            yield Problem(pointer, "wrong_direction", f"Its money has to {way}.")
    out, into = leaving.postings[0], arriving.postings[0]
    if out.account_id == into.account_id:
        yield Problem("/incoming", "same_account", "The two are on one account.")
    elif out.currency == into.currency and out.amount != -into.amount:
        yield Problem("/incoming", "amounts_differ", "The amount that leaves has to arrive.")


def _moves(book: Book, period: Period) -> Iterator[TransferSide]:
    """Yield the transactions of one posting that are not transfers, in the order of their dates."""
    rows = Posting.objects.for_book(book).within(period).exclude(kind=PostingKind.TRANSFER)
    columns = (
        *("transaction_id", "account_id", "date", "amount", "currency"),
        *("transaction__payee__name", "transaction__search_text", "category_id"),
    )
    newest = list(rows.order_by("-date", "-id").values_list(*columns)[:MOVES_MAX])
    shops = {payee for *_, payee, _, category in newest if category is not None}
    split = set(_split_ids(book, period))
    for row_id, account, day, amount, currency, payee, text, category in reversed(newest):
        if row_id not in split:
            words = fold(f"{payee or ''} {text}")
            filed = category is not None
            shop = payee is not None and payee in shops
            yield TransferSide(row_id, account, day, amount, currency, words, filed, shop)


def _split_ids(book: Book, period: Period) -> Iterator[int]:
    rows = Posting.objects.for_book(book).within(period).order_by()
    counted = rows.values("transaction_id").annotate(postings=Count("id"))
    yield from counted.filter(postings__gt=1).values_list("transaction_id", flat=True)


def default_period(today: date) -> Period:
    """Return the last year, which is looked through unless another period is asked for."""
    return Period(today.replace(year=today.year - 1, day=1), today)
