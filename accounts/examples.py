"""Accounts, as the API's documentation shows them."""

from drf_spectacular.utils import OpenApiExample

NEW_ACCOUNT = OpenApiExample(
    "A new account",
    {
        "name": "Everyday",
        "type": "checking",
        "currency": "EUR",
        "opening_balance": "1000.00",
        "opening_date": "2024-01-01",
        "default": True,
    },
    request_only=True,
)
ACCOUNT = OpenApiExample(
    "An account",
    {
        "id": 2,
        "name": "Everyday",
        "type": "checking",
        "currency": "EUR",
        "opening_balance": "1000.00",
        "opening_date": "2024-01-01",
        "balance": "3924.50",
        "default": True,
        "archived": False,
    },
    response_only=True,
)
