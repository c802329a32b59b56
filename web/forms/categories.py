"""The form of a category, and those that merge it into another or delete it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from categories.models import CategoryType
from common.text import NAME_LENGTH_MAX
from web.book_names import CategoryName
from web.forms.fields import select, text_input
from web.symbols import CATEGORY_SYMBOLS

TYPES = [
    (CategoryType.EXPENSE.value, _("Out")),
    (CategoryType.INCOME.value, _("In")),
]
COLOR_FIRST = "#5f6a78"
"""What the field of colours shows where a category has none: the grey of small words."""


class CategoryForm(forms.Form):
    """A category as a person states it."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH_MAX, widget=text_input(autocomplete="off")
    )
    type = forms.ChoiceField(
        label=_("Kind"),
        choices=TYPES,
        help_text=_("Of a category at the top. One below another has the kind of that."),
        widget=select(),
    )
    parent = forms.ChoiceField(label=_("Below"), required=False, widget=select())
    own_color = forms.BooleanField(label=_("A colour of its own"), required=False)
    color = forms.CharField(
        label=_("Colour"),
        required=False,
        widget=forms.TextInput({"type": "color", "aria-label": _("Colour")}),
    )
    icon = forms.ChoiceField(label=_("Symbol"), required=False, widget=forms.RadioSelect)
    archived = forms.BooleanField(
        label=_("Archived"),
        required=False,
        help_text=_("Keeps its entries, and takes no new ones."),
    )

    def __init__(
        self, data: Any, *, parents: Iterable[CategoryName], icon: str = "", **kwargs: Any
    ) -> None:
        """`icon` is the stored one, which may be a text of the API that is not a symbol."""
        super().__init__(data, **kwargs)
        parents = list(parents)
        self.types = {str(one.id): one.type for one in parents}
        self.fields["parent"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", gettext("At the top")),
            *_by_type(parents),
        ]
        own = [icon] if icon and icon not in CATEGORY_SYMBOLS else []
        names = [("", gettext("as its parent")), *((name, name) for name in own)]
        names += [(name, name.replace("-", " ")) for name in CATEGORY_SYMBOLS]
        self.fields["icon"].choices = names  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Take the kind of the parent; leave the colour out where it is that of the parent."""
        stated = super().clean() or {}
        if parent := stated.get("parent"):
            stated["type"] = self.types[parent]
        if not stated.get("own_color"):
            stated["color"] = ""
        return stated


class OtherCategoryForm(forms.Form):
    """Which category takes the place of one."""

    other = forms.ChoiceField(required=False, widget=select())

    def __init__(
        self, data: Any, *, label: str, others: Iterable[CategoryName], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["other"].label = label
        choices = [("", "—"), *((str(one.id), one.path) for one in others)]
        self.fields["other"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


def _by_type(parents: list[CategoryName]) -> list[Any]:
    return [
        (word, [(str(one.id), one.path) for one in parents if one.type == kind])
        for kind, word in TYPES
    ]
