"""A text file in parts and in lines of bounded size, quickly.

Every kind of line end comes out as "\\n", and no other character ends a line. NUL bytes are left
out: they carry nothing that a person wrote.
"""

import io
from collections.abc import Iterator

from readers.source import LINE_BYTES_MAX, Source
from readers.statement import Unreadable

CHUNK_CHARACTERS = 128 * 1024
"""How much text is in memory at once: well below LINE_BYTES_MAX, and enough that calls cost little
beside what is done with it."""


def chunks_of(source: Source, encoding: str) -> Iterator[str]:
    """Yield the text of `source`; raises Unreadable for bytes that `encoding` does not have."""
    with source.open() as file, io.TextIOWrapper(file, encoding, newline=None) as text:
        while True:
            try:
                chunk = text.read(CHUNK_CHARACTERS)
            except UnicodeError:
                detail = f"The file is not in {encoding}; state its encoding."
                raise Unreadable("wrong_encoding", detail, option="encoding") from None
            if not chunk:
                return
            yield chunk.replace("\x00", "") if "\x00" in chunk else chunk


def text_lines(source: Source, encoding: str) -> Iterator[str]:
    """Yield the lines without their ends; the last one only with an end has "" after it.

    Raises Unreadable as `chunks_of` does, and for a line beyond LINE_BYTES_MAX.
    """
    rest, number = "", 1
    for chunk in chunks_of(source, encoding):
        lines = (rest + chunk).split("\n")
        rest = lines.pop()
        number += len(lines)
        yield from lines
        if len(rest) > LINE_BYTES_MAX:
            raise Unreadable("line_too_long", f"Line {number} does not end.")
    yield rest
