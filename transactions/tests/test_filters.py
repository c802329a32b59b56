"""GET /api/v1/transactions/: each filter gives what it names, and nothing of anybody else's."""

import pytest

from tests.cast import faults
from transactions.tests.example_book import add_expense


@pytest.fixture
def rows(alice, own, bob, bobs):
    """Alice's transactions by name, and the like of each in Bob's book."""
    for owner, ids in ((bob, bobs), (alice, own)):
        owner.patch(f"accounts/{ids.cash}/", {"name": "Till"})
        named = {
            "bread": add_expense(
                owner,
                "3.20",
                category=ids.groceries,
                payee="Mühle & Söhne",
                date="2024-01-31",
                tags=["daily"],
                description="Brot",
            ),
            "dinner": add_expense(
                owner,
                "48",
                category=ids.food,
                date="2024-02-01",
                notes="With STRASSE 7",
                status="pending",
            ),
            "rent": add_expense(
                owner,
                "700",
                category=ids.rent,
                account=ids.bank,
                date="2024-02-29",
                status="reconciled",
                tags=["daily", "home"],
            ),
            "cash back": add_expense(
                owner, "5", category=ids.groceries, refund=True, date="2024-03-01"
            ),
            "unknown": add_expense(owner, "9.99", date="2024-03-02"),
            "sushi": add_expense(owner, "1200", account=ids.yen, date="2024-03-03"),
            "pay": owner.add(
                "transactions/",
                type="income",
                amount="2500",
                date="2024-03-04",
                account=ids.bank,
                category=ids.wages,
                payee="Works",
            ),
            "withdrawal": owner.add(
                "transactions/",
                type="transfer",
                amount="100",
                date="2024-03-05",
                account=ids.bank,
                to_account=ids.cash,
            ),
            "split": owner.add(
                "transactions/",
                type="expense",
                date="2024-03-06",
                postings=[
                    {"amount": "-30", "category": ids.groceries, "account": ids.bank},
                    {"amount": "-12", "category": ids.rent, "account": ids.cash},
                ],
            ),
        }
    return {row["id"]: name for name, row in named.items()}


ALL = ["split", "withdrawal", "pay", "sushi", "unknown", "cash back", "rent", "dinner", "bread"]


def wanted(own):
    """Query parameters, and the names of what they give, newest first."""
    return [
        ({}, ALL),
        ({"start_date": "2024-03-02"}, ALL[:5]),
        ({"end_date": "2024-02-01"}, ALL[7:]),
        ({"start_date": "2024-02-01", "end_date": "2024-02-29"}, ["rent", "dinner"]),
        ({"start_date": "2024-02-01", "end_date": "2024-02-01"}, ["dinner"]),
        ({"type": "income"}, ["pay"]),
        ({"type": "transfer"}, ["withdrawal"]),
        ({"kind": "transfer"}, ["withdrawal"]),
        ({"account": own.bank}, ["split", "withdrawal", "pay", "rent"]),
        ({"account": own.yen}, ["sushi"]),
        (
            {"account": f"{own.yen},{own.bank},{own.yen}"},
            ["split", "withdrawal", "pay", "sushi", "rent"],
        ),
        ({"category": own.food}, ["split", "cash back", "dinner", "bread"]),
        ({"category": own.groceries}, ["split", "cash back", "bread"]),
        ({"category": own.food, "below": "false"}, ["dinner"]),
        ({"category": own.wages}, ["pay"]),
        ({"currency": "jpy"}, ["sushi"]),
        ({"currency": "USD"}, []),
        ({"converted": "false"}, ["sushi"]),
        ({"converted": "true"}, [name for name in ALL if name != "sushi"]),
        ({"category": "none"}, ["sushi", "unknown"]),
        ({"payee": "none"}, [name for name in ALL if name not in {"pay", "bread"}]),
        ({"payee": "none", "category": own.groceries}, ["split", "cash back"]),
        # One posting has to meet both: the split's groceries were paid by the bank alone.
        (
            {"category": f"{own.groceries},{own.rent}", "account": own.cash},
            ["split", "cash back", "bread"],
        ),
        ({"category": own.groceries, "account": own.cash}, ["cash back", "bread"]),
        ({"category": own.rent, "account": own.bank}, ["rent"]),
        ({"min_amount": "700"}, ["sushi", "pay", "rent"]),
        ({"max_amount": "5"}, ["cash back", "bread"]),
        ({"min_amount": "9.99", "max_amount": "48.00"}, ["split", "unknown", "dinner"]),
        ({"min_amount": "9.991", "max_amount": "47.999"}, ["split"]),
        ({"min_amount": "2500.01"}, []),
        ({"min_amount": "99999999999999999999"}, []),
        ({"max_amount": "99999999999999999999"}, ALL),
        ({"max_amount": "-99999999999999999999"}, []),
        ({"q": "brot"}, ["bread"]),
        ({"q": "MÜHLE"}, ["bread"]),
        ({"q": "straße"}, ["dinner"]),
        ({"q": "100%"}, []),
        ({"q": "_"}, []),
        ({"status": "pending"}, ["dinner"]),
        ({"status": "reconciled"}, ["rent"]),
        ({"type": "expense", "status": "cleared", "q": "brot", "category": own.food}, ["bread"]),
    ]


