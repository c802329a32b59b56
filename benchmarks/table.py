"""The tables that `make bench` prints, in Markdown."""

from collections.abc import Iterator, Mapping, Sequence

from benchmarks.bulk import BulkTimes
from benchmarks.contenders import BARE, CREATE, CURSOR, OURS, STOCK, Key
from benchmarks.history import DELETE, EDIT

FLAT_MAX = 2.0
"""How much longer a read may take in the largest book than in the smallest."""
READ_MAX = 1.0
CREATE_MAX = 2.0
"""How much longer than the stock implementation a read and a create may take."""
WRITES = {CREATE: CREATE_MAX, EDIT: None, DELETE: None}
"""How much longer they may take; None where there is nothing that they are held to."""
BULK_MAX = 3.0
"""How much longer than `executemany` the services may take."""

HEAD = (
    "| task | transactions | ours ms | against the smallest | bare SQL ms | ours / bare "
    "| stock ms | stock, cursor pages ms | ours / best stock |"
)


def lines(found: Mapping[Key, float]) -> Iterator[str]:
    """Yield the table of the medians `found`; one beyond its target has an exclamation mark."""
    yield HEAD
    yield "|---|" + "---:|" * (HEAD.count("|") - 2)
    smallest = min(key.size for key in found)
    for task in dict.fromkeys(key.task for key in found):
        for size in sorted({key.size for key in found}):
            yield _line(task, size, found, found[Key(task, smallest, OURS)])


def bulk_line(times: BulkTimes, transactions: int) -> str:
    """Return the sentence on mass inserts."""
    ratio = _held(times.ratio, BULK_MAX)
    return (
        f"{transactions:,} transactions through the services: {times.ours:.1f} s; the same rows by "
        f"`executemany`: {times.bare:.1f} s; median of the batches: {ratio} times."
    )


def _line(task: str, size: int, found: Mapping[Key, float], smallest: float) -> str:
    ours, bare = found[Key(task, size, OURS)], found.get(Key(task, size, BARE))
    stock, cursor = (found.get(Key(task, size, name)) for name in (STOCK, CURSOR))
    others = [time for time in (stock, cursor) if time is not None]
    cells: Sequence[str] = (
        task,
        f"{size:,}",
        _milliseconds(ours),
        _held(ours / smallest, None if task in WRITES else FLAT_MAX),
        _milliseconds(bare),
        f"{ours / bare:.1f}" if bare else "",
        _milliseconds(stock),
        _milliseconds(cursor),
        _held(ours / min(others), WRITES.get(task, READ_MAX)) if others else "",
    )
    return f"| {' | '.join(cells)} |"


def _milliseconds(time: float | None) -> str:
    if time is None:
        return ""
    return f"{time:.2f}" if time < 100 else f"{time:,.0f}"


def _held(ratio: float, limit: float | None) -> str:
    return f"{ratio:.2f}" if limit is None or ratio <= limit else f"**{ratio:.2f}!**"
