"""Transactions, payees and tags that come from an archive: what follows, and what is amiss.

What a transaction may not say beside its accounts and categories is looked at once all are there
(`transactions.integrity`).
"""

from collections.abc import Iterator
from typing import Any

from books.kinds import Columns
from common.money import CURRENCIES
from common.text import fold, is_name
from transactions.drafts import POSTINGS_MAX, TAGS_MAX
from transactions.models import NOTES_LENGTH_MAX


def name_key(row: Columns) -> Any:
    return fold(row["name"])


def search_text(row: Columns) -> Any:
    return fold(f"{row['description']} {row['notes']}")


def label_faults(row: Columns) -> Iterator[str]:
    if not is_name(row["name"]):
        yield f"{row['name']!r} is no name"


def transaction_faults(row: Columns) -> Iterator[str]:
    postings = row["postings"]
    if not 1 <= len(postings) <= POSTINGS_MAX:
        yield f"a transaction has 1 to {POSTINGS_MAX} postings"
    if len(row["tag_links"]) > TAGS_MAX:
        yield f"a transaction carries at most {TAGS_MAX} tags"
    if len(row["notes"]) > NOTES_LENGTH_MAX:
        yield f"notes have at most {NOTES_LENGTH_MAX:,} characters"
    codes = {row["currency"], *(posting["currency"] for posting in postings)}
    yield from (f"ISO 4217 has no currency {code}" for code in sorted(codes - CURRENCIES.keys()))
