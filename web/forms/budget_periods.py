"""The form of another rule for the periods of a budget."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.rebinning import Amounts
from budgets.rule_changes import RuleChange
from common.business_days import Adjust
from common.period_rules import EVERY_MAX, PeriodRule, Unit
from common.text import NAME_LENGTH_MAX
from web.forms.budgets import ADJUSTS, UNITS
from web.forms.fields import select, text_input
from web.preferences import Preferences
from web.reading.dates import read_date
from web.reading.refusals import NotRead

AMOUNTS = [
    (Amounts.SCALE.value, _("are scaled by days")),
    (Amounts.CLEAR.value, _("are cleared")),
]


class PeriodsForm(forms.Form):
    """Another rule for the periods of a budget, from a day on."""

    starts = forms.CharField(
        label=_("From"),
        max_length=NAME_LENGTH_MAX,
        help_text=_("A period begins on it; the one before is cut short."),
        widget=text_input(autocomplete="off"),
    )
    every = forms.IntegerField(
        label=_("A period has"),
        min_value=1,
        max_value=EVERY_MAX,
        widget=text_input(inputmode="numeric", autocomplete="off"),
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=UNITS, widget=select())
    anchor = forms.CharField(
        label=_("Counted from"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text=_("Empty for the day above. The day on which you are paid, if that one is not."),
        widget=text_input(autocomplete="off"),
    )
    adjust = forms.ChoiceField(
        label=_("If that day is not a business day, it"), choices=ADJUSTS, widget=select()
    )
    amounts = forms.ChoiceField(
        label=_("Amounts of later periods"), choices=AMOUNTS, widget=forms.RadioSelect
    )

    def __init__(self, data: Any, *, preferences: Preferences, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.preferences = preferences

    def clean_starts(self) -> date:
        return self._day("starts")

    def clean_anchor(self) -> date | None:
        return self._day("anchor") if self.cleaned_data["anchor"] else None

    def change(self) -> RuleChange:
        """Return what the form says, which is valid."""
        said = self.cleaned_data
        rule = PeriodRule(
            Unit(said["unit"]),
            said["every"],
            said["anchor"] or said["starts"],
            Adjust(said["adjust"]),
        )
        return RuleChange(said["starts"], rule, said["amounts"])

    def _day(self, name: str) -> date:
        """Read a day as the person writes days."""
        forms_of = self.preferences
        try:
            return read_date(self.cleaned_data[name], forms_of.date_form, forms_of.today())
        except NotRead as refused:
            raise forms.ValidationError(str(refused)) from refused
