"""Journals of hledger (https://hledger.org/hledger.html#journal)."""

from collections.abc import Iterator

from imports.formats.format import Format
from imports.formats.journal import OPTIONS, read_journal
from imports.formats.journal_dialects import HLEDGER, sureness
from imports.source import Source
from imports.statement import Item, Options


def recognises(source: Source) -> int:
    """Return how sure it is that a file is a journal, and one of hledger rather than of ledger."""
    return sureness(source, HLEDGER)


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield what a journal says."""
    return read_journal(source, options, HLEDGER)


FORMAT = Format("hledger", "hledger journal", recognises, read, OPTIONS)
