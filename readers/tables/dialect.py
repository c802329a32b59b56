"""How a text file is cut into cells: its delimiter, and how it escapes quotes."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from readers.statement import Unreadable
from readers.tables.characters import plain_digits
from readers.tables.dates import looks_like_date
from readers.tables.headings import roles_of
from readers.tables.numbers import looks_like_number

DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
# Before a quote that ends its cell, or that is doubled within it, a backslash is only that.
_BACKSLASHED = re.compile(r'[^\\]\\"(?! *(?:[,;\t|\r\n]|\Z)|"[^,;\t|\r\n])')
_SINGLE_QUOTED = re.compile(r"'(?:[^']|'')*'(?:[,;\t|]'(?:[^']|'')*')+")
_LINES_TRIED = 120
RECORD_LINES_MAX = 60
"""How many lines a cell may go over: a quote that is not closed would swallow the rest."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the lines of a file are cut."""

    delimiter: str = ","
    escape: str | None = None
    """What stands before a quote that is part of the text; a quote is doubled otherwise."""
    quote: str = '"'
    wrapped: bool = False
    """Whether each whole line stands in quotes once more."""
    first: int = 1
    """The first line of the table; before it stands the one that names the delimiter."""
    record_lines_max: int = RECORD_LINES_MAX

    def reader(self, lines: Iterable[str]) -> "Iterable[list[str]]":
        """Return a reader of `lines`, lenient about quotes."""
        return csv.reader(
            lines, delimiter=self.delimiter, escapechar=self.escape, quotechar=self.quote
        )

    def is_whole(self, text: str) -> bool:
        """Whether the quotes in `text`, a record of several lines, are where they should be."""
        try:
            strict = csv.reader(
                lines_of(text),
                delimiter=self.delimiter,
                escapechar=self.escape,
                quotechar=self.quote,
                strict=True,
            )
            return len(list(strict)) == 1
        except csv.Error:
            return False


def stated_delimiter(value: object) -> str:
    """Return the delimiter that the caller states; raises Unreadable for none that can be one."""
    named = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
    delimiter = named.get(str(value).lower(), str(value))
    if len(delimiter) != 1 or delimiter in '"\r\n' or delimiter.isalnum():
        detail = 'The delimiter is one character, such as ",", ";", "|" or "tab".'
        raise Unreadable("unknown_delimiter", detail, option="delimiter")
    return delimiter


def dialect_of(text: str, delimiter: str = "") -> Dialect:
    """Return how the file that begins with `text` is cut; `delimiter` is it where stated."""
    lines = lines_of(plain_digits(text))[: _LINES_TRIED + 1]
    first = 1
    if lines and (match := _SEP_LINE.fullmatch(lines[0].lstrip("\ufeff"))):
        delimiter, first, lines = delimiter or match[1], 2, lines[1:]
    if len(lines) > _LINES_TRIED or (len(lines) > 1 and not lines[-1].endswith(("\n", "\r"))):
        lines = lines[:-1]
    escape = "\\" if _BACKSLASHED.search("".join(lines)) else None
    quote = "'" if _are_in_single_quotes(lines) else '"'
    tried = [
        Dialect(each, escape, quote, wrapped, first)
        for each in (delimiter or DELIMITERS)
        for wrapped in (False, True)
    ]
    return max(tried, key=lambda dialect: _score(dialect, lines))


def _are_in_single_quotes(lines: Sequence[str]) -> bool:
    """Whether every cell of nearly every line stands in single quotes.

    One line in ten may be a title above the table, or a total below it.
    """
    filled = [line.strip() for line in lines if line.strip()]
    quoted = sum(bool(_SINGLE_QUOTED.fullmatch(line)) for line in filled)
    return bool(filled) and quoted * 10 >= len(filled) * 9


def lines_of(text: str) -> list[str]:
    """Return the lines of `text` with their ends, cut at the ends of lines of files alone."""
    return list(io.StringIO(text, newline=""))


def _score(dialect: Dialect, lines: Sequence[str]) -> tuple[int, int, bool]:
    """Return how much sense the lines make: rows that are one, cells they have, not wrapped."""
    if dialect.wrapped:
        if not all(line[:1] == '"' for line in lines if line.strip()):
            return (0, 0, False)
        lines = [unwrapped(line) for line in lines]
    try:
        rows = [cells for cells in dialect.reader(lines) if len(cells) > 1]
    except csv.Error:
        return (0, 0, False)
    sense = sum(_makes_sense(cells) for cells in rows)
    widths = [len(cells) for cells in rows]
    common = max((widths.count(width) for width in set(widths)), default=0)
    cells = common * max((w for w in widths if widths.count(w) == common), default=0)
    return (sense, cells, not dialect.wrapped)


def _makes_sense(cells: Sequence[str]) -> int:
    """Return 2 for a row with a date and a number of its own, 1 for one of names of columns."""
    dates = [place for place, cell in enumerate(cells) if looks_like_date(cell)]
    numbers = [place for place, cell in enumerate(cells) if looks_like_number(cell)]
    if dates and set(numbers) - set(dates[:1]):
        return 2
    return int(not numbers and sum(bool(roles_of(cell.strip())) for cell in cells) > 1)


def unwrapped(line: str) -> str:
    """Return a line without the quotes around all of it."""
    bare = line.rstrip("\r\n")
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return bare[1:-1].replace('""', '"') + "\n"
    return line
