"""GET /api/v1/category-suggestion/: the category of the last use, or what was learned."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imports.suggesting.for_payee import USES_MAX
from tests.cast import faults, joined, made, signed_up

NOTHING = {"category": None, "source": None, "confidence": None, "reason": None}


def asked(caller, payee, **query):
    return made(caller.get("category-suggestion/", {"payee": payee, **query}))


@pytest.fixture
def bread(alice):
    return alice.category(name="Bread")["id"]


@pytest.fixture
def cake(alice):
    return alice.category(name="Cake")["id"]


def test_in_a_new_book_nothing_is_known(alice):
    assert asked(alice, "Mill") == NOTHING


def test_it_is_the_category_of_the_last_use(alice, bread, cake):
    for category in (bread, bread, cake):
        alice.transaction(payee="Mill", category=category)
    assert asked(alice, " MILL ") == {
        "category": cake,
        "source": "last_use",
        "confidence": None,
        "reason": 'the last payment to "Mill" was under Cake',
    }


def test_the_last_use_is_the_one_recorded_last_whatever_its_day(alice, bread, cake):
    alice.transaction(payee="Mill", category=bread, date="2024-03-01")
    alice.transaction(payee="Mill", category=cake, date="2024-01-01")
    assert asked(alice, "Mill")["category"] == cake


def test_a_correction_counts_at_once(alice, bread, cake):
    row = alice.transaction(payee="Mill", category=bread)
    made(alice.patch(f"transactions/{row['id']}/", {"category": cake}))
    assert asked(alice, "Mill")["category"] == cake


def test_an_income_has_a_category_of_income(alice, bread):
    wages = alice.category(name="Wages of the mill", type="income")["id"]
    alice.transaction(payee="Mill", category=wages, type="income")
    alice.transaction(payee="Mill", category=bread)
    found = asked(alice, "Mill", type="income")
    assert (found["category"], found["source"]) == (wages, "last_use")
    assert found["reason"] == 'the last payment from "Mill" was under Wages of the mill'


def test_uses_without_a_category_are_passed_over_up_to_a_bound(alice, bread):
    alice.transaction(payee="Mill", category=bread)
    for _ in range(USES_MAX - 1):
        alice.transaction(payee="Mill")
    assert asked(alice, "Mill")["source"] == "last_use"
    alice.transaction(payee="Mill")
    assert asked(alice, "Mill")["source"] == "learned"


def test_a_category_that_was_archived_is_not_suggested(alice, bread, cake):
    alice.transaction(payee="Mill", category=cake)
    alice.transaction(payee="Mill", category=bread)
    made(alice.patch(f"categories/{bread}/", {"archived": True}))
    assert asked(alice, "Mill")["category"] == cake


def test_a_split_counts_under_its_first_posting(alice, bread, cake):
    postings = [{"amount": "-1", "category": bread}, {"amount": "-2", "category": cake}]
    alice.transaction(payee="Mill", amount="3", postings=postings)
    assert asked(alice, "Mill")["category"] == bread


def test_a_new_payee_gets_what_was_learned_of_its_like(alice, bread):
    for _ in range(5):
        alice.transaction(payee="Bakery Miller", category=bread)
    found = asked(alice, "BAKERY MILLER 0042")
    assert (found["category"], found["source"]) == (bread, "learned")
    assert found["confidence"] >= 65
    assert found["reason"] == 'the last 5 payments to "Bakery Miller" were under Bread'


def test_the_description_tells_where_the_payee_does_not(alice, bread, cake):
    for _ in range(5):
        alice.transaction(payee="Shop one", description="fresh rolls", category=bread)
        alice.transaction(payee="Shop two", description="birthday tart", category=cake)
    assert asked(alice, "Stall", description="a tart for a birthday")["category"] == cake
    assert asked(alice, "Stall") == NOTHING


def test_the_choices_of_others_say_nothing(alice, bob):
    bob.transaction(payee="Mill", category=bob.category()["id"])
    assert asked(alice, "Mill") == NOTHING
    assert made(alice.get("payees/"))["results"] == []


def test_a_viewer_reads_it(alice, bread):
    alice.transaction(payee="Mill", category=bread)
    viewer = joined(signed_up("vera"), alice.book, "viewer")
    assert asked(viewer, "Mill")["category"] == bread


def test_faulty_parameters_are_told_at_once(alice):
    query = {"payee": " ", "type": "transfer", "description": "x" * 256, "limit": 1}
    assert faults(alice.get("category-suggestion/", query)) == {
        ("?payee", "blank"),
        ("?type", "invalid_choice"),
        ("?description", "max_length"),
        ("?limit", "unknown_parameter"),
    }
    assert faults(alice.get("category-suggestion/")) == {("?payee", "required")}


@pytest.mark.parametrize("uses", [1, 60])
def test_the_last_use_takes_one_statement(alice, bread, uses):
    item = {"type": "expense", "amount": "1", "date": "2024-01-01", "payee": "Mill"}
    create = [{**item, "category": bread}] * uses
    made(alice.post("transactions/bulk/", {"create": create}))
    with CaptureQueriesContext(connection) as captured:
        assert asked(alice, "Mill")["source"] == "last_use"
    assert len(captured) == 2
    with CaptureQueriesContext(connection) as captured:
        assert asked(alice, "Miller")["source"] is None
    assert len(captured) == 3
