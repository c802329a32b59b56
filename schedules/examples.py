"""Schedules and their occurrences, as the API's documentation shows them."""

from drf_spectacular.utils import OpenApiExample

_PHASE = {
    "starts": "2026-01-01",
    "unit": "month",
    "every": 1,
    "on": ["1"],
    "months": [],
    "missing": "clamp",
    "shift": "next",
    "until": None,
    "times": None,
    "to_account": None,
    "amount_rule": "exact",
    "amount": "77.77",
    "highest": None,
    "percent": 10,
    "of_last": 3,
    "to_amount": None,
    "split": [],
}
_SCHEDULE = {
    "name": "Rent",
    "type": "expense",
    "payee": None,
    "description": "",
    "tags": ["home"],
    "records_from": None,
    "catch_up": "all",
    "early": 5,
    "late": 10,
    "paused": False,
}
NEW_SCHEDULE = OpenApiExample(
    "Rent on the first business day from the 1st on",
    {**_SCHEDULE, "phases": [_PHASE]},
    request_only=True,
)
SCHEDULE = OpenApiExample(
    "A schedule",
    {
        "id": 5,
        **_SCHEDULE,
        "phases": [
            {
                **_PHASE,
                "rrule": "FREQ=MONTHLY;BYMONTHDAY=1",
                "in_words": "every month on the 1st, moved to the next business day",
                "account": 3,
                "category": 7,
                "currency": "EUR",
            }
        ],
    },
    response_only=True,
)

NEW_OCCURRENCE = OpenApiExample(
    "A month without rent",
    {"schedule": 5, "nominal": "2026-02-01", "state": "skipped"},
    request_only=True,
)
OCCURRENCE = OpenApiExample(
    "An occurrence that was recorded",
    {
        "id": 31,
        "schedule": 5,
        "nominal": "2026-01-01",
        "state": "recorded",
        "date": None,
        "amount": None,
        "transaction": 214,
    },
    response_only=True,
)

CALENDAR = OpenApiExample(
    "What is due in February",
    {
        "today": "2026-02-03",
        "occurrences": [
            {
                "schedule": 5,
                "name": "Rent",
                "type": "expense",
                "nominal": "2026-02-01",
                "due": "2026-02-02",
                "status": "overdue",
                "account": 3,
                "to_account": None,
                "category": 7,
                "currency": "EUR",
                "expected": "77.77",
                "lowest": "77.77",
                "highest": "77.77",
                "occurrence": None,
                "transaction": None,
                "records": False,
                "taken_back": False,
                "terms": None,
            }
        ],
    },
    response_only=True,
)

SUGGESTIONS = OpenApiExample(
    "A subscription that was found",
    {
        "suggestions": [
            {
                "key": "expense-EUR-3-9-month-999",
                "payee": 9,
                "name": "Streaming",
                "payees": [{"id": 9, "name": "Streaming"}],
                "currency": "EUR",
                "cadence": "month",
                "score": "1.00",
                "missed": 0,
                "payments": [
                    {"transaction": 41, "date": "2025-11-15", "amount": "9.99"},
                    {"transaction": 58, "date": "2025-12-15", "amount": "9.99"},
                    {"transaction": 77, "date": "2026-01-16", "amount": "9.99"},
                ],
                "schedule": {
                    "name": "Streaming",
                    "type": "expense",
                    "payee": 9,
                    "phases": [
                        {
                            "starts": "2026-02-15",
                            "unit": "month",
                            "every": 1,
                            "on": ["15"],
                            "account": 3,
                            "category": 7,
                            "amount_rule": "last",
                            "amount": "9.99",
                        }
                    ],
                },
            }
        ],
        "refused": [],
    },
    response_only=True,
)
SUGGESTION_NAMED = OpenApiExample(
    "The suggestion of that key", {"key": "expense-EUR-3-9-month-999"}, request_only=True
)
ACCEPTANCE = OpenApiExample(
    "A schedule of that suggestion",
    {"key": "expense-EUR-3-9-month-999", "name": "Streaming"},
    request_only=True,
)
PRICE_CHANGES = OpenApiExample(
    "A subscription whose price rose",
    {
        "price_changes": [
            {
                "schedule": 5,
                "name": "Streaming",
                "currency": "EUR",
                "since": "2026-01-15",
                "old": "9.99",
                "new": "12.99",
                "difference": "3.00",
                "percent": "30.0",
                "per_year": "36.00",
                "expected": False,
            }
        ]
    },
    response_only=True,
)
