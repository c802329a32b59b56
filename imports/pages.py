"""Pages of imports and of the rows of their plans."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request

from api.pagination import KeysetPagination, read_limit
from imports.plan_parts import Numbered, rows_beyond


class NewestImports(KeysetPagination):
    """Imports, newest first."""

    descending = True


class PlanPages(KeysetPagination):
    """Rows of a plan in the order of the file; the view says of which import and verdicts."""

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: Any = None
    ) -> list[Any]:
        self.request = request
        self.limit = read_limit(request)
        cursor = self.read_cursor(request)
        back = cursor is not None and cursor.back
        found = rows_beyond(
            view.get_object(),
            cursor.key[0] if cursor else None,
            self.limit + 1,
            verdicts=view.verdicts,
            back=back,
        )
        more = len(found) > self.limit
        rows = found[: self.limit]
        if back:
            rows.reverse()
        self.has_next = more if not back else True
        self.has_previous = more if back else cursor is not None
        self.rows = rows
        return rows

    def key_of(self, row: Any) -> tuple[Any, ...]:
        numbered: Numbered = row
        return (numbered.number,)
