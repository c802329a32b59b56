"""One person, as the API's documentation shows her."""

from drf_spectacular.utils import OpenApiExample

_NAMES = {"username": "ann", "email": "ann@example.com"}
_PASSWORD = "Dark-Blue-Teapot-7"  # noqa: S105  # nobody's

NEW_PERSON = OpenApiExample(
    "Ann", {**_NAMES, "password": _PASSWORD, "home_currency": "EUR"}, request_only=True
)
CREDENTIALS = OpenApiExample(
    "By username", {"username": "ann", "password": _PASSWORD}, request_only=True
)
SIGNED_IN = OpenApiExample(
    "Signed in",
    {"id": 1, **_NAMES, "token": "ett_Nk9t8X2Tt3Q-vt6GYLFLrjoqOlwW2zxRI8g2ej9FAZA"},
    response_only=True,
    status_codes=["200", "201"],
)
PERSON = OpenApiExample(
    "Ann", {"id": 1, **_NAMES, "date_joined": "2024-01-05T09:30:00Z"}, response_only=True
)
NEW_NAMES = OpenApiExample("Another address", {"email": "ann@example.org"}, request_only=True)
NEW_PASSWORD = OpenApiExample(
    "Another password",
    {"current_password": _PASSWORD, "new_password": "Warm-Yellow-Lamp-3"},
    request_only=True,
)
GOODBYE = OpenApiExample("Goodbye", {"password": _PASSWORD}, request_only=True)
