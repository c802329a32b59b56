"""A row that is the payment which a schedule has recorded, with another amount."""

from datetime import date

import pytest

from books.models import Book
from imports.tests.sending import committed, planned, rows_of
from schedules.posting import record_due
from tests.cast import made

POWER = "Northlight Energy"


def table(*rows):
    lines = (f"{day},{payee},{amount}\n" for day, payee, amount in rows)
    return "Date,Payee,Amount\n" + "".join(lines)


@pytest.fixture
def plan(alice, cash):
    """Adds a schedule whose payment of 80.00 on 1 February is recorded; returns its id."""

    def plan(name="Power", kind="expense", day="2024-02-01", **phase):
        payee = alice.add("payees/", name=f"{POWER} {name}")["id"]
        usual = {"account": cash, "starts": day, "unit": "month", "amount": "80.00"}
        said = {"name": name, "type": kind, "payee": payee, "records_from": day}
        schedule = alice.add("schedules/", **said, phases=[{**usual, **phase}])["id"]
        record_due(Book.objects.get(pk=alice.book.pk), date(2024, 2, 2))
        return schedule

    return plan


def stored(caller):
    """The day, the amount and the status of each transaction, oldest first."""
    shown = made(caller.get("transactions/"))["results"]
    return sorted((row["date"], row["amount"], row["status"]) for row in shown)


def judged(caller, text, cash):
    """What the plan says of each row: verdict, action and whether it is likely."""
    rows = rows_of(caller, planned(caller, text, account=cash)["id"])
    return [(row["verdict"], row["action"], (row["score"] or 0) >= 70) for row in rows]


LIKELY, DOUBTFUL, NEW = (
    ("probable", "match", True),
    ("probable", "add", False),
    ("new", "add", False),
)


@pytest.mark.parametrize(
    ("phase", "amount", "expected"),
    [
        ({"amount_rule": "about"}, "88.00", LIKELY),
        ({"amount_rule": "about"}, "88.01", DOUBTFUL),
        ({"amount_rule": "about", "percent": 25}, "100.00", LIKELY),
        ({"amount_rule": "range", "amount": "70.00", "highest": "95.00"}, "95.00", LIKELY),
        ({"amount_rule": "range", "amount": "70.00", "highest": "95.00"}, "95.01", DOUBTFUL),
        ({"amount_rule": "last"}, "72.00", LIKELY),
        ({"amount_rule": "average"}, "71.99", DOUBTFUL),
        ({"amount_rule": "exact"}, "80.01", DOUBTFUL),
        ({"amount_rule": "exact"}, "160.00", DOUBTFUL),
        ({"amount_rule": "exact"}, "160.01", NEW),
        ({"amount_rule": "exact"}, "39.99", NEW),
    ],
)
def test_it_is_that_payment_where_the_schedule_allows_the_amount(
    alice, cash, plan, phase, amount, expected
):
    plan(**phase)
    assert judged(alice, table(("2024-02-06", f"{POWER} bill", f"-{amount}")), cash) == [expected]


def test_it_gets_the_amount_of_the_bank_in_the_change_of_the_import(alice, cash, plan):
    schedule = plan(amount_rule="about")
    text = table(("2024-02-06", f"{POWER} bill", "-84.10"))
    shown = planned(alice, text, account=cash)
    (row,) = rows_of(alice, shown["id"])
    assert row["changes"] == {"status": "cleared", "date": "2024-02-06", "amount": "-84.10"}
    assert row["reasons"][0] == (
        'Another amount, which the schedule allows, 5 days apart; both say "northlight energy".'
    )
    done = committed(alice, text, account=cash)
    assert stored(alice) == [("2024-02-06", "84.10", "cleared")]
    (occurrence,) = made(alice.get(f"occurrences/?schedule={schedule}"))["results"]
    assert occurrence["state"] == "recorded"
    made(alice.post(f"history/{done['change']}/undo/"))
    assert stored(alice) == [("2024-02-01", "80.00", "pending")]


def test_what_is_doubtful_is_added_and_asked_about(alice, cash, plan):
    plan()
    text = table(("2024-02-06", f"{POWER} bill", "-84.10"))
    (row,) = rows_of(alice, planned(alice, text, account=cash)["id"])
    assert row["reasons"][0] == (
        'Another amount than a schedule expects, 5 days apart; both say "northlight energy".'
    )
    committed(alice, text, account=cash)
    assert stored(alice) == [("2024-02-01", "80.00", "pending"), ("2024-02-06", "84.10", "cleared")]


