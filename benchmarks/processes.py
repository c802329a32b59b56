"""The processes of a running program, and the memory that they take (Linux, /proc)."""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

GONE = (FileNotFoundError, ProcessLookupError)


class Memory(NamedTuple):
    """What processes take, MiB: PSS counts a page that several share once, RSS once for each."""

    pss: float = 0.0
    rss: float = 0.0


def family(process: int) -> list[int]:
    """A process and all its descendants; one that ends meanwhile is left out."""
    children: list[str] = []
    with suppress(*GONE):
        tasks = Path(f"/proc/{process}/task").iterdir()
        children = [child for task in tasks for child in (task / "children").read_text().split()]
    return [process, *(member for child in children for member in family(int(child)))]


def memory(processes: Iterable[int]) -> Memory:
    """Return what `processes` take together; one that has ended takes nothing."""
    pss = rss = 0.0
    for process in processes:
        with suppress(*GONE):
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
            pss, rss = pss + kibibytes("Pss", text), rss + kibibytes("Rss", text)
    return Memory(pss / 1024, rss / 1024)


def kibibytes(name: str, rollup: str) -> float:
    """Return the figure `name` of a smaps_rollup; 0 for a process that is just ending."""
    found = re.search(rf"^{name}:\s+(\d+) kB$", rollup, re.MULTILINE)
    return float(found[1]) if found else 0.0
