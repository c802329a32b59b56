"""Transactions as CSV (RFC 4180): one line per posting, for spreadsheets and scripts.

A spreadsheet runs a cell that begins with certain characters as a formula, also where a stranger
wrote it. Text that could be taken so gets an apostrophe in front (OWASP, "CSV Injection"); amounts
stay the numbers that they are.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator

from common.money import CURRENCIES, format_amount
from exports.reading import Reading
from transactions.stored import StoredPosting, StoredTransaction

COLUMNS = (
    *("date", "type", "status", "payee", "description", "notes", "tags"),
    *("account", "kind", "category", "amount", "currency", "home_amount", "home_currency", "rate"),
    *("posting_description", "transaction", "posting"),
)
BYTE_ORDER_MARK = "\ufeff"

# Apostrophes in front count too, so that the one put there can be taken away again without doubt.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def csv_file(reading: Reading, *, byte_order_mark: bool) -> Iterator[bytes]:
    """Yield the file, in UTF-8; with the mark by which Excel knows that, where it is asked for."""
    heading = BYTE_ORDER_MARK if byte_order_mark else ""
    yield (heading + _lines([COLUMNS])).encode()
    table = Table(reading, harmless)
    for batch in reading.batches():
        yield _lines(row for transaction in batch for row in table.rows(transaction)).encode()


def harmless(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def joined(parts: list[str], separator: str) -> str:
    """Return `parts` as one text; a separator or a backslash within one has a backslash before."""
    escaped = (part.replace("\\", "\\\\").replace(separator, f"\\{separator}") for part in parts)
    return f"{separator} ".join(escaped) if separator == ";" else separator.join(escaped)


class Table:
    """The lines of a reading, with the names of what its postings refer to.

    Whatever people wrote passes through `plain`.
    """

    def __init__(self, reading: Reading, plain: Callable[[str], str]) -> None:
        self._plain = plain
        self.home = CURRENCIES[reading.book.home_currency]
        self.accounts = {key: plain(row.name) for key, row in reading.accounts.items()}
        self.categories: dict[int | None, str] = {None: ""}
        for key in reading.categories:
            self.categories[key] = plain(joined(reading.category_path(key), ":"))

    def rows(self, row: StoredTransaction) -> Iterator[tuple[str | int, ...]]:
        """Yield the line of each posting of `row`, in the order of COLUMNS."""
        own = (
            row.date.isoformat(),
            row.type,
            row.status,
            self._plain(row.payee or ""),
            self._plain(row.description),
            self._plain(row.notes),
            self._plain(joined([tag.name for tag in row.tags], ";")),
        )
        for posting in row.postings:
            yield (*own, *self._of_posting(posting), row.pk, posting.pk)

    def _of_posting(self, posting: StoredPosting) -> tuple[str, ...]:
        home = posting.home_amount
        return (
            self.accounts[posting.account_id],
            posting.kind,
            self.categories[posting.category_id],
            format_amount(posting.amount, CURRENCIES[posting.currency]),
            posting.currency,
            "" if home is None else format_amount(home, self.home),
            self.home.code,
            posting.rate,
            self._plain(posting.description),
        )


def _lines(rows: "Iterator[tuple[str | int, ...]] | list[tuple[str, ...]]") -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
