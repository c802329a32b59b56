"""One transaction: added, changed, split, deleted."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.unit_of_work import UnitOfWork
from common.errors import Invalid, NotThere, Stale
from common.money import CURRENCIES
from common.statements import Statement
from transactions.amending import draft_of, is_flat
from transactions.drafts import LineDraft, TransactionDraft
from transactions.models import Payee, PostingKind, Status
from transactions.services import amend_transaction, delete_transactions, record_transaction
from transactions.stored import StoredTransaction, transactions_with_ids
from web.book_names import BookNames
from web.formats import show_amount, show_date
from web.forms.entry import EntryForm, Kept
from web.forms.fields import add_problems
from web.forms.split import SplitLines, TypedLine
from web.pages import KEY_LENGTH, BookPage, Outcome
from web.views.people import own_address

PAYEES_OFFERED = 500
"""How many names the field of payees offers: some 10 kB of the page at the most."""
LINES_FIRST = 2
"""How many empty lines a new split begins with."""


class EntryPage(BookPage):
    """What adding and changing have in common: the form."""

    section = "transactions"
    template = "web/pages/entry.html"

    @cached_property
    def names(self) -> BookNames:
        return BookNames.of(self.book)

    def form(self, data: Any, kept: Kept, initial: dict[str, Any] | None = None) -> EntryForm:
        return EntryForm(
            data, names=self.names, preferences=self.preferences, kept=kept, initial=initial
        )

    def shown(self, form: EntryForm, *, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the form; the key makes sending it twice harmless."""
        money = self.names.accounts.get(int(str(form["account"].value() or 0)) or 0)
        return self.render(
            {
                "form": form,
                "key": get_random_string(KEY_LENGTH),
                "currency": money.currency if money else self.book.home_currency,
                "payees": [name for (name,) in _PAYEES.rows(book=self.book.pk)],
                "categories": [one for one in self.names.categories.values() if not one.archived],
                "next": own_address(self.request),
                **context,
            },
            status=status,
        )

    def again(self, form: EntryForm, **context: Any) -> HttpResponse | None:
        """Answer a button that only changes the form: more lines, fewer, none."""
        do = self.request.POST.get("do", "")
        if do == "lines":
            form.split.lines += _blank(form.split, LINES_FIRST if not form.split else 1)
        elif do == "unsplit":
            form.split.lines = []
        elif do.startswith("drop-"):
            form.split.lines = [one for one in form.split.lines if f"drop-{one.number}" != do]
        else:
            return None
        form.errors.clear()
        return self.shown(form, **context)

    def checked(self, form: EntryForm) -> TransactionDraft | None:
        """Return what the form states; None where it has faults."""
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
        who = row.payee or row.description or _("No payee")
        return f"{verb} {who}, {amount} {row.currency}, {day}"


class NewEntry(EntryPage):
    title = gettext_lazy("Add")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Show the form, with the fields filled that the address states."""
        default = self.names.default_account()
        initial = {
            "date": "today",
            "account": str(default.id) if default else None,
            **{name: request.GET[name] for name in EntryForm.base_fields if name in request.GET},
        }
        if category := self.names.categories.get(_number(request.GET.get("category", ""))):
            field = "category_out" if category.type == "expense" else "category_in"
            initial |= {field: str(category.id), "type": category.type}
        return self.shown(self.form(None, Kept(), initial))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(self.sent(), Kept())
        if (same := self.again(form)) is not None:
            return same
        draft = self.checked(form)
        if draft is None:
            return self.shown(form, status=422)
        try:
            return self.write(lambda uow: self.added(uow, draft))
        except Invalid as refused:
            add_problems(form, refused.problems, names_for(draft))
            return self.shown(form, status=422)

    def sent(self) -> Any:
        """Return what was sent; of the line for quick entry, as the form would have sent it.

        Its kind is that of the category; without one, a plus says that money came in.
        """
        if "quick" not in self.request.POST:
            return self.request.POST
        sent: Any = self.request.POST.copy()
        category = self.names.categories.get(_number(sent.get("category", "")))
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
            return self.shown(form, status=409, conflict=self.said(self.row, ""), **self.context())

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
        found = transactions_with_ids(self.book.pk, [self.row.pk])
        if not found:
            raise NotThere
        (row,) = found
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
            "tags": ", ".join(tag.name for tag in row.tags),
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
        return {"row": self.row, "is_simple": self.is_simple, "version": self.row.changed_in}


class DeleteEntry(BookPage):
    """Deletes a transaction; undo brings it back, so nobody is asked first."""

    def post(self, request: HttpRequest, entry: int, **_: Any) -> HttpResponse:
        there = own_address(request) or reverse("web:transactions", args=[self.book.pk])
        return self.write(lambda uow: deleted(uow, entry, there))


def deleted(uow: UnitOfWork, entry: int, there: str) -> Outcome:
    found = transactions_with_ids(uow.book.pk, [entry])
    if not found:
        raise NotThere
    delete_transactions(uow, [entry])
    who = found[0].payee or found[0].description or _("a transaction")
    return Outcome(_("Deleted %(what)s") % {"what": who}, there)


def names_for(draft: TransactionDraft) -> dict[str, str]:
    """Return which field of the form a member of the API is."""
    kind = "in" if draft.type == PostingKind.INCOME else "out"
    return {"category": f"category_{kind}", "postings": "amount"}


def _blank(split: SplitLines, count: int) -> list[TypedLine]:
    first = len(split.lines) + 1
    return [TypedLine(number) for number in range(first, first + count)]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


_PAYEES = Statement(
    lambda *, book: (
        Payee.objects.filter(book_id=book, archived=False)
        .order_by("-changed_in")
        .values_list("name")[:PAYEES_OFFERED]
    )
)
