"""The tables that `make bench` prints, in Markdown."""

from collections.abc import Iterator, Mapping, Sequence

from benchmarks.bulk import BulkTimes
from benchmarks.contenders import (
    ACCOUNTS,
    BARE,
    CATEGORIES,
    CREATE,
    CURSOR,
    DEEP_PAGE,
    FIRST_PAGE,
    OURS,
    STOCK,
    Key,
)
from benchmarks.history import DELETE, EDIT

FLAT_MAX = 2.0
"""How much longer a read may take in the largest book than in the smallest."""
LIST_MAX, REPORT_MAX = 0.4, 0.6
"""What share of the time of the stock implementation a list and a report may take."""
SHARES_MAX = {
    CREATE: 0.9,
    EDIT: 1.3,
    DELETE: 1.3,
    ACCOUNTS: LIST_MAX,
    CATEGORIES: LIST_MAX,
    FIRST_PAGE: LIST_MAX,
    DEEP_PAGE: LIST_MAX,
}
"""The same of single tasks; the others are reports. The goals were set when these took one to four
times as long as the stock ones: what people do most is to cost them no waiting."""
WRITES = {CREATE, EDIT, DELETE}
"""What is not held to FLAT_MAX: each of them waits for the disk."""
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
        _held(ours / min(others), SHARES_MAX.get(task, REPORT_MAX)) if others else "",
    )
    return f"| {' | '.join(cells)} |"


def _milliseconds(time: float | None) -> str:
    if time is None:
        return ""
    return f"{time:.2f}" if time < 100 else f"{time:,.0f}"


def _held(ratio: float, limit: float | None) -> str:
    return f"{ratio:.2f}" if limit is None or ratio <= limit else f"**{ratio:.2f}!**"
