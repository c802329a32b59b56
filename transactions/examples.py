"""Transactions, payees and tags, as the API's documentation shows them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_PAID = {"date": "2024-01-05", "amount": "75.50", "category": 7}
_FLAT: dict[str, Any] = {
    "id": 31,
    "type": "expense",
    "date": "2024-01-05",
    "amount": "75.50",
    "currency": "EUR",
    "refund": False,
    "account": 2,
    "category": 7,
    "payee": "Corner shop",
    "description": "Weekly shopping",
    "notes": "",
    "tags": ["food"],
    "status": "cleared",
    "to_account": None,
    "to_amount": None,
    "to_currency": None,
    "postings": None,
    "settled": False,
    "balance": None,
    "changed_in": 12,
}
_POSTING: dict[str, Any] = {
    "id": 64,
    "account": 2,
    "kind": "expense",
    "category": 7,
    "amount": "-60.00",
    "currency": "EUR",
    "description": "",
    "converted": True,
    "rate": None,
    "rate_date": None,
    "rate_source": None,
    "settled_in": None,
}
_SPLIT = {
    **_FLAT,
    "id": 32,
    "amount": "80.00",
    "category": None,
    "postings": [
        _POSTING,
        {**_POSTING, "id": 65, "category": 8, "amount": "-20.00", "description": "Soap"},
    ],
}

SENT = [
    OpenApiExample(
        "An expense",
        {
            "type": "expense",
            **_PAID,
            "payee": "Corner shop",
            "description": "Weekly shopping",
            "tags": ["food"],
            "status": "cleared",
        },
        request_only=True,
    ),
    OpenApiExample(
        "An income",
        {"type": "income", "amount": 3000, "category": 1, "date": "2024-01-31"},
        request_only=True,
    ),
    OpenApiExample("A refund", {"type": "expense", **_PAID, "refund": True}, request_only=True),
    OpenApiExample(
        "A transfer",
        {
            "type": "transfer",
            "date": "2024-01-10",
            "amount": "200.00",
            "account": 2,
            "to_account": 3,
        },
        request_only=True,
    ),
    OpenApiExample(
        "A split",
        {
            "type": "expense",
            "date": "2024-01-05",
            "payee": "Corner shop",
            "postings": [
                {"category": 7, "amount": "-60.00"},
                {"category": 8, "amount": "-20.00", "description": "Soap"},
            ],
        },
        request_only=True,
    ),
]
SHOWN = [
    OpenApiExample("An expense", _FLAT, response_only=True),
    OpenApiExample("A split", _SPLIT, response_only=True),
]
CHANGED = OpenApiExample(
    "What is different", {"amount": "70.00", "status": "reconciled"}, request_only=True
)
MANY = OpenApiExample(
    "One of each",
    {"create": [_PAID], "update": [{"id": 31, "status": "reconciled"}], "delete": [30]},
    request_only=True,
)
MANY_DONE = OpenApiExample(
    "One of each",
    {
        "change": 13,
        "create": [{"index": 0, "id": 33, "status": 201}],
        "update": [{"index": 0, "id": 31, "status": 200}],
        "delete": [{"index": 0, "id": 30, "status": 204}],
    },
    response_only=True,
)
NEW_PAYEE = OpenApiExample("A payee", {"name": "Corner shop"}, request_only=True)
PAYEE = OpenApiExample(
    "A payee", {"id": 3, "name": "Corner shop", "archived": False}, response_only=True
)
NEW_TAG = OpenApiExample("A tag", {"name": "food"}, request_only=True)
TAG = OpenApiExample("A tag", {"id": 5, "name": "food", "archived": False}, response_only=True)
INTO = OpenApiExample("Into another", {"into": 9}, request_only=True)
SUMMED_UP = [
    OpenApiExample(
        "A month",
        {
            "count": 41,
            "has_more": False,
            "sums": [
                {
                    "currency": "EUR",
                    "inflow": "3000.00",
                    "outflow": "1204.50",
                    "net": "1795.50",
                    "transferred": "200.00",
                }
            ],
        },
        response_only=True,
    ),
    OpenApiExample(
        "Too many to add up",
        {"count": 10000, "has_more": True, "sums": None},
        response_only=True,
    ),
]
