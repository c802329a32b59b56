"""The controls of forms, and the faults of services at the fields that they are about."""

from collections.abc import Iterable, Mapping

from django import forms

from common.errors import Problem


def text_input(**attributes: str) -> forms.TextInput:
    """Return a field of one line with these attributes."""
    return forms.TextInput({"class": "input", **attributes})


def select(**attributes: str) -> forms.Select:
    """Return a list to choose one from."""
    return forms.Select({"class": "input", **attributes})


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
