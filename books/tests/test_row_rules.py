"""The rules of one row hold for every writer, also for an import without a serializer."""

from datetime import date

import pytest

from accounts.services import create_account
from books.models import Cause
from books.resources import resources
from books.row_rules import row_problems
from books.unit_of_work import Actor, change
from categories.services import amend_category, create_category
from common.errors import Invalid
from transactions.labels import create_label
from transactions.models import Payee

NAMELESS = "\u200b"
BEGUN = date(2024, 1, 1)


@pytest.fixture
def uow(alice):
    with change(alice.book, by=Actor(user_id=alice.user.pk, cause=Cause.COMMAND)) as uow:
        yield uow


def pointers(write):
    with pytest.raises(Invalid) as caught:
        write()
    return [problem.pointer for problem in caught.value.problems]


def test_a_name_is_not_invisible(uow):
    assert pointers(lambda: create_category(uow, name=NAMELESS, type="expense")) == ["/name"]
    assert pointers(lambda: create_label(uow, Payee, name=NAMELESS)) == ["/name"]
    assert pointers(
        lambda: create_account(uow, name=NAMELESS, type="cash", currency="EUR", opening_date=BEGUN)
    ) == ["/name"]


def test_a_name_is_not_too_long(uow):
    long = "n" * 101
    assert pointers(lambda: create_category(uow, name=long, type="expense")) == ["/name"]


def test_a_colour_is_one_also_when_it_is_changed(uow):
    row = create_category(uow, name="Food", type="expense", color="#aabbcc")
    assert pointers(lambda: amend_category(uow, row, color="red")) == ["/color"]


def test_a_currency_is_one_of_iso_4217(uow):
    assert pointers(
        lambda: create_account(uow, name="X", type="cash", currency="XXX", opening_date=BEGUN)
    ) == ["/currency"]


@pytest.mark.parametrize(
    ("resource", "row", "pointer"),
    [
        ("category", {"name": NAMELESS, "color": ""}, "/name"),
        ("category", {"name": "Food", "color": "red"}, "/color"),
        ("account", {"name": "Cash", "currency": "XXX"}, "/currency"),
        ("payee", {"name": " Mill"}, "/name"),
        ("tag", {"name": ""}, "/name"),
    ],
)
def test_the_rules_of_a_resource_are_those_of_its_drafts(resource, row, pointer):
    found = row_problems(resources[resource].row_rules, row)
    assert [problem.pointer for problem in found] == [pointer]
