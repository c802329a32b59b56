"""Reconciliation, as the API's documentation shows it."""

from drf_spectacular.utils import OpenApiExample

from statements.examples import SHOWN_STATEMENT

SETTLE = OpenApiExample(
    "Two postings, and one taken back",
    {"settle": [41, 44], "release": [39]},
    request_only=True,
)
SETTLE_ALL = OpenApiExample("All up to a day", {"settle_until": "2024-03-31"}, request_only=True)
CLOSE = OpenApiExample("Without a gap", {}, request_only=True)
CORRECT = OpenApiExample(
    "The rest booked as an expense",
    {"correction": {"category": 7, "description": "Not found in March"}},
    request_only=True,
)
COMPARISON = OpenApiExample(
    "A statement without a gap, while the dates differ",
    {
        "statement": SHOWN_STATEMENT,
        "before": "500.00",
        "settled": "-80.00",
        "settled_postings": 3,
        "gap": "0.00",
        "book_balance": "405.00",
        "difference": "15.00",
        "earlier_gaps": "0.00",
        "settled_later": "-10.00",
        "unsettled": "-25.00",
        "terms": None,
    },
    response_only=True,
)
SUGGESTIONS = OpenApiExample(
    "Two ways to close a gap",
    {
        "all_until": None,
        "ways": [{"settle": [44], "release": []}, {"settle": [41, 47], "release": []}],
        "turned": [],
    },
    response_only=True,
)
STATES = OpenApiExample(
    "One account that agrees",
    {
        "accounts": [
            {
                "account": 2,
                "statement": 9,
                "date": "2024-03-31",
                "gaps": "0.00",
                "unsettled_postings": 1,
                "open": None,
                "open_gap": "0.00",
            }
        ]
    },
    response_only=True,
)
