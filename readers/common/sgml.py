"""The tags of SGML and XML as banks write them, one after another, with the text after each.

Nothing is asked of a file but that its tags look like tags: they may be left open or closed, in
capitals or not, have attributes and name spaces, stand in one line or in many. Nothing is expanded
but entities of single characters, so that no text grows, and nothing is nested, so that no depth
is too deep.
"""

import re
from collections.abc import Iterable, Iterator
from html.entities import html5

from readers.statement import Unreadable

Token = tuple[str, str, int]
"""A tag's name in capitals ("/" before that of a closing one), the text that follows, the line."""

TEXT_CHARACTERS_MAX = 10_000
"""How much of the text after a tag is kept: a memo of OFX has up to 255 characters; it bounds
memory."""
PIECE_CHARACTERS_MAX = 1024 * 1024
"""How far apart two tags may be: as far as a line may be long (LINE_BYTES_MAX)."""
_NAMES_MAX = 5_000
"""How many spellings of tags are remembered: OFX has some hundred, and attributes make more."""
_NAME_CHARACTERS_MAX = 200
"""The longest tag with its attributes. Names of OFX have some twenty characters; what is far longer
is prose."""

_NAME = re.compile(r"(/?)(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?:\s+([^<>]*))?", re.ASCII)
_ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z][A-Za-z0-9]{1,30}));")
_COMMENT, _RAW_TEXT = "!--", "![CDATA["


def tokens(chunks: Iterable[str], closings: frozenset[str]) -> Iterator[Token]:
    """Yield the tags of a text and what follows each, trimmed, with its entities as they are.

    Of the closing tags only those of the names in `closings`. A "<" that begins no tag is text,
    and so is a tag that the end of the file cuts. A tag that closes itself is left out, for there
    is nothing in it. Raises Unreadable where two tags are too far apart for a file of a bank.
    """
    unusual = _Unusual(closings)
    names = unusual.names
    name, text, line, seen = "", "", 1, 1
    for piece in _pieces(chunks):
        tag, closed, after = piece.partition(">")
        found = names.get(tag) if closed and not unusual.end else None
        if found is None:
            found, added = unusual.read(piece, tag if closed else "")
            if added and len(text) < TEXT_CHARACTERS_MAX:
                text += added[:TEXT_CHARACTERS_MAX]
        if found:
            if name:
                yield name, text.strip(), line
            name, text, line = found, after[:TEXT_CHARACTERS_MAX], seen
        if "\n" in piece:
            seen += piece.count("\n")
    if name:
        yield name, text.strip(), line


def plain_text(text: str) -> str:
    """Return `text` with the characters that its entities stand for, on one line.

    An ampersand that begins no entity is one. Some banks escape twice.
    """
    for _ in range(2):
        if "&" in text:
            text = _ENTITY.sub(_character, text)
    return " ".join(text.split())


def _pieces(chunks: Iterable[str]) -> Iterator[str]:
    """Yield what stands after each "<" up to the next; before it all what stands before the first.

    That comes as a processing instruction, which is not a tag.
    """
    rest = "?>"
    for chunk in chunks:
        pieces = (rest + chunk).split("<")
        rest = pieces.pop()
        yield from pieces
        if len(rest) > PIECE_CHARACTERS_MAX:
            detail = "The file has more than a million characters without a tag."
            raise Unreadable("line_too_long", detail)
    yield rest


class _Unusual:
    """What is not a tag that came before: a new one, text, a comment, a stretch of raw text."""

    def __init__(self, closings: frozenset[str]) -> None:
        self.names: dict[str, str] = {}
        """The names of the tags so far; empty for those that tell nothing."""
        self.end = ""
        """What ends the comment or the raw text that goes on, whatever tags seem to be in it."""
        self._raw = False
        self._closings = closings

    def read(self, piece: str, tag: str) -> tuple[str, str]:
        """Return the name of the tag that `piece` begins with, or what it adds to the text."""
        if self.end:
            return "", self._inside("<", piece)
        if piece.startswith(_COMMENT):
            self.end, self._raw = "-->", False
            return "", self._inside("", piece[len(_COMMENT) :])
        if piece.startswith(_RAW_TEXT):
            self.end, self._raw = "]]>", True
            return "", self._inside("", piece[len(_RAW_TEXT) :])
        name = self._name(tag)
        if name is None:
            return "", f"<{piece}"
        if len(self.names) >= _NAMES_MAX:
            self.names.clear()
        self.names[tag] = name
        return name, ""

    def _inside(self, lead: str, piece: str) -> str:
        inside, ended, after = piece.partition(self.end)
        if ended:
            self.end = ""
        return (lead + inside).replace("&", "&amp;") + after if self._raw else after

    def _name(self, tag: str) -> str | None:
        """Return the name of a tag; empty for one to ignore, None where it is not a tag."""
        if tag.startswith(("?", "!")):
            return ""
        if len(tag) > _NAME_CHARACTERS_MAX:
            return None
        match = _NAME.fullmatch(tag.removesuffix("/"))
        if match is None:
            return None
        closing, name, attributes = match[1], match[2].upper(), match[3]
        if attributes and not closing and "=" not in attributes:
            return None
        if tag.endswith("/") or (closing and name not in self._closings):
            return ""
        return closing + name


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return html5.get(f"{name};", match[0])
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if not 0 < code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return match[0]
    # Numbers 128 to 159 are control characters that nobody means; HTML reads them like this too.
    return bytes([code]).decode("cp1252", "replace") if 0x80 <= code < 0xA0 else chr(code)
