"""The forms of a book: a new one, its name and home currency, and deleting it."""

from datetime import date
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from books.row_rules import name_is_valid, row_problems
from common.business_days import CLOSED_DAYS_MAX, EURO_CALENDAR, NO_CALENDAR, calendars
from common.text import NAME_LENGTH_MAX, clean
from users.drafts import PASSWORD_LENGTH_MAX
from web.forms.currencies import currency_choices
from web.forms.fields import select, text_input, typed_day
from web.preferences import Preferences

SEPARATOR = ";"
"""What stands between days: no form of a day has it."""


def calendar_choices() -> list[tuple[str, Any]]:
    """Return the calendars that a book can have, countries by their names."""
    names = Locale.parse(get_language() or settings.LANGUAGE_CODE, sep="-").territories
    countries = sorted((names[code], code) for code in calendars() - {EURO_CALENDAR})
    return [
        (NO_CALENDAR, _("None")),
        (EURO_CALENDAR, _("Euro payments (TARGET)")),
        *((code, name) for name, code in countries),
    ]


class BookForm(forms.Form):
    """A book as its owner states it."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH_MAX, widget=text_input(autocomplete="off")
    )
    home_currency = forms.ChoiceField(
        label=_("Home currency"),
        choices=currency_choices,
        help_text=_("Totals over all accounts are in it."),
        widget=select(),
    )

    def clean_name(self) -> Any:
        name = clean(self.cleaned_data["name"])
        for problem in row_problems((name_is_valid,), {"name": name}):
            self.add_error("name", problem.detail)
        return name


class BookSettingsForm(BookForm):
    """A book that is there, as its owner states it."""

    calendar = forms.ChoiceField(
        label=_("Holidays"),
        choices=calendar_choices,
        required=False,
        help_text=_("Business days are Monday to Friday without them; budgets can begin on these."),
        widget=select(),
    )
    closed_days = forms.CharField(
        label=_("Further days that are not business days"),
        required=False,
        max_length=CLOSED_DAYS_MAX * NAME_LENGTH_MAX,
        help_text=_("With semicolons between them, such as the days before holidays."),
        widget=text_input(autocomplete="off"),
    )

    def __init__(self, data: Any = None, *, preferences: Preferences, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.preferences = preferences

    def clean_closed_days(self) -> list[date]:
        """Read the days as the person writes days."""
        texts = filter(None, map(str.strip, self.cleaned_data["closed_days"].split(SEPARATOR)))
        return [typed_day(text, self.preferences) for text in texts]


class DeleteBookForm(forms.Form):
    """The name of the book and the password of its owner, both typed."""

    name = forms.CharField(
        label=_("Name of the book"),
        max_length=NAME_LENGTH_MAX,
        widget=text_input(autocomplete="off"),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=PASSWORD_LENGTH_MAX,
        widget=forms.PasswordInput({"class": "input", "autocomplete": "current-password"}),
    )

    def __init__(self, data: Any, *, book_name: str) -> None:
        super().__init__(data)
        self.book_name = book_name

    def clean_name(self) -> Any:
        if clean(self.cleaned_data["name"]) != self.book_name:
            detail = gettext("Type the name as it stands: %(name)s")
            raise forms.ValidationError(detail % {"name": self.book_name})
        return self.book_name
