"""Categories that are suggested for new rows, and transfers between two files."""

from imports.tests.sending import committed, planned, rows_of, stored, table, worked
from tests.cast import faults, made


def test_a_category_is_suggested_by_what_was_chosen_for_the_payee(alice, cash):
    bread = alice.category(name="Bread")["id"]
    for day in range(1, 6):
        alice.transaction(payee="Bakery Miller", category=bread, date=f"2024-01-0{day}")
    shown = planned(alice, table(("2024-02-05", "-3.40", "BAKERY MILLER 0042")), account=cash)
    (row,) = rows_of(alice, shown["id"])
    assert row["category"]["id"] == bread
    assert row["category"]["confidence"] >= 65
    assert "Bread" in row["category"]["reason"]


def test_correcting_one_teaches_the_next(alice, cash):
    bread, cake = alice.category(name="Bread")["id"], alice.category(name="Cake")["id"]
    ids = [
        alice.transaction(payee="Bakery", category=bread, date=f"2024-01-0{day}")["id"]
        for day in range(1, 6)
    ]
    # An old one is corrected: what counts is when somebody chose, not what day it was of.
    made(alice.patch(f"transactions/{ids[0]}/", {"category": cake}))
    shown = planned(alice, table(("2024-02-05", "-3.40", "Bakery")), account=cash)
    assert rows_of(alice, shown["id"])[0]["category"]["id"] == cake


def test_what_is_doubtful_stays_uncategorised(alice, cash):
    alice.transaction(payee="Bakery", category=alice.category()["id"])
    shown = planned(alice, table(("2024-02-05", "-3.40", "Ironmonger")), account=cash)
    assert rows_of(alice, shown["id"])[0]["category"] is None


def test_nothing_is_suggested_where_that_is_not_wanted(alice, cash):
    alice.transaction(payee="Bakery", category=alice.category()["id"])
    text = table(("2024-02-05", "-3.40", "Bakery"))
    shown = planned(alice, text, account=cash, suggest="false")
    assert rows_of(alice, shown["id"])[0]["category"] is None


def test_a_suggested_category_is_taken_unless_somebody_says_none(alice, cash):
    bread = alice.category(name="Bread")["id"]
    alice.transaction(payee="Bakery", category=bread)
    text = table(("2024-02-05", "-3.40", "Bakery"), ("2024-02-06", "-3.50", "Bakery"))
    shown = planned(alice, text, account=cash)
    decision = [{"row": 2, "category": None}]
    made(alice.patch(f"imports/{shown['id']}/rows/", decision, format="json"))
    alice.post(f"imports/{shown['id']}/commit/")
    worked(alice, shown["id"])
    found = {r["date"]: r["category"] for r in made(alice.get("transactions/"))["results"]}
    assert (found["2024-02-05"], found["2024-02-06"]) == (bread, None)


def two_sides(alice, cash):
    """One transfer as the files of both accounts tell it."""
    savings = alice.account(name="Savings")["id"]
    committed(alice, table(("2024-02-05", "-200.00", "To savings")), account=cash)
    committed(alice, table(("2024-02-06", "200.00", "From cash")), account=savings)
    return savings


YEAR = "transfer-suggestions/?start_date=2024-01-01&end_date=2024-12-31"


def test_a_transfer_found_in_two_files_is_suggested_with_reasons_and_not_made(alice, cash):
    two_sides(alice, cash)
    (pair,) = made(alice.get(YEAR))["results"]
    assert (pair["outgoing"]["amount"], pair["incoming"]["amount"]) == ("-200.00", "200.00")
    assert pair["reasons"]
    assert {row["type"] for row in made(alice.get("transactions/"))["results"]} == {
        "expense",
        "income",
    }


def ids_of(pair):
    return {"outgoing": pair["outgoing"]["id"], "incoming": pair["incoming"]["id"]}


def test_an_accepted_suggestion_is_one_transfer_that_both_files_know(alice, cash):
    savings = two_sides(alice, cash)
    (pair,) = made(alice.get(YEAR))["results"]
    joined = made(alice.post("transfer-suggestions/accept/", ids_of(pair)))
    assert (joined["type"], joined["account"], joined["to_account"]) == ("transfer", cash, savings)
    assert made(alice.get(YEAR))["results"] == []
    for row, account in ((("-200.00", "To savings"), cash), (("200.00", "From cash"), savings)):
        day = "2024-02-05" if account == cash else "2024-02-06"
        assert committed(alice, table((day, *row)), account=account)["recorded"] == 0


def test_an_accepted_suggestion_is_undone_as_one_change(alice, cash):
    savings = two_sides(alice, cash)
    before = stored(alice)
    (pair,) = made(alice.get(YEAR))["results"]
    made(alice.post("transfer-suggestions/accept/", ids_of(pair)))
    number = made(alice.get("book/"))["last_change"]
    made(alice.post(f"history/{number}/undo/"))
    assert stored(alice) == before
    for day, amount, payee, account in (
        ("2024-02-05", "-200.00", "To savings", cash),
        ("2024-02-06", "200.00", "From cash", savings),
    ):
        assert committed(alice, table((day, amount, payee)), account=account)["recorded"] == 0


def test_a_refusal_is_remembered(alice, cash):
    two_sides(alice, cash)
    (pair,) = made(alice.get(YEAR))["results"]
    for _ in range(2):
        assert alice.post("transfer-suggestions/refuse/", ids_of(pair)).status_code == 204
    assert made(alice.get(YEAR))["results"] == []


def test_only_what_can_be_a_transfer_is_joined(alice, cash):
    other = alice.account(name="Other")["id"]
    out = alice.transaction(account=cash, amount="5.00")["id"]
    same = alice.transaction(type="income", account=cash, amount="5.00")["id"]
    less = alice.transaction(type="income", account=other, amount="4.00")["id"]
    split = alice.transaction(amount="5.00", postings=[{"amount": "-2.00"}, {"amount": "-3.00"}])[
        "id"
    ]
    for outgoing, incoming, fault in (
        (out, same, ("/incoming", "same_account")),
        (out, less, ("/incoming", "amounts_differ")),
        (split, less, ("/outgoing", "not_plain")),
        (less, out, ("/outgoing", "wrong_direction")),
    ):
        body = {"outgoing": outgoing, "incoming": incoming}
        assert fault in faults(alice.post("transfer-suggestions/accept/", body))
