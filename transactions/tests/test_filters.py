"""GET /api/v1/transactions/: each filter gives what it names, and nothing of anybody else's."""

import pytest

from tests.cast import faults


@pytest.fixture
def rows(ann, ben):
    """Ann's transactions by name, and the like of each in Ben's book."""
    for owner in (ben, ann):
        owner.patch(f"/accounts/{owner.cash}/", {"name": "Till"})
        named = {
            "bread": owner.spent(
                "3.20",
                category=owner.groceries,
                payee="Mühle & Söhne",
                date="2024-01-31",
                tags=["daily"],
                description="Brot",
            ),
            "dinner": owner.spent(
                "48",
                category=owner.food,
                date="2024-02-01",
                notes="With STRASSE 7",
                status="pending",
            ),
            "rent": owner.spent(
                "700",
                category=owner.rent,
                account=owner.bank,
                date="2024-02-29",
                status="reconciled",
                tags=["daily", "home"],
            ),
            "cash back": owner.spent("5", category=owner.groceries, refund=True, date="2024-03-01"),
            "unknown": owner.spent("9.99", date="2024-03-02"),
            "sushi": owner.spent("1200", account=owner.yen, date="2024-03-03"),
            "pay": owner.made(
                "/transactions/",
                type="income",
                amount="2500",
                date="2024-03-04",
                account=owner.bank,
                category=owner.wages,
                payee="Works",
            ),
            "withdrawal": owner.made(
                "/transactions/",
                type="transfer",
                amount="100",
                date="2024-03-05",
                account=owner.bank,
                to_account=owner.cash,
            ),
            "split": owner.made(
                "/transactions/",
                type="expense",
                date="2024-03-06",
                postings=[
                    {"amount": "-30", "category": owner.groceries, "account": owner.bank},
                    {"amount": "-12", "category": owner.rent, "account": owner.cash},
                ],
            ),
        }
    return {row["id"]: name for name, row in named.items()}


ALL = ["split", "withdrawal", "pay", "sushi", "unknown", "cash back", "rent", "dinner", "bread"]


def wanted(ann):
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
        ({"account": ann.bank}, ["split", "withdrawal", "pay", "rent"]),
        ({"account": ann.yen}, ["sushi"]),
        ({"category": ann.food}, ["split", "cash back", "dinner", "bread"]),
        ({"category": ann.groceries}, ["split", "cash back", "bread"]),
        ({"category": ann.food, "below": "false"}, ["dinner"]),
        ({"category": ann.wages}, ["pay"]),
        ({"currency": "jpy"}, ["sushi"]),
        ({"currency": "USD"}, []),
        ({"converted": "false"}, ["sushi"]),
        ({"converted": "true"}, [name for name in ALL if name != "sushi"]),
        ({"category": "none"}, ["sushi", "unknown"]),
        # One posting has to meet both: the split's groceries were paid by the bank alone.
        ({"category": ann.groceries, "account": ann.cash}, ["cash back", "bread"]),
        ({"category": ann.rent, "account": ann.bank}, ["rent"]),
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
        ({"type": "expense", "status": "cleared", "q": "brot", "category": ann.food}, ["bread"]),
    ]


def test_each_filter_gives_what_it_names(ann, rows, subtests):
    assert wanted(ann)
    for params, names in wanted(ann):
        with subtests.test(str(params)):
            found = ann.get("/transactions/", **params).json()["results"]
            order = [name for name in ALL if name in names]
            assert [rows[row["id"]] for row in found] == order


def test_payees_and_tags_are_filters_by_id(ann, rows):
    (works,) = ann.get("/payees/", q="WORKS").json()["results"]
    found = ann.get("/transactions/", payee=works["id"]).json()["results"]
    assert [rows[row["id"]] for row in found] == ["pay"]
    (daily,) = ann.get("/tags/", q="daily").json()["results"]
    found = ann.get("/transactions/", tag=daily["id"]).json()["results"]
    assert [rows[row["id"]] for row in found] == ["rent", "bread"]


@pytest.mark.parametrize("name", ["account", "category"])
def test_what_belongs_to_a_stranger_gives_nothing(ann, ben, rows, name):
    theirs = {"account": ben.bank, "category": ben.food}[name]
    assert ann.get("/transactions/", **{name: theirs}).json()["results"] == []


def test_a_strangers_payee_and_tag_give_nothing(ann, ben, rows):
    (payee, *_) = ben.get("/payees/").json()["results"]
    (tag, *_) = ben.get("/tags/").json()["results"]
    assert ann.get("/transactions/", payee=payee["id"]).json()["results"] == []
    assert ann.get("/transactions/", tag=tag["id"]).json()["results"] == []


def test_a_category_that_moved_below_another_is_found_there(ann, rows):
    ann.patch(f"/categories/{ann.rent}/", {"parent": ann.groceries})
    found = ann.get("/transactions/", category=ann.food).json()["results"]
    assert "rent" in {rows[row["id"]] for row in found}


def test_postings_are_shown_where_they_are_asked_for(ann, rows):
    plain = ann.get("/transactions/").json()["results"]
    assert [row["postings"] is None for row in plain] == [False] + [True] * 8
    expanded = ann.get("/transactions/", expand="postings").json()["results"]
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
        ({"account": "0"}, ("?account", "min_value")),
        ({"account": str(10**30)}, ("?account", "max_value")),
        ({"category": "food"}, ("?category", "invalid")),
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
def test_a_parameter_that_says_nothing_is_refused(ann, params, fault):
    assert faults(ann.get("/transactions/", **params)) == {fault}
