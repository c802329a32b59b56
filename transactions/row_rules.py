"""The rules of one transaction by itself, with its postings and tags."""

from collections.abc import Iterator

from books.row_rules import RowRule
from books.tracked_models import Columns
from common.errors import Problem
from common.money import CURRENCIES
from transactions.models import NOTES_LENGTH_MAX

POSTINGS_MAX = 100
"""How many postings a transaction has at the most."""
TAGS_MAX = 30
"""How many tags a transaction carries at the most."""


def _tags_are_few(row: Columns) -> Iterator[Problem]:
    if len(row["tag_links"]) > TAGS_MAX:
        yield Problem("/tags", "too_many", f"A transaction carries at most {TAGS_MAX} tags.")


def _postings_are_few(row: Columns) -> Iterator[Problem]:
    if not 1 <= len(row["postings"]) <= POSTINGS_MAX:
        yield Problem("/postings", "count", f"A split has 1 to {POSTINGS_MAX} postings.")


def _notes_are_short(row: Columns) -> Iterator[Problem]:
    if len(row["notes"]) > NOTES_LENGTH_MAX:
        detail = f"Notes have at most {NOTES_LENGTH_MAX:,} characters."
        yield Problem("/notes", "max_length", detail)


def _currencies_are_known(row: Columns) -> Iterator[Problem]:
    codes = {row["currency"], *(posting["currency"] for posting in row["postings"])}
    for code in sorted(codes - CURRENCIES.keys()):
        yield Problem("/currency", "unknown_currency", f"ISO 4217 has no currency {code}.")


ROW_RULES: tuple[RowRule, ...] = (
    _tags_are_few,
    _postings_are_few,
    _notes_are_short,
    _currencies_are_known,
)
