"""Schedules and their occurrences over HTTP: rules, statuses, changes, undo, merges."""

import pytest

from schedules.drafts import PHASES_MAX
from tests.cast import faults, made
from tests.digest import digest

PHASE = {"starts": "2026-01-01", "unit": "month", "amount": "800.00"}


def test_a_schedule_shows_what_it_left_out(plan):
    row = plan.schedule()
    usual = {"records_from": None, "catch_up": "all", "early": 5, "late": 10, "paused": False}
    assert {name: row[name] for name in usual} == usual
    (phase,) = row["phases"]
    assert phase["on"] == ["1"]
    assert phase["in_words"] == "every month on the 1st"
    assert (phase["account"], phase["currency"]) == (plan.account, "EUR")


def test_a_schedule_can_be_sent_back_as_it_was_shown(plan):
    row = plan.schedule(phase={"on": ["31"], "shift": "next", "until": "2027-12-31"})
    before = digest(plan.caller.book.pk)
    assert made(plan.caller.put(f"schedules/{row['id']}/", row)) == row
    plan.undo()
    assert digest(plan.caller.book.pk) == before


def test_a_phase_recurs_by_a_rule_of_rfc_5545_where_no_unit_is_stated(plan):
    rule = "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU;COUNT=3"
    phase = {"starts": "2026-01-01", "amount": "5.00", "rrule": rule, "shift": "next"}
    (shown,) = plan.schedule(phases=[phase])["phases"]
    assert (shown["every"], shown["on"], shown["times"], shown["shift"]) == (2, ["2TU"], 3, "next")
    assert shown["rrule"] == rule
    for rule, code in [("FREQ=HOURLY", "recurrence_unsupported"), (None, "required")]:
        said = {"name": "X", "type": "expense", "phases": [{**phase, "rrule": rule}]}
        ((pointer, found),) = faults(plan.caller.post("schedules/", said))
        assert (pointer, found) == ("/phases/0/rrule" if rule else "/phases/0/unit", code)


def test_every_fault_of_a_schedule_is_named_at_once(plan):
    plan.schedule()
    income = plan.caller.category(name="Pay", type="income")["id"]
    phases = [
        {**PHASE, "unit": "week", "on": ["31"], "amount": "1.001", "category": income},
        {**PHASE, "every": 0, "amount_rule": "range", "account": 10**9},
        {**PHASE, "starts": "2026-01-01", "highest": "9.00", "amount": "0"},
    ]
    answer = plan.caller.post("schedules/", {"name": "rent", "type": "expense", "phases": phases})
    assert faults(answer) == {("/phases/1/every", "min_value")}
    phases[1]["every"] = 1
    answer = plan.caller.post("schedules/", {"name": "rent", "type": "expense", "phases": phases})
    found = {(pointer, code) for pointer, code in faults(answer)}
    assert found >= {
        ("/name", "name_taken"),
        ("/phases/0/amount", "too_many_decimals"),
        ("/phases/0/category", "category_type_differs"),
        ("/phases/1/account", "does_not_exist"),
        ("/phases/1/highest", "required"),
        ("/phases/1/starts", "order"),
        ("/phases/2/highest", "only_for_ranges"),
        ("/phases/2/amount", "not_above_zero"),
    }
    assert any(pointer == "/phases/0/on/0" for pointer, _ in found)


@pytest.mark.parametrize("count", [0, PHASES_MAX + 1])
def test_a_schedule_has_some_phases(plan, count):
    phases = [{**PHASE, "starts": f"2026-01-{1 + index % 28:02}"} for index in range(count)]
    answer = plan.caller.post("schedules/", {"name": "X", "type": "expense", "phases": phases})
    assert faults(answer) == {("/phases", "count")}


