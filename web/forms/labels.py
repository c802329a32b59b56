"""The forms of a payee or a tag."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.text import NAME_LENGTH_MAX
from web.forms.fields import text_input


class LabelForm(forms.Form):
    """A payee or a tag as a person states it."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH_MAX, widget=text_input(autocomplete="off")
    )
    archived = forms.BooleanField(
        label=_("Archived"),
        required=False,
        help_text=_("Stays on its transactions, and is offered no more."),
    )


class MergeForm(forms.Form):
    """Which one takes over, by its name."""

    into = forms.CharField(
        label=_("Merge into"),
        max_length=NAME_LENGTH_MAX,
        widget=text_input(autocomplete="off", list="names"),
    )
