"""The forms that propose an amount for one line: by an address, for nothing is saved."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.proposals import PERCENT_MAX, Asked, Template
from common.money import Currency, from_minor
from common.text import NAME_LENGTH_MAX
from web.forms.fields import select, text_input, typed_day
from web.preferences import Preferences
from web.reading.amounts import read_amount
from web.reading.refusals import NotRead


class FillForm(forms.Form):
    """A line, and the most that is to be available on it."""

    template: Template
    lines = forms.TypedChoiceField(label=_("Line"), coerce=int, widget=select())
    up_to = forms.CharField(
        label=_("No more than makes available"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text=_("Empty for any amount."),
        widget=text_input(inputmode="decimal", autocomplete="off"),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        lines: Iterable[tuple[int, str]],
        currency: Currency,
        preferences: Preferences,
    ) -> None:
        """`lines` are those to choose from, by their ids."""
        super().__init__(data, auto_id=f"{self.template.value}-%s")
        self.currency = currency
        self.preferences = preferences
        self.fields["lines"].choices = list(lines)  # type: ignore[attr-defined]  # a ChoiceField

    def clean_up_to(self) -> Decimal | None:
        return self.amount("up_to") if self.cleaned_data["up_to"] else None

    def amount(self, name: str) -> Decimal:
        """Read an amount as the person writes amounts."""
        try:
            number_form = self.preferences.number_form
            found = read_amount(self.cleaned_data[name], self.currency, number_form)
        except NotRead as refused:
            raise forms.ValidationError(str(refused)) from refused
        return from_minor(found.minor, self.currency)

    def asked(self) -> Asked:
        """Return what is asked for by the form, which is valid."""
        said = {**self.cleaned_data, "lines": (self.cleaned_data["lines"],)}
        return Asked(self.template.value, **said)


class IncomeFill(FillForm):
    """A percentage of what comes in."""

    template = Template.INCOME
    percent = forms.IntegerField(
        label=_("Percent of what comes in"),
        min_value=1,
        max_value=PERCENT_MAX,
        widget=text_input(inputmode="numeric", autocomplete="off"),
    )
    field_order = ("lines", "percent", "up_to")


class SinkingFill(FillForm):
    """A part of what is saved up for a day."""

    template = Template.SINKING
    target = forms.CharField(
        label=_("Amount to save up"),
        max_length=NAME_LENGTH_MAX,
        widget=text_input(inputmode="decimal", autocomplete="off"),
    )
    by = forms.CharField(
        label=_("Until"),
        max_length=NAME_LENGTH_MAX,
        help_text=_("Every period up to the one with this day puts a part aside."),
        widget=text_input(autocomplete="off"),
    )
    field_order = ("lines", "target", "by", "up_to")

    def clean_target(self) -> Decimal:
        return self.amount("target")

    def clean_by(self) -> date:
        return typed_day(self.cleaned_data["by"], self.preferences)


FILLS = (IncomeFill, SinkingFill)
"""The templates of which more has to be said than a click does."""