def test_a_transfer_between_currencies_says_what_arrives(plan):
    dollars = plan.caller.account(name="Dollars", currency="USD")["id"]
    said = {"name": "Saving", "type": "transfer"}
    phase = {**PHASE, "to_account": dollars}
    answer = plan.caller.post("schedules/", {**said, "phases": [phase]})
    assert faults(answer) == {("/phases/0/to_amount", "required")}
    phase |= {"to_amount": "870.00", "amount_rule": "about"}
    answer = plan.caller.post("schedules/", {**said, "phases": [phase]})
    assert faults(answer) == {("/phases/0/amount_rule", "not_exact")}
    saving = plan.schedule(**said, phases=[{**phase, "amount_rule": "exact"}])
    answer = plan.state(saving, "2026-02-01", "recorded", amount="799.00")
    assert faults(answer) == {("/amount", "not_exact")}
    made(plan.state(saving, "2026-02-01", "recorded", amount="800.0"), 201)
    (row,) = made(plan.caller.get("transactions/?expand=postings"))["results"]
    assert sorted(one["amount"] for one in row["postings"]) == ["-800.00", "870.00"]


def test_an_occurrence_is_upcoming_due_overdue_and_missed(plan):
    rent = plan.schedule(starts="2026-02-10")
    for day, status in [
        ("2026-02-09", "upcoming"),
        ("2026-02-10", "due"),
        ("2026-02-20", "overdue"),
        ("2026-02-21", "missed"),
    ]:
        plan.set_today(day)
        assert plan.statuses(rent) == [("2026-02-10", status)]


def test_an_occurrence_is_skipped_and_comes_back_when_that_is_deleted(plan):
    rent = plan.schedule()
    before = digest(plan.caller.book.pk)
    row = made(plan.state(rent, "2026-02-01", "skipped"), 201)
    assert plan.statuses(rent) == [("2026-02-01", "skipped")]
    plan.caller.delete(f"occurrences/{row['id']}/")
    assert plan.statuses(rent) == [("2026-02-01", "overdue")]
    assert digest(plan.caller.book.pk) == before


def test_an_occurrence_is_moved_and_then_recorded(plan):
    rent = plan.schedule()
    row = made(plan.state(rent, "2026-02-01", "moved", date="2026-02-14"), 201)
    assert plan.statuses(rent) == [("2026-02-14", "upcoming")]
    moved = made(plan.caller.patch(f"occurrences/{row['id']}/", {"amount": "795.00"}))
    assert (moved["date"], moved["amount"]) == ("2026-02-14", "795.00")
    shown = made(plan.caller.patch(f"occurrences/{row['id']}/", {"state": "recorded"}))
    assert shown["state"] == "recorded"
    assert plan.recorded() == [("2026-02-14", "795.00")]
    answer = plan.caller.patch(f"occurrences/{row['id']}/", {"state": "skipped"})
    assert faults(answer) == {("/state", "settled")}


def test_one_that_is_moved_into_another_month_is_shown_there(plan):
    rent = plan.schedule()
    made(plan.state(rent, "2026-02-01", "moved", date="2026-06-20"), 201)
    june = plan.statuses(rent, "start_date=2026-06-01&end_date=2026-06-30")
    assert june == [("2026-06-01", "upcoming"), ("2026-06-20", "upcoming")]
    assert plan.statuses(rent) == []


def test_every_fault_of_what_is_stated_is_named_at_once(plan):
    rent = plan.schedule()
    answer = plan.state(rent, "2026-02-02", "skipped", date="2026-02-03", amount="1.00")
    assert faults(answer) == {
        ("/nominal", "no_occurrence"), ("/date", "not_for_state"), ("/amount", "not_for_state")
    }  # fmt: skip
    assert faults(plan.state(rent, "2026-02-01", "moved")) == {("/date", "required")}
    assert faults(plan.state(rent, "2026-02-01", "matched")) == {("/transaction", "required")}
    answer = plan.state(rent, "2026-02-01", "recorded", amount="0.001")
    assert faults(answer) == {("/amount", "too_many_decimals")}
    answer = plan.state(rent, "2026-02-01", "recorded", amount="-5")
    assert faults(answer) == {("/amount", "not_above_zero")}
    made(plan.state(rent, "2026-02-01", "skipped"), 201)
    assert faults(plan.state(rent, "2026-02-01", "skipped")) == {("/nominal", "stated")}


