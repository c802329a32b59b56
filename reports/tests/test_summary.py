"""reports/summary: a period at a glance, and what it moved on each account."""

from reports.tests.conftest import JANUARY
from tests.cast import made


def test_a_period_states_its_totals_and_what_moved_on_each_account(alice, household):
    report = made(alice.get(f"reports/summary/?{JANUARY}"))
    assert (report["income"], report["expense"], report["net"]) == ("3000.00", "112.25", "2887.75")
    found = {row["name"]: row for row in report["accounts"]}
    assert set(found) == {"Bank", "Dollars"}
    assert {k: found["Bank"][k] for k in ("income", "expense", "transfers", "net")} == {
        "income": "3000.00",
        "expense": "112.25",
        "transfers": "-100.00",
        "net": "2787.75",
    }
    assert (found["Dollars"]["transfers"], found["Dollars"]["net"]) == ("110.00", "90.00")


def test_the_net_of_an_account_is_the_change_of_its_balance(alice, household):
    report = made(alice.get("reports/summary/?start_date=2024-01-11&end_date=2024-02-15"))
    (bank,) = [row for row in report["accounts"] if row["name"] == "Bank"]
    assert bank["net"] == "-112.25"


def test_days_outside_the_period_do_not_count(alice, household):
    report = made(alice.get("reports/summary/?start_date=2024-01-03&end_date=2024-01-14"))
    assert (report["income"], report["expense"]) == ("0.00", "0.00")
