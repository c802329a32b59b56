"""Journals of ledger (https://ledger-cli.org/doc/ledger3.html)."""

from collections.abc import Iterator

from imports.formats.format import Format
from imports.formats.journal import OPTIONS, read_journal
from imports.formats.journal_dialects import LEDGER, sureness
from imports.source import Source
from imports.statement import Item, Options


def recognises(source: Source) -> int:
    """Return how sure it is that a file is a journal, and one of ledger rather than of hledger."""
    return sureness(source, LEDGER)


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield what a journal says."""
    return read_journal(source, options, LEDGER)


FORMAT = Format("ledger", "ledger journal", recognises, read, OPTIONS)
