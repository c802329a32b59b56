"""Transactions as JSON: one array of what the API shows of each, with its postings.

Accounts and categories are ids there, which mean something in one book alone: so their names stand
beside them.
"""

import json
from collections.abc import Iterator
from typing import Any

from exports.reading import Reading
from transactions.presenters import shown_transaction
from transactions.stored import StoredTransaction


def json_file(reading: Reading) -> Iterator[bytes]:
    """Yield the file: a line for each transaction, between the brackets of the array."""
    before = "[\n"
    for batch in reading.batches():
        shown = (json.dumps(_shown(row, reading), ensure_ascii=False) for row in batch)
        yield (before + ",\n".join(shown)).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def _shown(row: StoredTransaction, reading: Reading) -> dict[str, Any]:
    shown = shown_transaction(row, expand=True)
    for posting in shown["postings"]:
        category = posting["category"]
        posting["account_name"] = reading.accounts[posting["account"]].name
        posting["category_path"] = reading.category_path(category) if category else None
    return shown
