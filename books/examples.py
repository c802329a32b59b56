"""A book, as the API's documentation shows it."""

from drf_spectacular.utils import OpenApiExample

NEW_NAME = OpenApiExample("Another name", {"name": "Our household"}, request_only=True)
BOOK = OpenApiExample(
    "A book",
    {
        "id": 1,
        "name": "Our household",
        "home_currency": "EUR",
        "calendar": "ECB",
        "closed_days": ["2026-12-24"],
        "last_change": 42,
    },
    response_only=True,
)
