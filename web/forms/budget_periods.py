"""The form of another rule for the periods of a budget."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.rebinning import Amounts
from budgets.rule_changes import RuleChange
from common.business_days import Adjust
from common.period_rules import PeriodRule, Unit
from common.text import NAME_LENGTH_MAX
from web.forms.fields import text_input, typed_day
from web.forms.period_rule import PeriodRuleForm

AMOUNTS = [
    (Amounts.SCALE.value, _("are scaled by days")),
    (Amounts.CLEAR.value, _("are cleared")),
]


class PeriodsForm(PeriodRuleForm):
    """Another rule for the periods of a budget, from a day on."""

    starts = forms.CharField(
        label=_("From"),
        max_length=NAME_LENGTH_MAX,
        help_text=_("A period begins on it; the one before is cut short."),
        widget=text_input(autocomplete="off"),
    )
    anchor = forms.CharField(
        label=_("Counted from"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text=_("Empty for the day above. The day on which you are paid, if that one is not."),
        widget=text_input(autocomplete="off"),
    )
    amounts = forms.ChoiceField(
        label=_("Amounts of later periods"), choices=AMOUNTS, widget=forms.RadioSelect
    )

    def clean_starts(self) -> date:
        return typed_day(self.cleaned_data["starts"], self.preferences)

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
