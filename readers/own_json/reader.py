"""The JSON that this program exports: an array of transactions, each on a line of its own."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from common.money import AmountError, read_number
from readers.format import CERTAIN, NO, Format
from readers.source import Source
from readers.statement import Account, Fault, Item, Options, Posting, Row, Unreadable, path_of
from readers.tables.apps.own import KINDS, row_of

LINE_BYTES_MAX = 4 * 1024 * 1024
"""How long a line may be: a transaction of 1,000 postings, with all of its texts, is shorter."""

_BEGINNING = re.compile(r'\[\s*\{"id": [0-9]+, "type": "(?:expense|income|transfer)", "date": "')
_STATUSES = frozenset({"pending", "cleared", "reconciled"})


def recognises(source: Source) -> int:
    """Return how sure it is that a file is our own export, by its first transaction."""
    return CERTAIN if _BEGINNING.match(source.head_text) else NO


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield what a file says.

    Raises Unreadable for a file without its end, without transactions, or with longer lines.
    """
    reading = _Reading()
    ends = False
    for number, line in enumerate(_lines(source), start=1):
        text = line.strip().removesuffix(b",").strip()
        if text in {b"", b"["}:
            continue
        if text == b"]":
            ends = True
            continue
        yield from reading.items(number, text)
    if not ends:
        raise Unreadable("truncated", "The file ends before its array does; download it again.")
    if not reading.has_any:
        raise Unreadable("no_rows", "The file has no transactions.")


def _lines(source: Source) -> Iterator[bytes]:
    with source.open() as file:
        while line := file.readline(LINE_BYTES_MAX + 1):
            if len(line) > LINE_BYTES_MAX:
                detail = f"A line has more than {LINE_BYTES_MAX:,} bytes: export the file again."
                raise Unreadable("line_too_long", detail)
            yield line


@dataclass
class _Reading:
    """What has been read of a file."""

    named: set[str] = field(default_factory=set)
    has_any: bool = False

    def items(self, number: int, text: bytes) -> Iterator[Item]:
        """Yield the accounts that are new, and the transaction of one line; or its fault."""
        self.has_any = True
        try:
            held = _postings(number, json.loads(text))
        except (AmountError, AttributeError, KeyError, RecursionError, TypeError, ValueError):
            detail = "This line is not a transaction in the form of this program's exports."
            yield Fault(number, "bad_line", detail)
            return
        for row, _posting in held:
            if row.account not in self.named:
                self.named.add(row.account)
                yield Account(row.account, row.account, "", row.currency)
        yield from row_of(held)


def _postings(number: int, said: dict[str, Any]) -> list[tuple[Row, Posting]]:
    """Return the postings of a transaction, each with the row that it would be.

    Raises an error of Python for whatever is not as our export writes it.
    """
    whole = Row(
        number,
        date.fromisoformat(_text(said["date"])),
        Decimal(0),
        payee=_text(said["payee"]),
        description=_text(said["description"]),
        notes=_text(said["notes"]),
        bank_id=str(int(said["id"])),
        tags=tuple(_text(tag) for tag in said["tags"]),
        status=_one_of(_STATUSES, said["status"]),
        counts_as=_one_of(KINDS, said["type"]),
    )
    held = []
    for one in said["postings"]:
        posting = Posting(
            read_number(_text(one["amount"])),
            _text(one["account_name"]),
            _text(one["currency"]),
            _one_of(KINDS, one["kind"]),
            path_of(*map(_text, one["category_path"] or ())),
            _text(one["description"]),
        )
        row = whole._replace(
            amount=posting.amount,
            account=posting.account,
            currency=posting.currency,
            category=posting.category,
        )
        held.append((row, posting))
    if not held:
        raise ValueError
    return held


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _one_of(known: frozenset[str], value: object) -> str:
    if value not in known:
        raise ValueError
    return str(value)


FORMAT = Format(
    name="json",
    label="JSON of this program",
    recognises=recognises,
    read=read,
)