def test_a_transaction_settles_one_occurrence_of_its_type(plan):
    rent = plan.schedule()
    spent = plan.caller.transaction(amount="801.00", date="2026-02-02")["id"]
    earned = plan.caller.transaction(type="income", amount="800.00", date="2026-02-02")["id"]
    answer = plan.state(rent, "2026-02-01", "matched", transaction=earned)
    assert faults(answer) == {("/transaction", "type_differs")}
    made(plan.state(rent, "2026-02-01", "matched", transaction=spent), 201)
    answer = plan.state(rent, "2026-03-01", "matched", transaction=spent)
    assert faults(answer) == {("/transaction", "taken")}
    assert plan.statuses(rent) == [("2026-02-01", "matched")]


def test_an_occurrence_is_open_again_once_the_transaction_that_matched_it_is_deleted(plan):
    rent = plan.schedule()
    spent = plan.caller.transaction(amount="800.00", date="2026-02-02")["id"]
    made(plan.state(rent, "2026-02-01", "matched", transaction=spent), 201)
    plan.caller.delete(f"transactions/{spent}/")
    assert plan.statuses(rent) == [("2026-02-01", "overdue")]
    plan.undo()
    assert plan.statuses(rent) == [("2026-02-01", "matched")]


def test_what_recorded_a_transaction_is_not_undone_while_it_settles_an_occurrence(plan):
    rent = plan.schedule()
    spent = plan.caller.transaction(amount="800.00", date="2026-02-02")["id"]
    number = made(plan.caller.get("book/"))["last_change"]
    row = made(plan.state(rent, "2026-02-01", "matched", transaction=spent), 201)
    answer = plan.caller.post(f"history/{number}/undo/")
    assert answer.status_code == 409
    plan.caller.delete(f"occurrences/{row['id']}/")
    plan.undo(number)
    assert plan.recorded() == []


def test_this_and_all_later_occurrences_change_by_another_phase(plan):
    later = {**PHASE, "starts": "2026-03-01", "amount": "850.00"}
    rent = plan.schedule(phases=[PHASE, later])
    shown = plan.calendar(rent, "start_date=2026-02-01&end_date=2026-04-30")
    assert [one["expected"] for one in shown] == ["800.00", "850.00", "850.00"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"amount_rule": "exact"}, ("100.01", "100.01", "100.01")),
        ({"amount_rule": "about"}, ("100.01", "90.01", "110.01")),
        ({"amount_rule": "about", "percent": 0}, ("100.01", "100.01", "100.01")),
        ({"amount_rule": "range", "highest": "100.04"}, ("100.02", "100.01", "100.04")),
        ({"amount_rule": "last"}, ("120.00", "108.00", "132.00")),
        ({"amount_rule": "average", "of_last": 2}, ("115.00", "103.50", "126.50")),
    ],
)
def test_what_is_expected_follows_the_rule_of_the_phase(plan, said, expected):
    bill = plan.schedule(phase={**said, "amount": "100.01"}, starts="2025-11-01")
    for nominal, amount in [("2025-11-01", "90.00"), ("2025-12-01", "110.00"),
                            ("2026-01-01", "120.00")]:  # fmt: skip
        made(plan.state(bill, nominal, "recorded", amount=amount), 201)
    (one,) = plan.calendar(bill)
    assert (one["expected"], one["lowest"], one["highest"]) == expected


