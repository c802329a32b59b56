"""The forms of a budget, of its amounts in one period, and of one of its lines."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.stored import StoredAccount
from budgets.models import Carry, Mode
from common.money import Currency, from_minor
from common.text import NAME_LENGTH_MAX
from web.forms.currencies import currency_choices
from web.forms.fields import select, text_input, typed_day
from web.forms.period_rule import PeriodRuleForm
from web.preferences import Preferences
from web.reading.amounts import read_amount
from web.reading.refusals import NotRead

MODES = [
    (Mode.LIMITS.value, _("Limits: what is spent at the most")),
    (Mode.ENVELOPES.value, _("Envelopes: the money there is, assigned before it is spent")),
]
CARRIES = [
    (Carry.NONE.value, _("nothing")),
    (Carry.UNDER.value, _("what is left")),
    (Carry.OVER.value, _("what is overspent")),
    (Carry.BOTH.value, _("what is left or overspent")),
]
HELD = 0
"""What stands for the id of a line where the field is that of the money held back: no id is 0."""


class BudgetForm(PeriodRuleForm):
    """A budget as a person states it."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH_MAX, widget=text_input(autocomplete="off")
    )
    mode = forms.ChoiceField(label=_("Kind"), choices=MODES, widget=select())
    anchor = forms.CharField(
        label=_("One begins on"),
        max_length=NAME_LENGTH_MAX,
        help_text=_("The first of the month, or the day on which you are paid."),
        widget=text_input(autocomplete="off"),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=currency_choices,
        help_text=_("In another one than the book's, what accounts in it have counts."),
        widget=select(),
    )
    accounts = forms.MultipleChoiceField(
        label=_("Accounts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    archived = forms.BooleanField(
        label=_("Archived"), required=False, help_text=_("Pages leave it out.")
    )

    def __init__(
        self,
        data: Any,
        *,
        preferences: Preferences,
        accounts: Iterable[StoredAccount],
        has_lines: bool = False,
        **kwargs: Any,
    ) -> None:
        """`accounts` are those to choose from; a budget that `has_lines` keeps its periods."""
        super().__init__(data, preferences=preferences, **kwargs)
        offered = [(str(one.id), one.name) for one in accounts]
        self.fields["accounts"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
        if has_lines:
            for name in ("mode", "every", "unit", "anchor", "adjust", "currency"):
                del self.fields[name]

    def clean_accounts(self) -> list[int]:
        return [int(one) for one in self.cleaned_data["accounts"]]


class AmountsForm(forms.Form):
    """An amount for each of some lines, or categories: `wanted` has what was typed, by id."""

    def __init__(
        self,
        data: Any,
        *,
        names: Mapping[int, str],
        currency: Currency,
        preferences: Preferences,
        initial: Mapping[int, str] | None = None,
        in_focus: str = "",
    ) -> None:
        """`names` says what each field is called, by id; that of `in_focus` has the cursor."""
        super().__init__(data)
        self.currency = currency
        self.preferences = preferences
        self.ids = list(names)
        for one, name in names.items():
            label = gettext("Amount: %(name)s") % {"name": name}
            widget = text_input(inputmode="decimal", autocomplete="off")
            widget.attrs |= {"class": "input sum", "aria-label": label}
            if str(one) == in_focus:
                widget.attrs["autofocus"] = True
            self.fields[field_name(one)] = forms.CharField(
                label=label,
                required=False,
                max_length=NAME_LENGTH_MAX,
                initial=(initial or {}).get(one, ""),
                widget=widget,
            )
        self.wanted: dict[int, Decimal | None] = {}

    def clean(self) -> dict[str, Any]:
        """Read every amount; an empty field is None."""
        stated = super().clean() or {}
        for one in self.ids:
            text = stated.get(field_name(one))
            if text is None:
                continue
            try:
                self.wanted[one] = self.read(text) if text else None
            except NotRead as refused:
                self.add_error(field_name(one), str(refused))
        return stated

    def amounts(self) -> dict[int, Decimal]:
        """Return the amounts that are stated, by id."""
        return {one: amount for one, amount in self.wanted.items() if amount is not None}

    def read(self, text: str) -> Decimal:
        """Return a typed amount; raises NotRead."""
        found = read_amount(text, self.currency, self.preferences.number_form)
        return from_minor(found.minor, self.currency)


def field_name(one: int | str) -> str:
    """Return the name of the field of a line, or of a category, by its id."""
    return f"amount-{one}"


class MoveForm(forms.Form):
    """An amount that goes from one line to another in one period."""

    from_line = forms.ChoiceField(label=_("From"), required=False, widget=select())
    to_line = forms.ChoiceField(label=_("To"), required=False, widget=select())
    amount = forms.CharField(
        label=_("Amount"),
        max_length=NAME_LENGTH_MAX,
        widget=text_input(inputmode="decimal", autocomplete="off"),
    )

    def __init__(
        self,
        data: Any,
        *,
        lines: Iterable[tuple[str, str]],
        currency: Currency,
        preferences: Preferences,
        **kwargs: Any,
    ) -> None:
        """`lines` are those to choose from, by their ids as text; empty for what is ready."""
        super().__init__(data, **kwargs)
        self.currency = currency
        self.preferences = preferences
        choices = list(lines)
        for name in ("from_line", "to_line"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_from_line(self) -> int | None:
        return int(self.cleaned_data["from_line"] or 0) or None

    def clean_to_line(self) -> int | None:
        return int(self.cleaned_data["to_line"] or 0) or None

    def clean_amount(self) -> Decimal:
        """Read the amount as the person writes amounts; it may be a sum."""
        try:
            text = self.cleaned_data["amount"]
            found = read_amount(text, self.currency, self.preferences.number_form)
        except NotRead as refused:
            raise forms.ValidationError(str(refused)) from refused
        return from_minor(found.minor, self.currency)


class LineForm(forms.Form):
    """How a line carries over, when it begins, and when it ends."""

    starts = forms.CharField(
        label=_("Counts from"), max_length=NAME_LENGTH_MAX, widget=text_input(autocomplete="off")
    )
    ends = forms.CharField(
        label=_("Counts no more from"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text=_("Empty for as long as the budget is kept."),
        widget=text_input(autocomplete="off"),
    )
    opening = forms.CharField(
        label=_("Carried into its first period"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        widget=text_input(inputmode="decimal", autocomplete="off"),
    )
    carry = forms.ChoiceField(label=_("Carry over"), choices=CARRIES, widget=select())
    cap = forms.CharField(
        label=_("At most"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text=_("Empty for any amount."),
        widget=text_input(inputmode="decimal", autocomplete="off"),
    )
    since = forms.CharField(
        label=_("From"),
        max_length=NAME_LENGTH_MAX,
        help_text=_("Periods before it stay as they are."),
        widget=text_input(autocomplete="off"),
    )

    def __init__(
        self, data: Any, *, currency: Currency, preferences: Preferences, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.currency = currency
        self.preferences = preferences

    def clean(self) -> dict[str, Any]:
        """Read days and amounts as the person writes them; an empty one is None."""
        stated = super().clean() or {}
        for name in self._stated(stated, ("starts", "ends", "since")):
            try:
                stated[name] = typed_day(stated[name], self.preferences)
            except forms.ValidationError as refused:
                self.add_error(name, refused)
        for name in self._stated(stated, ("opening", "cap")):
            try:
                found = read_amount(stated[name], self.currency, self.preferences.number_form)
                stated[name] = from_minor(found.minor, self.currency)
            except NotRead as refused:
                self.add_error(name, str(refused))
        return stated

    @staticmethod
    def _stated(stated: dict[str, Any], names: Iterable[str]) -> list[str]:
        for name in names:
            stated[name] = stated.get(name) or None
        return [name for name in names if stated[name]]
