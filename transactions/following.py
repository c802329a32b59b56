"""What follows when a change of transactions is taken back: their worth, and the totals."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db.models import QuerySet

from books.door import OpenChange
from common.errors import Conflict
from transactions.chart import Chart
from transactions.models import Posting
from transactions.revaluing import value_anew
from transactions.totals import Movement

READ_BATCH = 500
"""How many transactions' postings are read at once."""


@contextmanager
def following_transactions(opened: OpenChange, ids: Collection[int]) -> Iterator[None]:
    """Value the postings that came back at today's rates, and bring the totals up to date.

    Raises Conflict where an account or a category has become one of another currency or type.
    """
    leaving = Movement()
    for postings in _postings(opened, ids):
        leaving.count_rows(postings, sign=-1)
    # Before anything goes: an account cannot while a total is of it.
    leaving.apply(opened)
    yield
    movement = Movement()
    chart = Chart.of(opened.book)
    for postings in _postings(opened, ids):
        rows = list(postings)
        _check_fits(rows, chart)
        value_anew(opened, rows)
        movement.count_rows(rows, sign=1)
    movement.apply(opened)


def _check_fits(postings: list[Posting], chart: Chart) -> None:
    if any(p.currency != chart.accounts[p.account_id].currency.code for p in postings):
        raise Conflict("An account has another currency by now; change that back first.")
    if any(p.category_id and p.kind != chart.categories[p.category_id].type for p in postings):
        raise Conflict("A category has another type by now; change that back first.")


def _postings(opened: OpenChange, ids: Collection[int]) -> Iterator[QuerySet[Posting]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), READ_BATCH):
        batch = ordered[start : start + READ_BATCH]
        yield Posting.objects.of_transactions(opened.book, batch)
