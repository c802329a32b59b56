"""Ids of rows of several kinds, as one statement takes them."""

from collections.abc import Collection, Iterator, Mapping

NO_ID = 0
"""Is the id of no row: databases count from 1."""


def batches_of_ids(
    ids: Mapping[str, Collection[int]], kinds: Collection[str], size: int
) -> Iterator[dict[str, list[int]]]:
    """Yield `ids` by kind, up to `size` of each kind at a time.

    A batch has a list for each of `kinds`, and all of its lists are equally long: so a statement
    over them has a text for each length, and not for each set of lengths.
    """
    ordered = {kind: sorted(ids.get(kind, ())) for kind in kinds}
    longest = max(map(len, ordered.values()), default=0)
    for start in range(0, longest, size):
        batch = {kind: found[start : start + size] for kind, found in ordered.items()}
        width = max(map(len, batch.values()))
        yield {kind: found + [NO_ID] * (width - len(found)) for kind, found in batch.items()}
