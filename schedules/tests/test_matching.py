"""Which recorded transactions settle which occurrences, without anybody saying so."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from imports.worker.pipeline import take_further
from tests.cast import made


@pytest.fixture
def rent(plan):
    payee = plan.caller.add("payees/", name="Landlord")["id"]
    return plan.schedule(payee=payee)


def spend(plan, day, amount="800.00", **said):
    said = {"payee": "landlord", "account": plan.account, **said}
    return plan.caller.transaction(date=day, amount=amount, **said)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-01-26", "overdue"),
        ("2026-01-27", "matched"),
        ("2026-02-01", "matched"),
        ("2026-02-11", "matched"),
        ("2026-02-12", "overdue"),
    ],
)
def test_a_payment_settles_an_occurrence_within_its_days(plan, rent, day, status):
    spend(plan, day)
    assert plan.statuses(rent) == [("2026-02-01", status)]


@pytest.mark.parametrize(
    "said",
    [
        {"amount": "800.01"},
        {"payee": "Somebody else"},
        {"payee": ""},
        {"type": "income"},
        {"refund": True},
    ],
)
def test_what_differs_from_what_is_expected_settles_nothing(plan, rent, said):
    spend(plan, "2026-02-01", **said)
    assert plan.statuses(rent) == [("2026-02-01", "overdue")]


def test_a_payment_from_another_account_settles_nothing(plan, rent):
    spend(plan, "2026-02-01", account=plan.caller.account(name="Other")["id"])
    assert plan.statuses(rent) == [("2026-02-01", "overdue")]


def test_one_undo_takes_back_the_payment_and_the_match(plan, rent):
    spend(plan, "2026-02-01")
    plan.undo()
    assert plan.recorded() == []
    assert plan.statuses(rent) == [("2026-02-01", "overdue")]


def test_a_later_change_of_the_payment_does_not_take_back_the_match(plan, rent):
    row = spend(plan, "2026-02-01")
    made(plan.caller.patch(f"transactions/{row['id']}/", {"amount": "1.00", "date": "2025-06-01"}))
    assert plan.statuses(rent) == [("2026-02-01", "matched")]


def test_a_payment_that_two_schedules_could_mean_settles_neither(plan, rent):
    other = plan.schedule(name="Garage", payee=rent["payee"])
    spend(plan, "2026-02-01")
    assert plan.statuses(rent) == plan.statuses(other) == [("2026-02-01", "overdue")]


def test_two_payments_at_once_for_one_occurrence_settle_nothing(plan, rent):
    row = {"type": "expense", "date": "2026-02-01", "amount": "800.00", "payee": "Landlord"}
    rows = [{**row, "account": plan.account}] * 2
    made(plan.caller.post("transactions/bulk/", {"create": rows}))
    assert plan.statuses(rent) == [("2026-02-01", "overdue")]


def test_each_of_many_payments_settles_the_occurrence_next_to_it(plan, rent):
    days = ["2026-01-30", "2026-03-02", "2026-03-31"]
    row = {"type": "expense", "amount": "800.00", "payee": "Landlord", "account": plan.account}
    made(plan.caller.post("transactions/bulk/", {"create": [{**row, "date": d} for d in days]}))
    found = plan.calendar(rent, "start_date=2026-01-01&end_date=2026-05-31")
    assert [(one["due"], one["status"]) for one in found] == [
        ("2026-01-01", "missed"),
        ("2026-02-01", "matched"),
        ("2026-03-01", "matched"),
        ("2026-04-01", "matched"),
        ("2026-05-01", "upcoming"),
    ]


def test_a_day_between_two_weekly_dates_is_of_the_nearer_one(plan):
    payee = plan.caller.add("payees/", name="Landlord")["id"]
    gym = plan.schedule(payee=payee, phase={"unit": "week", "on": ["SU"]}, starts="2026-02-01")
    spend(plan, "2026-02-05")
    assert plan.statuses(gym)[:2] == [("2026-02-01", "overdue"), ("2026-02-08", "matched")]


def test_what_was_paid_before_it_is_due_is_not_recorded_by_itself(plan, rent):
    made(plan.caller.patch(f"schedules/{rent['id']}/", {"records_from": "2026-03-01"}))
    spend(plan, "2026-02-27")
    assert plan.work("2026-03-01") == 0


def test_a_paused_schedule_is_settled_by_nothing(plan, rent):
    made(plan.caller.patch(f"schedules/{rent['id']}/", {"paused": True}))
    spend(plan, "2026-02-01")
    assert plan.statuses(rent) == [("2026-02-01", "overdue")]


def test_an_imported_payment_settles_its_occurrence_and_goes_with_the_import(plan, rent):
    lines = "Date,Amount,Payee\n2026-02-02,-800.00,Landlord\n2026-02-03,-5.00,Kiosk\n"
    sent = {
        "file": SimpleUploadedFile("bank.csv", lines.encode(), "text/csv"),
        "account": plan.account,
    }
    body = encode_multipart(BOUNDARY, sent)
    row = made(plan.caller.generic("POST", "imports/", body, MULTIPART_CONTENT), 202)
    take_further(row["id"])
    made(plan.caller.post(f"imports/{row['id']}/commit/", {}), 202)
    take_further(row["id"])
    assert plan.statuses(rent) == [("2026-02-01", "matched")]
    plan.undo()
    assert plan.statuses(rent) == [("2026-02-01", "overdue")]


def test_a_transfer_settles_one_between_the_same_accounts(plan):
    payee = plan.caller.add("payees/", name="Landlord")["id"]
    savings = plan.caller.account(name="Savings")["id"]
    other = plan.caller.account(name="Other")["id"]
    saving = plan.schedule(type="transfer", payee=payee, phase={"to_account": savings})
    spend(plan, "2026-02-01", type="transfer", to_account=other)
    assert plan.statuses(saving) == [("2026-02-01", "overdue")]
    spend(plan, "2026-02-01", type="transfer", to_account=savings)
    assert plan.statuses(saving) == [("2026-02-01", "matched")]


def test_a_payee_of_the_same_name_but_for_numbers_settles_too(plan):
    payee = plan.caller.add("payees/", name="SPOTIFY P1234")["id"]
    row = plan.schedule(payee=payee)
    spend(plan, "2026-02-01", payee="Spotify P9876 Stockholm")
    assert plan.statuses(row) == [("2026-02-01", "matched")]


def test_the_payee_itself_comes_before_others_of_the_name(plan):
    payees = [plan.caller.add("payees/", name=f"Telco {n}")["id"] for n in ("1111", "2222")]
    first, second = (plan.schedule(name=f"{one}", payee=one) for one in payees)
    items = [
        {"type": "expense", "date": "2026-02-01", "amount": "800.00", "account": plan.account}
        | {"payee": f"Telco {n}"}
        for n in ("1111", "2222", "3333")
    ]
    made(plan.caller.post("transactions/bulk/", {"create": items}))
    assert [plan.statuses(one) for one in (first, second)] == [[("2026-02-01", "matched")]] * 2
    rows = made(plan.caller.get("transactions/?limit=200"))["results"]
    ids = {row["payee"]: row["id"] for row in rows}
    settled = [plan.calendar(one)[0]["transaction"] for one in (first, second)]
    assert settled == [ids["Telco 1111"], ids["Telco 2222"]]


def test_a_payment_to_another_of_the_name_that_two_schedules_could_mean_settles_neither(plan):
    payees = [plan.caller.add("payees/", name=f"Telco {n}")["id"] for n in ("1111", "2222")]
    rows = [plan.schedule(name=f"{one}", payee=one) for one in payees]
    spend(plan, "2026-02-01", payee="Telco 3333")
    assert [plan.statuses(one) for one in rows] == [[("2026-02-01", "overdue")]] * 2


@pytest.mark.parametrize("times", [1, 2])
def test_where_the_payee_itself_was_paid_no_other_of_the_name_settles(plan, times):
    payee = plan.caller.add("payees/", name="Telco 1111")["id"]
    row = plan.schedule(payee=payee)
    item = {"type": "expense", "date": "2026-02-01", "amount": "800.00", "account": plan.account}
    items = [{**item, "payee": "Telco 3333"}, *[{**item, "payee": "Telco 1111"}] * times]
    made(plan.caller.post("transactions/bulk/", {"create": items}))
    (one,) = plan.calendar(row)
    rows = made(plan.caller.get("transactions/?limit=200"))["results"]
    settled = [one["payee"] for one in rows if one["id"] == plan.calendar(row)[0]["transaction"]]
    assert (one["status"], settled) == (
        ("matched", ["Telco 1111"]) if times == 1 else ("overdue", [])
    )
