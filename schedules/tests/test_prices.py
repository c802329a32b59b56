"""Price changes of schedules: the rule over payments, and what the API says of them."""

from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest

from common.recurrence import Frequency, Recurrence
from schedules.prices import newest_step, times_a_year
from schedules.stored import StoredPayment
from tests.cast import made


@pytest.fixture
def paid(plan):
    """Adds a schedule with a payment a month from January 2025 on, each matched; returns it."""

    def paid(amounts, name="Films", **phase):
        row = plan.schedule(
            name=name, starts="2025-01-15", amount="9.99", phase={"amount_rule": "last", **phase}
        )
        for index, amount in enumerate(amounts):
            day = f"{2025 + index // 12}-{index % 12 + 1:02}-15"
            said = {"account": plan.account, "date": day, "amount": amount}
            transaction = plan.caller.transaction(**said)["id"]
            made(plan.state(row, day, "matched", transaction=transaction), 201)
        return row

    return paid


def changes(plan):
    return made(plan.caller.get("schedules/price-changes/"))["price_changes"]


def test_a_subscription_that_rose_says_since_when_and_by_how_much(plan, paid):
    row = paid(["9.99"] * 11 + ["12.99"])
    assert changes(plan) == [
        {
            "schedule": row["id"], "name": "Films", "currency": "EUR", "since": "2025-12-15",
            "old": "9.99", "new": "12.99", "difference": "3.00", "percent": "30.0",
            "per_year": "36.00", "expected": True,
        }
    ]  # fmt: skip


def test_a_price_that_fell_is_below_zero(plan, paid):
    paid(["20.00"] * 3 + ["15.00"] * 2)
    (one,) = changes(plan)
    assert (one["since"], one["difference"], one["percent"]) == ("2025-04-15", "-5.00", "-25.0")


def test_what_is_older_than_a_year_or_of_a_paused_schedule_is_no_news(plan, paid):
    row = paid(["9.99"] * 6 + ["12.99"])
    plan.set_today("2026-07-17")
    assert changes(plan) == []
    plan.set_today("2026-07-16")
    assert len(changes(plan)) == 1
    made(plan.caller.patch(f"schedules/{row['id']}/", {"paused": True}))
    assert changes(plan) == []


@pytest.mark.parametrize(
    ("amounts", "phase", "expected"),
    [
        (["9.99"] * 3 + ["10.90"], {}, None),
        (["9.99"] * 3 + ["10.90"], {"percent": 5}, ("9.99", "10.90")),
        (["9.99"] * 3 + ["20.00", "9.99"], {}, None),
        (["9.99"] * 3 + ["20.00", "9.99", "20.00"], {}, ("9.99", "20.00")),
        (["9.99"] * 3 + ["12.00"] * 2 + ["14.00"] * 2, {}, ("12.00", "14.00")),
        (["9.99"] * 3 + ["10.00"], {"amount_rule": "exact"}, ("9.99", "10.00")),
        (["9.99", "12.00", "10.50"], {"amount_rule": "range", "highest": "12.00"}, None),
        (["9.99", "12.00", "13.00"], {"amount_rule": "range", "highest": "12.00"},
         ("9.99", "13.00")),
    ],
)  # fmt: skip
def test_a_price_has_changed_if_a_payment_does_not_meet_what_was_usual(
    plan, paid, amounts, phase, expected
):
    paid(amounts, **phase)
    found = [(one["old"], one["new"]) for one in changes(plan)]
    assert found == ([expected] if expected else [])


def test_the_usual_price_is_that_of_the_last_six_payments():
    phase = SimpleNamespace(amount_rule="last", percent=10)
    amounts = [1000] * 7 + [1090] * 6 + [1180]
    days = [date(2025, 1, 1 + index) for index in range(len(amounts))]
    paid = [
        StoredPayment(day, amount, "EUR", day, 1) for day, amount in zip(days, amounts, strict=True)
    ]
    assert newest_step(paid, phase) is None
    assert newest_step([*paid[:7], *paid[-1:]], phase) == (days[-1], 1000, 1180, days[-1])


def test_nothing_is_said_of_payments_that_are_not_there():
    assert newest_step([], None) is None


@pytest.mark.parametrize(
    ("unit", "every", "on", "times"),
    [
        (Frequency.MONTH, 1, (), 12),
        (Frequency.MONTH, 3, ("1", "15"), 8),
        (Frequency.YEAR, 2, (), Fraction(1, 2)),
        (Frequency.WEEK, 4, (), Fraction(146_097, 11_200)),
        (Frequency.DAY, 1, (), Fraction(146_097, 400)),
    ],
)
def test_a_year_has_as_many_dates_as_the_calendar_says(unit, every, on, times):
    assert times_a_year(Recurrence(unit, every, date(2026, 1, 1), on=on)) == times


def test_it_takes_as_many_statements_whatever_there_is(plan, paid, django_assert_num_queries):
    paid(["9.99", "12.99"])
    with django_assert_num_queries(5):
        changes(plan)
    for number in range(5):
        paid(["9.99", "12.99"], name=f"Another {number}")
    with django_assert_num_queries(5):
        assert len(changes(plan)) == 6
