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
_ACCOUNT = {
    "id": 2,
    "name": "Everyday",
    "type": "checking",
    "currency": "EUR",
    "opening_balance": "1000.00",
    "opening_date": "2024-01-01",
    "balance": "3924.50",
    "pending": None,
    "cleared_balance": None,
    "default": True,
    "archived": False,
    "strict": False,
}
ACCOUNTS = [
    OpenApiExample("An account", _ACCOUNT, response_only=True),
    OpenApiExample(
        "With what is pending",
        {**_ACCOUNT, "pending": "-75.50", "cleared_balance": "4000.00"},
        response_only=True,
    ),
]
