"""reports/daily: income, expense and net, day by day."""

import pytest

from reports.tests.conftest import JANUARY
from tests.cast import faults, made


def daily(caller, query=JANUARY):
    return made(caller.get(f"reports/daily/?{query}"))


def test_days_come_in_order_and_empty_ones_are_zero(alice, household):
    report = daily(alice, "start_date=2024-01-19&end_date=2024-01-22")
    assert [(day["date"], day["expense"], day["net"]) for day in report["days"]] == [
        ("2024-01-19", "0.00", "0.00"),
        ("2024-01-20", "30.00", "-30.00"),
        ("2024-01-21", "-5.50", "5.50"),
        ("2024-01-22", "0.00", "0.00"),
    ]


def test_a_transfer_counts_on_no_day(alice, household):
    (day,) = daily(alice, "start_date=2024-01-10&end_date=2024-01-10")["days"]
    assert (day["income"], day["expense"], day["unconverted"]) == ("0.00", "0.00", [])


def test_the_days_add_up_to_the_summary_of_the_period(alice, household):
    report = daily(alice)
    summary = made(alice.get(f"reports/summary/?{JANUARY}"))
    assert len(report["days"]) == 31
    assert {name: report[name] for name in report if name != "days"} == {
        name: summary[name] for name in summary if name != "accounts"
    }
    cents = [round(float(day["expense"]) * 100) for day in report["days"]]
    assert sum(cents) == 11_225


def test_an_amount_without_a_rate_stands_beside_its_day(alice, household):
    busy = [day for day in daily(alice)["days"] if day["unconverted"]]
    assert [day["date"] for day in busy] == ["2024-01-25"]
    (apart,) = busy[0]["unconverted"]
    assert (apart["kind"], apart["currency"], apart["amount"]) == ("expense", "USD", "20.00")
    found = made(alice.get(apart["transactions"]))["results"]
    assert [(row["date"], row["amount"]) for row in found] == [("2024-01-25", "20.00")]


def test_a_day_leads_to_its_transactions(alice, household):
    (day,) = daily(alice, "start_date=2024-01-20&end_date=2024-01-20")["days"]
    found = made(alice.get(day["expense_transactions"]))["results"]
    assert [(row["date"], row["amount"]) for row in found] == [("2024-01-20", "30.00")]
    assert made(alice.get(day["income_transactions"]))["results"] == []


def test_a_leap_year_can_be_asked_for_and_a_day_more_is_refused(alice):
    year = daily(alice, "start_date=2024-01-01&end_date=2024-12-31")
    assert len(year["days"]) == 366
    longer = alice.get("reports/daily/?start_date=2024-01-01&end_date=2025-01-01")
    assert faults(longer) == {("?end_date", "period_too_long")}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", {("?start_date", "required"), ("?end_date", "required")}),
        (
            "start_date=2024-02-30&end_date=1899-12-31&day=1",
            {
                ("?start_date", "invalid"),
                ("?end_date", "out_of_range"),
                ("?day", "unknown_parameter"),
            },
        ),
        ("start_date=2024-02-01&end_date=2024-01-31", {("?end_date", "before_start")}),
    ],
)
def test_missing_and_wrong_parameters_are_named_all_at_once(alice, query, wanted):
    assert faults(alice.get(f"reports/daily/?{query}")) == wanted


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31"])
def test_the_first_and_the_last_day_of_the_tracker_can_be_asked_for(alice, day):
    assert len(daily(alice, f"start_date={day}&end_date={day}")["days"]) == 1


def test_it_takes_three_statements_for_a_day_and_for_a_year_of_many_postings(
    alice, household, django_assert_num_queries
):
    items = [
        {"type": "expense", "amount": "1.00", "date": f"2024-01-{number % 28 + 1:02d}"}
        for number in range(200)
    ]
    made(alice.post("transactions/bulk/", {"create": items}))
    for end in ("2024-01-01", "2024-12-31"):
        with django_assert_num_queries(3):  # the token with the book, the days, the last change
            daily(alice, f"start_date=2024-01-01&end_date={end}")


def test_bob_sees_nothing_of_alice(bob, household):
    assert {day["expense"] for day in daily(bob)["days"]} == {"0.00"}
