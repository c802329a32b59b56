"""Books whose names and notes would break a file that only looked right."""

import pytest

from tests.cast import made
from tests.copies import made_once

HOSTILE = [
    'Quote "d" and \'single\'',
    "Semi;colon | pipe, comma",
    "=cmd|' /C calc'!A0",
    "+1", "-1", "@sum(A1)",
    "ר\u202eשלם",
    "🍕 pizza 🍕",
    "N" * 100,
    "a:b", "a-b", "a|b", "a;b", "a/b", "a b",
    "(code)", "[2024-01-01]", "* star", "! bang", "~ tilde", "# hash", "% percent",
    "食費", "ßtraße", "éclair", "1st", "Uncategorised", "back\\slash", "a}b{c",
    "date:2020-01-01", "date", "payee", "10.00 EUR", "2024-01-01", "account", "include",
]  # fmt: skip
NOTES = (
    "Line one\n=2+5 line\n; date:2020-01-01\n[2020-01-01]\n"
    'https://x.example/?a=b\n\tKey:: 1/0\n"q" \\n'
)


@pytest.fixture
def hostile(alice):
    """Alice's book with every hostile name as account, category, payee, tag and description."""
    made_once("hostile", lambda: make_hostile(alice))
    return alice


def make_hostile(alice):
    """Make the rows of `hostile`."""
    rows = []
    for number, name in enumerate(HOSTILE):
        account = alice.account(
            name=name,
            currency=("EUR", "USD", "JPY", "BHD")[number % 4],
            opening_balance=str(number - 10),
            type=("cash", "credit_card", "loan", "savings")[number % 4],
        )["id"]
        root = alice.category(name=name)["id"]
        leaf = alice.category(name=name, parent=root)["id"]
        rows.append(
            {
                "type": "expense",
                "account": account,
                "category": leaf if number % 2 else root,
                "payee": name,
                "description": name,
                "notes": NOTES,
                "tags": [name, "plain"],
                "amount": str(number + 1),
                "date": f"2024-{number % 12 + 1:02d}-11",
                "status": ("pending", "cleared", "reconciled")[number % 3],
                "refund": number % 5 == 0,
            }
        )
    made(alice.post("transactions/bulk/", {"create": rows}))
    alice.add("rates/", date="2024-01-01", base="USD", quote="EUR", rate="0.912345678901")
