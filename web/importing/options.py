"""What can be stated about a file, as fields of a form, and what a form states.

The names are those of the API: `account`, `categories`; `o-` before an option of the reader, `w-`
before a list of words in one, `c-` before the number of a column, with `columns` for the roles that
they had; `k-` and `a-` before the number of an account that the file names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.stored import StoredAccount
from imports.endpoints.requests import ImportParametersSerializer
from imports.endpoints.uploads import parameters_of
from imports.plan.parameters import Categories, Deleted, ImportParameters, Probable
from imports.plan.summary import Target
from readers.registry import FORMATS
from readers.tables.directions import DIRECTIONS
from readers.tables.layout import ROLES
from readers.tables.states import STATES_STATED

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from books.models import Book

Choices = Sequence[tuple[str, "str | StrPromise"]]

YES_NO: Choices = (("true", gettext_lazy("Yes")), ("false", gettext_lazy("No")))
OPTION_CHOICES: Mapping[str, Choices] = {
    "date_order": (
        ("dmy", gettext_lazy("Day, month, year")),
        ("mdy", gettext_lazy("Month, day, year")),
        ("ymd", gettext_lazy("Year, month, day")),
    ),
    "decimal_sign": (
        (".", gettext_lazy("Point: 1,234.56")),
        (",", gettext_lazy("Comma: 1.234,56")),
    ),
    "decimal_mark": (
        (".", gettext_lazy("Point: 1,234.56")),
        (",", gettext_lazy("Comma: 1.234,56")),
    ),
    "invert": (
        ("false", gettext_lazy("A minus leaves the account")),
        ("true", gettext_lazy("A plus leaves the account")),
    ),
    "decimals": tuple((str(n), str(n)) for n in range(5)),
}
OPTION_LABELS: "Mapping[str, StrPromise]" = {
    "date_order": gettext_lazy("Order of the dates"),
    "date_format": gettext_lazy("Form of the dates, such as dd.mm.yyyy"),
    "decimal_sign": gettext_lazy("Decimal sign"),
    "decimal_mark": gettext_lazy("Decimal sign"),
    "invert": gettext_lazy("Direction of the amounts"),
    "currency": gettext_lazy("Currency, such as EUR"),
    "encoding": gettext_lazy("Encoding, such as utf-8"),
    "delimiter": gettext_lazy("Sign between the columns"),
    "header": gettext_lazy("Line of the headings (0: there are none)"),
    "sheet": gettext_lazy("Sheet, by name or number"),
    "year": gettext_lazy("Year of the dates without one"),
    "decimals": gettext_lazy("Decimals of the amounts"),
    "calendar": gettext_lazy("Calendar"),
}
WORD_LISTS: Mapping[str, Sequence[str]] = {"directions": tuple(DIRECTIONS), "states": STATES_STATED}
WORD_LABELS: "Mapping[str, StrPromise]" = {
    "out": gettext_lazy("Words for money that leaves"),
    "in": gettext_lazy("Words for money that arrives"),
    "void": gettext_lazy("Words for rows that do not count"),
    "pending": gettext_lazy("Words for pending rows"),
    "reconciled": gettext_lazy("Words for reconciled rows"),
    "cleared": gettext_lazy("Words for booked rows"),
}
NAMED_MAX = 50
"""Of how many accounts of a file the form has fields: other programs have some dozens."""
NUMBERS = {"header", "decimals", "skip_rows"}
FLAGS = {"true": True, "false": False}
HANDLING: Mapping[str, "tuple[StrPromise, Choices]"] = {
    "categories": (
        gettext_lazy("Categories of the file"),
        (
            (Categories.CREATE.value, gettext_lazy("Add the missing ones")),
            (Categories.EXISTING.value, gettext_lazy("Use only those of the book")),
            (Categories.NONE.value, gettext_lazy("Leave them out")),
        ),
    ),
    "probable": (
        gettext_lazy("Rows that are maybe known"),
        (
            (Probable.LIKELY.value, gettext_lazy("Leave the likely ones out")),
            (Probable.SKIP.value, gettext_lazy("Leave all out")),
            (Probable.ADD.value, gettext_lazy("Record all")),
        ),
    ),
    "deleted": (
        gettext_lazy("Rows that were deleted before"),
        (
            (Deleted.SKIP.value, gettext_lazy("Leave them out")),
            (Deleted.ADD.value, gettext_lazy("Record them")),
        ),
    ),
    "create_accounts": (gettext_lazy("Add accounts that the book lacks"), YES_NO),
    "suggest": (gettext_lazy("Suggest categories"), YES_NO),
    "all_or_nothing": (gettext_lazy("One faulty row stops the whole import"), YES_NO),
}
USUAL = ("date_order", "decimal_sign", "invert", "currency", "encoding")
"""The options that the form of all has, for formats that take them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One control of the form: a list to choose from, or a line of text where it has no choices."""

    name: str
    label: "str | StrPromise"
    value: str
    choices: Choices = ()

    @property
    def id(self) -> str:
        return f"p-{self.name}"


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """An account that the file names: its key there, and the field that states the book's."""

    name: str
    key: str
    field: Field


def option_fields(option: str, parameters: ImportParameters) -> list[Field]:
    """Return the fields that state one option of the reader."""
    if option in WORD_LISTS:
        stated = parameters.options.get(option) or {}
        return [
            Field(
                f"w-{option}-{member}",
                WORD_LABELS[member],
                ", ".join(map(str, stated.get(member, ()))),
            )
            for member in WORD_LISTS[option]
        ]
    value = parameters.options.get(option, "")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    label = OPTION_LABELS.get(option, option)
    if option in OPTION_CHOICES:
        choices = (("", _("As the file shows")), *OPTION_CHOICES[option])
        return [Field(f"o-{option}", label, text, choices)]
    return [Field(f"o-{option}", label, text)]


