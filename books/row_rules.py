"""The rules of one row by itself, which judge a draft and a row that an archive brings alike."""

from collections.abc import Callable, Iterator

from books.tracked_models import Columns
from common.errors import Problem
from common.money import CURRENCIES
from common.text import is_name

RowRule = Callable[[Columns], Iterator[Problem]]
"""The columns are those that are about to be written, by attribute name, with the parts."""


def row_problems(rules: tuple[RowRule, ...], row: Columns) -> Iterator[Problem]:
    """Yield what `rules` have against `row`."""
    for rule in rules:
        yield from rule(row)


def name_is_valid(row: Columns) -> Iterator[Problem]:
    if not is_name(row["name"]):
        yield Problem("/name", "invalid", f"{row['name']!r:.60} is not a valid name.")


def currency_is_known(row: Columns) -> Iterator[Problem]:
    if row["currency"] not in CURRENCIES:
        detail = f"ISO 4217 has no currency {row['currency']}."
        yield Problem("/currency", "unknown_currency", detail)
