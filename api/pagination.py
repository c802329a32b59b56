"""Keyset pages: `{"next", "previous", "results"}`, the same cost at any depth.

A cursor names the row at the edge of a page and the direction to go on in. It is opaque to
clients, and one that was not made here is answered with 400.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol

from django.db.models import Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from common.errors import Invalid, Problem
from common.integers import BIGINT_MAX

LIMIT_DEFAULT = 50
"""How many rows a page has where nobody states it: a screen or two of them."""
LIMIT_MAX = 200
"""How many rows a page may have. The answer is made in memory, with notes of up to 10,000
characters for each row: 200 of them are 2 MB."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the key of an edge row; `back` reads towards the list's start."""

    back: bool
    key: tuple[Any, ...]

    def encode(self) -> str:
        text = json.dumps([int(self.back), *self.key], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Raises ValueError for text that `encode` does not make."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            back, *key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (binascii.Error, TypeError, RecursionError) as error:
            raise ValueError(str(error)) from None
        if back not in (0, 1):
            raise ValueError("no direction")
        return cls(bool(back), tuple(key))


class KeysetSource(Protocol):
    """A source of pages other than a queryset: it has rows in the order of a key."""

    def nearest(self, key: tuple[Any, ...] | None, count: int, *, descending: bool) -> list[Any]:
        """Return up to `count` rows right after `key`; from the start where that is None."""


class KeysetPagination(BasePagination):
    """Pages in order of one or more columns, all ascending or all descending, the last unique."""

    columns: ClassVar[tuple[str, ...]] = ("id",)
    descending: ClassVar[bool] = False

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.limit = read_limit(request)
        self.cursor = self.read_cursor(request)
        back = self.cursor is not None and self.cursor.back
        found = self.fetch(queryset, self.cursor, self.limit + 1)
        rows = self.fitting(found[: self.limit])
        more = len(found) > len(rows)
        if back:
            rows.reverse()
        self.has_next = more if not back else True
        self.has_previous = more if back else self.cursor is not None
        self.rows = rows
        return rows

    def fetch(self, queryset: Any, cursor: Cursor | None, count: int) -> list[Any]:
        """Return up to `count` rows from `cursor` on, nearest first.

        `queryset` is one, or a `KeysetSource`.
        """
        back = cursor is not None and cursor.back
        descending = self.descending is not back
        if not isinstance(queryset, QuerySet):
            source: KeysetSource = queryset
            return source.nearest(cursor.key if cursor else None, count, descending=descending)
        if cursor is not None:
            queryset = queryset.filter(beyond(self.columns, cursor.key, descending=descending))
        order = [f"-{column}" if descending else column for column in self.columns]
        return list(queryset.order_by(*order)[:count])

    def fitting(self, rows: list[Any]) -> list[Any]:
        """Return the first of `rows` that fit on a page, at least one: for rows of any size."""
        return rows

    def read_cursor(self, request: Request) -> Cursor | None:
        text = request.query_params.get("cursor")
        if text is None:
            return None
        try:
            cursor = Cursor.decode(text)
            return Cursor(cursor.back, self.checked_key(cursor.key))
        except ValueError:
            detail = "This is not a cursor of this list; take it from next or previous."
            raise Invalid([Problem("?cursor", "invalid_cursor", detail)]) from None

    def checked_key(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return `key` with the types of the columns; raises ValueError for another shape."""
        match key:
            case (int(row_id),) if not isinstance(row_id, bool) and 0 <= row_id <= BIGINT_MAX:
                return key
        raise ValueError("not an id")

    def key_of(self, row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, column) for column in self.columns)

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {"next": self._link(back=False), "previous": self._link(back=True), "results": data}
        )

    def _link(self, *, back: bool) -> str | None:
        if not (self.has_previous if back else self.has_next):
            return None
        # Made of the parameters as they were read: the address itself may hold bare UTF-8, which
        # would come out spelled twice.
        params = self.request.query_params.copy()
        if self.rows:
            edge = self.rows[0] if back else self.rows[-1]
            params["cursor"] = Cursor(back, self.key_of(edge)).encode()
        elif back:
            # A page past the end has no edge to go on from; the way back is the list's other end.
            params.pop("cursor", None)
        else:
            return None
        url = self.request.build_absolute_uri(self.request.path)
        return f"{url}?{params.urlencode()}" if params else url

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri", "example": None}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "The page after this one, or null."},
                "previous": {**link, "description": "The page before this one, or null."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "limit",
                "in": "query",
                "description": "The maximum number of rows of a page.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": LIMIT_MAX,
                    "default": LIMIT_DEFAULT,
                },
            },
            {
                "name": "cursor",
                "in": "query",
                "description": "Where to go on; opaque, from `next` or `previous`.",
                "schema": {"type": "string"},
            },
        ]


class NewestByTime(KeysetPagination):
    """Pages from the newest row on, in order of an instant and then the id.

    Not by id alone: of two nodes of a cluster each gives out ids of its own.
    """

    descending = True

    def key_of(self, row: Any) -> tuple[Any, ...]:
        at, row_id = super().key_of(row)
        return at.isoformat(), row_id

    def checked_key(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        match key:
            case (str(text), row_id):
                at = datetime.fromisoformat(text)
                # Another offset could lead to a year before the first.
                if at.tzinfo == UTC:
                    return at, *super().checked_key((row_id,))
        raise ValueError("not an instant and an id")


def beyond(columns: Sequence[str], key: Sequence[Any], *, descending: bool) -> Q:
    """The rows after `key` in the order of `columns`.

    Spelled out column by column: row-value comparisons keep MariaDB and MySQL from the index.
    """
    step = "lt" if descending else "gt"
    condition = Q()
    equal: dict[str, Any] = {}
    for column, value in zip(columns, key, strict=True):
        condition |= Q(**equal, **{f"{column}__{step}": value})
        equal[column] = value
    return condition


def read_limit(request: Request) -> int:
    """Return the `limit` parameter; raises Invalid for anything but 1 to LIMIT_MAX."""
    text = request.query_params.get("limit", str(LIMIT_DEFAULT))
    # Six digits are more than LIMIT_MAX has; a text of thousands would take int() its time.
    if text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= LIMIT_MAX:
        return int(text)
    detail = f"State a whole number from 1 to {LIMIT_MAX}."
    raise Invalid([Problem("?limit", "invalid_limit", detail)])
