"""The queue of what has no category, and likely transfers."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.unit_of_work import UnitOfWork
from common.errors import Conflict, Invalid
from common.integers import number_of
from common.text import NAME_LENGTH_MAX
from imports.services import refuse_pair
from imports.suggesting.transfers import default_period, join, suggested
from transactions.stored import StoredTransaction, transactions_with_ids
from web.pages import BookPage, Outcome, see_other
from web.rows import ListedRow, Lister
from web.sorting import queue_of

PAIRS_MAX = 50
"""How many likely transfers are shown, the likeliest: as many as rows of a register."""


@dataclass(frozen=True, slots=True)
class ShownPair:
    """Two transactions that may be one transfer."""

    outgoing: ListedRow
    incoming: ListedRow
    reasons: str


class SortPage(BookPage):
    """What has no category, in groups of one payee."""

    section = "transactions"
    template = "web/pages/sort.html"
    title = gettext_lazy("Sort")

    @property
    def sought(self) -> str:
        return str(self.request.GET.get("q", "")).strip()[:NAME_LENGTH_MAX]

    @cached_property
    def lister(self) -> Lister:
        return Lister(self.book.pk, self.names, self.money, self.preferences)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        queue = queue_of(self.book, self.names, self.lister, self.money, self.sought)
        return self.render({"queue": queue})


class TransfersPage(SortPage):
    """Likely transfers: the queue has them after it, once they are found."""

    title = gettext_lazy("Likely transfers")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        likely = suggested(self.book, default_period(self.preferences.today()))
        pairs = likely[:PAIRS_MAX]
        ids = [row_id for pair in pairs for row_id in (pair.out_id, pair.in_id)]
        found = transactions_with_ids(self.book.pk, ids) if ids else []
        rows = {row.id: row for row in self.lister.rows(found)}
        shown = [
            ShownPair(rows[pair.out_id], rows[pair.in_id], "; ".join(pair.reasons))
            for pair in pairs
            if pair.out_id in rows and pair.in_id in rows
        ]
        context = {"pairs": shown, "further": len(likely) - len(pairs), "page": self}
        # What is loaded into the queue is the part alone, which needs nothing of the side.
        of_queue = "HX-Request" in request.headers
        template = "web/parts/pairs.html" if of_queue else "web/pages/transfers.html"
        return render(request, template, context)


class PairStep(BookPage):
    """What becomes of a likely transfer."""

    http_method_names = ["post"]

    @property
    def there(self) -> str:
        return reverse("web:sort", args=[self.book.pk])

    def named(self) -> tuple[StoredTransaction, StoredTransaction]:
        """Return the two transactions; raises Conflict where the book has not both."""
        ids = [number_of(self.request.POST.get(name, "")) for name in ("outgoing", "incoming")]
        found = {row.pk: row for row in transactions_with_ids(self.book.pk, ids)}
        outgoing, incoming = (found.get(row_id) for row_id in ids)
        if outgoing is None or incoming is None:
            raise Conflict(_("One of the two transactions is not there any more."))
        return outgoing, incoming


class JoinPair(PairStep):
    """Makes one transfer of two transactions."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        try:
            return self.write(self.joined)
        except Invalid as refusal:
            raise Conflict(" ".join(one.detail for one in refusal.problems)) from None

    def joined(self, uow: UnitOfWork) -> Outcome:
        join(uow, *self.named())
        return Outcome(_("Joined two transactions into a transfer"), self.there)


class RefusePair(PairStep):
    """Says that two transactions are not a transfer; they are not suggested again."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        outgoing, incoming = self.named()
        refuse_pair(self.book, outgoing.pk, incoming.pk)
        messages.success(request, _("These two are not suggested again"))
        return see_other(self.there)
