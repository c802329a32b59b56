"""In which encoding an OFX file is: its bytes decide, and its header where they leave it open."""

import re

from readers.encoding import encoding_of, fits, known_encoding
from readers.source import Source
from readers.statement import Options, Unreadable

_CHARSET = re.compile(r"CHARSET\s*:\s*([\w-]+)|encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.IGNORECASE)
_USUAL = frozenset({"cp1252", "iso8859-1", "ascii"})
"""What programs write without a thought; windows-1252 is then meant, of which Latin-1 is a part."""


def ofx_encoding(source: Source, options: Options) -> str:
    """Return the encoding that the caller states, or else that of the file."""
    if stated := options.get("encoding"):
        return known_encoding(str(stated))
    declared = _declared(source.head_text)
    proven = encoding_of(source, "cp1252" if declared in _USUAL else declared)
    if proven.startswith(("utf-", "utf_")):
        return proven
    if declared and declared not in _USUAL and not declared.startswith("utf"):
        return declared if fits(source, declared) else proven
    return proven


def _declared(head: str) -> str:
    """Return the codec that the header names; empty where it names none."""
    match = _CHARSET.search(head[:4096])
    name = (match[1] or match[2]) if match else ""
    for candidate in (name, f"cp{name}", f"iso-{name}"):
        try:
            return known_encoding(candidate)
        except Unreadable:
            continue
    return ""
