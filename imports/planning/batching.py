"""The rows of an import in batches, which are matched and stored together."""

from collections.abc import Iterable, Iterator

from imports.plan.rows import Planned, length_of
from readers.statement import Unreadable

BATCH = 2_000
"""How many rows are matched, and written, at a time."""
BATCH_LENGTH = 2**20
"""How many characters of text are matched, and written, at a time, in fewer rows if need be: as
JSON well below the 16 MiB that a database takes in one statement."""
ROWS_MAX = 5_000_000
"""How many rows an import may have."""


class Batches:
    """Puts the rows of an import together, file by file, and counts them."""

    def __init__(self) -> None:
        self.rows = 0
        """How many rows there have been."""

    def of(self, rows: Iterable[Planned]) -> Iterator[list[Planned]]:
        """Yield the `rows` of one file in batches; raises Unreadable where they are too many."""
        batch: list[Planned] = []
        length = 0
        for row in rows:
            self.rows += 1
            if self.rows > ROWS_MAX:
                raise Unreadable("too_many_rows", f"An import has at most {ROWS_MAX:,} rows.")
            batch.append(row)
            length += length_of(row)
            if len(batch) >= BATCH or length >= BATCH_LENGTH:
                yield batch
                batch, length = [], 0
        if batch:
            yield batch
