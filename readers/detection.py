"""Which format a file is of, by its content."""

from collections.abc import Sequence
from pathlib import Path

from readers.format import NO, Format
from readers.registry import FORMATS
from readers.source import Source
from readers.statement import FileWarning, Unreadable
from readers.unpacking import unpacked

_ARCHIVES = (b"\x1f\x8b", b"PK")


def format_named(name: str) -> Format | None:
    """Return the format that the API calls `name`."""
    return next((known for known in FORMATS if known.name == name), None)


def format_of(source: Source) -> Format | None:
    """Return the format that `source` is most surely of; None where it is of none."""
    sure = [(known.recognises(source), -place, known) for place, known in enumerate(FORMATS)]
    certainty, _, best = max(sure, key=lambda one: one[:2])
    return best if certainty > NO else None


def recognised_at_once(path: Path) -> str:
    """Return the name of the format of an upload, by its beginning alone.

    Empty for an archive, which has to be unpacked first. Raises Unreadable for a file that is of
    no format, or empty.
    """
    source = Source(path)
    if not source.size:
        raise Unreadable("empty", "This file is empty.")
    if source.head.startswith(_ARCHIVES):
        return ""
    found = format_of(source)
    if found is None:
        raise _unknown()
    return found.name


def files_in(
    path: Path, folder: Path, wanted: Format | None
) -> tuple[list[tuple[Source, Format]], Sequence[FileWarning]]:
    """Return the files to read that an upload holds, with their formats, and what is left out.

    `wanted` is the format that the caller states. Raises Unreadable where no file is of a format
    that can be read.
    """
    sources = unpacked(path, folder)
    found, left_out = [], []
    for source in sources:
        known = wanted or format_of(source)
        if known is None:
            left_out.append(
                FileWarning("not_recognised", f"The format of {source.name} is not known.")
            )
        else:
            found.append((source, known))
    if not found:
        raise _unknown()
    return found, left_out


def _unknown() -> Unreadable:
    labels = ", ".join(known.label for known in FORMATS)
    return Unreadable(
        "unknown_format",
        f"The format of the file is not known. Known are {labels}. If it is one of them, state the "
        "format.",
        option="format",
    )
