"""What the lines of a budget are called on pages, and how they are drawn."""

from dataclasses import dataclass

from budgets.stored_lines import StoredLine
from web.book_names import UNSORTED_TONE, BookNames

ACCOUNT_SYMBOL = "landmark"
"""The symbol of an account, as beside the accounts that a budget is of."""


@dataclass(frozen=True, slots=True)
class LineName:
    """A line in words and as a symbol."""

    path: str
    name: str
    symbol: str
    tone: str
    color: str


def name_of(line: StoredLine, names: BookNames) -> LineName:
    """Return what a line is called: as its category, or as its account."""
    if line.category_id is None:
        return LineName(line.name, line.name, ACCOUNT_SYMBOL, UNSORTED_TONE, "")
    one = names.categories[line.category_id]
    return LineName(one.path, one.name, one.symbol, one.tone, one.color)
