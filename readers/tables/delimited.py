"""CSV and its kin: text files of one line a transaction, cut at commas, semicolons, tabs or bars.

RFC 4180 where files keep to it. What a file leaves open is decided as `readers.tables` does for
any table: over all of its lines together, or asked.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import replace

from readers.encoding import MENDED, encoding_of, fits, known_encoding
from readers.format import LIKELY, NO, POSSIBLE, Format
from readers.source import Source
from readers.statement import EvidenceKind, FileDecision, Item, Options, Understood, Unreadable
from readers.tables.characters import readable
from readers.tables.columns import is_row
from readers.tables.dialect import Dialect, dialect_of, lines_of, stated_delimiter
from readers.tables.grid import Lines
from readers.tables.header import HEADER_LINES_MAX, Head, head_of
from readers.tables.headings import roles_of
from readers.tables.interpretation import profile_of
from readers.tables.layout import Layout
from readers.tables.profiles.loading import profile_with_names
from readers.tables.reader import OPTIONS, guess, read_table
from readers.tables.text_grid import TextGrid

KNOWN = 95
"""How sure it is of a file with the very columns of a known bank or program. Short of CERTAIN, as a
file of another format may begin with such a line."""

OWN = Dialect(",", record_lines_max=12_000)
"""How this program cuts its own files: as RFC 4180 says, so nothing in their texts is guessed from.
Notes have up to 10,000 characters, each of which may be the end of a line."""

_ROWS_LOOKED_AT = 50
"""How many rows show whether a file is a table: few, as every format looks at every file."""
_OTHER_FORMAT = re.compile(
    r"\s*(?:[{<]|\[\s*[{\]]|!(?:Type|Account|Option|Clear)|OFXHEADER|:\d\d[A-Z]?:|%PDF|PK\x03)",
    re.IGNORECASE,
)
_NO_TEXT = re.compile(r"[\x01-\x08\x0e-\x19\x1c-\x1f]")
"""What hardly a text has; a zero may stand between or behind it, and is left out."""
_CONTROLS_MAX = 0.01
"""The part of a text that may be such: programs let some through, and no table is full of them."""
_JOURNAL = re.compile(
    r"^(?:option \"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2} (?:[*!] |open |balance |txn )|[~=] |"
    r"(?:account|commodity|include|payee) \S+.*$|\s+(?:Assets|Expenses|Liabilities|Equity):)",
    re.MULTILINE,
)


def recognises(source: Source) -> int:
    """Return how sure it is that a file is a table of transactions."""
    if _is_own(source):
        return KNOWN
    text = source.head_text.replace("\0", "")
    if not text.strip() or _OTHER_FORMAT.match(text) or _is_binary(text):
        return NO
    dialect = dialect_of(text)
    lines = lines_of(text)
    if len(source.head) < source.size and len(lines) > 1:
        lines = lines[:-1]
    try:
        cut = [list(map(readable, cells)) for cells in dialect.reader(lines) if any(cells)]
        head = head_of(Lines(cut), {})
    except (Unreadable, csv.Error):
        return NO
    if profile_of(head) is not None:
        return KNOWN
    return NO if len(_JOURNAL.findall(text)) > 1 else _how_sure(head, Lines(cut))


def _how_sure(head: Head, grid: Lines) -> int:
    """Return how sure it is of a table that no profile knows, by its header and first rows."""
    looked_at = head.rows[:_ROWS_LOOKED_AT]
    rows = sum(is_row(cells, grid) for _line, cells in looked_at)
    if head.width < 2 or not (rows or head.header):
        return NO
    if head.header and rows:
        return LIKELY
    # Rows without a header come after a table with one, and before one with hardly any rows.
    return LIKELY - 10 if rows > 1 and rows * 2 > len(looked_at) else POSSIBLE


def _is_own(source: Source) -> bool:
    """Whether a file begins as those that this program exports."""
    line = source.head.removeprefix(codecs.BOM_UTF8).partition(b"\n")[0]
    profile = profile_with_names(line.decode("ascii", "replace").strip().split(","))
    return profile is not None and profile.logic == "own"


def _is_binary(text: str) -> bool:
    return len(_NO_TEXT.findall(text)) > max(1, len(text) * _CONTROLS_MAX)


def grid_of(source: Source, options: Options) -> TextGrid:
    """Return the file as a grid; raises Unreadable where an option for it is not valid."""
    stated = options.get("encoding")
    encoding = known_encoding(str(stated)) if stated else _encoding(source)
    if _is_own(source) and not options.get("delimiter"):
        return TextGrid(source, encoding, OWN)
    delimiter = stated_delimiter(options["delimiter"]) if options.get("delimiter") else ""
    return TextGrid(source, encoding, dialect_of(_beginning(source, encoding), delimiter))


def _encoding(source: Source) -> str:
    """Return the encoding; of those that no byte proves, that in which the columns have names.

    Which of them a text is in shows in few letters; a header whose words are known is proof.
    """
    found = encoding_of(source)
    if found.startswith("utf"):
        return found
    known = {each: _named(source, each) for each in (found, *_BYTE_ENCODINGS, *_WIDE_ENCODINGS)}
    best = max(known, key=lambda encoding: known[encoding])
    return best if best not in _WIDE_ENCODINGS or fits(source, best) else found


_WIDE_ENCODINGS = ("cp932", "gb18030", "big5hkscs", "cp949", "euc_jp")
"""Encodings of two bytes a character; any text in one of them is one in those of one byte, too."""
_BYTE_ENCODINGS = ("cp1252", "cp1250", "iso8859-2", "cp1257", "cp852", "cp850", "mac-roman")


def _named(source: Source, encoding: str) -> int:
    """Return how many cells beyond ASCII at the beginning are names of columns."""
    lines = lines_of(_beginning(source, encoding))[:HEADER_LINES_MAX]
    dialect = dialect_of("".join(lines))
    try:
        cells = [cell.strip() for row in dialect.reader(lines) for cell in row]
    except csv.Error:
        return 0
    return sum(bool(roles_of(cell.strip("#"))) for cell in cells if not cell.isascii())


def _beginning(source: Source, encoding: str) -> str:
    try:
        text = source.head.decode(encoding, errors="replace")
        return text.removeprefix("\ufeff").replace("\0", "")
    except (UnicodeError, ValueError):
        return source.head_text


def understood(source: Source, options: Options) -> Layout:
    """Return how a file would be read, for people to look at and correct."""
    grid = grid_of(source, options)
    layout = guess(grid, options)
    return replace(layout, encoding=grid.encoding, delimiter=grid.dialect.delimiter)


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield what a file says; goes through it twice after its encoding is known."""
    grid = grid_of(source, options)
    found = {"encoding": grid.encoding, "delimiter": grid.dialect.delimiter}
    yield FileDecision("encoding", grid.encoding, *_encoding_reason(grid, options), "encoding")
    for item in read_table(grid, {k: v for k, v in options.items() if k not in found}):
        yield item._replace(layout={**item.layout, **found}) if type(item) is Understood else item


def _encoding_reason(grid: TextGrid, options: Options) -> tuple[EvidenceKind, str]:
    if options.get("encoding"):
        return EvidenceKind.STATED, "You stated it."
    if grid.encoding.startswith("utf") and grid.encoding != MENDED:
        return EvidenceKind.STATED, "All bytes of the file are valid in this encoding."
    return EvidenceKind.ASSUMED, (
        "More headings and letters are known in this encoding than in others."
    )


FORMAT = Format(
    name="csv",
    label="CSV, TSV and other delimited text",
    recognises=recognises,
    read=read,
    options=OPTIONS | {"encoding", "delimiter"},
)