def account_field(
    parameters: ImportParameters, accounts: Iterable[StoredAccount], *, is_asked: bool = False
) -> Field:
    """Return the field that states the account of the rows."""
    own = [(str(one.id), one.name) for one in accounts if not one.archived]
    none = _("Choose an account") if is_asked else _("As the file says")
    choices = (("", none), *own)
    return Field("account", _("Account"), str(parameters.account or ""), choices)


def named_accounts(
    targets: Iterable[Target], parameters: ImportParameters, accounts: Iterable[StoredAccount]
) -> list[NamedAccount]:
    """Return the accounts that the file names, each with those of the book in its currency."""
    own = [one for one in accounts if not one.archived]
    found: list[NamedAccount] = []
    for target in targets:
        fitting = [(str(one.id), one.name) for one in own if one.currency == target.currency]
        if target.key and len(found) < NAMED_MAX:
            stated = str(parameters.accounts.get(target.key, ""))
            choices = (("", _("As the file says")), *fitting)
            field = Field(f"a-{len(found)}", target.name or target.key, stated, choices)
            found.append(NamedAccount(f"k-{len(found)}", target.key, field))
    return found


def handling_fields(parameters: ImportParameters) -> list[Field]:
    """Return the fields that say what becomes of rows."""
    fields = []
    for name, (label, choices) in HANDLING.items():
        value = getattr(parameters, name)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        fields.append(Field(name, label, text, choices))
    return fields


def format_field(parameters: ImportParameters) -> Field:
    """Return the field that states the format."""
    known = [(one.name, one.label) for one in FORMATS]
    return Field(
        "format", _("Format"), parameters.format, (("", _("As the content tells")), *known)
    )


def usual_fields(format_name: str, parameters: ImportParameters) -> list[Field]:
    """Return the fields of the usual options that the reader of a format takes."""
    takes = next((one.options for one in FORMATS if one.name == format_name), frozenset())
    return [
        field for option in USUAL if option in takes for field in option_fields(option, parameters)
    ]


def stated(form: QueryDict, before: ImportParameters, book: "Book") -> ImportParameters:
    """Return the parameters that a form states beside those `before`.

    What the form does not have stays. Raises REST Framework's ValidationError, as the API does.
    """
    sent = {name: str(text) for name, text in form.items()}
    values: dict[str, Any] = {}
    for name in HANDLING:
        if name in sent:
            values[name] = FLAGS.get(sent[name], sent[name])
    if sent.get("format"):
        values["format"] = sent["format"]
    if "account" in sent:
        values["account"] = _number(sent["account"])
    if any(name.startswith("k-") for name in sent):
        mapped = {**before.accounts, **_mapped_accounts(sent)}
        values["accounts"] = {key: account for key, account in mapped.items() if account}
    options = _options(sent, before.options)
    if options != before.options:
        values["options"] = options
    read = ImportParametersSerializer(data=values, partial=True, context={"book": book})
    read.is_valid(raise_exception=True)
    found = parameters_of(read.validated_data, before)
    return found.amended(format="") if sent.get("format") == "" else found


def _options(sent: Mapping[str, str], before: Mapping[str, Any]) -> dict[str, Any]:
    options = dict(before)
    for name in sent:
        if name.startswith("o-"):
            options[name[2:]] = _value(name[2:], sent[name].strip())
    for option, members in WORD_LISTS.items():
        if any(f"w-{option}-{member}" in sent for member in members):
            lists = {m: _words(sent.get(f"w-{option}-{m}", "")) for m in members}
            options[option] = {member: words for member, words in lists.items() if words}
    was_stated = before.get("columns", {})
    options |= _columns(sent, was_stated if isinstance(was_stated, Mapping) else ())
    return {name: value for name, value in options.items() if value not in ("", {}, None)}


def _columns(sent: Mapping[str, str], stated: Iterable[str]) -> dict[str, dict[str, list[int]]]:
    """Return the columns that a form states, by role; none where they are what they were.

    A role that no column has any more is stated with none, or it would be guessed again; and so
    are the roles that were `stated` before.
    """
    before = sent.get("columns", "").split(",")
    places = range(1, len(before) + 1)
    chosen = [sent.get(f"c-{place}", "") for place in places]
    if chosen == before:
        return {}
    columns: dict[str, list[int]] = {role: [] for role in (*before, *stated) if role in ROLES}
    for place, role in zip(places, chosen, strict=True):
        if role in ROLES:
            columns.setdefault(role, []).append(place)
    return {"columns": columns} if columns else {}


def _value(option: str, text: str) -> Any:
    if option == "invert":
        return FLAGS.get(text, text)
    if option in NUMBERS and text.isdecimal() and len(text) <= len("1000000"):
        return int(text)
    return text


def _words(text: str) -> list[str]:
    return [word for word in map(str.strip, text.split(",")) if word]


def _number(text: str) -> int | str | None:
    return (
        int(text) if text.isdecimal() and len(text) < len("1000000000000000000") else text or None
    )


def _mapped_accounts(sent: Mapping[str, str]) -> dict[str, Any]:
    """Return the ids of accounts by what the file calls them; None takes a mapping back."""
    keys = {name[2:]: key for name, key in sent.items() if name.startswith("k-")}
    return {key: _number(sent.get(f"a-{place}", "")) for place, key in keys.items()}
