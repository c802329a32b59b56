"""When something recurs, as a person states it."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.recurrence import Frequency, Missing, Recurrence, Shift
from common.recurrence_days import WEEKDAYS
from common.recurrence_problems import EVERY_MAX, TIMES_MAX
from common.text import NAME_LENGTH_MAX
from schedules.choices import ON_LENGTH_MAX
from web.formats import ENGLISH, show_date
from web.forms.fields import select, text_input, typed_day
from web.preferences import Preferences

UNITS = [
    (Frequency.DAY.value, _("days")),
    (Frequency.WEEK.value, _("weeks")),
    (Frequency.MONTH.value, _("months")),
    (Frequency.YEAR.value, _("years")),
]
OF_START, LAST, LAST_BUSINESS, THESE = "start", "last", "last_business", "these"
DAYS = [
    (OF_START, _("On the day of the start")),
    (LAST, _("On the last day of the month")),
    (LAST_BUSINESS, _("On the last business day")),
    (THESE, _("On these days:")),
]
_ON = {OF_START: (), LAST: ("-1",), LAST_BUSINESS: ("-1BD",)}
"""The days that stand for a choice, as a recurrence states them."""
SHIFTS = [
    (Shift.NONE.value, _("it stays")),
    (Shift.PREVIOUS.value, _("it is the business day before")),
    (Shift.NEXT.value, _("it is the business day after")),
    (Shift.PREVIOUS_IN_MONTH.value, _("the one before, within the month")),
    (Shift.NEXT_IN_MONTH.value, _("the one after, within the month")),
]
MISSING = [
    (Missing.CLAMP.value, _("it is the last day")),
    (Missing.OMIT.value, _("there is none")),
    (Missing.FORWARD.value, _("it is the first day of the next month")),
]


class RecurrenceForm(forms.Form):
    """The days on which something recurs."""

    starts = forms.CharField(
        label=_("Starts on"),
        max_length=NAME_LENGTH_MAX,
        widget=text_input(autocomplete="off"),
    )
    every = forms.IntegerField(
        label=_("Every"),
        min_value=1,
        max_value=EVERY_MAX,
        widget=text_input(inputmode="numeric", autocomplete="off"),
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=UNITS, widget=select())
    weekdays = forms.MultipleChoiceField(
        label=_("On"),
        choices=list(zip(WEEKDAYS, ENGLISH.weekdays, strict=True)),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(
        label=_("Which day"), choices=DAYS, required=False, widget=forms.RadioSelect
    )
    on = forms.CharField(
        label=_("Days of the month"),
        required=False,
        max_length=ON_LENGTH_MAX,
        help_text=_(
            "Such as 1, 15, last. 2TU is the second Tuesday, -1FR the last Friday, "
            "1BD the first business day."
        ),
        widget=text_input(autocomplete="off"),
    )
    months = forms.MultipleChoiceField(
        label=_("In these months"),
        choices=[(str(n), name) for n, name in enumerate(ENGLISH.months, 1)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shift = forms.ChoiceField(
        label=_("If the day is not a business day"), choices=SHIFTS, widget=select()
    )
    missing = forms.ChoiceField(
        label=_("If a month lacks the day"), choices=MISSING, widget=select()
    )
    until = forms.CharField(
        label=_("Until"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text=_("Empty: without an end."),
        widget=text_input(autocomplete="off"),
    )
    times = forms.IntegerField(
        label=_("or so many times"),
        required=False,
        min_value=1,
        max_value=TIMES_MAX,
        widget=text_input(inputmode="numeric", autocomplete="off"),
    )

    def __init__(self, data: Any, *, preferences: Preferences, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.preferences = preferences

    def clean_starts(self) -> date:
        return self.day("starts")

    def clean_until(self) -> date | None:
        return self.day("until") if self.cleaned_data["until"] else None

    def clean_on(self) -> tuple[str, ...]:
        """Return the days as a recurrence states them."""
        text = re.sub(
            r"\blast business day\b", "-1BD", self.cleaned_data["on"], flags=re.IGNORECASE
        )
        words = [one.upper() for one in re.split(r"[,;\s]+", text) if one]
        return tuple("-1" if one == "LAST" else one for one in words)

    def clean(self) -> dict[str, Any]:
        stated = super().clean() or {}
        if self.days_field == "on" and stated.get("on") == ():
            self.add_error("on", gettext("State the days, or choose another way."))
        return self.cleaned_data

    def day(self, name: str) -> date:
        """Read a day as the person writes days; raises ValidationError."""
        return typed_day(self.cleaned_data[name], self.preferences)

    @property
    def days_field(self) -> str:
        """The name of the field that the days of a month or a week stand in."""
        if self["unit"].value() == Frequency.WEEK:
            return "weekdays"
        is_of_months = self["unit"].value() in (Frequency.MONTH, Frequency.YEAR)
        return "on" if is_of_months and self["days"].value() == THESE else "days"

    def recurrence(self) -> Recurrence:
        """Return what a valid form states."""
        said = self.cleaned_data
        unit = Frequency(said["unit"])
        return Recurrence(
            unit=unit,
            every=said["every"],
            start=said["starts"],
            on=self._on(unit),
            months=tuple(map(int, said["months"])) if unit is Frequency.YEAR else (),
            missing=Missing(said["missing"]),
            shift=Shift(said["shift"]),
            until=said["until"],
            times=said["times"],
        )

    def _on(self, unit: Frequency) -> tuple[str, ...]:
        if unit is Frequency.DAY:
            return ()
        if unit is Frequency.WEEK:
            return tuple(self.cleaned_data["weekdays"])
        chosen = self.cleaned_data["days"]
        on: tuple[str, ...] = self.cleaned_data["on"]
        return on if chosen == THESE else _ON.get(chosen, ())


def typed_recurrence(recurrence: Recurrence, preferences: Preferences) -> dict[str, Any]:
    """Return the values of the fields; of months, the days that are stated."""
    until = recurrence.until
    is_of_week = recurrence.unit == Frequency.WEEK
    on = () if is_of_week else recurrence.on
    chosen = next((name for name, days in _ON.items() if days == on), THESE)
    return {
        "starts": show_date(recurrence.start, preferences.date_form),
        "every": recurrence.every,
        "unit": recurrence.unit.value,
        "weekdays": list(recurrence.on) if is_of_week else [],
        "days": chosen,
        "on": typed_days(on) if chosen == THESE else "",
        "months": [str(one) for one in recurrence.months],
        "shift": recurrence.shift.value,
        "missing": recurrence.missing.value,
        "until": "" if until is None else show_date(until, preferences.date_form),
        "times": recurrence.times,
    }


def typed_days(on: Iterable[str]) -> str:
    """Return days of the month as a person types them."""
    return ", ".join("last" if one == "-1" else one for one in on)
