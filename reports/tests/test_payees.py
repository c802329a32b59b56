"""reports/payees: who was paid in a period, or who paid."""

from datetime import date

import pytest

from common.periods import Period
from reports.figures import by_payee_of_categories
from reports.tests.conftest import JANUARY
from tests.cast import faults, made


@pytest.fixture
def shops(alice, household):
    """The household, and what it spent at shops and got from works in March."""
    for day, (payee, amount) in enumerate(
        [("Mill", "30.00"), ("Mill", "12.00"), ("Bakery", "40.00"), ("", "7.00"), ("Kiosk", "2.00")]
    ):
        alice.transaction(payee=payee, amount=amount, date=f"2024-03-0{day + 1}")
    alice.transaction(type="income", payee="Works", amount="900.00", date="2024-03-09")
    alice.transaction(type="income", payee="Mill", amount="1.00", date="2024-03-09")


def payees(caller, query="start_date=2024-03-01&end_date=2024-03-31"):
    return made(caller.get(f"reports/payees/?{query}"))


MARCH = "start_date=2024-03-01&end_date=2024-03-31"


def test_payees_come_largest_first_with_those_without_one_among_them(alice, shops):
    report = payees(alice)
    assert (report["kind"], report["amount"], report["postings"]) == ("expense", "91.00", 5)
    assert [(r["name"], r["amount"], r["share"], r["postings"]) for r in report["payees"]] == [
        ("Mill", "42.00", "0.4615", 2),
        ("Bakery", "40.00", "0.4396", 1),
        ("", "7.00", "0.0769", 1),
        ("Kiosk", "2.00", "0.0220", 1),
    ]
    assert report["payees"][2]["payee"] is None
    assert report["others"] is None


def test_income_is_told_apart_from_expense(alice, shops):
    report = payees(alice, f"{MARCH}&kind=income")
    assert [(row["name"], row["amount"]) for row in report["payees"]] == [
        ("Works", "900.00"),
        ("Mill", "1.00"),
    ]


def test_the_others_are_one_figure_so_that_the_sum_is_the_whole(alice, shops):
    report = payees(alice, f"{MARCH}&limit=1")
    assert [row["name"] for row in report["payees"]] == ["Mill"]
    assert report["others"] == {
        "payees": 3,
        "amount": "49.00",
        "share": "0.5385",
        "postings": 3,
        "unconverted": [],
    }


def test_an_amount_without_a_rate_stands_beside_the_payee_or_the_others(alice, household):
    alice.transaction(payee="Diner", amount="9.00", account=household["dollars"], date="2024-01-26")
    (nobody, diner) = payees(alice, JANUARY)["payees"]
    assert (nobody["amount"], diner["amount"], diner["postings"]) == ("112.25", "0.00", 1)
    (apart,) = diner["unconverted"]
    assert (apart["currency"], apart["amount"]) == ("USD", "9.00")
    found = made(alice.get(apart["transactions"]))["results"]
    assert [row["amount"] for row in found] == ["9.00"]
    others = payees(alice, f"{JANUARY}&limit=1")["others"]
    assert others["unconverted"] == [
        {"kind": "expense", "currency": "USD", "amount": "9.00", "postings": 1}
    ]


def test_each_figure_leads_to_its_transactions(alice, shops):
    report = payees(alice)
    for row in [report, *report["payees"]]:
        assert len(made(alice.get(row["transactions"]))["results"]) == row["postings"]


def test_a_merged_payee_has_what_both_had(alice, shops):
    ids = {row["name"]: row["payee"] for row in payees(alice)["payees"]}
    made(alice.post(f"payees/{ids['Kiosk']}/merge/", {"into": ids["Bakery"]}))
    rows = {row["name"]: row["amount"] for row in payees(alice)["payees"]}
    assert rows == {"Mill": "42.00", "Bakery": "42.00", "": "7.00"}


def test_payees_of_one_amount_come_in_the_order_of_their_ids(alice):
    for payee in ("B", "A", "", "C"):
        alice.transaction(payee=payee, date="2024-03-01")
    assert [row["name"] for row in payees(alice)["payees"]] == ["", "B", "A", "C"]


def test_wrong_parameters_are_named_all_at_once(alice):
    wrong = alice.get("reports/payees/?start_date=x&kind=transfer&limit=501&payee=1")
    assert faults(wrong) == {
        ("?start_date", "invalid"),
        ("?end_date", "required"),
        ("?kind", "invalid_choice"),
        ("?limit", "max_value"),
        ("?payee", "unknown_parameter"),
    }
    assert faults(alice.get(f"reports/payees/?{MARCH}&limit=0")) == {("?limit", "min_value")}


def test_a_leap_year_can_be_asked_for_and_a_day_more_is_refused(alice):
    assert payees(alice, "start_date=2024-01-01&end_date=2024-12-31")["payees"] == []
    longer = alice.get("reports/payees/?start_date=2024-01-01&end_date=2025-01-01")
    assert faults(longer) == {("?end_date", "period_too_long")}


@pytest.mark.parametrize("limit", [1, 500])
def test_it_takes_four_statements_however_many_payees(
    alice, shops, limit, django_assert_num_queries
):
    items = [
        {"type": "expense", "amount": "1.00", "date": "2024-03-07", "payee": f"Payee {number}"}
        for number in range(100)
    ]
    made(alice.post("transactions/bulk/", {"create": items}))
    # The token with the book, the sums, the names, the last change.
    with django_assert_num_queries(4):
        payees(alice, f"{MARCH}&limit={limit}")


def test_bob_sees_nothing_of_alice(bob, shops):
    report = payees(bob)
    assert (report["amount"], report["payees"], report["others"]) == ("0.00", [], None)


def test_the_payees_of_a_branch_and_of_what_has_no_category(alice, household):
    alice.transaction(
        amount="9.00", date="2024-01-16", category=household["groceries"], payee="Greenleaf"
    )
    period = Period(date(2024, 1, 1), date(2024, 1, 31))
    branch = [household["food"], household["groceries"]]
    found = by_payee_of_categories(alice.book, period, "expense", branch)
    assert {name: figure.home for (_, name), figure in found.items()} == {
        "": -(7550 + 3000 - 550), "Greenleaf": -900,
    }  # fmt: skip
    (apart,) = (figure.unconverted for (_, name), figure in found.items() if not name)
    assert apart["USD"].minor == -2000
    nothing = by_payee_of_categories(alice.book, period, "expense", [])
    assert {name: figure.home for (_, name), figure in nothing.items()} == {"": -1225}
