"""A schedule whose payments are split among categories."""

import pytest

from archives.tests.conftest import archive_of, digest, restored
from books.integrity.examination import examine
from books.models import Book
from tests.cast import faults, made, signed_up


@pytest.fixture
def food(plan):
    return plan.caller.category(name="Food")["id"]


@pytest.fixture
def home(plan):
    return plan.caller.category(name="Home")["id"]


def line(category, amount, description=""):
    return {"category": category, "amount": amount, "description": description}


def paid(plan, row):
    """The amounts, categories and texts of the postings of what was recorded."""
    shown = made(plan.caller.get(f"transactions/{row['transaction']}/?expand=postings"))
    return [(one["amount"], one["category"], one["description"]) for one in shown["postings"]]


@pytest.fixture
def split(plan, food, home):
    return [line(food, "500.00"), line(home, "300.00", "Repairs")]


def test_what_is_recorded_is_split_as_stated(plan, split, food, home):
    schedule = plan.schedule(phase={"split": split}, records_from="2026-02-01")
    assert schedule["phases"][0]["split"] == split
    plan.work("2026-02-03")
    (row,) = plan.calendar(schedule)
    assert paid(plan, row) == [("-500.00", food, ""), ("-300.00", home, "Repairs")]


def test_another_amount_is_shared_out_in_proportion_and_adds_up(plan, split, food, home):
    schedule = plan.schedule(phase={"split": split, "amount_rule": "last"})
    row = made(plan.state(schedule, "2026-02-01", "recorded", amount="100.01"), 201)
    assert paid(plan, row) == [("-62.51", food, ""), ("-37.50", home, "Repairs")]
    row = made(plan.state(schedule, "2026-03-01", "recorded", amount="0.01"), 201)
    assert paid(plan, row) == [("-0.01", food, "")]


def test_tax_is_taken_off_a_wage(plan):
    wage = plan.caller.category(name="Wage", type="income")["id"]
    tax = plan.caller.category(name="Tax")["id"]
    split = [line(wage, "1000.00"), line(tax, "-200.00")]
    schedule = plan.schedule(type="income", phase={"split": split, "amount_rule": "last"})
    row = made(plan.state(schedule, "2026-02-01", "recorded"), 201)
    assert paid(plan, row) == [("1000.00", wage, ""), ("-200.00", tax, "")]
    row = made(plan.state(schedule, "2026-03-01", "recorded", amount="400.00"), 201)
    assert paid(plan, row) == [("500.00", wage, ""), ("-100.00", tax, "")]


def test_every_fault_of_a_split_is_named_at_its_line(plan, food, home):
    before = made(plan.caller.get("book/"))["last_change"]

    def faults_of(split, kind="expense", **said):
        phase = {"account": plan.account, "starts": "2026-01-01", "unit": "month", "amount": "8"}
        body = {"name": "Rent", "type": kind, "phases": [{**phase, **said, "split": split}]}
        return faults(plan.caller.post("schedules/", body))

    place = "/phases/0/split"
    assert faults_of([line(food, "8.00")]) == {(place, "count")}
    assert faults_of([line(food, "5"), line(home, "2")]) == {
        ("/phases/0/amount", "does_not_add_up")
    }
    assert faults_of([line(food, "8"), line(home, "0")]) == {(f"{place}/1/amount", "zero")}
    assert faults_of([line(food, "4.005"), line(10**9, "3.995")]) == {
        (f"{place}/0/amount", "too_many_decimals"),
        (f"{place}/1/amount", "too_many_decimals"),
        (f"{place}/1/category", "does_not_exist"),
    }
    both = [line(food, "4"), line(home, "4")]
    assert faults_of(both, category=food) == {("/phases/0/category", "only_flat")}
    to = plan.caller.account(name="Other")["id"]
    assert (place, "not_for_transfers") in faults_of(both, "transfer", to_account=to)
    assert faults_of([{"amount": "4", "colour": 1}, {}]) == {
        (f"{place}/0/colour", "unknown_field"), (f"{place}/1/amount", "required"),
    }  # fmt: skip
    assert made(plan.caller.get("book/"))["last_change"] == before + 1  # the account


def test_a_change_of_something_else_keeps_it_and_another_one_replaces_it(plan, split, food, home):
    path = f"schedules/{plan.schedule(phase={'split': split})['id']}/"
    shown = made(plan.caller.patch(path, {"late": 3}))
    assert shown["phases"][0]["split"] == split
    phase = {**shown["phases"][0], "split": [line(home, "400.00"), line(food, "400.00")]}
    assert made(plan.caller.patch(path, {"phases": [phase]}))["phases"][0] == phase
    plan.undo()
    assert made(plan.caller.get(path))["phases"][0]["split"] == split
    flat = {**phase, "split": [], "category": food}
    assert made(plan.caller.patch(path, {"phases": [flat]}))["phases"][0]["split"] == []


def test_a_category_of_a_split_is_in_use_and_merged_with_it(plan, split, food, home):
    schedule = plan.schedule(phase={"split": split})
    assert plan.caller.delete(f"categories/{food}/").status_code == 409
    other = plan.caller.category(name="Other")["id"]
    made(plan.caller.post(f"categories/{food}/merge/", {"into": other}))
    shown = made(plan.caller.get(f"schedules/{schedule['id']}/"))
    assert [one["category"] for one in shown["phases"][0]["split"]] == [other, home]


def test_it_goes_on_with_a_category_that_is_archived(plan, split, home):
    schedule = plan.schedule(phase={"split": split})
    made(plan.caller.patch(f"categories/{home}/", {"archived": True}))
    made(plan.caller.patch(f"schedules/{schedule['id']}/", {"name": "Flat"}))


def test_the_history_says_how_it_is_split(plan, split):
    schedule = plan.schedule(phase={"split": split})
    plan.caller.delete(f"schedules/{schedule['id']}/")
    last = made(plan.caller.get("book/"))["last_change"]
    (entry,) = made(plan.caller.get(f"history/{last}/"))["entries"]
    assert entry["text"] == "Deleted schedule “Rent”."
    plan.undo()
    phase = {**schedule["phases"][0], "split": [], "amount": "700.00"}
    made(plan.caller.patch(f"schedules/{schedule['id']}/", {"phases": [phase]}))
    last = made(plan.caller.get("book/"))["last_change"]
    (entry,) = made(plan.caller.get(f"history/{last}/"))["entries"]
    assert "Food 500.00, Home Repairs 300.00" in entry["text"]


def test_an_archive_keeps_it_and_the_book_is_right(plan, split):
    plan.schedule(phase={"split": split})
    book = plan.caller.book
    done = restored(archive_of(book.pk), signed_up("carol").user)
    assert digest(done.book.pk) == digest(book.pk)
    for one in (done.book.pk, book.pk):
        assert examine(Book.objects.get(pk=one)) == []
