"""An import, as the API's documentation shows it."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_PARAMETERS: dict[str, Any] = {
    "format": None,
    "account": 3,
    "accounts": {},
    "create_accounts": True,
    "categories": "create",
    "suggest": True,
    "probable": "likely",
    "deleted": "skip",
    "all_or_nothing": False,
    "options": {},
}
_SHOWN = {
    "id": 17,
    "uploaded_at": "2024-02-03T09:30:00Z",
    "file": {
        "name": "january.csv",
        "bytes": 5120,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    },
    "format": "csv",
    "state": "planned",
    "progress": {"rows_read": 42, "rows_planned": 42, "percent": 100},
    "problem": None,
    "parameters": _PARAMETERS,
    "as_of": 214,
    "outdated": False,
    "rows": {"new": 38, "known": 3, "probable": 1, "deleted": 0, "faulty": 0},
    "accounts": [
        {
            "key": "",
            "name": "",
            "number": "",
            "currency": "EUR",
            "type": "other",
            "account": 3,
            "rows": 42,
            "total": "-512.40",
            "first_date": "2024-01-02",
            "last_date": "2024-01-31",
            "opening_balance": None,
        }
    ],
    "categories": [],
    "balances": {
        "hold": True,
        "stated": [
            {
                "account": "",
                "line": 43,
                "date": "2024-01-31",
                "against": "file",
                "stated": "1487.60",
                "found": "1487.60",
                "holds": True,
            }
        ],
        "running_checked": 41,
        "running_broken": 0,
        "broken_lines": [],
    },
    "warnings": [],
    "files": [{"name": "", "format": "csv"}],
    "layout": None,
    "decisions": [
        {
            "about": "direction",
            "decided": "as it stands",
            "evidence": "proved",
            "reason": "The running balance agrees with the rows to the cent.",
            "option": "invert",
        }
    ],
    "change": None,
    "recorded": 0,
}
_ROW = {
    "row": 7,
    "line": 8,
    "file": "",
    "verdict": "probable",
    "action": "skip",
    "score": 85,
    "reasons": ['The same amount, 1 day apart; both say "bakery".'],
    "code": None,
    "match": 311,
    "changes": None,
    "date": "2024-01-09",
    "amount": "-3.40",
    "currency": "EUR",
    "account": {"id": 3, "name": "Checking"},
    "other_account": None,
    "payee": "Corner Bakery",
    "description": "Card payment",
    "notes": "",
    "reference": "",
    "status": None,
    "category": {
        "id": 5,
        "path": None,
        "confidence": 94,
        "reason": "the last 5 payments to Corner Bakery were under Groceries",
    },
    "tags": [],
    "parts": [],
    "cells": [],
}
_PAIR = {
    "outgoing": {
        "id": 311,
        "date": "2024-01-09",
        "account": "Checking",
        "amount": "-200.00",
        "currency": "EUR",
        "payee": "",
        "description": "To my savings",
    },
    "incoming": {
        "id": 314,
        "date": "2024-01-10",
        "account": "Savings",
        "amount": "200.00",
        "currency": "EUR",
        "payee": "",
        "description": "From checking",
    },
    "score": 92,
    "reasons": ["The same amount, 1 day apart.", "One names the other account."],
}

UPLOAD = OpenApiExample(
    "Statement", {"file": "Date,Amount,Text\n2024-01-09,-3.40,Bakery\n", "account": 3},
    request_only=True, media_type="multipart/form-data",
)  # fmt: skip
IMPORT = OpenApiExample("Statement", _SHOWN, response_only=True, status_codes=["200", "202"])
AMENDED = OpenApiExample(
    "Day first", {"options": {"date_order": "dmy"}, "account": 3}, request_only=True
)
ROW = OpenApiExample("Probably there", _ROW, response_only=True)
DECISIONS = OpenApiExample(
    "Add it all the same",
    {"row": 9, "action": "add", "category": 5, "payee": "Bakery"},
    request_only=True,
)
CORRECTED = OpenApiExample(
    "Correct a faulty date",
    {"row": 12, "corrections": {"date": "2024-01-31"}},
    request_only=True,
)
DECIDED = OpenApiExample("Decided", {"decided": 2}, response_only=True)
FORMATS = OpenApiExample(
    "One of them",
    {
        "next": None,
        "previous": None,
        "results": [
            {"name": "csv", "title": "CSV and TSV", "options": ["date_order", "decimal_sign"]}
        ],
    },
    response_only=True,
)
LAYOUT = OpenApiExample(
    "Corrected",
    {
        "id": 2,
        "columns": ["Date", "Text", "Amount"],
        "options": {"date_order": "dmy"},
        "account": 3,
    },
    response_only=True,
)
PAIRS = OpenApiExample(
    "Transfer", {"next": None, "previous": None, "results": [_PAIR]}, response_only=True
)
PAIR_NAMED = OpenApiExample("Transfer", {"outgoing": 311, "incoming": 314}, request_only=True)
CATEGORIES = [
    OpenApiExample(
        "From last time",
        {
            "category": 7,
            "source": "last_use",
            "confidence": None,
            "reason": 'the last payment to "Corner shop" was under Groceries',
        },
        response_only=True,
    ),
    OpenApiExample(
        "Learned",
        {
            "category": 7,
            "source": "learned",
            "confidence": 87,
            "reason": 'the last 5 payments to "Corner" were under Groceries',
        },
        response_only=True,
    ),
    OpenApiExample(
        "Nothing known",
        {"category": None, "source": None, "confidence": None, "reason": None},
        response_only=True,
    ),
]
