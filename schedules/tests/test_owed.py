"""A schedule that pays what an account owes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from books.integrity.examination import examine
from books.models import Book
from tests.cast import faults, made

SPRING = "start_date=2026-02-01&end_date=2026-04-30"


@pytest.fixture
def card(plan):
    """The id of a card with a debt of 420.00."""
    card = plan.caller.account(name="Card", opening_date="2026-01-01", opening_balance="-20.00")
    plan.caller.transaction(account=card["id"], amount="400.00", date="2026-02-09")
    return card["id"]


def phase(plan, card, **said):
    usual = {"account": plan.account, "to_account": card, "starts": "2026-02-10", "unit": "month"}
    return {**usual, "amount_rule": "owed", **said}


def paying(plan, card, **said):
    return plan.schedule(name="Card", type="transfer", phases=[phase(plan, card)], **said)


def expected(plan, schedule):
    return [one["expected"] for one in plan.calendar(schedule, SPRING)]


def test_a_date_expects_what_is_owed_as_it_begins_less_what_earlier_ones_are_to_pay(plan, card):
    schedule = paying(plan, card)
    plan.caller.transaction(account=card, amount="30.00", date="2026-02-10")
    assert expected(plan, schedule) == ["420.00", "30.00", "0.00"]
    plan.caller.transaction(account=card, amount="2.00", date="2026-04-09")
    assert expected(plan, schedule) == ["420.00", "30.00", "2.00"]


def test_on_the_first_days_of_all_every_debt_counts_once(plan):
    card = plan.caller.account(name="Old card", opening_date="1900-01-01")["id"]
    plan.caller.transaction(account=card, amount="7.00", date="1900-01-01")
    phases = [phase(plan, card, starts="1900-01-05", times=1)]
    schedule = plan.schedule(name="Old card", type="transfer", phases=phases)
    (first,) = plan.calendar(schedule, "start_date=1900-01-01&end_date=1900-01-31")
    assert first["expected"] == "7.00"


def test_money_on_the_card_is_no_debt(plan, card):
    schedule = paying(plan, card)
    plan.caller.transaction(type="income", account=card, amount="500.00", date="2026-02-01")
    assert expected(plan, schedule) == ["0.00", "0.00", "0.00"]


def test_the_worker_pays_what_is_owed_and_skips_where_nothing_is(plan, card):
    schedule = paying(plan, card, records_from="2026-02-01")
    plan.work("2026-03-10")
    first, second = plan.calendar(schedule, SPRING)[:2]
    assert (first["status"], second["status"]) == ("recorded", "skipped")
    paid = made(plan.caller.get(f"transactions/{first['transaction']}/"))
    assert (paid["type"], paid["amount"], paid["to_account"]) == ("transfer", "420.00", card)
    shown = made(plan.caller.get(f"accounts/{card}/?date=2026-03-10"))
    assert shown["balance"] == "0.00"


def test_what_was_skipped_is_not_recorded_after_an_undo(plan, card):
    schedule = paying(plan, card, records_from="2026-02-01")
    plan.work("2026-03-10")
    plan.undo()
    plan.caller.transaction(account=card, amount="5.00", date="2026-03-01")
    plan.work("2026-03-11")
    second = plan.calendar(schedule, SPRING)[1]
    assert (second["status"], second["taken_back"], second["expected"]) == ("overdue", True, "5.00")


def test_any_payment_to_the_card_settles_its_date(plan, card):
    payee = plan.caller.add("payees/", name="My bank")["id"]
    schedule = paying(plan, card, payee=payee)
    plan.caller.transaction(
        type="transfer", account=plan.account, to_account=card, amount="100.00",
        date="2026-02-09", payee="My bank",
    )  # fmt: skip
    assert plan.statuses(schedule) == [("2026-02-10", "matched")]


def test_a_date_may_have_an_amount_of_its_own(plan, card):
    schedule = paying(plan, card)
    made(plan.state(schedule, "2026-02-10", "moved", amount="50.00"), 201)
    assert expected(plan, schedule) == ["50.00", "370.00", "0.00"]


def test_it_has_no_price_and_a_look_at_it_costs_four_statements(plan, card):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            plan.upcoming("2026-04-30")
        return len(asked)

    plan.schedule()
    without = cost()
    schedule = paying(plan, card)
    assert cost() == without + 4
    made(plan.state(schedule, "2026-02-10", "recorded"), 201)
    made(plan.state(schedule, "2026-03-10", "recorded", amount="9.00"), 201)
    assert made(plan.caller.get("schedules/price-changes/"))["price_changes"] == []


def test_what_does_not_go_together_is_named_and_changes_nothing(plan, card):
    before = made(plan.caller.get("book/"))["last_change"]
    said = {"name": "Card", "type": "transfer"}
    wrong = [phase(plan, card, amount="5.00")]
    answer = plan.caller.post("schedules/", {**said, "phases": wrong})
    assert faults(answer) == {("/phases/0/amount", "not_if_owed")}
    spent = [phase(plan, None)]
    answer = plan.caller.post("schedules/", {**said, "type": "expense", "phases": spent})
    assert faults(answer) == {("/phases/0/amount_rule", "only_for_transfers")}
    exact = [phase(plan, card, amount_rule="exact")]
    answer = plan.caller.post("schedules/", {**said, "phases": exact})
    assert faults(answer) == {("/phases/0/amount", "required")}
    assert made(plan.caller.get("book/"))["last_change"] == before


def test_what_is_shown_can_be_sent_back_and_the_book_is_right(plan, card):
    schedule = paying(plan, card)
    assert schedule["phases"][0]["amount"] is None
    shown = made(plan.caller.put(f"schedules/{schedule['id']}/", schedule))
    assert shown["phases"] == schedule["phases"]
    assert examine(Book.objects.get(pk=plan.caller.book.pk)) == []
