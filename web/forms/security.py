"""The forms of the security page and of the tokens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.text import NAME_LENGTH_MAX
from users.models import Scope
from users.serializers import CODE_LENGTH_MAX, LIFE_DAYS_MAX
from web.forms.fields import select, text_input
from web.forms.gate import password_field

LIFE_DAYS = 90
"""A quarter of a year: what other services propose for a token, too."""


class PasswordForm(forms.Form):
    current_password = password_field(_("Current password"))
    new_password = password_field(_("New password"), new=True)
    revoke_tokens = forms.BooleanField(
        label=_("Revoke my tokens of programs as well"), required=False
    )


class AppForm(forms.Form):
    code = forms.CharField(
        label=_("Six digits that the app shows"),
        max_length=CODE_LENGTH_MAX,
        widget=text_input(inputmode="numeric", autocomplete="one-time-code", placeholder="000000"),
    )


class PasskeyNameForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the device"), max_length=NAME_LENGTH_MAX, widget=text_input()
    )


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH_MAX,
        help_text=_("What uses it, such as: backup."),
        widget=text_input(autocomplete="off"),
    )
    scope = forms.ChoiceField(
        label=_("May"),
        choices=[(Scope.READ, _("read")), (Scope.WRITE, _("read and write"))],
        widget=select(),
    )
    only_book = forms.TypedChoiceField(
        label=_("Of"), required=False, coerce=int, empty_value=None, widget=select()
    )
    expires_in_days = forms.IntegerField(
        label=_("Days until it ends"),
        required=False,
        min_value=1,
        max_value=LIFE_DAYS_MAX,
        initial=LIFE_DAYS,
        help_text=_("Empty for never."),
        widget=text_input(inputmode="numeric"),
    )

    def __init__(self, *args: Any, books: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["only_book"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  # as above
        field.choices = [("", _("all my books")), *books]
