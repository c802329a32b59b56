"""Categories, as the API's documentation shows them."""

from drf_spectacular.utils import OpenApiExample

NEW_CATEGORY = OpenApiExample(
    "A category below another",
    {"name": "Groceries", "type": "expense", "parent": 5, "color": "#2e7d32", "icon": "🛒"},
    request_only=True,
)
CATEGORY = OpenApiExample(
    "A category",
    {
        "id": 7,
        "name": "Groceries",
        "type": "expense",
        "parent": 5,
        "archived": False,
        "color": "#2e7d32",
        "icon": "🛒",
    },
    response_only=True,
)
INTO = OpenApiExample("Into another", {"into": 9}, request_only=True)
