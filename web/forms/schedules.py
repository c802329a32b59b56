"""The forms of a schedule, and of one of its occurrences."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import Problem
from common.integers import number_of
from common.money import Currency, from_minor
from common.text import NAME_LENGTH_MAX
from schedules.choices import (
    EARLY_DAYS_DEFAULT,
    LATE_DAYS_DEFAULT,
    OF_LAST_DEFAULT,
    OF_LAST_MAX,
    PERCENT_DEFAULT,
    PERCENT_MAX,
    WINDOW_DAYS_MAX,
    AmountRule,
    CatchUp,
)
from schedules.drafts import PhaseDraft, SplitDraft
from transactions.models import DESCRIPTION_LENGTH_MAX, PostingKind
from web.book_names import BookNames
from web.category_choices import as_choices, grouped
from web.forms.entry import TYPES, Kept, open_accounts, open_categories
from web.forms.fields import select, text_input, typed_day
from web.forms.recurrence import RecurrenceForm
from web.forms.split import SplitLines
from web.preferences import Preferences
from web.reading.amounts import read_amount
from web.reading.label_names import TAGS_LENGTH_MAX, read_name, read_tags
from web.reading.refusals import NotRead

RULES = [
    (AmountRule.EXACT.value, _("exactly this")),
    (AmountRule.ABOUT.value, _("about this")),
    (AmountRule.RANGE.value, _("a range")),
    (AmountRule.LAST.value, _("as the last one")),
    (AmountRule.AVERAGE.value, _("an average")),
    (AmountRule.OWED.value, _("what the other account owes: no amount")),
]
WAITS, RECORDS = "", "records"
RECORDING = [
    (WAITS, _("waits for the payment")),
    (RECORDS, _("records it automatically")),
]
CATCH_UPS = [
    (CatchUp.ALL.value, _("all of it")),
    (CatchUp.LATEST.value, _("the latest alone")),
    (CatchUp.ASK.value, _("nothing: I look at each")),
]
LAST_PHASE, NEW_PHASE = "last", "new"


def _number(most: int, label: Any, **kwargs: Any) -> forms.IntegerField:
    widget = text_input(inputmode="numeric", autocomplete="off")
    stated = {"min_value": 0, "max_value": most, "required": False, "widget": widget, **kwargs}
    return forms.IntegerField(label=label, **stated)


def _amount(label: Any, **kwargs: Any) -> forms.CharField:
    widget = text_input(inputmode="decimal", autocomplete="off")
    return forms.CharField(label=label, max_length=NAME_LENGTH_MAX, widget=widget, **kwargs)


class ScheduleForm(RecurrenceForm):
    """A schedule as a person types it: what all have in common, and one phase."""

    type = forms.ChoiceField(label=_("Kind"), choices=TYPES, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH_MAX, widget=text_input(autocomplete="off")
    )
    amount = _amount(_("Amount"), required=False)
    amount_rule = forms.ChoiceField(label=_("Expected is"), choices=RULES, widget=select())
    highest = _amount(_("Highest amount"), required=False)
    percent = _number(PERCENT_MAX, _("Give or take, in percent"))
    of_last = _number(OF_LAST_MAX, _("Average of how many"), min_value=1)
    account = forms.ChoiceField(label=_("Account"), widget=select())
    to_account = forms.ChoiceField(label=_("To account"), required=False, widget=select())
    to_amount = _amount(
        _("Amount that arrives"),
        required=False,
        help_text=_("Only where the two accounts differ in currency."),
    )
    category_out = forms.ChoiceField(
        label=_("Category"), required=False, widget=select(**{"data-kinds": "expense"})
    )
    category_in = forms.ChoiceField(
        label=_("Category"), required=False, widget=select(**{"data-kinds": "income"})
    )
    payee = forms.CharField(
        label=_("Payee"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        widget=text_input(autocomplete="off", list="payees"),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=DESCRIPTION_LENGTH_MAX,
        widget=text_input(),
    )
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=TAGS_LENGTH_MAX,
        help_text=_("Separated by commas. A tag that has a comma stands in quotes."),
        widget=text_input(autocomplete="off"),
    )
    recording = forms.ChoiceField(
        label=_("The tracker"), choices=RECORDING, required=False, widget=select()
    )
    records_from = forms.CharField(
        label=_("From"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text=_("What is due before this day is not recorded."),
        widget=text_input(autocomplete="off"),
    )
    catch_up = forms.ChoiceField(
        label=_("After the server was off, it records"), choices=CATCH_UPS, widget=select()
    )
    early = _number(WINDOW_DAYS_MAX, _("Days that it may come early"))
    late = _number(WINDOW_DAYS_MAX, _("Days that it may come late"))
    scope = forms.ChoiceField(label=_("What changes"), required=False, widget=forms.RadioSelect)
    since = forms.CharField(
        label=_("From"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text=_("What comes before it stays as it is."),
        widget=text_input(autocomplete="off"),
    )

    match = forms.BooleanField(
        label=_("Match the payments found"),
        required=False,
        help_text=_("The schedule then begins with the first of them. One undo takes it all back."),
    )

    def __init__(
        self,
        data: Any,
        *,
        names: BookNames,
        preferences: Preferences,
        kept: Kept,
        scopes: Sequence[tuple[str, str]] = (),
        found: bool = False,
        recent: Sequence[int] = (),
        **kwargs: Any,
    ) -> None:
        """`kept` is what the schedule uses; `scopes` are the parts of a stored one to change.

        With `found` it is of payments that were found, which can be matched with it.
        """
        super().__init__(data, preferences=preferences, **kwargs)
        self.names = names
        self.kept = kept
        self.split = SplitLines.of(data) if data is not None else SplitLines()
        accounts = [(str(one.id), one.name) for one in open_accounts(names, kept)]
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["to_account"].choices = [("", "—"), *accounts]  # type: ignore[attr-defined]
        for name, kind in (("category_out", "expense"), ("category_in", "income")):
            choices = partial(self._categories, kind, recent)
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if scopes:
            self.fields["scope"].choices = scopes  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["scope"], self.fields["since"]
        if not found:
            del self.fields["match"]

    def _categories(self, kind: str, recent: Sequence[int]) -> list[Any]:
        of_kind = (one for one in open_categories(self.names, self.kept) if one.type == kind)
        return [("", gettext("No category")), *as_choices(grouped(of_kind, recent))]

    def clean_payee(self) -> str:
        try:
            return read_name(self.cleaned_data["payee"])
        except NotRead as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean_tags(self) -> tuple[str, ...]:
        try:
            return read_tags(self.cleaned_data["tags"])
        except NotRead as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean_records_from(self) -> datetime.date | None:
        return self.day("records_from") if self.cleaned_data["records_from"] else None

    def clean_since(self) -> datetime.date | None:
        return self.day("since") if self.cleaned_data["since"] else None

    def clean(self) -> dict[str, Any]:
        """Read the amounts by the currency of each account."""
        said = super().clean()
        account = self.names.accounts.get(int(said.get("account") or 0))
        other = self.names.accounts.get(int(said.get("to_account") or 0))
        if account is not None:
            self._read_split(account.money)
        for name, one in (("amount", account), ("highest", account), ("to_amount", other)):
            if one is not None and said.get(name):
                self._read(name, one.money)
        if said.get("recording") == RECORDS and said.get("records_from", ...) is None:
            self.add_error("records_from", gettext("State the day from which it records."))
        if self.begins_phase and said.get("since", ...) is None:
            self.add_error("since", gettext("State the day from which it holds."))
        return self.cleaned_data

    def _read_split(self, money: Currency) -> None:
        self.split.read(money, self.preferences.number_form)
        if self.split.is_faulty:
            self.add_error(None, gettext("A line of the split is not valid."))
        if fault := self.split.fault_for(self.cleaned_data.get("type")):
            self.add_error(None, fault)

    def _read(self, name: str, money: Currency) -> None:
        try:
            found = read_amount(self.cleaned_data[name], money, self.preferences.number_form)
            self.cleaned_data[name] = from_minor(found.minor, money)
        except NotRead as refused:
            self.add_error(name, str(refused))

    @property
    def begins_phase(self) -> bool:
        """Whether what is stated is a new phase, beside those that are stored."""
        return "scope" in self.fields and self["scope"].value() == NEW_PHASE

    def phase(self) -> PhaseDraft:
        """Return the phase that a valid form states."""
        said, rule = self.cleaned_data, AmountRule
        recurrence = self.recurrence()
        if self.begins_phase:
            recurrence = replace(recurrence, start=said["since"])
        goes_over = said["type"] == PostingKind.TRANSFER
        percent, of_last = said["percent"], said["of_last"]
        return PhaseDraft(
            recurrence=recurrence,
            amount=said["amount"] or None,
            account=int(said["account"]),
            to_account=int(said["to_account"] or 0) or None if goes_over else None,
            category=self._category(),
            amount_rule=said["amount_rule"],
            highest=(said["highest"] or None) if said["amount_rule"] == rule.RANGE else None,
            percent=PERCENT_DEFAULT if percent is None else percent,
            of_last=of_last or OF_LAST_DEFAULT,
            to_amount=(said["to_amount"] or None) if goes_over else None,
            split=tuple(self._lines()),
        )

    def _category(self) -> int | None:
        """Return the id of the category; None of a split, whose lines have them."""
        kind = self.cleaned_data["type"]
        if kind == PostingKind.TRANSFER or self.split:
            return None
        return number_of(self.cleaned_data[category_field(kind)]) or None

    def _lines(self) -> Iterator[SplitDraft]:
        money = self.names.accounts[int(self.cleaned_data["account"])].money
        for line in self.split.lines:
            category = number_of(line.category) if line.category else None
            yield SplitDraft(from_minor(line.minor or 0, money), category, line.text)

    def values(self) -> dict[str, Any]:
        """Return what all phases have in common, but for the payee, which is a row."""
        said = self.cleaned_data
        early, late = said["early"], said["late"]
        return {
            "name": said["name"],
            "type": said["type"],
            "description": said["description"],
            "tags": said["tags"],
            "records_from": said["records_from"] if said["recording"] == RECORDS else None,
            "catch_up": said["catch_up"],
            "early": EARLY_DAYS_DEFAULT if early is None else early,
            "late": LATE_DAYS_DEFAULT if late is None else late,
        }

    def placed(self, problems: Iterable[Problem], index: int) -> Iterator[Problem]:
        """Yield `problems` with pointers to the fields; those of phase `index` are in the form."""
        fields = {
            "category": category_field(self.cleaned_data["type"]),
            "on": self.days_field,
            "starts": "since" if self.begins_phase else "starts",
        }
        for problem in problems:
            part, _slash, rest = problem.pointer.removeprefix("/phases/").partition("/")
            if part == str(index) and problem.pointer.startswith("/phases/"):
                member = rest.partition("/")[0]
                yield replace(problem, pointer=f"/{fields.get(member, member)}")
            else:
                yield problem


def category_field(kind: str) -> str:
    """Return the field in which the category of a kind stands."""
    return "category_in" if kind == PostingKind.INCOME else "category_out"


class OccurrenceForm(forms.Form):
    """The day and the amount of one occurrence."""

    date = forms.CharField(
        label=_("Date"),
        max_length=NAME_LENGTH_MAX,
        help_text=_("today, yesterday, 15, +3 or a date"),
        widget=text_input(autocomplete="off"),
    )
    amount = _amount(_("Amount"))

    def __init__(
        self, data: Any, *, currency: Currency, preferences: Preferences, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.currency = currency
        self.preferences = preferences

    def clean_date(self) -> datetime.date:
        return typed_day(self.cleaned_data["date"], self.preferences)

    def clean_amount(self) -> Decimal:
        try:
            text = self.cleaned_data["amount"]
            found = read_amount(text, self.currency, self.preferences.number_form)
        except NotRead as refused:
            raise forms.ValidationError(str(refused)) from refused
        return from_minor(found.minor, self.currency)
