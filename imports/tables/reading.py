"""From any table to rows: the two doors of this package."""

from collections.abc import Iterator, Mapping

from imports.statement import Item, Options
from imports.tables.apps.actual import ActualRows
from imports.tables.apps.firefly import FireflyRows
from imports.tables.apps.own import OwnRows
from imports.tables.apps.wise import WiseRows
from imports.tables.apps.ynab import YnabRows
from imports.tables.grid import Grid
from imports.tables.layout import Layout
from imports.tables.plan import plan_of
from imports.tables.rows import Rows

ROWS: Mapping[str, type[Rows]] = {
    "actual": ActualRows,
    "firefly": FireflyRows,
    "own": OwnRows,
    "wise": WiseRows,
    "ynab": YnabRows,
}
"""What makes rows of a table, by the `logic` of its profile."""
OPTIONS = frozenset(
    {
        *("header", "columns", "date_order", "date_format", "decimal_sign"),
        *("invert", "currency", "skip_rows"),
    }
)
"""The names of what a caller may state about any table; see the how-to for what each means."""


def guess(grid: Grid, options: Options) -> Layout:
    """Return how `grid` would be read; goes through it once.

    Raises Unreadable where the caller has to say something first.
    """
    return plan_of(grid, options).layout


def read_table(grid: Grid, options: Options) -> Iterator[Item]:
    """Yield what `grid` says; goes through it twice, but for what it looks at of the beginning.

    Raises Unreadable where nothing can be read, and where the caller has to say something first.
    """
    plan = plan_of(grid, options)
    logic = plan.profile.logic if plan.profile and not options.get("columns") else ""
    yield from ROWS.get(logic, Rows)(grid, plan).items()
