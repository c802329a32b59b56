"""Batches of a sequence: what one statement or one step takes at once."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

IDS_AT_ONCE = 500
"""How many rows one statement names, by ids or keys: well below the 999 variables that SQLite takes
before version 3.32."""

SequenceT = TypeVar("SequenceT", bound=Sequence[object])


def batched(values: SequenceT, size: int) -> Iterator[SequenceT]:
    """Yield slices of `values` of at most `size` each, in their order."""
    for start in range(0, len(values), size):
        yield values[start : start + size]  # type: ignore[misc]  # a slice is of the same type