def test_a_person_who_says_so_gives_a_doubtful_one_its_amount(alice, cash, plan):
    plan(split=[{"amount": "60.00"}, {"amount": "20.00"}])
    shown = planned(alice, table(("2024-02-06", f"{POWER} bill", "-84.10")), account=cash)
    made(alice.patch(f"imports/{shown['id']}/rows/", [{"row": 1, "action": "match"}]))
    (row,) = rows_of(alice, shown["id"])
    assert row["changes"]["amount"] == "-84.10"


@pytest.mark.parametrize(
    "row",
    [
        ("2024-02-12", f"{POWER} bill", "-84.10"),
        ("2024-01-26", f"{POWER} bill", "-84.10"),
        ("2024-02-06", "Payment 2024", "-84.10"),
        ("2024-02-06", f"{POWER} bill", "+84.10"),
    ],
    ids=["too late", "too early", "no name in common", "the other way"],
)
def test_what_is_not_of_that_payment_is_new(alice, cash, plan, row):
    plan(amount_rule="about")
    assert judged(alice, table(row), cash) == [NEW]


def test_a_row_of_the_amount_itself_comes_first_wherever_it_stands(alice, cash, plan):
    plan(amount_rule="about")
    rows = [("2024-02-06", f"{POWER} bill", "-84.10"), ("2024-02-09", f"{POWER} bill", "-80.00")]
    for some in (rows, rows[::-1]):
        found = dict(zip((row[2] for row in some), judged(alice, table(*some), cash), strict=True))
        assert found == {"-84.10": NEW, "-80.00": LIKELY}


def test_of_two_rows_that_may_be_the_payment_none_is_taken(alice, cash, plan):
    plan(amount_rule="about")
    rows = [("2024-02-06", f"{POWER} bill", "-84.10"), ("2024-02-09", f"{POWER} bill", "-82.00")]
    assert judged(alice, table(*rows), cash) == [DOUBTFUL, NEW]


def test_of_two_payments_that_a_row_may_be_none_is_taken(alice, cash, plan):
    plan(amount_rule="about")
    plan("Gas", amount_rule="about")
    rows = [("2024-02-06", f"{POWER} bill", "-84.10")]
    assert judged(alice, table(*rows), cash) == [DOUBTFUL]


def test_a_word_that_many_payees_have_names_none_of_them(alice, cash, plan):
    for name in ("Power", "Gas", "Heat", "Water", "Fibre", "Solar"):
        plan(name, amount_rule="about")
    rows = [("2024-02-06", f"{POWER} bill", "-84.10"), ("2024-02-06", f"{POWER} Gas", "-84.20")]
    assert judged(alice, table(*rows), cash) == [NEW, LIKELY]


def test_a_split_is_shared_out_in_its_proportion(alice, cash, plan):
    parts = [{"amount": "60.00", "description": "Use"}, {"amount": "20.00", "description": "Grid"}]
    plan(amount_rule="about", split=parts)
    done = committed(alice, table(("2024-02-06", f"{POWER} bill", "-84.10")), account=cash)
    (row,) = made(alice.get("transactions/?expand=postings"))["results"]
    found = [(one["description"], one["amount"]) for one in row["postings"]]
    assert found == [("Use", "-63.08"), ("Grid", "-21.02")]
    made(alice.post(f"history/{done['change']}/undo/"))
    assert stored(alice) == [("2024-02-01", "80.00", "pending")]


@pytest.mark.parametrize(("on_card", "amount"), [(False, "-75.00"), (True, "+75.00")])
def test_a_payment_of_a_card_has_the_amount_of_the_bank_on_both_sides(
    alice, cash, plan, on_card, amount
):
    opened = {"opening_date": "2024-01-01", "opening_balance": "-90.00"}
    card = alice.account(name="Card", **opened)["id"]
    plan(kind="transfer", to_account=card, amount_rule="owed", amount=None)
    text = table(("2024-02-06", f"{POWER} card", amount))
    committed(alice, text, account=card if on_card else cash)
    assert stored(alice) == [("2024-02-06", "75.00", "cleared")]
    balances = made(alice.get("accounts/"))["results"]
    assert {one["id"]: one["balance"] for one in balances}[card] == "-15.00"
