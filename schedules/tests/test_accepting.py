"""Suggestions that are accepted over HTTP: a schedule with its past payments matched, in one go."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books.models import Role
from common.business_days import NO_CALENDAR, business_days
from common.recurrence import dates_from, normalised
from schedules.cadences import Payment
from schedules.detection import series_among
from tests.cast import faults, joined, made


@pytest.fixture
def films(plan):
    """Monthly payments of which one is missing and one came late; returns their ids."""
    said = {"account": plan.account, "payee": "Films", "amount": "9.99"}
    days = ("2025-09-15", "2025-10-15", "2025-12-17", "2026-01-15")
    return [plan.caller.transaction(**said, date=day)["id"] for day in days]


def suggestions(plan):
    return made(plan.caller.get("schedules/suggestions/"))["suggestions"]


def accept(plan, **said):
    ((key,),) = [[one["key"]] for one in suggestions(plan)]
    return plan.caller.post("schedules/suggestions/accept/", {"key": key, **said})


def test_the_schedule_begins_with_the_first_payment_and_each_settles_its_date(plan, films):
    row = made(accept(plan), 201)
    found = plan.calendar(row, "start_date=2025-08-01&end_date=2026-02-28")
    assert [(one["nominal"], one["status"], one["transaction"]) for one in found] == [
        ("2025-09-15", "matched", films[0]),
        ("2025-10-15", "matched", films[1]),
        ("2025-11-15", "missed", None),
        ("2025-12-15", "matched", films[2]),
        ("2026-01-15", "matched", films[3]),
        ("2026-02-15", "upcoming", None),
    ]
    assert (row["name"], row["phases"][0]["amount_rule"]) == ("Films", "last")
    assert suggestions(plan) == []


def test_one_undo_takes_back_the_schedule_and_the_matches(plan, films):
    before = made(plan.caller.get("book/"))["last_change"]
    (suggested,) = suggestions(plan)
    row = made(accept(plan, name="Streaming"), 201)
    assert (row["name"], made(plan.caller.get("book/"))["last_change"]) == ("Streaming", before + 1)
    plan.undo()
    assert plan.caller.get(f"schedules/{row['id']}/").status_code == 404
    assert made(plan.caller.get("occurrences/"))["results"] == []
    assert suggestions(plan) == [suggested]


@pytest.mark.parametrize("amount", ["14.99", "10.99"])
def test_of_two_contracts_with_one_payee_the_other_one_is_still_suggested(plan, films, amount):
    for month in (11, 12, 13):
        day = f"{2025 + month // 13}-{month % 12 or 12:02}-02"
        said = {"account": plan.account, "payee": "Films", "amount": amount}
        plan.caller.transaction(**said, date=day)
    first, second = suggestions(plan)
    made(plan.caller.post("schedules/suggestions/accept/", {"key": first["key"]}), 201)
    assert [one["key"] for one in suggestions(plan)] == [second["key"]]
    send = {"key": second["key"]}
    answer = plan.caller.post("schedules/suggestions/accept/", send)
    assert faults(answer) == {("/name", "name_taken")}
    made(plan.caller.post("schedules/suggestions/accept/", {**send, "name": "More"}), 201)
    assert suggestions(plan) == []


def test_payments_from_before_a_schedule_are_not_suggested_once_it_has_one(plan, films):
    (one,) = suggestions(plan)
    row = plan.caller.add("schedules/", **one["schedule"])
    assert suggestions(plan) == []
    plan.set_today("2026-02-20")
    said = {"account": plan.account, "payee": "Films", "date": "2026-02-15", "amount": "9.99"}
    plan.caller.transaction(**said)
    assert [one["status"] for one in plan.calendar(row)] == ["matched"]
    assert suggestions(plan) == []


def test_what_is_refused_changed_or_cannot_be_recorded_is_not_accepted(plan, films):
    (one,) = suggestions(plan)
    send = {"key": one["key"]}
    plan.caller.post("schedules/suggestions/refuse/", send)
    answer = plan.caller.post("schedules/suggestions/accept/", send)
    assert faults(answer) == {("/key", "does_not_exist")}
    plan.caller.post("schedules/suggestions/take-back/", send)
    plan.caller.account(name="Other", default=True)
    made(plan.caller.patch(f"accounts/{plan.account}/", {"archived": True}))
    answer = plan.caller.post("schedules/suggestions/accept/", send)
    assert faults(answer) == {("/key", "archived")}


@pytest.mark.parametrize(("role", "code"), [(Role.EDITOR, 201), (Role.VIEWER, 403), (None, 404)])
def test_who_may_accept(plan, films, bob, role, code):
    (one,) = suggestions(plan)
    other = joined(bob, plan.caller.book, role) if role else bob.at(plan.caller.book)
    answer = other.post("schedules/suggestions/accept/", {"key": one["key"]})
    assert answer.status_code == code


@given(
    st.dates(date(2020, 1, 1), date(2023, 12, 31)),
    st.sampled_from([(7, 0), (14, 0), (28, 0), (0, 1), (0, 2), (0, 3), (0, 6), (0, 12)]),
    st.lists(st.integers(-1, 1), min_size=6, max_size=30),
)
def test_the_dates_that_payments_are_on_are_dates_of_the_recurrence(start, step, off):
    days, months = step
    dates = []
    for number, late in enumerate(off):
        month = start.month - 1 + number * months
        day = date(start.year + month // 12, month % 12 + 1, min(start.day, 28))
        dates.append(day + timedelta(days=number * days + late))
    for series in series_among([Payment(day, n, 999) for n, day in enumerate(dates)]):
        nominal = dates_from(
            normalised(series.recurrence), dates[0] - timedelta(9), business_days(NO_CALENDAR)
        )
        hit = [slot for slot, _ in series.hits]
        until_last = [next(nominal).nominal for _ in range(series.slots)]
        assert (until_last[0], until_last[-1]) == (hit[0], hit[-1])
        assert set(hit) <= set(until_last)
