"""The forms about the members of a book."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.text import fold_case
from households.models import GivenRole
from users.models import EMAIL_LENGTH_MAX
from web.forms.fields import select, text_input

ROLES = [
    (GivenRole.EDITOR.value, _("Editor: reads and writes")),
    (GivenRole.VIEWER.value, _("Viewer: only reads")),
]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=select())


class InvitationForm(RoleForm):
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=EMAIL_LENGTH_MAX,
        help_text=_("Only a person with this address can join. Empty: whoever has the link."),
        widget=text_input(type="email", autocomplete="off"),
    )

    def clean_email(self) -> Any:
        email = self.cleaned_data["email"]
        if len(fold_case(email)) > EMAIL_LENGTH_MAX:
            raise forms.ValidationError(_("This address is too long."))
        return email
