"""Transactions as JSON: one array of what the API shows of each, with its postings."""

import json
from collections.abc import Iterator

from exports.reading import Reading
from transactions.presenters import shown_transaction


def json_file(reading: Reading) -> Iterator[bytes]:
    """Yield the file: a line for each transaction, between the brackets of the array."""
    before = "[\n"
    for batch in reading.batches():
        shown = (
            json.dumps(shown_transaction(row, expand=True), ensure_ascii=False) for row in batch
        )
        yield (before + ",\n".join(shown)).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"
