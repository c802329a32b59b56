"""Dates and amounts as a table has them, in characters that every country reads.

Programs for scripts that run from right to left put marks without width around numbers, and in
many countries numbers have digits of their own. Such cells are written with plain ones before
anything is understood of a table; texts stay as they are.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from readers.tables.dates import date_in_format, format_pattern, in_years_of, looks_like_date
from readers.tables.grid import Grid
from readers.tables.numbers import looks_like_number

_LENGTH_MAX = 80
"""A longer text is neither a date nor an amount."""
_SAME = {
    "\u066b": ".",
    "\u066c": ",",
    "\u060c": ",",
    "\uff0c": ",",
    "\uff0e": ".",
    "\uff0f": "/",
    "\uff1a": ":",
    "\uff0d": "-",
    "\uff0b": "+",
    "\u3000": " ",
    "\uff08": "(",
    "\uff09": ")",
    "\u2044": "/",
    "\u2215": "/",
}
"""The signs between digits that have a plain form."""
_MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b"
"""What tells the direction of a text, or has no width; at either end of a text it says nothing."""


class Readable:
    """A grid whose dates and amounts are in plain characters."""

    def __init__(self, grid: Grid, options: Mapping[str, Any]) -> None:
        self.grid = grid
        self.serial_epoch: date | None = grid.serial_epoch
        self.date_format = str(options.get("date_format") or "")
        self.pattern = format_pattern(self.date_format)
        self.calendar = str(options.get("calendar") or "")

    @property
    def is_open(self) -> bool:
        """Whether the last line, once it was read, had no end."""
        return bool(getattr(self.grid, "is_open", False))

    @property
    def delimiter(self) -> str:
        """What stands between the cells of a text file; a comma for other tables."""
        return str(getattr(getattr(self.grid, "dialect", None), "delimiter", ","))

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        for line, cells in self.grid:
            if not _is_plain("".join(cells)):
                cells[:] = [cell if _is_plain(cell) else readable(cell) for cell in cells]
            if self.pattern or self.calendar:
                cells[:] = map(self._dated, cells)
            yield line, cells

    def _dated(self, cell: str) -> str:
        """Return a date in the format or the calendar that was stated as ISO 8601 writes it."""
        if self.calendar:
            cell = in_years_of(self.calendar, cell)
        if self.pattern and self.pattern.fullmatch(cell.strip()):
            day = date_in_format(cell, self.date_format)
            return day.isoformat() if day else cell
        return cell


def _is_plain(text: str) -> bool:
    return text.isascii() and (text.isprintable() or not _has_control(text))


def _has_control(text: str) -> bool:
    return any(c == "\x7f" or (c < " " and c not in "\t\n\r") for c in text)


@lru_cache(maxsize=4096)
def readable(text: str) -> str:
    """Return a date or an amount in plain characters, and a text without marks at its ends."""
    stripped = text.strip(_MARKS)
    if len(text) > _LENGTH_MAX:
        return stripped
    bare = plain_digits(text)
    if bare == text:
        return text
    if looks_like_number(bare) or looks_like_date(bare):
        return bare
    has_words = any(character.isalpha() for character in bare)
    return stripped if has_words or not any(character.isdigit() for character in bare) else bare


def plain_digits(text: str) -> str:
    """Return `text` with plain digits and signs, and without characters that nobody sees."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character < "\x7f":
        return character if character >= " " or character in "\t\n\r" else ""
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.digit(character))
    return "" if kind in {"Cf", "Cc"} else _SAME.get(character, character)
