"""Journals of ledger (https://ledger-cli.org/doc/ledger3.html)."""

from collections.abc import Iterator

from readers.format import Format
from readers.journal.dialects import LEDGER, sureness
from readers.journal.reader import OPTIONS, read_journal
from readers.source import Source
from readers.statement import Item, Options


def recognises(source: Source) -> int:
    """Return how sure it is that a file is a journal, and one of ledger rather than of hledger."""
    return sureness(source, LEDGER)


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield what a journal says."""
    return read_journal(source, options, LEDGER)


FORMAT = Format("ledger", "ledger journal", recognises, read, OPTIONS)
