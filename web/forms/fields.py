"""The controls of forms, and the faults of services at the fields that they are about."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from common.errors import Problem
from web.preferences import Preferences
from web.reading.dates import read_date
from web.reading.refusals import NotRead

Choices = Iterable[tuple[Any, Any]]
"""Pairs of a value and its text, or of the name of a group and its pairs."""


class LinesField(forms.CharField):
    """Text of several lines: browsers send a line break as two characters, and it is kept as one.

    The count of characters is that of what is kept.
    """

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class TextInput(forms.TextInput):
    """A field of one line, written without the two templates that Django renders for each."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        text = self.format_value(value)
        shown = {} if text is None else {"value": text}
        stated = flatatt({"type": self.input_type, **self.build_attrs(self.attrs, attrs)})
        return format_html('<input name="{}"{}{}>', name, flatatt(shown), stated)


class Select(forms.Select):
    """A list to choose one from, written at once.

    Django renders a template for each option: a book of 2,000 categories would take a tenth of a
    second.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        stated = flatatt(self.build_attrs(self.attrs, attrs))
        chosen = str(self.format_value(value)[0] if value is not None else "")
        options = options_of(self.choices, chosen)
        return format_html('<select name="{}"{}>{}</select>', name, stated, options)


def text_input(**attributes: str) -> TextInput:
    """Return a field of one line with these attributes."""
    return TextInput({"class": "input", **attributes})


def select(**attributes: str) -> Select:
    """Return a list to choose one from."""
    return Select({"class": "input", **attributes})


def options_of(choices: Choices, chosen: str) -> SafeString:
    """Return the options of a list, every text escaped.

    A value may stand in two groups: of its options the last one is chosen, and no other.
    """
    return mark_safe(_options(choices, {chosen}))  # noqa: S308  # each text is escaped


def typed_day(text: str, preferences: Preferences) -> date:
    """Return the day that a person has typed, as they write days; raises ValidationError."""
    try:
        return read_date(text, preferences.date_form, preferences.today())
    except NotRead as refused:
        raise forms.ValidationError(str(refused)) from refused


def add_problems(
    form: forms.Form, problems: Iterable[Problem], names: Mapping[str, str] | None = None
) -> None:
    """Put each of `problems` at the field that its pointer names, or else above the form.

    `names` says which field a member of the API is, where the two are called differently.
    """
    for problem in problems:
        member = problem.pointer.lstrip("/?").partition("/")[0]
        name = (names or {}).get(member, member)
        form.add_error(name if name in form.fields else None, problem.detail)


def _options(choices: Choices, chosen: set[str]) -> str:
    """Return the options of `choices`, made from the last to the first; empties `chosen` then."""
    backwards = [_option(value, text, chosen) for value, text in reversed([*choices])]
    return "".join(reversed(backwards))


def _option(value: Any, text: Any, chosen: set[str]) -> str:
    if isinstance(text, list | tuple):
        return f'<optgroup label="{escape(value)}">{_options(text, chosen)}</optgroup>'
    selected = ""
    if str(value) in chosen:
        chosen.clear()
        selected = " selected"
    return f'<option value="{escape(value)}"{selected}>{escape(text)}</option>'
