"""One person and her tokens, as the API's documentation shows them."""

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
NEW_TOKEN = OpenApiExample(
    "For a program that reports",
    {"name": "Reports", "scope": "read", "expires_in_days": 90},
    request_only=True,
)
_TOKEN = {
    "id": 1,
    "name": "Reports",
    "hint": "etp_Nk9t",
    "scope": "read",
    "only_book": None,
    "created_at": "2024-01-05T09:30:00Z",
    "expires_at": "2024-04-04T09:30:00Z",
    "last_used_at": None,
    "last_ip_address": "",
}
TOKEN = OpenApiExample(
    "In use",
    {**_TOKEN, "last_used_at": "2024-01-06T07:00:00Z", "last_ip_address": "192.0.2.1"},
    response_only=True,
)
MADE_TOKEN = OpenApiExample(
    "Made",
    {**_TOKEN, "token": "etp_Nk9t8X2Tt3Q-vt6GYLFLrjoqOlwW2zxRI8g2ej9FAZA7wKj-w"},
    response_only=True,
    status_codes=["201"],
)
EVENT = OpenApiExample(
    "A token that was used from elsewhere",
    {
        "id": 7,
        "at": "2024-01-06T07:00:00Z",
        "kind": "new_address",
        "ip_address": "192.0.2.1",
        "user_agent": "curl/8.5.0",
        "detail": "With the token “Reports”.",
    },
    response_only=True,
)
_PREFERENCES = {
    "language": "en",
    "number_form": "1.234,56",
    "date_form": "24.11.2026",
    "first_weekday": 1,
    "time_zone": "Europe/Berlin",
    "theme": "system",
    "density": "comfortable",
    "amount_colours": "green_in",
    "single_keys": True,
    "start_page": "overview",
    "assumed": False,
}
PREFERENCES = OpenApiExample(
    "As in Germany", _PREFERENCES, response_only=True, status_codes=["200"]
)
NEW_PREFERENCES = OpenApiExample(
    "Another zone", {"time_zone": "Europe/Berlin", "theme": "dark"}, request_only=True
)
GOODBYE = OpenApiExample("Goodbye", {"password": _PASSWORD}, request_only=True)
