"""Whether each transaction says what its postings do, and each posting what it may."""

from collections.abc import Iterator
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    When,
)

from books.integrity.findings import walk
from books.models import Book
from books.resources import Check
from statements.models import StatementType
from transactions.models import Posting, PostingKind, Status, Transaction

_LEG = Q(kind=PostingKind.TRANSFER)
_LEAVING = _LEG & Q(amount__lt=0)
_ARRIVING = _LEG & Q(amount__gt=0)
_OF_TRANSFER = Q(transaction__type=PostingKind.TRANSFER)
_OUTWARD = Q(transaction__type=PostingKind.EXPENSE, transaction__refund=False) | Q(
    transaction__type=PostingKind.INCOME, transaction__refund=True
)


def without_postings(book: Book) -> Iterator[str]:
    """A transaction has one posting or more."""
    rows = Transaction.objects.for_book(book)
    bare = rows.filter(~Exists(Posting.objects.filter(transaction=OuterRef("pk"))))
    for (row_id,) in walk(bare, "id"):
        yield f"transaction {row_id} has no postings"


def posting_dates(book: Book) -> Iterator[str]:
    """A posting is of the day of its transaction."""
    rows = Posting.objects.for_book(book).exclude(date=F("transaction__date"))
    for row_id, day, other in walk(rows, "id", "date", "transaction__date"):
        yield f"posting {row_id} is of {day}, its transaction of {other}"


def posting_currencies(book: Book) -> Iterator[str]:
    """A posting is in the currency of its account."""
    rows = Posting.objects.for_book(book).exclude(currency=F("account__currency"))
    for row_id, code, other in walk(rows, "id", "currency", "account__currency"):
        yield f"posting {row_id} is in {code}, its account in {other}"


def category_kinds(book: Book) -> Iterator[str]:
    """A category is of the posting's kind; a transfer posting has none."""
    rows = Posting.objects.for_book(book).filter(category__isnull=False)
    unfit = rows.exclude(category__type=F("kind"))
    for row_id, kind, category_id in walk(unfit, "id", "kind", "category_id"):
        yield f"posting {row_id} is of kind {kind}, under category {category_id} of another"


def entry_kinds(book: Book) -> Iterator[str]:
    """Only a transfer has transfer postings, and a transfer is not a refund."""
    rows = Posting.objects.for_book(book)
    legs = rows.filter(_LEG).exclude(_OF_TRANSFER)
    for row_id, transaction_id, kind in walk(legs, "id", "transaction_id", "transaction__type"):
        yield f"posting {row_id} is a transfer leg of transaction {transaction_id}, of type {kind}"
    refunds = Transaction.objects.for_book(book).filter(type=PostingKind.TRANSFER, refund=True)
    for (row_id,) in walk(refunds, "id"):
        yield f"transaction {row_id} is a transfer and a refund"


def entry_amounts(book: Book) -> Iterator[str]:
    """A transaction's amount is what its postings add up to in its direction, in its currency.

    Of a transfer it is what leaves.
    """
    plain = _by_transaction(Posting.objects.for_book(book).exclude(_OF_TRANSFER))
    leaving = _by_transaction(Posting.objects.for_book(book).filter(_LEAVING & _OF_TRANSFER))
    expected = Case(
        When(_OUTWARD | _OF_TRANSFER, then=-F("transaction__amount")),
        default=F("transaction__amount"),
        output_field=BigIntegerField(),
    )
    columns = ("transaction__amount", "transaction__currency", "total", "first", "last")
    for sums in (plain, leaving):
        agrees = Q(total=F("expected")) & Q(
            first=F("transaction__currency"), last=F("transaction__currency")
        )
        unequal = sums.annotate(expected=expected).exclude(agrees)
        for row_id, amount, code, total, first, last in walk(unequal, "transaction_id", *columns):
            parts = first if first == last else f"{first} and {last}"
            yield (
                f"transaction {row_id} is of {amount} {code} (minor units), while its postings "
                f"add up to {total} {parts}"
            )


def transfer_legs(book: Book) -> Iterator[str]:
    """What leaves in a transfer arrives: to the unit in one currency, one leg each in two."""
    rows = Posting.objects.for_book(book).filter(_OF_TRANSFER)
    legs = rows.values("transaction_id").annotate(
        total=Sum("amount", filter=_LEG, default=0),
        leaving=Count("id", filter=_LEAVING),
        arriving=Count("id", filter=_ARRIVING),
        currencies=Count("currency", filter=_LEG, distinct=True),
        accounts=Count("account", filter=_LEG, distinct=True),
    )
    cancels = Q(currencies=1, total=0, leaving__gte=1, arriving__gte=1)
    crosses = Q(currencies=2, leaving=1, arriving=1)
    unfit = legs.exclude(Q(accounts__gte=2) & (cancels | crosses))
    columns = ("leaving", "arriving", "currencies", "total")
    for row_id, leaving, arriving, currencies, total in walk(unfit, "transaction_id", *columns):
        yield (
            f"transfer {row_id} has {leaving} postings that leave and {arriving} that arrive, in "
            f"{currencies} currencies, adding up to {total}"
        )


def settled_postings(book: Book) -> Iterator[str]:
    """A posting is settled by a statement of its account that settles any, and is not pending."""
    fits = Q(settled_in__account=F("account"), settled_in__type=StatementType.STATEMENT)
    rows = Posting.objects.for_book(book).filter(settled_in__isnull=False)
    unfit = rows.exclude(fits & ~Q(transaction__status=Status.PENDING))
    for row_id, statement_id in walk(unfit, "id", "settled_in_id"):
        yield f"posting {row_id} is settled by statement {statement_id}, which cannot have it"


def _by_transaction(postings: QuerySet[Posting]) -> QuerySet[Posting, dict[str, Any]]:
    """Sum and currencies of the postings of each transaction."""
    stated = ("amount", "currency", "type", "refund")
    grouped = postings.values("transaction_id", *(f"transaction__{name}" for name in stated))
    sums: QuerySet[Posting, dict[str, Any]] = grouped.annotate(
        total=Sum("amount"), first=Min("currency"), last=Max("currency")
    )
    return sums


CHECKS: tuple[Check, ...] = (
    without_postings,
    posting_dates,
    posting_currencies,
    category_kinds,
    entry_kinds,
    entry_amounts,
    transfer_legs,
    settled_postings,
)
