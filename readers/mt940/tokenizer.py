"""Finding the fields of MT940 and MT942 in a text, whatever headers and trailers surround them."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from readers.source import LINE_BYTES_MAX
from readers.statement import Unreadable

FIELD_LINES_MAX = 200
"""How many lines of one field are kept; SWIFT has six."""
FIELD_LINE_CHARACTERS_MAX = 4_000
"""How much of one line of text is kept; SWIFT has 65 characters."""

_TAG = re.compile(
    r":(?:(20|21|25P?|28[CD]?|34F|13D?|60[FM]|61|62[FM]|64|65|86|90[CD]|NS|94[02]):"
    r"|(6[02][FM])(?=R?[CD]\d{6}))(.*)",
    re.ASCII | re.DOTALL,
)
_TRAILER = re.compile(r"-(?:\}.*|XXX\s*|\s*)")
_SPECIAL = {":", "-", "{"}
_HEADER = re.compile(r"\{[1-5]:")
_TIME_BEFORE = re.compile(r"(?:^|\D)[0-2]\d$", re.ASCII)
_TIME_AFTER = re.compile(r"[0-5]\d(?!\d)", re.ASCII)


@dataclass(slots=True)
class Field:
    """A field: its tag without the colons, and its lines. The end of a message has the tag "-"."""

    line: int
    tag: str
    lines: list[str]


def fields_of(file: io.TextIOBase, see_header: Callable[[str], None]) -> Iterator[Field]:
    """Yield the fields of a file; calls `see_header` with what stands before a message."""
    field: Field | None = None
    number = 0
    readline = file.readline
    while text := readline(LINE_BYTES_MAX):
        number += 1
        line = text.rstrip("\n")
        if len(text) >= LINE_BYTES_MAX and line == text:
            raise Unreadable("line_too_long", f"Line {number} does not end.")
        begun = None
        if line[:1] in _SPECIAL:
            line = _unheaded(line, see_header)
            begun = _begun(number, line, field)
        if begun:
            if field:
                yield field
            field = begun
        elif field is None or field.tag == "-":
            see_header(line)
        else:
            _go_on(field, line)
    if field:
        yield field


def _go_on(field: Field, line: str) -> None:
    if len(field.lines) < FIELD_LINES_MAX and line.strip():
        field.lines.append(line[:FIELD_LINE_CHARACTERS_MAX])


def _unheaded(line: str, see_header: Callable[[str], None]) -> str:
    """Return a line without the header of a message before it."""
    if line[0] != "{" or not _HEADER.match(line):
        return line
    see_header(line)
    return line.rpartition("{4:")[2] if "{4:" in line else "-"


def _begun(number: int, line: str, before: Field | None) -> Field | None:
    """Return the field that begins with a line; None where it goes on with the one before."""
    if line[:1] == ":":
        match = _TAG.match(line)
        if match and not (before and before.tag == "86" and _is_time(before, match)):
            tag, without_colon, content = match.groups()
            return Field(number, tag or without_colon, [content[:FIELD_LINE_CHARACTERS_MAX]])
    elif line[:1] == "-" and _TRAILER.fullmatch(line):
        return Field(number, "-", [])
    return None


def _is_time(field: Field, match: re.Match[str]) -> bool:
    """Whether what looks like a tag is the minutes of a time that a line of :86: was broken in."""
    return (
        match[1] in {"13", "20", "21", "25", "28"}
        and _TIME_BEFORE.search(field.lines[-1][-3:]) is not None
        and _TIME_AFTER.match(match[3]) is not None
    )
