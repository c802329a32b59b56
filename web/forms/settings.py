"""The forms of one's names, preferences, and leaving."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from users.models import EMAIL_LENGTH_MAX, USERNAME_LENGTH_MAX, Preference
from users.preferences import CHOSEN, zones
from web.forms.fields import select, text_input
from web.forms.gate import password_field


class NamesForm(forms.Form):
    username = forms.CharField(
        label=_("Name"),
        max_length=USERNAME_LENGTH_MAX,
        widget=text_input(autocomplete="username", autocapitalize="none", spellcheck="false"),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=EMAIL_LENGTH_MAX,
        widget=text_input(type="email", autocomplete="email"),
    )


class PreferencesForm(ModelForm):  # type: ignore[type-arg]  # generic for type checkers only
    time_zone = forms.ChoiceField(label=_("Time zone"), widget=select())

    class Meta:
        model = Preference
        fields = (
            "language", "number_form", "date_form", "first_weekday", "time_zone", "theme",
            "density", "amount_colours", "start_page", "single_keys",
        )  # fmt: skip
        labels = {
            "language": _("Language"),
            "number_form": _("Numbers"),
            "date_form": _("Days"),
            "first_weekday": _("A week begins on"),
            "theme": _("Theme"),
            "density": _("Density"),
            "amount_colours": _("Colours of amounts"),
            "start_page": _("Start page"),
            "single_keys": _("Single keys do something, such as n for a new entry"),
        }
        widgets = {name: select() for name in fields if name not in ("single_keys", "time_zone")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number_form", "date_form"):
            self.choose(name, CHOSEN[name])
        known = zones()
        mine = self.instance.time_zone
        self.choose("time_zone", known if mine in known else [mine, *known])

    def choose(self, name: str, values: Iterable[Any]) -> None:
        """Have the field `name` offer `values`, each of which says itself what it is."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # as the model and above say
        field.choices = [(value, value) for value in values]


class LeaveForm(forms.Form):
    password = password_field(_("Password"))
