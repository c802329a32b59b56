"""What follows when a change of transactions is undone: their worth, and the totals.

And when one of payees or tags is: transactions show their names.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db.models import QuerySet

from books.models import Book
from books.tracked_models import Ids
from books.unit_of_work import UnitOfWork
from common.batches import IDS_AT_ONCE, batched
from common.errors import Conflict
from transactions.chart_of_accounts import ChartOfAccounts
from transactions.labels import mark_carriers
from transactions.models import Payee, Posting, Tag
from transactions.revaluation import value_anew
from transactions.settlements import SettledSums, check_open, settled_sums, unsettled_in_all
from transactions.strict_accounts import check_strict
from transactions.totals import TotalsDelta


@contextmanager
def on_undo_of_transactions(uow: UnitOfWork, ids: Ids) -> Iterator[None]:
    """Value the postings that came back at today's rates, and bring the totals up to date.

    Raises Conflict where an account or a category has become one of another currency or type, and
    Settled where a closed statement would settle something else.
    """
    leaving = TotalsDelta()
    before: SettledSums = Counter()
    after: SettledSums = Counter()
    for postings in _postings(uow, ids):
        rows = list(postings)
        before.update(settled_sums(rows))
        leaving.count_rows(rows, sign=-1)
    # Before anything goes: an account cannot while a total is of it.
    leaving.apply(uow)
    yield
    delta = TotalsDelta()
    chart = ChartOfAccounts.of(uow.book)
    strict: set[int] = set()
    for postings in _postings(uow, ids):
        rows = list(postings)
        _check_fits(rows, chart)
        strict |= {p.transaction_id for p in rows if chart.accounts[p.account_id].strict}
        after.update(settled_sums(rows))
        value_anew(uow, rows)
        delta.count_rows(rows, sign=1)
    delta.apply(uow)
    check_open(uow, unsettled_in_all(before, after))
    if strict:
        uow.at_end.add(check_strict, strict)


def label_undo_hook(
    model: type[Payee] | type[Tag],
) -> Callable[[UnitOfWork, Ids], AbstractContextManager[None]]:
    """Return the hook that marks the transactions of a payee, or a tag, whose name comes back."""

    @contextmanager
    def on_undo_of_labels(uow: UnitOfWork, ids: Ids) -> Iterator[None]:
        before = _names(model, uow.book, ids)
        yield
        after = _names(model, uow.book, before)
        renamed = [row_id for row_id, name in after.items() if name != before[row_id]]
        for row_id in renamed:
            mark_carriers(uow, model, [row_id])

    return on_undo_of_labels


def _check_fits(postings: list[Posting], chart: ChartOfAccounts) -> None:
    if any(p.currency != chart.accounts[p.account_id].currency.code for p in postings):
        raise Conflict("An account has another currency now; change it back first.")
    if any(p.category_id and p.kind != chart.categories[p.category_id].type for p in postings):
        raise Conflict("A category has another type now; change it back first.")


def _names(model: type[Payee] | type[Tag], book: Book, ids: Ids) -> dict[int, str]:
    found: dict[int, str] = {}
    for batch in _batches(ids):
        found.update(model.objects.with_ids(book, batch).values_list("pk", "name"))
    return found


def _postings(uow: UnitOfWork, ids: Ids) -> Iterator[QuerySet[Posting]]:
    for batch in _batches(ids):
        yield Posting.objects.of_transactions(uow.book, batch)


def _batches(ids: Ids) -> Iterator[list[int]]:
    yield from batched(sorted(ids), IDS_AT_ONCE)
