"""Accounts that come from an archive: what follows from their other columns, and what is amiss."""

from collections.abc import Iterator
from typing import Any

from books.kinds import Columns
from common.money import CURRENCIES
from common.text import fold, is_name


def name_key(row: Columns) -> Any:
    return fold(row["name"])


def account_faults(row: Columns) -> Iterator[str]:
    if not is_name(row["name"]):
        yield f"{row['name']!r} is no name"
    if row["currency"] not in CURRENCIES:
        yield f"ISO 4217 has no currency {row['currency']}"
