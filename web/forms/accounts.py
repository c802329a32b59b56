"""The form of an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountType
from common.money import CURRENCIES
from common.text import NAME_LENGTH_MAX
from web.forms.currencies import currency_choices
from web.forms.fields import select, text_input, typed_day
from web.preferences import Preferences
from web.reading.amounts import read_amount
from web.reading.refusals import NotRead

TYPES = [
    (AccountType.CHECKING.value, _("Current account")),
    (AccountType.SAVINGS.value, _("Savings")),
    (AccountType.CASH.value, _("Cash")),
    (AccountType.CREDIT_CARD.value, _("Credit card")),
    (AccountType.INVESTMENT.value, _("Investments")),
    (AccountType.LOAN.value, _("Loan")),
    (AccountType.OTHER.value, _("Other")),
]


class AccountForm(forms.Form):
    """An account as a person types it."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH_MAX, widget=text_input(autocomplete="off")
    )
    type = forms.ChoiceField(label=_("Kind"), choices=TYPES, widget=select())
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices, widget=select())
    opening_balance = forms.CharField(
        label=_("Balance at the start"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text=_("What it held before the first entry; with a minus for a debt."),
        widget=text_input(inputmode="decimal", autocomplete="off"),
    )
    opening_date = forms.CharField(
        label=_("From"),
        max_length=NAME_LENGTH_MAX,
        help_text=_("The day from which the balance counts."),
        widget=text_input(autocomplete="off"),
    )
    is_default = forms.BooleanField(label=_("New entries go here"), required=False)
    archived = forms.BooleanField(
        label=_("Archived"),
        required=False,
        help_text=_("Keeps its rows, and takes no new ones."),
    )
    strict = forms.BooleanField(
        label=_("Strict"),
        required=False,
        help_text=_("Takes no new rows up to the day of the last statement that is closed."),
    )

    def __init__(self, data: Any, *, preferences: Preferences, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.preferences = preferences

    def clean(self) -> dict[str, Any]:
        """Read the balance and the day by the person's forms."""
        stated = super().clean() or {}
        forms_of = self.preferences
        if stated.get("currency") in CURRENCIES and "opening_balance" in stated:
            currency = CURRENCIES[stated["currency"]]
            text = stated["opening_balance"] or "0"
            try:
                found = read_amount(text, currency, forms_of.number_form)
                stated["opening_balance"] = found.minor
            except NotRead as refused:
                self.add_error("opening_balance", str(refused))
        if stated.get("opening_date"):
            try:
                stated["opening_date"] = typed_day(stated["opening_date"], forms_of)
            except forms.ValidationError as refused:
                self.add_error("opening_date", refused)
        return stated
