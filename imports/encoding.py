"""In which encoding a text file is: what its bytes prove, and what they only suggest."""

import codecs
from collections.abc import Iterator

from charset_normalizer import from_bytes

from imports.source import LINE_BYTES_MAX, Source, wide_without_mark
from imports.statement import Unreadable

SUGGESTED_BYTES = 512 * 1024
"""How many of the bytes that are not ASCII, with their lines, an encoding is judged by."""

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def known_encoding(name: str) -> str:
    """Return the codec that `name` means; raises Unreadable for none, and for no text encoding."""
    try:
        info = codecs.lookup(name)
        "".encode(info.name)
    except (LookupError, UnicodeError, ValueError):
        detail = f"There is no encoding {name!r}; write utf-8, windows-1252, or the like."
        raise Unreadable("unknown_encoding", detail, option="encoding") from None
    return info.name


def encoding_of(source: Source) -> str:
    """Return the encoding of a text file, which all of its bytes fit.

    A mark at the beginning decides, then whether all of it is UTF-8. Of the encodings of one byte
    a character, nearly all of which fit anything, the likeliest is taken.
    """
    for mark, encoding in _MARKED:
        if source.head.startswith(mark):
            return encoding
    if wide := wide_without_mark(source.head):
        return wide
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for part in source.chunks():
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _suggested(source)
    return "utf-8"


def lines_of(source: Source, encoding: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text file, without their ends, with their numbers from 1.

    Raises Unreadable for bytes that `encoding` does not have, and for a line beyond LINE_BYTES_MAX.
    """
    with source.open() as file:
        text = codecs.getreader(encoding)(file)
        number = 0
        while True:
            try:
                line = text.readline(LINE_BYTES_MAX)
            except UnicodeError:
                detail = f"Line {number + 1} is not in {encoding}; state the file's encoding."
                raise Unreadable("wrong_encoding", detail, option="encoding") from None
            if not line:
                return
            number += 1
            if len(line) >= LINE_BYTES_MAX and not line.endswith(("\n", "\r")):
                raise Unreadable("line_too_long", f"Line {number} does not end.")
            yield number, line.rstrip("\r\n")


def _suggested(source: Source) -> str:
    """Return the likeliest encoding of one byte a character, or of an Asian one of two."""
    sample = bytearray()
    for part in source.chunks():
        for line in part.splitlines(keepends=True):
            if not line.isascii():
                sample += line
        if len(sample) > SUGGESTED_BYTES:
            break
    western = _as_western(bytes(sample))
    best = from_bytes(bytes(sample)).best()
    if best is None or (western and best.encoding in _LIKE_WESTERN):
        return western or "latin-1"
    return best.encoding


_LIKE_WESTERN = frozenset(
    {
        "cp1250",
        "cp1252",
        "cp1254",
        "cp1257",
        "cp1258",
        "latin_1",
        "iso8859_9",
        "iso8859_15",
        "cp775",
    }
)


def _as_western(sample: bytes) -> str:
    """Return windows-1252 where `sample` fits it and reads like text; empty where it does not."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    letters = sum(character.isalpha() for character in text if character > "\x7f")
    others = sum(not character.isalpha() for character in text if character > "\x7f")
    return "cp1252" if letters >= others else ""
