"""Journals of hledger (https://hledger.org/hledger.html#journal)."""

from collections.abc import Iterator

from readers.format import Format
from readers.journal.dialects import HLEDGER, sureness
from readers.journal.reader import OPTIONS, read_journal
from readers.source import Source
from readers.statement import Item, Options


def recognises(source: Source) -> int:
    """Return how sure it is that a file is a journal, and one of hledger rather than of ledger."""
    return sureness(source, HLEDGER)


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield what a journal says."""
    return read_journal(source, options, HLEDGER)


FORMAT = Format("hledger", "hledger journal", recognises, read, OPTIONS)
