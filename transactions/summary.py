"""Sums up what a search finds: how many transactions match, and what they moved by currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When

from common.batches import batched
from common.statements import Row, Statement
from transactions.models import Posting, PostingKind
from transactions.search import Nulls, Search, posting_lookups

MATCHES_MAX = 10_000
"""How many matches are summed up at the most. It bounds the cost of one summary: some 0.1 s. People
who look at more at once look at reports, which read totals."""
SUM_BATCH = 512
"""The postings of how many transactions one statement adds up. They have 100 each at the most, and
a BIGINT holds the sum of ninety thousand amounts. A power of two leaves no place unused."""
_NO_TRANSFER = 0
"""What stands for the transaction of a posting that is not part of a transfer."""


@dataclass(slots=True)
class CurrencySum:
    """What the postings in one currency moved, in minor units; each of them counts once."""

    inflow: int = 0
    outflow: int = 0
    transferred: int = 0
    """What left one account of the book and arrived on another in the same currency."""
    by_transfers: int = 0
    """What transfers add to the net: their other side has another currency, or was not matched."""

    @property
    def net(self) -> int:
        return self.inflow - self.outflow

    def add(self, arrived: int, left: int, *, transfer: bool) -> None:
        """Add what postings brought and took: those of one transfer, or of no transfer at all."""
        moved = min(arrived, left) if transfer else 0
        self.by_transfers += arrived - left if transfer else 0
        self.inflow += arrived - moved
        self.outflow += left - moved
        self.transferred += moved


@dataclass(frozen=True, slots=True)
class Summary:
    """What a search finds."""

    count: int
    """How many transactions match, up to MATCHES_MAX."""
    has_more: bool
    """Whether more of them match."""
    sums: dict[str, CurrencySum] | None
    """By currency; None where there are more: the sum of a part would look like that of all."""


def summed_up(search: Search) -> Summary:
    """Return the number of transactions that `search` finds, and the sums of their postings.

    Of the postings count those that meet its conditions on a posting.
    """
    ids = search.some_ids(MATCHES_MAX + 1)
    if len(ids) > MATCHES_MAX:
        return Summary(MATCHES_MAX, has_more=True, sums=None)
    conditions = search.posting
    found: list[Row] = []
    for batch in batched(sorted(ids), SUM_BATCH):
        found += _SUMS.rows(conditions.nulls, ids=batch, **conditions.of_postings())
    return Summary(len(ids), has_more=False, sums=_by_currency(found))


def _by_currency(rows: Iterable[Row]) -> dict[str, CurrencySum]:
    sums: dict[str, CurrencySum] = {}
    for currency, transfer, arrived, left in rows:
        if arrived is None and left is None:
            continue  # Of these postings none meets the conditions.
        of_currency = sums.setdefault(currency, CurrencySum())
        of_currency.add(arrived or 0, -(left or 0), transfer=transfer != _NO_TRANSFER)
    return dict(sorted(sums.items()))


def _sums(
    nulls: Nulls,
    /,
    *,
    ids: Any,
    **values: Any,
) -> QuerySet[Any, Any]:
    """What arrived and what left, by currency; of transfers by transaction as well.

    Only the ids choose an index. An account or category might lead an engine to all its postings,
    once for each batch.
    """
    transfer = Case(
        When(kind=PostingKind.TRANSFER, then=F("transaction_id")), default=Value(_NO_TRANSFER)
    )
    met = Q(**posting_lookups(nulls, values))
    return (
        Posting.objects.filter(transaction__id__in=ids)
        .annotate(transfer=transfer)
        .values_list("currency", "transfer")
        .annotate(
            arrived=Sum("amount", filter=met & Q(amount__gt=0)),
            left=Sum("amount", filter=met & Q(amount__lt=0)),
        )
        .order_by()
    )


_SUMS = Statement(_sums)
