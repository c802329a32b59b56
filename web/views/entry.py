"""A stored transaction: looked at, changed, split, deleted."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.unit_of_work import UnitOfWork
from common.errors import Conflict, Invalid, NotThere, Stale
from statements.stored import statements_with_ids
from transactions.amending import draft_of, is_flat
from transactions.drafts import LineDraft, TransactionDraft
from transactions.models import PostingKind
from transactions.services import amend_transaction, delete_transaction, transactions_to_change
from transactions.stored import StoredTransaction, transactions_with_ids
from web.formats import show_date
from web.forms.entry import Kept
from web.forms.fields import add_problems
from web.forms.typed_entry import as_transfer, fits_form, typed_fields, typed_lines
from web.pages import BookPage, Outcome, see_other
from web.rows import Lister
from web.views.entry_form import EntryPage, names_for
from web.views.people import own_address


class Entry(EntryPage):
    """A stored transaction."""

    title = gettext_lazy("Transaction")

    @cached_property
    def row(self) -> StoredTransaction:
        found = transactions_with_ids(self.book.pk, [self.kwargs["entry"]])
        if not found:
            raise NotThere
        return found[0]

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        if not self.may_write:
            return self.to_read()
        fields = typed_fields(self.row, self.preferences)
        if request.GET.get("type") == PostingKind.TRANSFER and is_flat(self.row):
            fields |= as_transfer(self.row)
        form = self.form(None, self.kept(), fields)
        form.split = typed_lines(self.row, self.preferences)
        begins_split = "split" in request.GET and fields["type"] != PostingKind.TRANSFER
        if begins_split and not form.split:
            self.add_lines(form)
        return self.shown(form, begins_split=begins_split, **self.context())

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(request.POST, self.kept())
        form.split.stored = self.stored_lines()
        if self.was_pressed(form):
            return self.shown(form, **self.context())
        draft = self.checked(form)
        if draft is None:
            return self.shown(form, status=422, **self.context())
        draft = self.completed(draft)
        try:
            return self.write(lambda uow: self.changed(uow, draft))
        except Invalid as refused:
            add_problems(form, refused.problems, names_for(draft))
            return self.shown(form, status=422, **self.context())
        except Conflict as refused:
            form.add_error(None, refused.detail)
            return self.shown(form, status=409, **self.context())
        except Stale:
            del self.row
            context = {**self.context(), "version": self.row.changed_in}
            return self.shown(form, status=409, conflict=self.said(self.row, ""), **context)

    def to_read(self) -> HttpResponse:
        """Answer somebody who may not write with all of the transaction, and no form."""
        lister = Lister(self.book.pk, self.names, self.money, self.preferences)
        lines = [
            {
                "account": self.names.account(posting.account_id),
                "category": self.names.path(posting.category_id),
                "text": posting.description,
                "amount": self.money.signed(posting.amount, posting.currency),
            }
            for posting in self.row.postings
        ]
        (listed,) = lister.rows([self.row])
        context = {"row": self.row, "listed": listed, "lines": lines}
        return render(self.request, "web/pages/entry_shown.html", {"page": self, **context})

    def completed(self, draft: TransactionDraft) -> TransactionDraft:
        """Return `draft` with what the form does not show of the stored transaction."""
        stored = draft_of(self.row)
        if not fits_form(self.row):
            shown = ("date", "payee", "description", "notes", "tags", "status")
            return replace(stored, **{name: getattr(draft, name) for name in shown})
        return replace(
            draft, kept_accounts=stored.kept_accounts, kept_categories=stored.kept_categories
        )

    def changed(self, uow: UnitOfWork, draft: TransactionDraft) -> Outcome:
        """Write `draft`, unless somebody has changed the transaction since the form was made."""
        row = to_change(uow, self.row.pk)
        if self.request.POST.get("version") != str(row.changed_in):
            raise Stale
        amend_transaction(uow, row, draft)
        there = own_address(self.request) or reverse("web:transactions", args=[self.book.pk])
        return Outcome(self.said(row, _("Saved")), there)

    def kept(self) -> Kept:
        stored = draft_of(self.row)
        return Kept(stored.kept_accounts, stored.kept_categories)

    def stored_lines(self) -> dict[int, LineDraft]:
        return {line.id: line for line in draft_of(self.row).lines or () if line.id}

    def context(self) -> dict[str, Any]:
        # A form that is shown again keeps its version: who sends it has seen no later one.
        version = self.request.POST.get("version") or self.row.changed_in
        return {
            "row": self.row,
            "is_simple": fits_form(self.row),
            "version": version,
            "statements": self.statements(),
        }

    def statements(self) -> list[tuple[str, str, bool]]:
        """Return the statements that settle it: the day, the address, and whether it is closed."""
        ids = {p.settled_in_id for p in self.row.postings if p.settled_in_id is not None}
        return [
            (
                show_date(one.date, self.preferences.date_form),
                reverse("web:statement", args=[self.book.pk, one.id]),
                one.closed,
            )
            for one in statements_with_ids(self.book.pk, list(ids))
        ]


class DeleteEntry(BookPage):
    """Deletes a transaction; undo brings it back, so nobody is asked first."""

    def post(self, request: HttpRequest, entry: int, **_kwargs: Any) -> HttpResponse:
        there = own_address(request) or reverse("web:transactions", args=[self.book.pk])
        seen = request.POST.get("version", "")
        try:
            return self.write(lambda uow: deleted(uow, entry, seen, there))
        except Stale:
            detail = _("Somebody has changed this meanwhile. It was not deleted.")
            messages.error(request, detail)
            return see_other(there)


def deleted(uow: UnitOfWork, entry: int, seen: str, there: str) -> Outcome:
    """Delete the transaction, unless somebody has changed it since version `seen`, if stated."""
    row = to_change(uow, entry)
    if seen and seen != str(row.changed_in):
        raise Stale
    delete_transaction(uow, row)
    who = row.payee or row.description or _("a transaction")
    return Outcome(_("Deleted %(what)s") % {"what": who}, there)


def to_change(uow: UnitOfWork, entry: int) -> StoredTransaction:
    """Return the transaction as it is under the lock; raises NotThere where the book has none."""
    found = transactions_to_change(uow, [entry])
    if not found:
        raise NotThere
    return found[0]
