"""Many transactions at once: one change of the book, which one undo takes back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NoReturn

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from books.unit_of_work import UnitOfWork
from common.errors import Conflict, Invalid
from common.integers import number_of
from transactions.amending import amended, is_flat
from transactions.drafts import TransactionDraft
from transactions.models import PostingKind, Status
from transactions.serializers import BULK_MAX
from transactions.services import (
    amend_transactions,
    delete_transactions,
    transactions_to_change,
)
from transactions.stored import StoredTransaction
from web.filters import Filters
from web.pages import BookPage, Outcome, see_other
from web.reading.dates import read_date
from web.reading.label_names import read_name, read_tags
from web.reading.refusals import NotRead
from web.views.people import own_address

Values = Mapping[str, Any]


class Bulk(BookPage):
    """Changes or deletes the chosen rows, or all that meet the filters of the list."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        self.there = own_address(request) or reverse("web:transactions", args=[self.book.pk])
        ids = self.chosen()
        if not ids:
            return self.refused(_("Choose some rows first."))
        if len(ids) > BULK_MAX:
            detail = _("One change takes at most %(count)d transactions: choose fewer.")
            return self.refused(detail % {"count": BULK_MAX})
        try:
            values = self.values()
        except NotRead as refusal:
            return self.refused(str(refusal))
        try:
            return self.write(lambda uow: self.done(uow, ids, values))
        except Conflict as refusal:
            return self.refused(refusal.detail)
        except Invalid as refusal:
            # The same fault of many rows is said once.
            details = dict.fromkeys(problem.detail for problem in refusal.problems)
            return self.refused(" ".join(details))

    def chosen(self) -> list[int]:
        """Return the ids of the rows to change; one more than may be where all are too many."""
        sent = self.request.POST
        if sent.get("all"):
            return Filters.of(self.request.GET).search(self.book).some_ids(BULK_MAX + 1)
        return [row_id for text in sent.getlist("id") if (row_id := number_of(text))]

    def done(self, uow: UnitOfWork, ids: Sequence[int], values: Values | None) -> Outcome:
        if values is None:
            count = delete_transactions(uow, ids)
            done = ngettext(
                "Deleted %(count)d transaction", "Deleted %(count)d transactions", count
            )
            return Outcome(done % {"count": count}, self.there)
        found = transactions_to_change(uow, ids)
        fits = self.fits(values)
        pairs = [(row, self.draft(row, values)) for row in found if fits(row)]
        if not pairs:
            raise Conflict(_("None of these can have that: nothing was changed."))
        amend_transactions(uow, pairs)
        count = len(pairs)
        done = ngettext("Changed %(count)d transaction", "Changed %(count)d transactions", count)
        says = done % {"count": count}
        if left := len(found) - count:
            note = ngettext(
                "%(count)d was left alone: it does not fit",
                "%(count)d were left alone: they do not fit",
                left,
            )
            says = f"{says}; {note % {'count': left}}"
        return Outcome(says, self.there)

    def values(self) -> Values | None:
        """Return what to set on each of the rows; None to delete them. Raises NotRead."""
        sent = self.request.POST
        do = sent.get("do", "")
        if do == "delete":
            return None
        readers: dict[str, Callable[[str], Any]] = {
            "date": self.day,
            "tags": lambda text: read_tags(text) or _refuse(),
            "payee": read_name,
            "status": lambda text: text if text in Status.values else _refuse(),
            "category": self.category,
            "account": self.account,
        }
        if do not in readers or do not in sent:
            _refuse()
        return {do: readers[do](sent[do])}

    def day(self, text: str) -> date:
        return read_date(text, self.preferences.date_form, self.preferences.today())

    def category(self, text: str) -> int | None:
        """Return the id of a category of this book, or None for a blank text: no category."""
        category = self.names.categories.get(number_of(text))
        if text and category is None:
            _refuse()
        return category.id if category else None

    def account(self, text: str) -> int:
        account = self.names.accounts.get(number_of(text))
        return account.id if account else _refuse()

    def fits(self, values: Values) -> Callable[[StoredTransaction], bool]:
        """Return which rows can have `values`: a split has no category, an amount one currency."""
        if "category" in values:
            category = self.names.categories.get(values["category"] or 0)
            kinds = {category.type} if category else {PostingKind.EXPENSE, PostingKind.INCOME}
            return lambda row: is_flat(row) and row.type in kinds
        if "account" in values:
            currency = self.names.accounts[values["account"]].currency
            return lambda row: (
                is_flat(row) and row.type != PostingKind.TRANSFER and row.currency == currency
            )
        return lambda row: True

    def draft(self, row: StoredTransaction, values: Values) -> TransactionDraft:
        """Return the row with `values`; tags are added to those that it has."""
        if "tags" in values:
            own = [tag.name for tag in row.tags]
            values = {"tags": [*own, *values["tags"]]}
        return amended(row, values)

    def refused(self, detail: str) -> HttpResponse:
        messages.error(self.request, detail)
        return see_other(self.there)


def _refuse() -> NoReturn:
    raise NotRead("unknown", _("Choose what to change, and to what."))
