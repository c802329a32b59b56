"""Currencies and rates, as the API's documentation shows them."""

from drf_spectacular.utils import OpenApiExample

_RATE = {"date": "2024-01-05", "base": "EUR", "quote": "USD", "rate": "1.0921"}

NEW_RATE = OpenApiExample("A rate", _RATE, request_only=True)
RATE = OpenApiExample("A rate", {"id": 4, **_RATE}, response_only=True)
FOUND = OpenApiExample(
    "Found",
    {
        "from": "USD",
        "to": "EUR",
        "date": "2024-01-07",
        "rate": "0.915667063",
        "rate_date": "2024-01-05",
        "source": "ECB",
        "unconverted": False,
    },
    response_only=True,
)
NOT_FOUND = OpenApiExample(
    "There is none",
    {
        "from": "KWD",
        "to": "EUR",
        "date": "2024-01-07",
        "rate": None,
        "rate_date": None,
        "source": None,
        "unconverted": True,
    },
    response_only=True,
)
CURRENCIES = OpenApiExample(
    "Two of them",
    {
        "next": None,
        "previous": None,
        "results": [
            {
                "code": "DEM",
                "name": "Deutsche Mark",
                "exponent": 2,
                "withdrawn": "2002-03",
                "euro_rate": "1.95583",
                "euro_since": "1999-01-01",
            },
            {
                "code": "JPY",
                "name": "Yen",
                "exponent": 0,
                "withdrawn": None,
                "euro_rate": None,
                "euro_since": None,
            },
        ],
    },
    response_only=True,
)
