"""A transaction is added."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.models import Role
from books.unit_of_work import UnitOfWork
from common.errors import Conflict, Invalid, NotThere
from common.integers import number_of
from transactions.drafts import TransactionDraft
from transactions.models import PostingKind, Status
from transactions.services import record_transaction
from transactions.stored import StoredTransaction, transactions_with_ids
from web.forms.entry import EntryForm, Kept
from web.forms.fields import add_problems
from web.forms.split import SplitLines
from web.forms.typed_entry import fits_form, typed_fields, typed_lines
from web.pages import Outcome
from web.views.entry_form import EntryPage, names_for
from web.views.people import own_address


class NewEntry(EntryPage):
    title = gettext_lazy("Add")
    role_to_read = Role.EDITOR

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Show the form, with the fields filled that the address states."""
        default = self.names.default_account()
        copied = self.copied()
        initial: dict[str, Any] = {
            **(typed_fields(copied, self.preferences) if copied else {}),
            "date": "today",
            "status": Status.CLEARED,
            **{name: request.GET[name] for name in EntryForm.base_fields if name in request.GET},
        }
        account = self.names.accounts.get(number_of(str(initial.get("account", ""))))
        if account is None or account.archived:
            initial["account"] = str(default.id) if default else None
        if category := self.names.categories.get(number_of(request.GET.get("category", ""))):
            field = "category_out" if category.type == "expense" else "category_in"
            initial |= {field: str(category.id), "type": category.type}
        form = self.form(None, Kept(), initial)
        if copied:
            lines = typed_lines(copied, self.preferences).lines
            form.split = SplitLines([replace(line, id="") for line in lines])
        form.fields["amount"].widget.attrs["autofocus"] = True
        return self.shown(form)

    def copied(self) -> StoredTransaction | None:
        """Return the transaction that the new one begins as a duplicate of, if any."""
        stated = self.request.GET.get("copy")
        if stated is None:
            return None
        found = transactions_with_ids(self.book.pk, [number_of(stated)])
        if not found or not fits_form(found[0]):
            raise NotThere
        return found[0]

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(self.sent(), Kept())
        if self.was_pressed(form):
            return self.shown(form)
        draft = self.checked(form)
        if draft is None:
            return self.shown(form, status=422)
        try:
            return self.write(lambda uow: self.added(uow, draft))
        except Invalid as refused:
            add_problems(form, refused.problems, names_for(draft))
            return self.shown(form, status=422)
        except Conflict as refused:
            form.add_error(None, refused.detail)
            return self.shown(form, status=409)

    def sent(self) -> Any:
        """Return what was sent; of the line for quick entry, as the form would have sent it.

        Its kind is that of the category; without one, a plus says that money came in.
        """
        if "quick" not in self.request.POST:
            return self.request.POST
        sent: Any = self.request.POST.copy()
        category = self.names.categories.get(number_of(sent.get("category", "")))
        comes_in = sent.get("amount", "").strip().startswith("+")
        kind = category.type if category else "income" if comes_in else "expense"
        sent["type"] = kind
        sent["status"] = Status.CLEARED
        sent["category_in" if kind == PostingKind.INCOME else "category_out"] = sent.get(
            "category", ""
        )
        return sent

    def added(self, uow: UnitOfWork, draft: TransactionDraft) -> Outcome:
        row = record_transaction(uow, draft)
        return Outcome(self.said(row, _("Added")), self.next_page(draft))

    def next_page(self, draft: TransactionDraft) -> str:
        if self.request.POST.get("do") == "another":
            kept = f"?account={draft.account}&date={draft.date.isoformat()}&type={draft.type}"
            return reverse("web:entry_new", args=[self.book.pk]) + kept
        return own_address(self.request) or reverse("web:transactions", args=[self.book.pk])
