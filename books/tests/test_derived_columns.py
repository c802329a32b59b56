"""Columns that follow from others: the unit of work fills them, however rows are written."""

import pytest

from books.models import Cause
from books.unit_of_work import Actor, change
from categories.models import Category
from transactions.models import Transaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def uow(alice):
    with change(alice.book, by=Actor(user_id=alice.user.pk, cause=Cause.COMMAND)) as uow:
        yield uow


def category(uow, name, parent=None):
    return uow.add(Category(name=name, type="expense", parent=parent))


def keys(uow):
    rows = Category.objects.for_book(uow.book).filter(created_in=uow.number)
    return list(rows.order_by("id").values_list("name_key", "parent_key"))


def test_a_row_that_is_added_gets_them(uow):
    food = category(uow, "FOOD")
    category(uow, "Bread", food)
    assert keys(uow) == [("food", 0), ("bread", food.pk)]


def test_rows_that_are_added_at_once_get_them(uow):
    columns = ("name", "type", "parent_id", "archived", "color", "icon")
    rows = [(name, "expense", None, False, "", "") for name in ("FOOD", "Straße")]
    uow.add_many(Category, columns, rows)
    assert keys(uow) == [("food", 0), ("strasse", 0)]


def test_a_row_that_is_amended_gets_them_anew(uow):
    food, bread = category(uow, "FOOD"), category(uow, "Bread")
    uow.amend(bread, name="ROLLS", parent=food)
    assert keys(uow)[1] == ("rolls", food.pk)


def test_rows_that_are_amended_each_get_them_anew(uow):
    bread = category(uow, "Bread")
    bread.name = "ROLLS"
    uow.amend_each(Category, [bread], ["name"])
    assert keys(uow) == [("rolls", 0)]


def test_rows_that_are_amended_alike_get_what_follows_from_the_values(uow):
    food, bread = category(uow, "FOOD"), category(uow, "Bread")
    uow.amend_many(Category.objects.filter(pk=bread.pk), parent=food)
    assert keys(uow)[1] == ("bread", food.pk)


def test_values_that_say_too_little_are_refused(uow):
    rows = Transaction.objects.for_book(uow.book)
    with pytest.raises(TypeError, match="search_text follows from description, notes"):
        uow.amend_many(rows, notes="Bread")
