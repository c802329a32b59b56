"""Transactions as they are stored, each with its payee, postings and tags: plain values, no models.

Three statements read a page of them, whatever its length. Instances of models would take three
times as long to make as the rows take to read.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from books.models import within_id
from common.batches import batched
from common.statements import Row, Statement
from transactions.models import Posting, Transaction, TransactionTag

READ_BATCH = 1_000
"""How many transactions one statement reads by their ids: as many as a bulk call names."""

COLUMNS = (
    "id", "book_id", "created_in", "changed_in", "date", "type", "amount", "currency", "refund",
    "payee_id", "description", "notes", "status", "payee__name",
)  # fmt: skip
"""Of Transaction, in the order of the values of StoredTransaction."""
_POSTING_COLUMNS = (
    "id", "book_id", "transaction_id", "position", "date", "account_id", "kind", "category_id",
    "amount", "currency", "home_amount", "rate", "rate_date", "rate_source", "description",
    "settled_in_id",
)  # fmt: skip


@dataclass(slots=True)
class StoredPosting:
    """A posting, with the columns of the model."""

    pk: int
    book_id: int
    transaction_id: int
    position: int
    date: datetime.date
    account_id: int
    kind: str
    category_id: int | None
    amount: int
    currency: str
    home_amount: int | None
    rate: str
    rate_date: datetime.date | None
    rate_source: str
    description: str
    settled_in_id: int | None = None


@dataclass(frozen=True, slots=True)
class StoredTag:
    """A tag of a transaction; `pk` is that of its link, None where that has just been made."""

    pk: int | None
    tag_id: int
    name: str


@dataclass(slots=True)
class StoredTransaction:
    """A transaction with the columns of the model, and all that is shown of it."""

    pk: int
    book_id: int
    created_in: int
    changed_in: int
    date: datetime.date
    type: str
    amount: int
    currency: str
    refund: bool
    payee_id: int | None
    description: str
    notes: str
    status: str
    payee: str | None
    """The payee's name."""
    search_text: str = ""
    """Derived, and read by id alone: the unit of work fills it when the row is written."""
    postings: list[StoredPosting] = field(default_factory=list)
    """In their order."""
    tags: list[StoredTag] = field(default_factory=list)
    """In the order in which they were put on it."""

    @property
    def tag_links(self) -> list[StoredTag]:
        """The tags by the name that snapshots have for them."""
        return self.tags


def transactions_with_ids(book_id: int, ids: Collection[int]) -> list[StoredTransaction]:
    """Return those of the transactions `ids` that the book has, in the order of their ids."""
    found: list[StoredTransaction] = []
    for batch in batched(sorted(set(ids)), READ_BATCH):
        found += with_parts(_BY_ID.rows(book=book_id, ids=batch))
    return found


def newest_untagged(book_id: int, until: datetime.date, count: int) -> list[StoredTransaction]:
    """Return the newest transactions up to a day, with their postings and without their tags."""
    return _with_postings(_NEWEST.rows(count, book=book_id, until=until))


def newest_of_payee(book_id: int, payee_id: int, count: int) -> list[StoredTransaction]:
    """Return the newest transactions of a payee, with their postings and without their tags."""
    return _with_postings(_NEWEST_OF_PAYEE.rows(count, book=book_id, payee=payee_id))


def with_parts(rows: Iterable[Row]) -> list[StoredTransaction]:
    """Return the transactions of `rows`, each of which states COLUMNS, with all their parts."""
    found = {one.pk: one for one in _with_postings(rows)}
    for row_id, *tag in _TAGS.rows(ids=list(found)):
        found[row_id].tags.append(StoredTag(*tag))
    return list(found.values())


def _with_postings(rows: Iterable[Row]) -> list[StoredTransaction]:
    found = {row[0]: StoredTransaction(*row) for row in rows}
    for row_id, postings in postings_of(list(found)).items():
        found[row_id].postings = postings
    return list(found.values())


def postings_of(ids: list[int]) -> dict[int, list[StoredPosting]]:
    """Return the postings of the transactions `ids`, in their order."""
    found: dict[int, list[StoredPosting]] = defaultdict(list)
    for row in _POSTINGS.rows(ids=ids):
        posting = StoredPosting(*row)
        found[posting.transaction_id].append(posting)
    return found


_BY_ID = Statement(
    lambda *, book, ids: (
        Transaction.objects.filter(id__in=ids, **within_id(book))
        .order_by("id")
        .values_list(*COLUMNS, "search_text")
    )
)
_NEWEST = Statement(
    lambda count, /, *, book, until: (
        Transaction.objects.filter(book_id=book, date__lte=until)
        .order_by("-date", "-id")
        .values_list(*COLUMNS)[:count]
    )
)
_NEWEST_OF_PAYEE = Statement(
    lambda count, /, *, book, payee: (
        Transaction.objects.filter(book_id=book, payee_id=payee)
        .order_by("-date", "-id")
        .values_list(*COLUMNS)[:count]
    )
)
_POSTINGS = Statement(
    lambda *, ids: (
        Posting.objects.filter(transaction__id__in=ids)
        .order_by("position")
        .values_list(*_POSTING_COLUMNS)
    )
)
_TAGS = Statement(
    lambda *, ids: (
        TransactionTag.objects.filter(transaction__id__in=ids)
        .order_by("id")
        .values_list("transaction_id", "id", "tag_id", "tag__name")
    )
)
