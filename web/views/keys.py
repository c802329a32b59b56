"""Which keys do what."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from web.own_pages import OwnPage

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

KEYS: Mapping["StrPromise", Mapping[str, "StrPromise"]] = {
    _("Everywhere"): {
        "n": _("Add an entry"),
        "/": _("Search"),
        "z": _("Undo what was just done, or see in the history what there is to undo"),
        "Z": _("Redo what was just undone"),
        "h": _("Hide amounts, or show them"),
        "?": _("These keys"),
    },
    _("Go to: g, and within a second"): {
        "o": _("Overview"),
        "t": _("Transactions"),
        "a": _("Accounts"),
        "r": _("Reports"),
        "b": _("Budgets"),
        "p": _("Schedules"),
        "i": _("Imports"),
        "c": _("Categories"),
        "e": _("Exports"),
        "h": _("History"),
        "s": _("Settings"),
    },
    _("In a list"): {
        "j k": _("Next row, row before"),
        "Enter": _("Open the row"),
        "Esc": _("Close the row"),
        "x": _("Choose the row"),
        "* a": _("Choose all rows, or none"),
        "f": _("Filter"),
        "Esc Esc": _("Clear the filters"),
        "[ ]": _("Month before, month after"),
        "0": _("This month"),
    },
    _("For the rows that are chosen, or the one in focus"): {
        "c": _("Category"),
        "p": _("Payee"),
        "d": _("Date"),
        "t": _("Tags"),
        "a": _("Account"),
        "l": _("Cleared or pending"),
        "s": _("Split the row in focus"),
        "y": _("Duplicate the row in focus"),
        "#": _("Delete"),
    },
    _("In a form"): {
        "Enter": _("Save"),
        "Ctrl Enter": _("Save, from any field"),
    },
    _("In the plan of an import"): {
        "j k": _("Next row, row before"),
        "a": _("Add the row"),
        "x": _("Leave the row out"),
        "c": _("Choose its category"),
        "p": _("Change its payee"),
    },
}
"""What there is a key for: each group with its keys, and what they do."""


class KeysPage(OwnPage):
    """The keys as a list; each works a control that is on the page."""

    template = "web/pages/keys.html"
    title = _("Keys")
    section = "keys"

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.render({"groups": KEYS})
