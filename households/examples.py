"""A household, as the API's documentation shows it."""

from drf_spectacular.utils import OpenApiExample

_PENDING = {
    "id": 4,
    "role": "editor",
    "email": "ben@example.com",
    "created_at": "2024-03-01T09:30:00Z",
    "expires_at": "2024-03-08T09:30:00Z",
    "mailed": True,
}
_TOKEN = "eti_Nk9t8X2Tt3Q-vt6GYLFLrjoqOlwW2zxRI8g2ej9FAZA"  # noqa: S105  # nobody's

BOOK = OpenApiExample(
    "Household",
    {
        "id": 12,
        "name": "Our house",
        "home_currency": "EUR",
        "calendar": "ECB",
        "last_change": 214,
        "role": "editor",
        "default": False,
    },
    response_only=True,
)
ANOTHER_BOOK = OpenApiExample(
    "Household", {"name": "Our house", "home_currency": "EUR"}, request_only=True
)
CLOSING = OpenApiExample("Goodbye", {"password": "Dark-Blue-Teapot-7"}, request_only=True)
MEMBER = OpenApiExample(
    "Ben",
    {"id": 2, "username": "ben", "role": "editor", "since": "2024-03-02T18:00:00Z"},
    response_only=True,
)
NEW_ROLE = OpenApiExample("Only look", {"role": "viewer"}, request_only=True)
NEW_INVITATION = OpenApiExample(
    "Ben", {"role": "editor", "email": "ben@example.com"}, request_only=True
)
INVITATION = OpenApiExample("Ben", _PENDING, response_only=True)
MADE_INVITATION = OpenApiExample(
    "Ben",
    {
        **_PENDING,
        "token": _TOKEN,
        "link": f"https://expenses.example.com/api/v1/invited/{_TOKEN}/",
    },
    response_only=True,
    status_codes=["201"],
)
SHOWN_INVITATION = OpenApiExample(
    "From Ann",
    {
        "book": "Our house",
        "role": "editor",
        "invited_by": "ann",
        "expires_at": "2024-03-08T09:30:00Z",
    },
    response_only=True,
)
ACCEPTED = OpenApiExample(
    "Joined", {"book": 12, "name": "Our house", "role": "editor"}, response_only=True
)
