"""A stored transaction: looked at, changed, split, deleted."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.unit_of_work import UnitOfWork
from common.errors import Invalid, NotThere, Stale
from common.money import CURRENCIES
from transactions.amending import draft_of, is_flat
from transactions.drafts import LineDraft, TransactionDraft
from transactions.models import PostingKind
from transactions.services import amend_transaction, delete_transaction, transactions_to_change
from transactions.stored import StoredTransaction, transactions_with_ids
from web.formats import show_amount, show_date
from web.forms.entry import Kept
from web.forms.fields import add_problems
from web.forms.split import SplitLines, TypedLine
from web.pages import BookPage, Outcome
from web.reading.label_names import show_tags
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
        form = self.form(None, self.kept(), self.typed())
        form.split = self.lines()
        return self.shown(form, **self.context())

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(request.POST, self.kept())
        form.split.stored = self.stored_lines()
        if (same := self.again(form, **self.context())) is not None:
            return same
        draft = self.checked(form)
        if draft is None:
            return self.shown(form, status=422, **self.context())
        draft = self.completed(draft)
        try:
            return self.write(lambda uow: self.changed(uow, draft))
        except Invalid as refused:
            add_problems(form, refused.problems, names_for(draft))
            return self.shown(form, status=422, **self.context())
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
        if not self.is_simple:
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

    @property
    def is_simple(self) -> bool:
        """Whether the form can show all of it: a flat one, or a split of money out or in."""
        return is_flat(self.row) or self.row.type != PostingKind.TRANSFER

    def kept(self) -> Kept:
        stored = draft_of(self.row)
        return Kept(stored.kept_accounts, stored.kept_categories)

    def stored_lines(self) -> dict[int, LineDraft]:
        return {line.id: line for line in draft_of(self.row).lines or () if line.id}

    def typed(self) -> dict[str, Any]:
        """Return the values of the fields as the person would type them."""
        row, form = self.row, self.preferences.number_form
        first, last = row.postings[0], row.postings[-1]
        crosses = row.type == PostingKind.TRANSFER and first.currency != last.currency
        category = str(first.category_id or "")
        return {
            "type": row.type,
            "amount": show_amount(row.amount, CURRENCIES[row.currency], form),
            "payee": row.payee or "",
            "category_out": category,
            "category_in": category,
            "account": str(first.account_id),
            "to_account": str(last.account_id) if row.type == PostingKind.TRANSFER else "",
            "to_amount": show_amount(last.amount, CURRENCIES[last.currency], form)
            if crosses
            else "",
            "date": show_date(row.date, self.preferences.date_form),
            "description": row.description,
            "notes": row.notes,
            "tags": show_tags(tag.name for tag in row.tags),
            "status": row.status,
            "refund": row.refund,
        }

    def lines(self) -> SplitLines:
        """Return the lines of a split as the person would type them; none of a flat one."""
        row = self.row
        if is_flat(row) or not self.is_simple:
            return SplitLines()
        outward = (row.type == PostingKind.EXPENSE) is not row.refund
        lines = [
            TypedLine(
                number,
                id=str(posting.pk),
                category=str(posting.category_id or ""),
                text=posting.description,
                amount=show_amount(
                    -posting.amount if outward else posting.amount,
                    CURRENCIES[posting.currency],
                    self.preferences.number_form,
                ),
            )
            for number, posting in enumerate(row.postings, start=1)
        ]
        return SplitLines(lines)

    def context(self) -> dict[str, Any]:
        # A form that is shown again keeps its version: who sends it has seen no later one.
        version = self.request.POST.get("version") or self.row.changed_in
        return {"row": self.row, "is_simple": self.is_simple, "version": version}


class DeleteEntry(BookPage):
    """Deletes a transaction; undo brings it back, so nobody is asked first."""

    def post(self, request: HttpRequest, entry: int, **_: Any) -> HttpResponse:
        there = own_address(request) or reverse("web:transactions", args=[self.book.pk])
        return self.write(lambda uow: deleted(uow, entry, there))


def deleted(uow: UnitOfWork, entry: int, there: str) -> Outcome:
    row = to_change(uow, entry)
    delete_transaction(uow, row)
    who = row.payee or row.description or _("a transaction")
    return Outcome(_("Deleted %(what)s") % {"what": who}, there)


def to_change(uow: UnitOfWork, entry: int) -> StoredTransaction:
    """Return the transaction as it is under the lock; raises NotThere where the book has none."""
    found = transactions_to_change(uow, [entry])
    if not found:
        raise NotThere
    return found[0]
