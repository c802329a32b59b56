"""What the worker records: each occurrence once, whatever happens."""

from datetime import date

import pytest

from books.integrity.examination import examine
from books.models import Book, Change
from schedules.models import ScheduleWake
from schedules.posting import book_with_something_due
from tests.cast import made

RENT = {"records_from": "2026-04-01", "starts": "2026-04-01", "amount": "800.00"}


def test_what_was_missed_while_no_worker_ran_is_recorded_on_its_days_oldest_first(plan):
    plan.set_today("2026-03-30")
    plan.schedule(**RENT)
    assert plan.work("2026-06-30") == 3
    days = [("2026-04-01", "800.00"), ("2026-05-01", "800.00"), ("2026-06-01", "800.00")]
    assert plan.recorded() == days
    assert plan.work("2026-06-30") == 0
    assert plan.recorded() == days


def test_each_is_a_change_of_its_own_by_the_schedule_and_pending(plan):
    plan.schedule(**RENT)
    before = made(plan.caller.get("book/"))["last_change"]
    plan.work("2026-06-30")
    changes = Change.objects.filter(book=plan.caller.book, number__gt=before)
    assert [(one.cause, one.user_id) for one in changes] == [("schedule", None)] * 3
    rows = made(plan.caller.get("transactions/"))["results"]
    assert {row["status"] for row in rows} == {"pending"}


def test_a_worker_that_is_killed_after_the_second_records_the_third_alone(plan, monkeypatch):
    plan.schedule(**RENT)
    from schedules import posting

    record, done = posting.settle_by_recording, []

    def killed(*args):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(record(*args))
        return done[-1]

    with monkeypatch.context() as patch:
        patch.setattr(posting, "settle_by_recording", killed)
        with pytest.raises(KeyboardInterrupt):
            plan.work("2026-06-30")
    assert len(plan.recorded()) == 2
    assert plan.work("2026-06-30") == 1
    assert [day for day, _ in plan.recorded()] == ["2026-04-01", "2026-05-01", "2026-06-01"]


def test_what_was_undone_is_not_recorded_again_and_can_be_recorded_by_hand(plan):
    rent = plan.schedule(**RENT)
    plan.work("2026-04-03")
    plan.undo()
    assert plan.work("2026-04-04") == 0
    (one,) = plan.calendar(rent, "start_date=2026-04-01&end_date=2026-04-30")
    assert (one["status"], one["taken_back"], one["records"]) == ("overdue", True, False)
    made(plan.state(rent, "2026-04-01", "recorded"), 201)
    assert plan.recorded() == [("2026-04-01", "800.00")]
    plan.undo()
    assert plan.work("2026-04-05") == 0
    assert plan.recorded() == []


def test_what_was_recorded_by_hand_before_its_day_is_not_recorded_again(plan):
    rent = plan.schedule(**RENT)
    plan.set_today("2026-03-30")
    made(plan.state(rent, "2026-04-01", "recorded", date="2026-03-30", amount="790.00"), 201)
    assert plan.work("2026-04-01") == 0
    assert plan.recorded() == [("2026-03-30", "790.00")]


def test_a_deleted_transaction_is_not_recorded_again(plan):
    rent = plan.schedule(**RENT)
    plan.work("2026-04-01")
    (row,) = made(plan.caller.get("transactions/"))["results"]
    plan.caller.delete(f"transactions/{row['id']}/")
    assert plan.work("2026-04-02") == 0
    (one,) = plan.calendar(rent, "start_date=2026-04-01&end_date=2026-04-30")
    assert (one["status"], one["transaction"]) == ("recorded", None)
    plan.undo()
    (one,) = plan.calendar(rent, "start_date=2026-04-01&end_date=2026-04-30")
    assert one["transaction"] == row["id"]


@pytest.mark.parametrize(
    ("catch_up", "days"),
    [("all", ["2026-04-01", "2026-05-01", "2026-06-01"]), ("latest", ["2026-06-01"]), ("ask", [])],
)
def test_catching_up_is_as_the_schedule_says(plan, catch_up, days):
    plan.schedule(**RENT, catch_up=catch_up)
    plan.work("2026-06-30")
    plan.work("2026-06-30")
    assert [day for day, _ in plan.recorded()] == days


def test_a_schedule_that_asks_is_recorded_on_the_day_itself(plan):
    plan.schedule(**RENT, catch_up="ask")
    assert plan.work("2026-04-01") == 1


def test_nothing_is_recorded_of_before_the_day_from_which_it_records(plan):
    plan.schedule(records_from="2026-03-01", starts="2025-01-01")
    plan.work("2026-03-15")
    assert [day for day, _ in plan.recorded()] == ["2026-03-01"]


