"""Small files for the tests of tables, and what is read from them."""

import tempfile
from pathlib import Path

import pytest

from readers.source import Source
from readers.statement import (
    Account,
    Balance,
    BalanceKind,
    Fault,
    FileWarning,
    Item,
    Row,
    Unreadable,
)
from readers.tables.delimited import FORMAT


def source_of(content: str | bytes, encoding: str = "utf-8") -> Source:
    """Return a source that has `content`; its file goes with the program."""
    folder = Path(tempfile.mkdtemp(dir=_FOLDER.name))
    path = folder / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return Source(path)


_FOLDER = tempfile.TemporaryDirectory()


def items_of(content: str | bytes, **options: object) -> list[Item]:
    """Return all that is read from a delimited text file."""
    return list(FORMAT.read(source_of(content), options))


def rows_of(content: str | bytes, **options: object) -> list[Row]:
    return [item for item in items_of(content, **options) if isinstance(item, Row)]


def amounts_of(content: str | bytes, **options: object) -> list[str]:
    return [str(row.amount) for row in rows_of(content, **options)]


def dates_of(content: str | bytes, **options: object) -> list[str]:
    return [row.date.isoformat() for row in rows_of(content, **options)]


def faults_of(content: str | bytes, **options: object) -> list[tuple[int, str]]:
    items = items_of(content, **options)
    return [(item.line, item.code) for item in items if isinstance(item, Fault)]


def balances_of(content: str | bytes, kind: BalanceKind, **options: object) -> list[str]:
    items = items_of(content, **options)
    return [str(i.amount) for i in items if isinstance(i, Balance) and i.kind == kind]


def accounts_of(content: str | bytes, **options: object) -> list[Account]:
    return [item for item in items_of(content, **options) if isinstance(item, Account)]


def warnings_of(content: str | bytes, **options: object) -> list[str]:
    return [item.code for item in items_of(content, **options) if isinstance(item, FileWarning)]


def refused(content: str | bytes, **options: object) -> tuple[str, str]:
    """Return code and option of the question that reading ends with."""
    with pytest.raises(Unreadable) as caught:
        items_of(content, **options)
    return caught.value.code, caught.value.option