def test_each_filter_gives_what_it_names(alice, own, rows, subtests):
    assert wanted(own)
    for params, names in wanted(own):
        with subtests.test(str(params)):
            found = alice.get("transactions/", params).json()["results"]
            order = [name for name in ALL if name in names]
            assert [rows[row["id"]] for row in found] == order


def test_payees_and_tags_are_filters_by_id(alice, rows):
    (works,) = alice.get("payees/", {"q": "WORKS"}).json()["results"]
    found = alice.get("transactions/", {"payee": works["id"]}).json()["results"]
    assert [rows[row["id"]] for row in found] == ["pay"]
    (daily,) = alice.get("tags/", {"q": "daily"}).json()["results"]
    found = alice.get("transactions/", {"tag": daily["id"]}).json()["results"]
    assert [rows[row["id"]] for row in found] == ["rent", "bread"]


@pytest.mark.parametrize("name", ["account", "category"])
def test_what_belongs_to_a_stranger_gives_nothing(alice, bobs, rows, name):
    theirs = {"account": bobs.bank, "category": bobs.food}[name]
    assert alice.get("transactions/", {name: theirs}).json()["results"] == []


def test_a_strangers_payee_and_tag_give_nothing(alice, bob, rows):
    (payee, *_) = bob.get("payees/").json()["results"]
    (tag, *_) = bob.get("tags/").json()["results"]
    assert alice.get("transactions/", {"payee": payee["id"]}).json()["results"] == []
    assert alice.get("transactions/", {"tag": tag["id"]}).json()["results"] == []


def test_a_category_that_moved_below_another_is_found_there(alice, own, rows):
    alice.patch(f"categories/{own.rent}/", {"parent": own.groceries})
    found = alice.get("transactions/", {"category": own.food}).json()["results"]
    assert "rent" in {rows[row["id"]] for row in found}


def test_postings_are_shown_where_they_are_asked_for(alice, rows):
    plain = alice.get("transactions/").json()["results"]
    assert [row["postings"] is None for row in plain] == [False] + [True] * 8
    expanded = alice.get("transactions/", {"expand": "postings"}).json()["results"]
    assert [len(row["postings"]) for row in expanded] == [2, 2, 1, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("params", "fault"),
    [
        ({"start_date": "2024-13-01"}, ("?start_date", "invalid")),
        ({"end_date": "01.02.2024"}, ("?end_date", "invalid")),
        ({"start_date": "2024-02-02", "end_date": "2024-02-01"}, ("?end_date", "before_start")),
        ({"start_date": "1899-12-31"}, ("?start_date", "out_of_range")),
        ({"type": "gift"}, ("?type", "invalid_choice")),
        ({"kind": ""}, ("?kind", "invalid_choice")),
        ({"status": "done"}, ("?status", "invalid_choice")),
        ({"account": "cash"}, ("?account", "invalid")),
        ({"account": "0"}, ("?account", "invalid")),
        ({"account": "1,"}, ("?account", "invalid")),
        ({"account": str(10**30)}, ("?account", "invalid")),
        ({"account": ",".join(map(str, range(1, 102)))}, ("?account", "too_many")),
        ({"category": "food"}, ("?category", "invalid")),
        ({"payee": "0"}, ("?payee", "invalid")),
        ({"payee": "Mill"}, ("?payee", "invalid")),
        ({"payee": "1" * 19}, ("?payee", "invalid")),
        ({"min_amount": "1,5"}, ("?min_amount", "not_a_number")),
        ({"max_amount": "NaN"}, ("?max_amount", "not_a_number")),
        ({"max_amount": "1" * 5000}, ("?max_amount", "not_a_number")),
        ({"q": "x" * 101}, ("?q", "max_length")),
        ({"q": "  "}, ("?q", "blank")),
        ({"q": "a\0b"}, ("?q", "null_characters_not_allowed")),
        ({"currency": "XXX"}, ("?currency", "unknown_currency")),
        ({"converted": "maybe"}, ("?converted", "invalid")),
        ({"below": "2"}, ("?below", "invalid")),
        ({"expand": "all"}, ("?expand", "invalid_choice")),
        ({"from": "2024-01-01"}, ("?from", "unknown_parameter")),
        ({"limit": "0"}, ("?limit", "invalid_limit")),
        ({"limit": "201"}, ("?limit", "invalid_limit")),
    ],
    ids=str,
)
def test_a_parameter_that_says_nothing_is_refused(alice, params, fault):
    assert faults(alice.get("transactions/", params)) == {fault}
