"""The form of a transaction, as adding and changing one have it in common."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from books.models import Book
from common.integers import number_of
from common.money import CURRENCIES
from common.statements import Statement
from transactions.drafts import TransactionDraft
from transactions.models import Payee, PostingKind
from transactions.stored import StoredTransaction
from web.formats import show_amount, show_date, within_sentence
from web.forms.entry import EntryForm, Kept
from web.money import sign_of
from web.recent_categories import recently_used
from web.rows import called
from web.views.people import own_address
from web.views.split_buttons import SplitButtons

PAYEES_OFFERED = 500
"""How many names the field of payees offers: some 10 kB of the page at the most."""


class EntryPage(SplitButtons):
    """What adding and changing have in common: the form."""

    section = "transactions"
    template = "web/pages/entry.html"

    def form(self, data: Any, kept: Kept, initial: dict[str, Any] | None = None) -> EntryForm:
        return EntryForm(
            data, names=self.names, preferences=self.preferences, kept=kept, initial=initial
        )

    def shown(self, form: EntryForm, *, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the page of the form."""
        return self.render({**self.form_context(form), **context}, status=status)

    def form_context(self, form: EntryForm) -> dict[str, Any]:
        """Return what the form is shown with."""
        account = self.names.accounts.get(number_of(str(form["account"].value())))
        recent = recently_used(self.book)
        form.offer(recent)
        return {
            "form": form,
            "currency": sign_of(account.currency if account else self.book.home_currency),
            "payees": payees_offered(self.book),
            "next": own_address(self.request),
            **self.split_context(form, recent),
        }

    def checked(self, form: EntryForm) -> TransactionDraft | None:
        """Return what the form states; None where it has faults."""
        form.split.drop_blank()
        if not form.is_valid() or form.split.is_faulty:
            return None
        if form.split and form.split.total != form.cleaned_data["amount"].minor:
            form.add_error("amount", self.rest_of(form))
            return None
        return form.draft()

    def rest_of(self, form: EntryForm) -> str:
        """Say how much the lines of the split leave open, or have too much."""
        rest = form.cleaned_data["amount"].minor - form.split.total
        currency = self.names.accounts[int(form.cleaned_data["account"])].money
        text = show_amount(abs(rest), currency, self.preferences.number_form)
        if rest > 0:
            return _("The lines leave %(rest)s open.") % {"rest": text}
        return _("The lines have %(rest)s too much.") % {"rest": text}

    def said(self, row: StoredTransaction, verb: str) -> str:
        """Return what was done, in words: what was typed may have been a sum or a short date."""
        currency = CURRENCIES[row.currency]
        amount = show_amount(row.amount, currency, self.preferences.number_form)
        day = show_date(row.date, self.preferences.date_form)
        who = called(row, self.names)
        return f"{verb} {within_sentence(who)}, {amount} {row.currency}, {day}"


def names_for(draft: TransactionDraft) -> dict[str, str]:
    """Return which field of the form a member of the API is."""
    kind = "in" if draft.type == PostingKind.INCOME else "out"
    return {"category": f"category_{kind}", "postings": "amount"}


def payees_offered(book: Book) -> list[str]:
    """Return the names that fields of payees offer, those that changed last first."""
    return [name for (name,) in _PAYEES.rows(book=book.pk)]


_PAYEES = Statement(
    lambda *, book: (
        Payee.objects.filter(book_id=book, archived=False)
        .order_by("-changed_in")
        .values_list("name")[:PAYEES_OFFERED]
    )
)
