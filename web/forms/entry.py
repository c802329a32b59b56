"""The form of one transaction: as it is typed, and the draft that it states."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.stored import StoredAccount
from common.money import Currency, from_minor
from common.text import NAME_LENGTH_MAX
from transactions.drafts import TransactionDraft
from transactions.models import DESCRIPTION_LENGTH_MAX, NOTES_LENGTH_MAX, PostingKind, Status
from web.book_names import BookNames, CategoryName
from web.category_choices import as_choices, grouped
from web.forms.fields import LinesField, select, text_input
from web.forms.split import SplitLines
from web.preferences import Preferences
from web.reading.amounts import ReadAmount, read_amount
from web.reading.dates import read_date
from web.reading.label_names import TAGS_LENGTH_MAX, read_name, read_tags
from web.reading.refusals import NotRead

TYPES = [
    (PostingKind.EXPENSE.value, _("Out")),
    (PostingKind.INCOME.value, _("In")),
    (PostingKind.TRANSFER.value, _("Transfer")),
]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the stored transaction uses: it may go on doing so once that is archived."""

    accounts: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()


class EntryForm(forms.Form):
    """A transaction as a person types it; `draft` is what it states."""

    type = forms.ChoiceField(
        label=_("Kind"), choices=TYPES, widget=forms.RadioSelect, initial=PostingKind.EXPENSE
    )
    amount = forms.CharField(
        label=_("Amount"),
        max_length=NAME_LENGTH_MAX,
        widget=text_input(inputmode="decimal", autocomplete="off"),
    )
    payee = forms.CharField(
        label=_("Payee"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        widget=text_input(autocomplete="off", list="payees"),
    )
    category_out = forms.ChoiceField(
        label=_("Category"), required=False, widget=select(**{"data-kinds": "expense"})
    )
    category_in = forms.ChoiceField(
        label=_("Category"), required=False, widget=select(**{"data-kinds": "income"})
    )
    account = forms.ChoiceField(label=_("Account"), widget=select())
    to_account = forms.ChoiceField(label=_("To account"), required=False, widget=select())
    to_amount = forms.CharField(
        label=_("Amount that arrives"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text=_("Only where the two accounts differ in currency."),
        widget=text_input(inputmode="decimal", autocomplete="off"),
    )
    date = forms.CharField(
        label=_("Date"),
        max_length=NAME_LENGTH_MAX,
        help_text=_("today, yesterday, 15, -1 or a date"),
        widget=text_input(autocomplete="off"),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=DESCRIPTION_LENGTH_MAX,
        widget=text_input(),
    )
    notes = LinesField(
        label=_("Notes"),
        required=False,
        max_length=NOTES_LENGTH_MAX,
        widget=forms.Textarea({"class": "input", "rows": 3}),
    )
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=TAGS_LENGTH_MAX,
        help_text=_("Separated by commas. A tag that has a comma stands in quotes."),
        widget=text_input(autocomplete="off"),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[
            (Status.CLEARED.value, _("Cleared")),
            (Status.PENDING.value, _("Pending")),
            (Status.RECONCILED.value, _("Reconciled")),
        ],
        initial=Status.CLEARED,
        widget=select(),
    )
    refund = forms.BooleanField(
        label=_("Money back"),
        required=False,
        help_text=_("A refund counts against its category."),
    )

    def __init__(
        self, data: Any, *, names: BookNames, preferences: Preferences, kept: Kept, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.names = names
        self.preferences = preferences
        self.kept = kept
        self.split = SplitLines.of(data) if data is not None else SplitLines.of({})
        accounts = [(str(one.id), one.name) for one in open_accounts(names, kept)]
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["to_account"].choices = [("", "—"), *accounts]  # type: ignore[attr-defined]
        self.offer(())

    def offer(self, recent: Sequence[int]) -> None:
        """Let the lists of categories begin with those whose ids are in `recent`.

        A list is made when it is read, and not once more before that: it may be long.
        """
        for name, kind in (("category_out", "expense"), ("category_in", "income")):
            choices = partial(self._categories, kind, recent)
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _categories(self, kind: str, recent: Sequence[int]) -> list[Any]:
        of_kind = (one for one in open_categories(self.names, self.kept) if one.type == kind)
        return [("", _("No category")), *as_choices(grouped(of_kind, recent))]

    def clean(self) -> dict[str, Any]:
        """Read the amounts and the day, by the currency of the account and the person's forms."""
        stated = super().clean() or {}
        account = self.names.accounts.get(int(stated.get("account") or 0))
        for name, read in (("date", self._day), ("payee", read_name), ("tags", read_tags)):
            if name in stated:
                self._read(name, read)
        if account is None:
            return self.cleaned_data
        if "amount" in stated:
            self._read("amount", lambda text: self._amount(text, account.money, stated.get("type")))
        other = self.names.accounts.get(int(stated.get("to_account") or 0))
        if stated.get("to_amount") and other:
            self._read("to_amount", lambda text: self._amount(text, other.money, None))
        self.split.read(account.money, self.preferences.number_form)
        if fault := self.split.fault_for(stated.get("type")):
            self.add_error(None, fault)
        return self.cleaned_data

    def draft(self) -> TransactionDraft:
        """Return the transaction that the form states; of a form that is valid."""
        said = self.cleaned_data
        kind = said["type"]
        account = self.names.accounts[int(said["account"])]
        draft = TransactionDraft(
            type=kind,
            date=said["date"],
            amount=from_minor(said["amount"].minor, account.money),
            account=account.id,
            refund=said["refund"] and kind != PostingKind.TRANSFER,
            payee=said["payee"],
            description=said["description"],
            notes=said["notes"],
            tags=said["tags"],
            status=said["status"],
        )
        if kind == PostingKind.TRANSFER:
            return self._transfer(draft)
        category = said["category_out" if kind == PostingKind.EXPENSE else "category_in"]
        if self.split:
            outward = (kind == PostingKind.EXPENSE) is not draft.refund
            return replace(draft, lines=self.split.drafts(account.money, outward=outward))
        return replace(draft, category=int(category) if category else None)

    def _transfer(self, draft: TransactionDraft) -> TransactionDraft:
        said = self.cleaned_data
        target = self.names.accounts.get(int(said["to_account"] or 0))
        arrives = None
        if target and said["to_amount"]:
            arrives = from_minor(said["to_amount"].minor, target.money)
        return replace(draft, to_account=target.id if target else None, to_amount=arrives)

    def _read(self, name: str, read: Callable[[str], Any]) -> None:
        try:
            self.cleaned_data[name] = read(self.cleaned_data[name])
        except NotRead as refused:
            self.add_error(name, str(refused))

    def _day(self, text: str) -> datetime.date:
        return read_date(text, self.preferences.date_form, self.preferences.today())

    def _amount(self, text: str, currency: Currency, kind: str | None) -> ReadAmount:
        """Return the amount; its sign may say again what the kind says, and nothing else."""
        found = read_amount(text, currency, self.preferences.number_form)
        contradicts = {"-": PostingKind.INCOME, "+": PostingKind.EXPENSE}.get(found.sign) == kind
        if kind and found.sign and contradicts:
            word = gettext("Out") if kind == PostingKind.EXPENSE else gettext("In")
            detail = gettext("The sign says the opposite of “%(kind)s”. Leave it out.")
            raise NotRead("contradicts", detail % {"kind": word})
        return replace(found, minor=abs(found.minor))


def open_categories(names: BookNames, kept: Kept) -> Iterator[CategoryName]:
    """Yield the categories that an entry can have: archived ones only if it has them."""
    for one in names.categories.values():
        if not one.archived or one.id in kept.categories:
            yield one


def open_accounts(names: BookNames, kept: Kept) -> Iterator[StoredAccount]:
    """Yield the accounts that an entry can have: archived ones only if it has them."""
    for one in names.accounts.values():
        if not one.archived or one.id in kept.accounts:
            yield one
