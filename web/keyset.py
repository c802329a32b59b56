"""Pages of a list by the key of its edge rows, with the addresses of those beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from api.pagination import Cursor, KeysetPagination


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """Some rows of a list, and the queries of the pages after and before them; empty for none."""

    rows: Sequence[Any]
    after: str = ""
    before: str = ""


def keyset_page(order: KeysetPagination, source: Any, query: QueryDict, size: int) -> KeysetPage:
    """Return the page of `source` that the cursor in `query` names, or else the first one."""
    cursor = _cursor(order, query.get("cursor", ""))
    back = cursor is not None and cursor.back
    found = order.fetch(source, cursor, size + 1)
    more = len(found) > size
    rows = found[:size][:: -1 if back else 1]
    if not rows:
        return KeysetPage([])
    has_before = more if back else cursor is not None
    after = Cursor(back=False, key=order.key_of(rows[-1])) if more or back else None
    before = Cursor(back=True, key=order.key_of(rows[0])) if has_before else None
    return KeysetPage(rows, _address(query, after), _address(query, before))


def _cursor(order: KeysetPagination, text: str) -> Cursor | None:
    """Return the place in the list; a cursor that is not of this list begins at its start."""
    try:
        cursor = Cursor.decode(text)
        return Cursor(cursor.back, order.checked_key(cursor.key))
    except ValueError:
        return None


def _address(query: QueryDict, cursor: Cursor | None) -> str:
    if cursor is None:
        return ""
    params = query.copy()
    params["cursor"] = cursor.encode()
    return f"?{params.urlencode()}"
