"""The form of a transaction, as adding and changing one have it in common."""

from contextlib import suppress
from dataclasses import replace
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
from web.category_choices import grouped
from web.formats import show_amount, show_date, within_sentence
from web.forms.entry import EntryForm, Kept, open_categories
from web.forms.split import SplitLines, TypedLine
from web.money import sign_of
from web.pages import BookPage
from web.reading.amounts import read_amount
from web.reading.refusals import NotRead
from web.recent_categories import recently_used
from web.rows import called
from web.views.people import own_address

SHARES = {
    "rest": SplitLines.give_rest,
    "evenly": SplitLines.give_evenly,
    "proportion": SplitLines.give_by_proportion,
}
"""The buttons that share the amount among the lines."""
PAYEES_OFFERED = 500
"""How many names the field of payees offers: some 10 kB of the page at the most."""
LINES_FIRST = 2
"""How many empty lines a new split begins with."""


class EntryPage(BookPage):
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
            "groups": grouped(open_categories(self.names, form.kept), recent) if form.split else (),
            "next": own_address(self.request),
            **(self.rest_now(form) if form.split else {}),
        }

    def again(self, form: EntryForm, **context: Any) -> HttpResponse | None:
        """Answer a button that only changes the form: more lines, fewer, none."""
        do = self.request.POST.get("do", "")
        if do not in {"lines", "unsplit", *SHARES} and not do.startswith("drop-"):
            return None
        # What was typed is shown again without a word about its faults: nothing is saved yet.
        form.errors.clear()
        form.split.lines = [replace(line, fault="") for line in form.split.lines]
        if do == "lines":
            self.add_lines(form)
        elif do == "unsplit":
            form.split.lines = []
        elif do in SHARES:
            self.share(form, do)
        else:
            form.split.lines = [one for one in form.split.lines if f"drop-{one.number}" != do]
        return self.shown(form, **context)

    def add_lines(self, form: EntryForm) -> None:
        """Give the split another line, or begin one: its first line has the category so far."""
        if form.split:
            form.split.lines += _blank(form.split, 1)
            return
        name = "category_in" if form["type"].value() == PostingKind.INCOME else "category_out"
        first, *others = _blank(form.split, LINES_FIRST)
        form.split.lines = [replace(first, category=str(form[name].value() or "")), *others]

    def share(self, form: EntryForm, how: str) -> None:
        """Give the lines of a split what they leave open of the amount, if that can be read."""
        account = self.names.accounts.get(number_of(str(form["account"].value())))
        if account is None:
            return
        numbers = self.preferences.number_form
        form.split.read(account.money, numbers)
        with suppress(NotRead):
            total = abs(read_amount(str(form["amount"].value()), account.money, numbers).minor)
            SHARES[how](form.split, total, lambda minor: show_amount(minor, account.money, numbers))

    def rest_now(self, form: EntryForm) -> dict[str, Any]:
        """Return what the lines leave open, as far as the amounts can be read."""
        account = self.names.accounts.get(number_of(str(form["account"].value())))
        if account is None:
            return {}
        numbers = self.preferences.number_form
        split = replace(form.split)  # whose lines are not found faulty by being looked at
        split.read(account.money, numbers)
        try:
            total = read_amount(str(form["amount"].value()), account.money, numbers).minor
        except NotRead:
            return {}
        rest = abs(total) - split.total
        return {"rest": show_amount(rest, account.money, numbers), "adds_up": not rest}

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


def _blank(split: SplitLines, count: int) -> list[TypedLine]:
    first = len(split.lines) + 1
    return [TypedLine(number) for number in range(first, first + count)]


_PAYEES = Statement(
    lambda *, book: (
        Payee.objects.filter(book_id=book, archived=False)
        .order_by("-changed_in")
        .values_list("name")[:PAYEES_OFFERED]
    )
)
