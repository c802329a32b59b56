"""The form that brings an archive in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RestoreForm(forms.Form):
    """The archive of a book."""

    archive = forms.FileField(
        label=_("Archive"),
        allow_empty_file=True,
        help_text=_("The zip file, as it was made."),
        widget=forms.FileInput({"class": "input", "accept": ".zip,application/zip"}),
    )
