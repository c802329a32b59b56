"""The form that brings files in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.stored import StoredAccount
from web.forms.fields import select


class FilesInput(forms.FileInput):
    """A control that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or more. An empty one is for the reader to refuse, which says it in its words."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        files = data if isinstance(data, list) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """Files of a bank or of another program, and where their rows go."""

    file = FilesField(
        label=_("Files"),
        allow_empty_file=True,
        help_text=_("What your bank or another program gave you; also in a zip."),
        widget=FilesInput({"class": "input"}),
    )

    def __init__(self, data: Any, files: Any, *, accounts: Iterable[StoredAccount]) -> None:
        super().__init__(data, files)
        own = [(str(one.id), one.name) for one in accounts if not one.archived]
        self.fields["account"] = forms.ChoiceField(
            label=_("Account"),
            choices=[("", _("As the file says")), *own],
            required=False,
            help_text=_("Needed where a file does not name its account."),
            widget=select(),
        )
