"""Columns that follow from others: the write door fills them, however rows are written."""

import pytest

from books.door import Actor, change
from books.models import Cause
from categories.models import Category
from transactions.models import Transaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(alice):
    with change(alice.book, by=Actor(user_id=alice.user.pk, cause=Cause.COMMAND)) as opened:
        yield opened


def category(opened, name, parent=None):
    return opened.add(Category(name=name, type="expense", parent=parent))


def keys(opened):
    rows = Category.objects.for_book(opened.book).filter(created_in=opened.number)
    return list(rows.order_by("id").values_list("name_key", "parent_key"))


def test_a_row_that_is_added_gets_them(opened):
    food = category(opened, "FOOD")
    category(opened, "Bread", food)
    assert keys(opened) == [("food", 0), ("bread", food.pk)]


def test_rows_that_are_added_at_once_get_them(opened):
    columns = ("name", "type", "parent_id", "archived", "color", "icon")
    rows = [(name, "expense", None, False, "", "") for name in ("FOOD", "Straße")]
    opened.add_many(Category, columns, rows)
    assert keys(opened) == [("food", 0), ("strasse", 0)]


def test_a_row_that_is_amended_gets_them_anew(opened):
    food, bread = category(opened, "FOOD"), category(opened, "Bread")
    opened.amend(bread, name="ROLLS", parent=food)
    assert keys(opened)[1] == ("rolls", food.pk)


def test_rows_that_are_amended_each_get_them_anew(opened):
    bread = category(opened, "Bread")
    bread.name = "ROLLS"
    opened.amend_each(Category, [bread], ["name"])
    assert keys(opened) == [("rolls", 0)]


def test_rows_that_are_amended_alike_get_what_follows_from_the_values(opened):
    food, bread = category(opened, "FOOD"), category(opened, "Bread")
    opened.amend_many(Category.objects.filter(pk=bread.pk), parent=food)
    assert keys(opened)[1] == ("bread", food.pk)


def test_values_that_say_too_little_are_refused(opened):
    rows = Transaction.objects.for_book(opened.book)
    with pytest.raises(TypeError, match="search_text follows from description, notes"):
        opened.amend_many(rows, notes="Bread")
