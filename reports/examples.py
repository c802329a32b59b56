"""The reports of one small month, as the API's documentation shows them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_LIST = "/api/v1/transactions/"
_JANUARY = f"{_LIST}?start_date=2024-01-01&end_date=2024-01-31"
_DECEMBER = f"{_LIST}?start_date=2023-12-01&end_date=2023-12-31"

_FIGURES: dict[str, Any] = {
    "income": "3000.00",
    "expense": "75.50",
    "net": "2924.50",
    "unconverted": [
        {
            "kind": "expense",
            "currency": "KWD",
            "amount": "1.250",
            "postings": 1,
            "transactions": f"{_JANUARY}&kind=expense&currency=KWD&converted=false",
        }
    ],
    "income_transactions": f"{_JANUARY}&kind=income",
    "expense_transactions": f"{_JANUARY}&kind=expense",
}
_NOTHING: dict[str, Any] = {
    "income": "0.00",
    "expense": "0.00",
    "net": "0.00",
    "unconverted": [],
    "income_transactions": f"{_DECEMBER}&kind=income",
    "expense_transactions": f"{_DECEMBER}&kind=expense",
}
_NEW_YEAR = f"{_LIST}?start_date=2024-01-01&end_date=2024-01-01"
_SPAN = {"start_date": "2024-01-01", "end_date": "2024-01-31", "currency": "EUR"}
_NEW_YEAR_FIGURES: dict[str, Any] = {
    "income": "0.00",
    "expense": "12.00",
    "net": "-12.00",
    "unconverted": [],
    "income_transactions": f"{_NEW_YEAR}&kind=income",
    "expense_transactions": f"{_NEW_YEAR}&kind=expense",
}
_SALARY: dict[str, Any] = {
    "category": 1,
    "name": "Salary",
    "type": "income",
    "amount": "3000.00",
    "share": "1.0000",
    "postings": 1,
    "unconverted": [],
    "transactions": f"{_JANUARY}&kind=income&category=1",
}
_GROCERIES: dict[str, Any] = {
    "category": 7,
    "name": "Groceries",
    "type": "expense",
    "amount": "75.50",
    "share": "1.0000",
    "postings": 1,
    "unconverted": [],
    "transactions": f"{_JANUARY}&kind=expense&category=7",
}


def _answer(value: dict[str, Any]) -> list[OpenApiExample]:
    return [OpenApiExample("January 2024", value, response_only=True)]


MONTHLY = _answer(
    {
        "year": 2024,
        "month": 1,
        **_FIGURES,
        "currency": "EUR",
        "balance": "3924.50",
        "balance_unconverted": [],
        "previous": {"year": 2023, "month": 12, **_NOTHING},
        "categories": [{**_SALARY, "previous": "0.00"}, {**_GROCERIES, "previous": "0.00"}],
    }
)
CATEGORIES = _answer(
    {
        **_SPAN,
        **_FIGURES,
        "categories": [
            {**_SALARY, "own_amount": "3000.00", "children": []},
            {
                **_GROCERIES,
                "category": 5,
                "name": "Food",
                "transactions": f"{_JANUARY}&kind=expense&category=5",
                "own_amount": "0.00",
                "children": [{**_GROCERIES, "own_amount": "75.50", "children": []}],
            },
        ],
    }
)
TREND = [
    *_answer(
        {
            "currency": "EUR",
            "months": [
                {"year": 2023, "month": 12, **_NOTHING},
                {"year": 2024, "month": 1, **_FIGURES},
            ],
        }
    ),
    OpenApiExample(
        "A day, by a rule",
        {
            "currency": "EUR",
            "periods": [
                {"start_date": "2024-01-01", "end_date": "2024-01-01", **_NEW_YEAR_FIGURES}
            ],
        },
        response_only=True,
    ),
]
DAILY = [
    OpenApiExample(
        "A day",
        {
            "start_date": "2024-01-01",
            "end_date": "2024-01-01",
            "currency": "EUR",
            **_NEW_YEAR_FIGURES,
            "days": [{"date": "2024-01-01", **_NEW_YEAR_FIGURES}],
        },
        response_only=True,
    )
]
CATEGORY_TREND = _answer(
    {
        "currency": "EUR",
        "categories": [
            {
                "category": 7,
                "name": "Groceries",
                "type": "expense",
                "months": [
                    {
                        "year": 2023,
                        "month": 12,
                        "amount": "0.00",
                        "postings": 0,
                        "unconverted": [],
                        "transactions": f"{_DECEMBER}&kind=expense&category=7",
                    },
                    {
                        "year": 2024,
                        "month": 1,
                        "amount": "75.50",
                        "postings": 1,
                        "unconverted": [],
                        "transactions": f"{_JANUARY}&kind=expense&category=7",
                    },
                ],
            }
        ],
    }
)
PAYEES = _answer(
    {
        **_SPAN,
        "kind": "expense",
        "amount": "75.50",
        "postings": 4,
        "unconverted": [
            {
                "kind": "expense",
                "currency": "KWD",
                "amount": "1.250",
                "postings": 1,
                "transactions": f"{_JANUARY}&kind=expense&currency=KWD&converted=false",
            }
        ],
        "transactions": f"{_JANUARY}&kind=expense",
        "payees": [
            {
                "payee": 4,
                "name": "Corner shop",
                "amount": "60.00",
                "share": "0.7947",
                "postings": 1,
                "unconverted": [],
                "transactions": f"{_JANUARY}&kind=expense&payee=4",
            },
            {
                "payee": None,
                "name": "",
                "amount": "10.00",
                "share": "0.1325",
                "postings": 1,
                "unconverted": [],
                "transactions": f"{_JANUARY}&kind=expense&payee=none",
            },
        ],
        "others": {
            "payees": 1,
            "amount": "5.50",
            "share": "0.0728",
            "postings": 2,
            "unconverted": [
                {"kind": "expense", "currency": "KWD", "amount": "1.250", "postings": 1}
            ],
        },
    }
)
BALANCES = _answer(
    {
        "date": "2024-01-31",
        "currency": "EUR",
        "net_worth": "3924.50",
        "assets": "3924.50",
        "debts": "0.00",
        "unconverted": [],
        "accounts": [
            {
                "account": 2,
                "name": "Everyday",
                "currency": "EUR",
                "balance": "3924.50",
                "type": "checking",
                "archived": False,
                "home_balance": "3924.50",
                "rate": None,
                "rate_date": None,
                "rate_source": None,
                "transactions": f"{_LIST}?end_date=2024-01-31&account=2",
            }
        ],
    }
)
SUMMARY = _answer(
    {
        **_SPAN,
        **_FIGURES,
        "accounts": [
            {
                "account": 2,
                "name": "Everyday",
                "currency": "EUR",
                "income": "3000.00",
                "expense": "75.50",
                "transfers": "0.00",
                "net": "2924.50",
                "transactions": f"{_JANUARY}&account=2",
            }
        ],
    }
)
