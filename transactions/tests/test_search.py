"""Filtered pages give exactly the matches, however unevenly these lie over the years."""

from datetime import date, timedelta

import pytest

from transactions.tests.test_pages import pages

BUSY = date(2024, 3, 1)


@pytest.fixture
def years(alice, own):
    """A busy month of 1,400 transactions, quiet ones around it, and one long before."""
    items = [
        {
            "type": "expense",
            "amount": str(number % 90 + 1),
            "date": str(BUSY + timedelta(days=number % 31)),
            "category": own.rent if number % 7 else own.groceries,
            "account": own.bank if number % 3 else own.cash,
        }
        for number in range(1_400)
    ]
    quiet = [BUSY + timedelta(days=40 * step) for step in range(-30, 30)]
    items += [{"type": "income", "amount": "5", "date": str(day)} for day in quiet]
    items += [
        {
            "date": str(day),
            "type": "expense",
            "account": own.dollars,
            "postings": [
                {"amount": "-1", "category": own.groceries},
                {"amount": "-2", "category": own.groceries},
            ],
        }
        for day in quiet[::5]
    ]
    items.append({"type": "expense", "amount": "3", "date": "1951-07-09", "category": own.food})
    for start in range(0, len(items), 1_000):
        response = alice.post("transactions/bulk/", {"create": items[start : start + 1_000]})
        assert response.status_code == 200, response.content
    whole = list(pages(alice, "/api/v1/transactions/?limit=200&expand=postings", "next"))
    return [row for page in whole for row in page["results"]]


def found(owner, direction, query):
    first = f"/api/v1/transactions/?{query}"
    rows = [row for page in pages(owner, first, direction) for row in page["results"]]
    return [row["id"] for row in rows]


def test_every_filter_gives_its_matches_in_both_directions(alice, own, years):
    on = {
        f"category={own.food}": lambda p, row: p["category"] in (own.food, own.groceries),
        f"category={own.food}&below=false": lambda p, row: p["category"] == own.food,
        "category=none": lambda p, row: p["category"] is None,
        f"category={own.rent}&account={own.cash}": lambda p, row: (
            (p["category"], p["account"]) == (own.rent, own.cash)
        ),
        f"account={own.yen}": lambda p, row: False,
        "currency=USD": lambda p, row: p["currency"] == "USD",
        "converted=false": lambda p, row: not p["converted"],
        "kind=income": lambda p, row: p["kind"] == "income",
        "kind=expense&start_date=2024-03-30&end_date=2024-05-31": lambda p, row: (
            p["kind"] == "expense" and "2024-03-30" <= row["date"] <= "2024-05-31"
        ),
        "min_amount=89": lambda p, row: float(row["amount"]) >= 89,
        "type=income&start_date=2020-06-01": lambda p, row: (
            row["type"] == "income" and row["date"] >= "2020-06-01"
        ),
    }
    assert on
    for query, meets in on.items():
        wanted = [
            row["id"] for row in years if any(meets(posting, row) for posting in row["postings"])
        ]
        assert found(alice, "next", f"{query}&limit=97") == wanted, query
        last = list(pages(alice, f"/api/v1/transactions/?{query}&limit=97", "next"))[-1]
        back = list(pages(alice, last["previous"], "previous"))[::-1]
        ids = [row["id"] for page in [*back, last] for row in page["results"]]
        assert ids == wanted, query
