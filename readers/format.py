"""What a format is to the rest of the program: something that knows its files and reads them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from readers.source import Source
from readers.statement import Item, Options

# Only their order matters: the format that is surest of a file reads it.
CERTAIN = 100
"""Nothing else begins like this."""
LIKELY = 60
"""Its structure is found, which files of another format may have by chance."""
POSSIBLE = 20
"""Little speaks for it: a format with any evidence comes first."""
NO = 0


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file."""

    name: str
    """The word for it in the API."""
    label: str
    """What people call it."""
    recognises: Callable[[Source], int]
    """Returns how sure it is that a file is of this format, from NO to CERTAIN, by its content."""
    read: Callable[[Source, Options], Iterator[Item]]
    """Yields what a file says; raises Unreadable where it cannot be read as a whole."""
    options: frozenset[str] = frozenset()
    """The names of what the caller may state about such a file."""
