"""History, trash and feed, as the API's documentation shows them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_ENTRY: dict[str, Any] = {
    "kind": "transaction",
    "id": 31,
    "action": "amended",
    "title": "Weekly shopping",
    "text": "Changed transaction “Weekly shopping”: amount from 70.50 EUR to 75.50 EUR.",
    "changes": [{"field": "amount", "before": "70.50 EUR", "after": "75.50 EUR"}],
}
_CATEGORY: dict[str, Any] = {
    "id": 7,
    "name": "Groceries",
    "type": "expense",
    "parent": None,
    "archived": False,
    "color": "",
    "icon": "",
}

ENTRY = OpenApiExample("An edit", _ENTRY, response_only=True)
CHANGE = OpenApiExample(
    "A change",
    {
        "number": 42,
        "at": "2024-01-05T18:30:00Z",
        "user": {"id": 1, "username": "ann"},
        "cause": "api",
        "token": "",
        "undoes": None,
        "undone_by": None,
        "summary": "Changed 1 transaction.",
        "rows": 1,
        "entries": [_ENTRY],
    },
    response_only=True,
)
UNDONE = OpenApiExample(
    "Undone",
    {"number": 43, "summary": "Undid change 42; changed 1 transaction."},
    response_only=True,
)
GONE = OpenApiExample(
    "A deleted category",
    {
        "id": 5,
        "kind": "category",
        "row": 7,
        "title": "Groceries",
        "was": {"name": "Groceries", "type": "expense", "parent": ""},
        "deleted_in": 44,
    },
    response_only=True,
)
FEED = OpenApiExample(
    "What changed",
    {
        "results": [
            {"kind": "category", "id": 7, "change": 43, "deleted": False, "object": _CATEGORY},
            {"kind": "transaction", "id": 31, "change": 44, "deleted": True, "object": None},
        ],
        "cursor": "WzEsNDQsMTAsMCwwXQ",
        "has_more": False,
        "as_of": 44,
    },
    response_only=True,
)
