"""The forms of a statement, and of what corrects one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.money import Currency
from common.text import NAME_LENGTH_MAX
from statements.models import StatementType
from web.book_names import BookNames
from web.category_choices import as_choices, grouped, open_ones
from web.forms.fields import select, text_input, typed_day
from web.preferences import Preferences
from web.reading.amounts import read_amount
from web.reading.refusals import NotRead

TYPES = [
    (StatementType.STATEMENT.value, _("A statement, row by row")),
    (StatementType.ASSERTION.value, _("Only a balance, such as counted cash")),
]
OPENING = "opening"
"""What stands for another opening balance among the categories."""


class StatementForm(forms.Form):
    """What the bank says, as a person types it."""

    date = forms.CharField(
        label=_("At the end of"),
        max_length=NAME_LENGTH_MAX,
        widget=text_input(autocomplete="off"),
    )
    balance = forms.CharField(
        label=_("The balance is"),
        max_length=NAME_LENGTH_MAX,
        help_text=_("With a minus for a debt."),
        widget=text_input(inputmode="decimal", autocomplete="off"),
    )

    def __init__(
        self, data: Any, *, currency: Currency, preferences: Preferences, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.currency = currency
        self.preferences = preferences

    def clean(self) -> dict[str, Any]:
        """Read the day and the balance by the person's forms; the balance in minor units."""
        stated = super().clean() or {}
        forms_of = self.preferences
        if "date" in stated:
            try:
                stated["date"] = typed_day(stated["date"], forms_of)
            except forms.ValidationError as refused:
                self.add_error("date", refused)
        if "balance" in stated:
            try:
                read = read_amount(stated["balance"], self.currency, forms_of.number_form)
                stated["balance"] = read.minor
            except NotRead as refused:
                self.add_error("balance", str(refused))
        return stated


class NewStatementForm(StatementForm):
    """A new one, which may be an assertion."""

    type = forms.ChoiceField(label=_("This is"), choices=TYPES, widget=forms.RadioSelect)


class CorrectionForm(forms.Form):
    """What makes up for a gap."""

    category = forms.ChoiceField(label=_("As"), required=False, widget=select())
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        widget=text_input(autocomplete="off"),
    )

    def __init__(self, data: Any, *, names: BookNames, kind: str, first: bool, **kwargs: Any):
        super().__init__(data, **kwargs)
        mine = [one for one in open_ones(names) if one.type == kind]
        other = [(OPENING, _("another opening balance of the account"))] if first else []
        self.fields["category"].choices = [  # type: ignore[attr-defined]  # of a choice field
            ("", _("No category")), *other, *as_choices(grouped(mine))
        ]  # fmt: skip