def test_a_schedule_that_only_expects_records_nothing(plan):
    plan.schedule(starts="2026-01-01")
    assert plan.work("2026-12-31") == 0
    assert not ScheduleWake.objects.exists()


def test_a_paused_schedule_records_nothing_and_does_not_make_up_for_it(plan):
    rent = plan.schedule(**RENT)
    made(plan.caller.patch(f"schedules/{rent['id']}/", {"paused": True}))
    assert plan.work("2026-05-15") == 0
    after = made(plan.caller.patch(f"schedules/{rent['id']}/", {"paused": False}))
    assert after["records_from"] == "2026-05-15"
    plan.work("2026-06-01")
    assert [day for day, _ in plan.recorded()] == ["2026-06-01"]


def test_a_moved_occurrence_is_recorded_on_its_other_day_with_its_other_amount(plan):
    rent = plan.schedule(**RENT)
    made(plan.state(rent, "2026-04-01", "moved", date="2026-04-10", amount="810.00"), 201)
    assert plan.work("2026-04-09") == 0
    assert plan.work("2026-04-10") == 1
    assert plan.recorded() == [("2026-04-10", "810.00")]


def test_a_skipped_occurrence_is_not_recorded(plan):
    rent = plan.schedule(**RENT)
    made(plan.state(rent, "2026-05-01", "skipped"), 201)
    plan.work("2026-06-30")
    assert [day for day, _ in plan.recorded()] == ["2026-04-01", "2026-06-01"]


def test_one_that_is_skipped_no_more_is_recorded(plan):
    rent = plan.schedule(**RENT)
    plan.set_today("2026-03-30")
    row = made(plan.state(rent, "2026-04-01", "skipped"), 201)
    assert plan.work("2026-04-02") == 0
    plan.caller.delete(f"occurrences/{row['id']}/")
    assert plan.work("2026-04-02") == 1


def test_an_archived_account_stops_the_recording_and_nothing_else(plan):
    plan.schedule(**RENT)
    other = plan.caller.account(name="Other", opening_date="2025-01-01")["id"]
    phase = {"starts": "2026-04-01", "unit": "month", "amount": "9.99", "account": other}
    plan.schedule(name="Telephone", records_from="2026-04-01", phases=[phase])
    made(plan.caller.patch(f"accounts/{plan.account}/", {"default": False, "archived": True}))
    assert plan.work("2026-04-15") == 1
    assert plan.recorded() == [("2026-04-01", "9.99")]
    made(plan.caller.patch(f"accounts/{plan.account}/", {"archived": False}))
    assert plan.work("2026-04-16") == 1


def test_the_worker_looks_at_a_book_again_on_the_next_due_date(plan):
    plan.schedule(**RENT)
    book = plan.caller.book.pk
    assert book_with_something_due(date(2026, 4, 2), []) == book
    plan.work("2026-04-02")
    assert book_with_something_due(date(2026, 4, 30), []) is None
    assert book_with_something_due(date(2026, 5, 1), []) == book
    assert book_with_something_due(date(2026, 5, 1), [book]) is None


def test_a_book_with_recorded_occurrences_is_sound(plan):
    rent = plan.schedule(**RENT)
    plan.work("2026-06-30")
    plan.caller.delete(f"schedules/{rent['id']}/")
    plan.undo()
    assert examine(Book.objects.get(pk=plan.caller.book.pk)) == []
    assert plan.work("2026-07-01") == 1


def test_what_a_strict_account_refuses_stays_overdue_and_the_others_are_recorded(plan):
    rent = plan.schedule(**RENT)
    said = {"account": plan.account, "date": "2026-04-15", "balance": "0.00"}
    plan.set_today("2026-04-15")
    statement = plan.caller.add("statements/", **said)
    made(plan.caller.post(f"statements/{statement['id']}/close/"))
    made(plan.caller.patch(f"accounts/{plan.account}/", {"strict": True}))
    for day in ("2026-05-02", "2026-05-03"):
        plan.work(day)
        assert plan.recorded() == [("2026-05-01", "800.00")]
    shown = plan.statuses(rent, "start_date=2026-04-01&end_date=2026-04-30")
    assert shown == [("2026-04-01", "missed")]
    answer = plan.state(rent, "2026-04-01", "recorded")
    assert (answer.status_code, answer.json()["code"]) == (409, "strict")
    made(plan.caller.post(f"statements/{statement['id']}/reopen/"))
    assert plan.work("2026-05-04") == 1
