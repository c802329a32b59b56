"""The form of an exchange rate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms.currencies import currency_choices
from web.forms.fields import select, text_input, typed_day
from web.preferences import Preferences
from web.reading.rates import read_rate
from web.reading.refusals import NotRead

RATE_LENGTH_MAX = 28
"""In characters: as many digits as a Decimal keeps; a rate has 13 before its sign, 12 after it."""
DATE_LENGTH_MAX = 40
"""In characters: a weekday, a day, a month and a year in words, with room to spare."""


class RateForm(forms.Form):
    """A rate as a person types it."""

    base = forms.ChoiceField(label=_("One unit of"), choices=currency_choices, widget=select())
    rate = forms.CharField(
        label=_("is worth"),
        max_length=RATE_LENGTH_MAX,
        widget=text_input(inputmode="decimal", autocomplete="off"),
    )
    quote = forms.ChoiceField(label=_("in"), choices=currency_choices, widget=select())
    date = forms.CharField(
        label=_("Day"),
        max_length=DATE_LENGTH_MAX,
        help_text=_("The rate also holds for the seven days after it."),
        widget=text_input(autocomplete="off"),
    )

    def __init__(self, data: Any, *, preferences: Preferences, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.preferences = preferences

    def clean_rate(self) -> Any:
        try:
            return read_rate(self.cleaned_data["rate"], self.preferences.number_form)
        except NotRead as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean_date(self) -> Any:
        return typed_day(self.cleaned_data["date"], self.preferences)
