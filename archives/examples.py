"""An archive and what becomes of it, as the API's documentation shows them."""

from drf_spectacular.utils import OpenApiExample

ARCHIVE = OpenApiExample(
    "An archive", "PK\u0003\u0004", media_type="application/zip", response_only=True
)
SENT = OpenApiExample(
    "An archive", {"archive": "PK\u0003\u0004"}, media_type="multipart/form-data", request_only=True
)
RESTORED = OpenApiExample(
    "A small book",
    {
        "book": 7,
        "name": "Our house",
        "home_currency": "EUR",
        "last_change": 43,
        "rows": {
            "changes": 42, "rates": 1, "categories": 41, "accounts": 3, "payees": 5, "tags": 2,
            "transactions": 24, "revisions": 6,
        },
        "digest": "9d75c7857cd78276e8e68b9393456db015f716c1e7782b244f73ca30a76b4f6a",
        "revalued": 0,
    },
    response_only=True,
)  # fmt: skip
