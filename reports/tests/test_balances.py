"""reports/balances: each account and the net worth at the end of a day."""

import pytest

from tests.cast import faults, made


def on(caller, day):
    return made(caller.get(f"reports/balances/?date={day}"))


def held(report):
    return {row["name"]: row["balance"] for row in report["accounts"]}


@pytest.mark.parametrize(
    ("day", "bank"),
    [
        ("2023-11-30", "0.00"),
        ("2023-12-01", "1000.00"),
        ("2023-12-20", "960.00"),
        ("2024-01-01", "960.00"),
        ("2024-01-15", "3784.50"),
        ("2024-01-31", "3747.75"),
        ("2030-01-01", "3747.75"),
    ],
)
def test_an_account_holds_its_opening_balance_and_what_moved_up_to_the_day(
    alice, household, day, bank
):
    assert held(on(alice, day))["Bank"] == bank


def test_net_worth_is_assets_less_debts_without_what_has_no_rate(alice, household):
    alice.account(
        name="Card", type="credit_card", opening_balance="-250.00", opening_date="2024-01-01"
    )
    report = on(alice, "2024-01-31")
    assert (report["assets"], report["debts"], report["net_worth"]) == (
        "3747.75",
        "250.00",
        "3497.75",
    )
    assert [row["name"] for row in report["unconverted"]] == ["Dollars"]


def test_a_foreign_account_is_valued_at_the_rate_of_the_day(alice, household):
    alice.add("rates/", date="2024-01-29", base="USD", quote="EUR", rate="0.80")
    report = on(alice, "2024-01-31")
    (dollars,) = [row for row in report["accounts"] if row["name"] == "Dollars"]
    assert (dollars["balance"], dollars["home_balance"], dollars["rate"]) == (
        "90.00",
        "72.00",
        "0.8",
    )
    assert report["net_worth"] == "3819.75"
    assert on(alice, "2024-02-10")["unconverted"] != []


def test_an_account_leads_to_all_its_transactions_up_to_the_day(alice, household):
    (bank,) = [row for row in on(alice, "2024-01-15")["accounts"] if row["name"] == "Bank"]
    assert len(made(alice.get(bank["transactions"]))["results"]) == 4


def test_a_day_that_is_none_is_named(alice):
    assert faults(alice.get("reports/balances/?date=2024-02-30")) == {("?date", "invalid")}
