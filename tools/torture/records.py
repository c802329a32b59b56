"""What the database itself says of changes, read past the application."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tools.database import connect

REGISTRATION = "registration"
IMPORT = "import"


@dataclass(frozen=True)
class ChangeRecord:
    """A numbered change, with the digest of the Idempotency-Key that it was made under."""

    book_id: int
    number: int
    digest: str
    cause: str


def read_changes(url: str) -> list[ChangeRecord]:
    """Every change of every book, in order."""
    rows = query(
        url,
        "SELECT book_id, number, idempotency_key, cause FROM books_change ORDER BY book_id, number",
    )
    return [ChangeRecord(*row) for row in rows]


def read_last_changes(url: str) -> dict[int, int]:
    """The number of the newest change of each book, as the book has it."""
    return dict(query(url, "SELECT id, last_change FROM books_book"))


def integrity_faults(url: str) -> list[str]:
    """What SQLite finds wrong with its file; nothing on other engines, which check on reading."""
    if not url.startswith("sqlite:"):
        return []
    return [text for (text,) in query(url, "PRAGMA integrity_check") if text != "ok"]


def query(url: str, statement: str) -> list[Any]:
    """The rows that `statement` gives in the database of `url`."""
    if url.startswith("sqlite:"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            return file.execute(statement).fetchall()
    with connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def key_digest(user_id: int, key: str) -> str:
    """The form in which a change keeps the Idempotency-Key of a user."""
    return hashlib.sha256(f"{user_id}\0{key}".encode()).hexdigest()
