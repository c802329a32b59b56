"""The forms at the gate: signing up and signing in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from users.models import EMAIL_LENGTH_MAX, USERNAME_LENGTH_MAX, ZONE_LENGTH_MAX
from web.forms.currencies import currency_choices
from web.forms.fields import select, text_input
from web.forms.gate import password_field


class SignUpForm(forms.Form):
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
    password = password_field(_("Password"), new=True)
    home_currency = forms.ChoiceField(
        label=_("Home currency"),
        choices=currency_choices,
        help_text=_("Totals over all accounts are in it. You can change it later."),
        widget=select(),
    )
    time_zone = forms.CharField(
        required=False,
        max_length=ZONE_LENGTH_MAX,
        widget=forms.HiddenInput({"data-time-zone": True}),
    )
    """Which a script fills."""
