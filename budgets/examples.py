"""Budgets, as the API's documentation shows them."""

from drf_spectacular.utils import OpenApiExample

_BUDGET = {
    "name": "Household",
    "mode": "limits",
    "currency": "EUR",
    "unit": "month",
    "every": 1,
    "anchor": "2026-01-01",
    "adjust": "none",
    "accounts": [],
}
NEW_BUDGET = OpenApiExample("A budget by calendar months", _BUDGET, request_only=True)
BUDGET = OpenApiExample(
    "A budget",
    {"id": 4, **_BUDGET, "rules": [], "holds": [], "archived": False},
    response_only=True,
)

_LINE = {
    "budget": 4,
    "category": 7,
    "account": None,
    "starts": "2026-02-01",
    "ends": None,
    "opening": "60.00",
    "policies": [{"starts": "2026-02-01", "carry": "under", "cap": "50.00"}],
}
NEW_LINE = OpenApiExample("A line that carries over what is left", _LINE, request_only=True)
LINE = OpenApiExample(
    "A line",
    {
        "id": 12,
        **_LINE,
        "amounts": [{"period_start": "2026-02-01", "standing": True, "amount": "150.00"}],
    },
    response_only=True,
)
AMOUNT = OpenApiExample(
    "150.00 from March on",
    {"line": 12, "period_start": "2026-03-01", "amount": "150.00", "standing": True},
    request_only=True,
)

MOVE = OpenApiExample(
    "20.00 from one line to another in March",
    {"period_start": "2026-03-01", "from_line": 12, "to_line": 13, "amount": "20.00"},
    request_only=True,
)

HOLD = OpenApiExample(
    "500.00 for the month after February",
    {"period_start": "2026-02-01", "amount": "500.00"},
    request_only=True,
)

RULE_CHANGE = OpenApiExample(
    "From pay day to pay day, from 27 March 2026 on",
    {
        "starts": "2026-03-27",
        "unit": "month",
        "anchor": "2026-03-28",
        "adjust": "previous",
        "amounts": "scale",
    },
    request_only=True,
)

_AFTER = [
    ("2026-03-01", "2026-03-26"),
    ("2026-03-27", "2026-04-27"),
    ("2026-04-28", "2026-05-27"),
    ("2026-05-28", "2026-06-25"),
]
_RULE = {
    "starts": "2026-03-27",
    "unit": "month",
    "every": 1,
    "anchor": "2026-03-28",
    "adjust": "previous",
}
RULE_PREVIEW = OpenApiExample(
    "What 150.00 a month are from pay day to pay day",
    {
        "periods": [
            {
                "start_date": start,
                "end_date": end,
                "amounts": [{"line": 12, "amount": "150.00"}],
            }
            for start, end in _AFTER
        ],
        "budget": {"id": 4, **_BUDGET, "rules": [_RULE], "holds": [], "archived": False},
        "lines": [
            {
                "id": 12,
                **_LINE,
                "amounts": [
                    {"period_start": start, "standing": True, "amount": "150.00"}
                    for start in ("2026-02-01", "2026-03-27")
                ],
            }
        ],
    },
    response_only=True,
)

PROPOSALS = OpenApiExample(
    "An amount for one line", {"proposals": [{"line": 12, "amount": "48.20"}]}, response_only=True
)

_LIST = "/api/v1/transactions/"
_FEBRUARY = f"{_LIST}?start_date=2026-02-01&end_date=2026-02-28"
_TOTALS = {
    "amount": "150.00",
    "carried": "60.00",
    "spent": "132.23",
    "available": "77.77",
    "terms": None,
}
REPORT = OpenApiExample(
    "A budget in February",
    {
        "budget": 4,
        "currency": "EUR",
        "periods": [
            {
                "start_date": "2026-02-01",
                "end_date": "2026-02-28",
                "expense": _TOTALS,
                "income": {
                    "amount": "0.00",
                    "carried": "0.00",
                    "spent": "0.00",
                    "available": "0.00",
                    "terms": None,
                },
                "envelopes": None,
                "lines": [
                    {
                        "line": 12,
                        "category": 7,
                        "account": None,
                        "name": "Groceries",
                        "type": "expense",
                        "above": None,
                        "amount": "150.00",
                        "standing": True,
                        "below": None,
                        "carried": "60.00",
                        "spent": "120.23",
                        "available": "89.77",
                        "transactions": f"{_FEBRUARY}&kind=expense&category=7",
                        "unconverted": [],
                        "terms": None,
                    }
                ],
                "without_line": [
                    {
                        "category": None,
                        "name": "",
                        "type": "expense",
                        "spent": "12.00",
                        "transactions": f"{_FEBRUARY}&kind=expense&category=none",
                        "unconverted": [],
                    }
                ],
            }
        ],
    },
    response_only=True,
)
