"""Statements, as the API's documentation shows them."""

from drf_spectacular.utils import OpenApiExample

NEW_STATEMENT = OpenApiExample(
    "What the bank says",
    {"account": 2, "date": "2024-03-31", "balance": "420.00"},
    request_only=True,
)
NEW_ASSERTION = OpenApiExample(
    "A counted cash box",
    {"account": 5, "date": "2024-05-03", "balance": "73.40", "type": "assertion"},
    request_only=True,
)
SHOWN_STATEMENT = {
    "id": 9,
    "account": 2,
    "date": "2024-03-31",
    "balance": "420.00",
    "currency": "EUR",
    "type": "statement",
    "previous": 8,
    "closed": False,
}
STATEMENT = OpenApiExample("A statement", SHOWN_STATEMENT, response_only=True)
