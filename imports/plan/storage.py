"""Reading a plan: part by part for the commit, and in pages for people."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from imports.models import Import, PlanPart
from imports.plan.rows import Planned, load_rows


class Numbered(NamedTuple):
    """A row of a plan with its number."""

    number: int
    row: Planned


def parts_of_plan(imported: Import) -> Iterator[PlanPart]:
    """Yield the parts of a plan in order, one in memory at a time."""
    parts = PlanPart.objects.filter(plan_of=imported)
    # Not with iterator(): the drivers of MySQL fetch all that a statement finds.
    for first in list(parts.order_by("first_row").values_list("first_row", flat=True)):
        yield parts.get(first_row=first)


def index_of_plan(imported: Import) -> list[tuple[int, dict[str, int]]]:
    """Return the number of the first row of each part, and how many it has of each verdict."""
    parts = PlanPart.objects.filter(plan_of=imported).order_by("first_row")
    found = parts.values_list("first_row", "verdicts")
    return [(first, json.loads(text)) for first, text in found]


def rows_numbered(imported: Import, numbers: Iterable[int]) -> dict[int, Planned]:
    """Return the rows of a plan with these numbers; those that it does not have are left out."""
    wanted = sorted(numbers)
    parts = PlanPart.objects.filter(plan_of=imported)
    found: dict[int, Planned] = {}
    for first, counts in index_of_plan(imported) if wanted else ():
        inside = [row for row in wanted if first <= row < first + sum(counts.values())]
        rows = load_rows(parts.get(first_row=first).rows) if inside else []
        found |= {number: rows[number - first] for number in inside}
    return found


def rows_beyond(
    imported: Import,
    number: int | None,
    count: int,
    *,
    verdicts: Sequence[str],
    back: bool,
    index: Sequence[tuple[int, dict[str, int]]] | None = None,
) -> list[Numbered]:
    """Return up to `count` rows of `verdicts` beyond row `number`, nearest first.

    Parts without any such row are passed over unread; `index` is that of the plan, if it was read.
    """
    parts = PlanPart.objects.filter(plan_of=imported)
    index = index_of_plan(imported) if index is None else index
    found: list[Numbered] = []
    for first, counts in reversed(index) if back else index:
        last = first + sum(counts.values()) - 1
        passed = number is not None and (first >= number if back else last <= number)
        if passed or not any(counts.get(verdict) for verdict in verdicts):
            continue
        rows = enumerate(load_rows(parts.get(first_row=first).rows), first)
        wanted = [
            Numbered(n, row)
            for n, row in rows
            if row.verdict in verdicts and _is_beyond(n, number, back=back)
        ]
        found += reversed(wanted) if back else wanted
        if len(found) >= count:
            break
    return found[:count]


def _is_beyond(row: int, number: int | None, *, back: bool) -> bool:
    return number is None or (row < number if back else row > number)
