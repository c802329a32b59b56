"""The cells of a table as people see and correct them: faulty ones, and what was stated instead."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

SHOWN_MAX = 200
"""How much is kept of the text of a cell, in characters; more nobody reads."""
_DIGEST_BYTES = 16
"""128 bits: among a billion lines, two meet by chance with a probability below 1e-20."""

UNSHOWN = "\ufdd0"
"""Stands behind an amount of which nothing shows the direction: no character of Unicode, so no file
that is read as text has it."""

CORRECTABLE: Mapping[str, tuple[str, ...]] = {
    "date": ("date",),
    "amount": ("amount", "debit", "credit"),
    "currency": ("currency",),
    "payee": ("payee",),
    "description": ("description",),
    "notes": ("notes",),
}
"""What can be stated of a line instead of what its cells say, with the roles of these cells."""


class Cell(NamedTuple):
    """What a line says of one thing: a faulty cell, or one that a person has corrected."""

    field: str
    """A name of CORRECTABLE."""
    column: str
    """The heading; headings with commas between them where several columns say it."""
    text: str
    """What stands there, up to SHOWN_MAX characters."""
    value: str = ""
    """What a person stated instead: an ISO 8601 date, a plain decimal, a code or a text."""
    code: str = ""
    """What is wrong with the value, or with the text where there is none; empty for nothing."""
    detail: str = ""
    """The same as a sentence for people."""


class Origin(NamedTuple):
    """The line of a table that a row was made of."""

    cells: Sequence[str]
    columns: Mapping[str, tuple[int, ...]]
    """The places of the columns, from 0, by their roles."""
    names: Sequence[str]
    """The headings."""

    def cell(self, field: str) -> Cell | None:
        """Return what the line says of a `field`; None where no column has it."""
        places = [p for role in CORRECTABLE[field] for p in self.columns.get(role, ())]
        if not places:
            return None
        # The first column of a date or a text is the one that counts; amounts have two.
        places = places if field == "amount" else places[:1]
        headings = [self.names[place].strip() for place in places if place < len(self.names)]
        there = [self.cells[place] for place in places if place < len(self.cells)]
        texts = [cell.removesuffix(UNSHOWN).strip() for cell in there]
        text = " | ".join(texts) if any(texts) else ""
        return Cell(field, ", ".join(filter(None, headings)), text[:SHOWN_MAX])

    @property
    def digest(self) -> str:
        """What tells the line from others with another text in any cell."""
        text = "\0".join(cell.removesuffix(UNSHOWN).strip() for cell in self.cells)
        found = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES)
        return b64encode(found.digest()).rstrip(b"=").decode()


class Correction(NamedTuple):
    """What a person stated of one line, and what stood there then."""

    digest: str
    """That of the line."""
    cells: Mapping[str, tuple[str, str]]
    """By field, the text of its cell and the value that was stated instead."""

    def fitting(self, origin: Origin) -> dict[str, str]:
        """Return the stated values by field, as far as the line still says the same there.

        A line that is read in other columns, or is another one, has none.
        """
        if origin.digest != self.digest:
            return {}
        found = {field: origin.cell(field) for field in self.cells}
        return {
            field: value
            for field, (text, value) in self.cells.items()
            if (cell := found[field]) is not None and cell.text == text
        }


Corrections = Mapping[int, Correction]
"""By the numbers of the lines."""