def test_what_is_to_come_is_in_order_and_without_what_is_settled_missed_or_paused(plan):
    rent = plan.schedule()
    plan.schedule(name="Gym", phase={"unit": "week", "on": ["FR"], "amount": "9.00"})
    paused = plan.schedule(name="Club", amount="1.00")
    made(plan.caller.patch(f"schedules/{paused['id']}/", {"paused": True}))
    made(plan.state(rent, "2026-03-01", "skipped"), 201)
    assert plan.upcoming("2026-03-05") == [
        ("Gym", "2026-01-30", "overdue"),
        ("Rent", "2026-02-01", "overdue"),
        ("Gym", "2026-02-06", "upcoming"),
        ("Gym", "2026-02-13", "upcoming"),
        ("Gym", "2026-02-20", "upcoming"),
        ("Gym", "2026-02-27", "upcoming"),
    ]


def test_how_far_one_may_look_ahead_is_bounded(plan):
    assert faults(plan.caller.get("schedules/upcoming/?end_date=2026-02-02")) == {
        ("?end_date", "out_of_range")
    }
    rent = plan.schedule()
    query = "start_date=2026-01-01&end_date=2027-02-05"
    answer = plan.caller.get(f"schedules/{rent['id']}/calendar/?{query}")
    assert faults(answer) == {("?end_date", "too_long")}
    assert len(plan.calendar(rent, "start_date=2026-01-01&end_date=2027-02-04")) == 14


def test_the_number_of_statements_does_not_grow_with_schedules(plan, django_assert_num_queries):
    plan.schedule(amount="1.00")
    with django_assert_num_queries(6):
        plan.upcoming("2026-03-31")
    for number in range(5):
        plan.schedule(name=f"More {number}", phase={"amount_rule": "last"})
    with django_assert_num_queries(7):  # what was paid last
        plan.upcoming("2026-03-31")


def test_a_business_day_is_one_of_the_calendar_of_the_book(plan):
    made(plan.caller.patch("book/", {"calendar": "ECB"}))
    gift = plan.schedule(
        phase={"unit": "year", "on": ["25"], "months": [12], "shift": "next"}, starts="2026-01-01"
    )
    december = plan.calendar(gift, "start_date=2026-12-01&end_date=2026-12-31")
    assert [(one["nominal"], one["due"]) for one in december] == [("2026-12-25", "2026-12-28")]


def test_merging_and_deleting_payees_carries_schedules_along(plan):
    old = plan.caller.add("payees/", name="Old landlord")["id"]
    new = plan.caller.add("payees/", name="Landlord")["id"]
    rent = plan.schedule(payee=old)
    made(plan.caller.post(f"payees/{old}/merge/", {"into": new}))
    assert made(plan.caller.get(f"schedules/{rent['id']}/"))["payee"] == new
    made(plan.state(rent, "2026-02-01", "recorded"), 201)
    (row,) = made(plan.caller.get("transactions/"))["results"]
    assert row["payee"] == "Landlord"
    plan.caller.delete(f"payees/{new}/")
    assert made(plan.caller.get(f"schedules/{rent['id']}/"))["payee"] is None


def test_what_a_schedule_uses_is_in_use(plan):
    food = plan.caller.category(name="Food")["id"]
    other = plan.caller.category(name="Other")["id"]
    rent = plan.schedule(phase={"category": food})
    answer = plan.caller.delete(f"categories/{food}/")
    assert (answer.status_code, answer.json()["uses"]) == (409, {"phases": 1})
    answer = plan.caller.delete(f"accounts/{plan.account}/")
    assert (answer.status_code, answer.json()["uses"]) == (409, {"phases": 1})
    made(plan.caller.post(f"categories/{food}/merge/", {"into": other}))
    assert made(plan.caller.get(f"schedules/{rent['id']}/"))["phases"][0]["category"] == other


def test_deleting_a_schedule_keeps_its_transactions_and_undo_brings_it_back(plan):
    rent = plan.schedule(records_from="2026-02-01")
    made(plan.state(rent, "2026-02-01", "recorded"), 201)
    before = digest(plan.caller.book.pk)
    plan.caller.delete(f"schedules/{rent['id']}/")
    assert plan.recorded() == [("2026-02-01", "800.00")]
    plan.undo()
    assert digest(plan.caller.book.pk) == before
    assert plan.statuses(rent) == [("2026-02-01", "recorded")]
