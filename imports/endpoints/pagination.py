"""Pages of imports and of the rows of their plans, which end early where there is much text."""

from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from django.db.models.functions import Length
from rest_framework.request import Request

from api.pagination import Cursor, KeysetPagination, NewestByTime
from imports.models import Import
from imports.plan.rows import length_of
from imports.plan.storage import Numbered, rows_beyond

PAGE_LENGTH_MAX = 2**20
"""How many characters of text the rows of a page have at the most, but for a single longer row."""


class NewestUploads(NewestByTime):
    """Imports, newest first."""

    columns = ("uploaded_at", "id")


class NewestImports(NewestUploads):
    """Imports, newest first, with their summaries."""

    def fetch(self, queryset: Any, cursor: Cursor | None, count: int) -> list[Any]:
        # How long the summaries are comes first: all of them may be more than fits into memory.
        sized = queryset.defer("summary").annotate(length=Length("summary"))
        return super().fetch(sized, cursor, count)

    def fitting(self, rows: list[Any]) -> list[Any]:
        kept = rows[: _fitting(row.length for row in rows)]
        found = Import.objects.filter(pk__in=[row.pk for row in kept])
        summary = dict(found.values_list("pk", "summary"))
        for row in kept:
            row.summary = summary.get(row.pk, "")
        return kept


class PlanPages(KeysetPagination):
    """Rows of a plan in the order of the file; the view says of which import and verdicts."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.view = view
        return super().paginate_queryset(queryset, request, view)

    def fetch(self, queryset: Any, cursor: Cursor | None, count: int) -> list[Any]:
        return rows_beyond(
            self.view.get_object(),
            cursor.key[0] if cursor else None,
            count,
            verdicts=self.view.verdicts,
            back=cursor is not None and cursor.back,
        )

    def fitting(self, rows: list[Any]) -> list[Any]:
        return fitting_rows(rows)

    def key_of(self, row: Any) -> tuple[Any, ...]:
        numbered: Numbered = row
        return (numbered.number,)


def fitting_rows(rows: list[Numbered]) -> list[Numbered]:
    """Return the first of `rows` that fit on a page, at least one."""
    return rows[: _fitting(length_of(numbered.row) for numbered in rows)]


def _fitting(lengths: Iterable[int]) -> int:
    """Return how many of the first texts fit on a page; at least one."""
    return max(1, sum(length <= PAGE_LENGTH_MAX for length in accumulate(lengths)))
