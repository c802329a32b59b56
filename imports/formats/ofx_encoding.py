"""In which encoding an OFX file is: its bytes decide, and its header where they leave it open."""

import codecs
import re
from collections.abc import Iterator

from imports.encoding import encoding_of, known_encoding
from imports.source import Source
from imports.statement import Options, Unreadable

_CHARSET = re.compile(r"CHARSET\s*:\s*([\w-]+)|encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.IGNORECASE)
_WESTERN = frozenset({"cp1252", "iso8859-1", "ascii"})
"""What programs write without a thought; windows-1252 is then meant, of which Latin-1 is a part."""
_SAMPLE_BYTES = 512 * 1024


def ofx_encoding(source: Source, options: Options) -> str:
    """Return the encoding that the caller states, or else that of the file."""
    if stated := options.get("encoding"):
        return known_encoding(str(stated))
    proven = encoding_of(source)
    if proven.startswith(("utf-", "utf_")):
        return proven
    declared = _declared(source.head_text)
    if declared not in _WESTERN and not declared.startswith("utf"):
        return declared if _fits(source, declared) else proven
    return "cp1252" if _accents_only(source) and _fits(source, "cp1252") else proven


def _declared(head: str) -> str:
    """Return the codec that the header names; windows-1252 where it names none."""
    match = _CHARSET.search(head[:4096])
    name = (match[1] or match[2]) if match else ""
    for candidate in (name, f"cp{name}", f"iso-{name}"):
        try:
            return known_encoding(candidate)
        except Unreadable:
            continue
    return "cp1252"


def _fits(source: Source, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for part in source.chunks():
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _accents_only(source: Source) -> bool:
    """Whether what is not ASCII stands alone among letters that are, as in languages of the West.

    Words of other scripts are whole runs of such bytes.
    """
    alone = together = 0
    for run in _runs(source):
        if len(run) <= 2:
            alone += 1
        else:
            together += 1
    return alone >= together


def _runs(source: Source) -> Iterator[bytes]:
    read = 0
    for part in source.chunks():
        yield from re.findall(rb"[\x80-\xff]+", part)
        read += len(part)
        if read > _SAMPLE_BYTES * 8:
            return
