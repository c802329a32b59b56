"""Names of tags in one line, separated by commas; one that has a comma stands in quotes."""

import csv
from collections.abc import Iterable

QUOTE = '"'


def read_tags(text: str) -> tuple[str, ...]:
    """Return the names that `text` states, without blank ones."""
    line = " ".join(text.split())
    (names,) = csv.reader([line], skipinitialspace=True) if line else ((),)
    return tuple(filter(None, (name.strip() for name in names)))


def show_tags(names: Iterable[str]) -> str:
    """Return `names` as the text that states them."""
    return ", ".join(_quoted(name) if _needs_quotes(name) else name for name in names)


def _needs_quotes(name: str) -> bool:
    return "," in name or name.startswith(QUOTE)


def _quoted(name: str) -> str:
    return f"{QUOTE}{name.replace(QUOTE, QUOTE * 2)}{QUOTE}"
