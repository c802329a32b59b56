"""The words of a row: who, what for, and whatever else its cells say."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from readers.statement import names_in, path_of
from readers.tables.columns import Columns
from readers.tables.numbers import unprotected

CACHED_MAX = 20_000
"""How many categories are remembered: a book has up to 2,000; it bounds memory."""
_NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "/",
        "\u2013",
        "\u2014",
        "''",
        "NOTPROVIDED",
        "notprovided",
        "null",
        "NULL",
        "N/A",
        "n/a",
    }
)


class Texts(NamedTuple):
    """What the cells of a row say in words."""

    payee: str
    description: str
    notes: str
    reference: str


def clean(text: str) -> str:
    """Return the text of a cell on one line, as it was before it was protected."""
    text = " ".join(text.split())
    return unprotected(text) if text[:1] in {"=", "'"} else text


class TextReader:
    """Reads the words of the rows."""

    def __init__(self, columns: Columns, names: Sequence[str]) -> None:
        self.payees = columns.get("payee", ())
        self.about = columns.get("description", ())
        self.types = columns.get("type", ())
        self.references = columns.get("reference", ())
        self.payers = columns.get("payer", ())
        self.extra = _extra(columns, names)
        abroad = {c for r in _ABROAD for c in columns.get(r, ())}
        self.plain_extra = [(label, place) for label, place in self.extra if place not in abroad]
        self.foreign_at = columns.get("foreign_amount", (-1,))[0]
        self.amount_at = columns.get("amount", (-1,))[0]

    def __call__(self, cells: list[str], *, arrives: bool) -> Texts:
        """Return the words of a row, whose money arrives or leaves."""
        payee = description = ""
        for place in self.payers + self.payees if arrives else self.payees:
            payee = clean(cells[place])
            if payee and payee not in _NOTHING:
                break
        for place in self.about:
            part = clean(cells[place])
            if part and part != payee and part not in _NOTHING:
                description = _joined(description, part)
        if payee in _NOTHING:
            payee = ""
        if not (self.types or self.references or self.extra):
            return Texts(payee, description, "", "")
        return self._with_notes(payee, description, cells)

    def _with_notes(self, payee: str, description: str, cells: list[str]) -> Texts:
        kinds = [part for place in self.types if (part := clean(cells[place]))]
        if kinds and not description:
            description = kinds.pop(0)
        numbers = [clean(cells[place]) for place in self.references]
        numbers = [number for number in numbers if number not in _NOTHING]
        notes = [kind for kind in kinds if kind != description] + numbers[1:]
        if self.extra:
            notes += self._extra_notes(cells)
        return Texts(payee, description, "\n".join(notes), next(iter(numbers), ""))

    def _extra_notes(self, cells: list[str]) -> Iterator[str]:
        """Yield what the columns say that go to the notes; a labelled zero says nothing."""
        for label, place in self.plain_extra if self.is_same_money(cells) else self.extra:
            part = cells[place].strip()
            if part not in _NOTHING and (not label or part.strip("0.,-")):
                yield f"{label}{clean(part)}" if label else _lines(part)

    def is_same_money(self, cells: list[str]) -> bool:
        """Whether the column of the foreign amount has but the amount of the row again."""
        if self.foreign_at < 0 or self.amount_at < 0:
            return False
        return cells[self.foreign_at].strip(" +-") == cells[self.amount_at].strip(" +-")


def _joined(text: str, part: str) -> str:
    """Return `text` with `part` after it, unless it says that already."""
    if not text:
        return part
    return text if part in text else f"{text} {part}"


_ABROAD = ("foreign_amount", "foreign_currency", "rate")


def _extra(columns: Columns, names: Sequence[str]) -> list[tuple[str, int]]:
    """Return the columns that go to the notes, with what stands before each of their texts."""
    extra = [("", place) for place in columns.get("notes", ())]
    for role, label in (
        ("counter_account", "Account"),
        ("foreign_amount", "Original amount"),
        ("foreign_currency", "Original currency"),
        ("rate", "Rate"),
        ("fee", "Fee"),
    ):
        for place in columns.get(role, ()):
            named = names[place].strip() if place < len(names) else ""
            extra.append((f"{named or label}: ", place))
    return extra


def _lines(text: str) -> str:
    lines = [" ".join(line.split()) for line in unprotected(text).splitlines()]
    return "\n".join(line for line in lines if line)


def categories_of(columns: Columns) -> Callable[[list[str]], str] | None:
    """Return what reads the category of a row; None where no column has one."""
    roles = ("parent_category", "category", "subcategory")
    places = [place for role in roles for place in columns.get(role, ())[:1]]
    if not places:
        return None
    cached: dict[tuple[str, ...], str] = {}

    def read(cells: list[str]) -> str:
        key = tuple([cells[place] for place in places])
        path = cached.get(key)
        if path is None:
            if len(cached) >= CACHED_MAX:
                cached.clear()
            path = cached[key] = _path(key)
        return path

    return read


def _path(parts: Sequence[str]) -> str:
    names: list[str] = []
    for part in parts:
        for name in names_in(clean(part).replace(" > ", ":")):
            if name not in _NOTHING and name not in names:
                names.append(name)
    return path_of(*names)


def tags_in(text: str) -> tuple[str, ...]:
    """Return the tags of a cell, which stand with a comma or a semicolon between them."""
    mark = ";" if ";" in text else ","
    tags = (clean(tag).lstrip("#") for tag in text.split(mark))
    return tuple(dict.fromkeys(tag for tag in tags if tag))
