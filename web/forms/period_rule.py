"""The fields of a rule of periods: of a new budget, and of one whose periods change."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.business_days import Adjust
from common.period_rules import EVERY_MAX, Unit
from web.forms.fields import select, text_input, typed_day
from web.preferences import Preferences

UNITS = [
    (Unit.DAY.value, _("days")),
    (Unit.WEEK.value, _("weeks")),
    (Unit.MONTH.value, _("months")),
    (Unit.QUARTER.value, _("quarters")),
    (Unit.YEAR.value, _("years")),
]
ADJUSTS = [
    (Adjust.NONE.value, _("begins on it all the same")),
    (Adjust.PREVIOUS.value, _("begins on the business day before")),
    (Adjust.NEXT.value, _("begins on the business day after")),
]


class PeriodRuleForm(forms.Form):
    """How long periods are, and on which days they begin; the form says which `anchor` it takes."""

    every = forms.IntegerField(
        label=_("A period has"),
        min_value=1,
        max_value=EVERY_MAX,
        widget=text_input(inputmode="numeric", autocomplete="off"),
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=UNITS, widget=select())
    adjust = forms.ChoiceField(
        label=_("If that day is not a business day, it"),
        choices=ADJUSTS,
        help_text=_("Holidays are those of the book."),
        widget=select(),
    )

    def __init__(self, data: Any, *, preferences: Preferences, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.preferences = preferences

    def clean_anchor(self) -> date | None:
        typed = self.cleaned_data["anchor"]
        return typed_day(typed, self.preferences) if typed else None
