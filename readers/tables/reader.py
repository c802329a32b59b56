"""From any table to rows: the two doors of this package."""

from collections.abc import Iterator, Mapping
from typing import Any

from readers.statement import (
    ACCOUNT,
    CORRECTIONS,
    PROVED,
    RECALL,
    EvidenceKind,
    Item,
    Options,
    Understood,
    Unreadable,
)
from readers.tables.apps.actual import ActualRows
from readers.tables.apps.ezbookkeeping import EzBookkeepingRows
from readers.tables.apps.firefly import FireflyRows
from readers.tables.apps.own import OwnRows
from readers.tables.apps.wise import WiseRows
from readers.tables.apps.ynab import YnabRows
from readers.tables.characters import Readable
from readers.tables.decisions import Sources, decisions_of
from readers.tables.grid import Grid
from readers.tables.header import head_of
from readers.tables.interpretation import check, plan_of
from readers.tables.layout import Layout
from readers.tables.rows import Rows

ROWS: Mapping[str, type[Rows]] = {
    "actual": ActualRows,
    "ezbookkeeping": EzBookkeepingRows,
    "firefly": FireflyRows,
    "own": OwnRows,
    "wise": WiseRows,
    "ynab": YnabRows,
}
"""What makes rows of a table, by the `logic` of its profile."""
OPTIONS = frozenset(
    {
        *("header", "columns", "date_order", "date_format", "decimal_sign"),
        *("invert", "invert_balance", "directions", "states", "calendar", "future_dates"),
        *("currency", "skip_rows"),
    }
)
"""The names of what a caller may state about any table; see the how-to for what each means."""

_NOT_STATED = {RECALL, ACCOUNT, PROVED, CORRECTIONS}
"""What the program adds to the options of the caller."""
PREVIEW_LINES = 10
"""How many lines are shown beside what was understood of them: they fit a screen."""
PREVIEW_LENGTH_MAX = 200
"""How much is shown of a cell."""
NAMES_LENGTH_MAX = 20_000
"""How much text the names of the columns may have: 20 characters for each of 1,000."""


def guess(grid: Grid, options: Options) -> Layout:
    """Return how `grid` would be read; goes through it once.

    Raises Unreadable where the caller has to say something first.
    """
    check(options)
    read = Readable(grid, options)
    return plan_of(read, _without_format(read, options)).layout


def read_table(grid: Grid, options: Options) -> Iterator[Item]:
    """Yield what `grid` says; goes through it twice, but for what it looks at of the beginning.

    What was stated of a table with the same columns before holds for this one too, unless `options`
    say otherwise. Raises Unreadable where nothing can be read, and where the caller has to say
    something first; the reader yields what it understood even then.
    """
    stated = {k: v for k, v in options.items() if k not in _NOT_STATED}
    check(stated)
    head = head_of(Readable(grid, stated), stated)
    recall = options.get(RECALL)
    recalled = {k: v for k, v in recall(head.names).items() if k in OPTIONS} if recall else {}
    stated, sources = _joined(recalled, options.get(PROVED, {}), stated)
    read = Readable(grid, stated)
    if sum(map(len, head.names)) > NAMES_LENGTH_MAX:
        detail = f"The names of the columns have more than {NAMES_LENGTH_MAX:,} characters."
        raise Unreadable("too_wide", detail)
    preview = [[_short(cell) for cell in cells] for _, cells in head.rows[:PREVIEW_LINES]]
    yield Understood({"names": list(head.names), "preview": preview})
    known = options.get(ACCOUNT)
    stated = dict(_without_format(read, stated))
    plan = plan_of(read, {**stated, ACCOUNT: known() if known else ("", "")})
    yield Understood({**plan.layout.as_dict(), "preview": preview}, plan.candidates)
    yield from decisions_of(plan, sources)
    logic = plan.profile.logic if plan.profile and not stated.get("columns") else ""
    if logic in ROWS:
        yield from ROWS[logic](plan.grid, plan).items()
    else:
        yield from Rows(plan.grid, plan, options.get(CORRECTIONS, {})).items()


def _joined(recalled: Options, proved: Options, stated: Options) -> tuple[dict[str, Any], Sources]:
    """Return the options that hold, and where each comes from; the later come first.

    One that is stated as empty takes back what was stated of an earlier file.
    """
    joined = {**recalled, **proved, **stated}
    sources = {
        **dict.fromkeys(recalled, EvidenceKind.KNOWN),
        **dict.fromkeys(proved, EvidenceKind.PROVED),
        **dict.fromkeys(stated, EvidenceKind.STATED),
    }
    return joined, {name: kind for name, kind in sources.items() if joined[name] not in (None, "")}


def _without_format(read: Readable, options: Options) -> Options:
    """Return `options` without the format of dates where the grid has read them by it already."""
    return {k: v for k, v in options.items() if k != "date_format" or not read.pattern}


def _short(cell: str) -> str:
    return cell if len(cell) <= PREVIEW_LENGTH_MAX else cell[: PREVIEW_LENGTH_MAX - 1] + "…"
