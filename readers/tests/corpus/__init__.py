"""A made-up corpus: files of every class that once went wrong, and what is true of each.

`python -m readers.tests.corpus FOLDER` writes it as `tools.score_imports` reads it.
"""

from collections.abc import Callable, Iterator, Mapping

from readers.tests.corpus import (
    accounts,
    directions,
    exchanges,
    numbers,
    overlaps,
    own,
    statements,
)
from readers.tests.corpus.samples import Sample

CLASSES: Mapping[str, Callable[[], Iterator[Sample]]] = {
    "pairs": directions.pairs,
    "words": directions.words,
    "marks": directions.marks,
    "cards": directions.cards,
    "flags": directions.flags,
    "both": numbers.directions_of_words,
    "balance-rows": numbers.balance_rows,
    "account-numbers": accounts.numbers,
    "account-columns": accounts.columns_of_accounts,
    "wallets": accounts.wallets,
    "transfers": accounts.transfers,
    "transfer-columns": accounts.transfer_columns,
    "purchases": accounts.purchases,
    "states": numbers.states,
    "invisible": numbers.invisible,
    "digits": numbers.digits,
    "minor-units": numbers.minor_units,
    "dates": numbers.dates,
    "eras": numbers.eras,
    "controls": numbers.controls,
    "encodings": numbers.encodings,
    "plain": numbers.plain,
    "signs": numbers.signs,
    "bookings": overlaps.bookings,
    "rewordings": overlaps.rewordings,
    "letters": overlaps.letters,
    "exchanges": exchanges.exchanges,
    "own-tables": own.own_tables,
    "ofx": statements.ofx,
    "mt940": statements.mt940,
    "camt": statements.camt,
    "qif": statements.qif,
}
"""What makes the samples of each class, by its name."""
