"""Reading a file that a test writes out: all of it, its rows, or why it is refused."""

import tempfile
from pathlib import Path

import pytest

from readers.source import Source
from readers.statement import FileDecision, Row, Unreadable


def items(format_, content, **options):
    """Return what a file with `content` says, without what its reader decided about it."""
    said = all_items(format_, content, **options)
    return [item for item in said if not isinstance(item, FileDecision)]


def decisions(format_, content, **options):
    return of_kind(FileDecision, all_items(format_, content, **options))


def all_items(format_, content, **options):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(format_.read(Source(path), options))


def rows(format_, content, **options):
    return of_kind(Row, items(format_, content, **options))


def refusal(format_, content, **options):
    """Return the refusal of a file that has to be refused."""
    with pytest.raises(Unreadable) as refused:
        items(format_, content, **options)
    return refused.value


def sure(format_, text, members=()):
    """Return how sure a format is that a file is of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_text(text)
        return format_.recognises(Source(path, members=members))


def of_kind(kind, found):
    return [item for item in found if isinstance(item, kind)]
