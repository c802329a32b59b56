"""The write door: numbered changes, stamped rows, who and when, and all or nothing."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Account
from books.models import Book, Cause, Change
from books.rows import insert_rows
from books.services import delete_book
from books.unit_of_work import Actor, change
from categories.models import Category
from categories.services import create_category
from common.errors import NotThere
from tests.concurrency import at_once

WRITERS = 4
WRITES_EACH = 5


@pytest.fixture
def by(alice):
    return Actor(user_id=alice.user.pk, cause=Cause.COMMAND)


def numbers(book):
    return list(book.changes.order_by("number").values_list("number", flat=True))


def test_registration_is_the_first_change_of_a_book(alice):
    (first,) = alice.book.changes.all()
    assert (first.number, first.cause, first.user) == (1, Cause.REGISTRATION, alice.user)
    assert alice.book.last_change == 1


def test_a_request_that_writes_is_one_change_which_says_who_when_and_by_what(alice):
    before = timezone.now()
    alice.category()
    last = alice.book.changes.get(number=2)
    assert (last.user, last.cause) == (alice.user, Cause.API)
    assert before <= last.at <= before + timedelta(minutes=1)


def test_a_read_and_a_refused_write_are_no_change(alice):
    alice.get("categories/")
    alice.post("categories/", {"name": "", "type": "nothing"})
    alice.delete("categories/999999/")
    assert numbers(alice.book) == [1]
    assert Book.objects.get().last_change == 1


def test_rows_carry_the_change_that_made_them_and_the_one_that_last_touched_them(alice):
    row = alice.category()
    alice.category()
    alice.patch(f"categories/{row['id']}/", {"icon": "x"})
    stored = Category.objects.get(pk=row["id"])
    assert (stored.created_in, stored.changed_in) == (2, 4)


def test_a_row_that_a_change_does_not_touch_keeps_its_stamp(alice):
    one, other = alice.category(), alice.category()
    alice.patch(f"categories/{one['id']}/", {"icon": "x"})
    assert Category.objects.get(pk=other["id"]).changed_in == 3


def test_every_row_of_registration_is_stamped_with_the_first_change(alice):
    for model in (Category, Account):
        assert set(model.objects.values_list("created_in", "changed_in")) == {(1, 1)}


def test_a_block_that_fails_leaves_nothing(alice, by):
    def fail_halfway():
        with change(alice.book, by=by) as uow:
            create_category(uow, name="Lost", type="expense")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert not Category.objects.filter(name="Lost").exists()
    assert numbers(alice.book) == [1]
    assert Book.objects.get().last_change == 1


def test_a_book_that_is_gone_takes_no_change(alice, by):
    delete_book(alice.book)
    with pytest.raises(NotThere), change(alice.book, by=by):
        pass


def test_the_tools_of_a_change_do_not_reach_into_another_book(alice, bob, by):
    theirs = Category.objects.for_book(bob.book)
    count = theirs.count()
    with change(alice.book, by=by) as uow:
        assert uow.amend_many(theirs, icon="!") == 0
        assert uow.remove_many(theirs.filter(parent=None)) == 0
        uow.remove(theirs.filter(children=None).first())
    assert theirs.count() == count
    assert not theirs.filter(icon="!").exists()


def test_rows_put_in_at_once_get_their_stamps_and_keep_their_order(alice, by):
    columns = ("name", "type", "parent_id", "archived", "color", "icon")
    rows = [(f"N{n}", "income", None, False, "", "") for n in range(2_500)]
    with change(alice.book, by=by) as uow:
        uow.add_many(Category, columns, rows)
        uow.add_many(Category, columns, [])
    stored = Category.objects.filter(created_in=2, changed_in=2).order_by("id")
    assert [row.name for row in stored] == [row[0] for row in rows]


def test_values_that_look_like_sql_are_values(alice, by):
    odd = "%s'); DROP TABLE books_book; -- \\"
    row = (alice.book.pk, 1, 1, odd, "odd", "income", None, 0, False, "", "")
    names = ("book_id", "created_in", "changed_in", "name", "name_key", "type", "parent_id")
    insert_rows(Category, (*names, "parent_key", "archived", "color", "icon"), [row])
    assert Category.objects.get(name_key="odd").name == odd


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_number_their_changes_without_gap_or_double(alice):
    def write():
        return [alice.post("categories/", name()).status_code for _ in range(WRITES_EACH)]

    names = iter(range(1_000))

    def name():
        return {"name": f"From a thread {next(names)}", "type": "expense"}

    answers = at_once(*[write] * WRITERS)
    assert answers == [[201] * WRITES_EACH] * WRITERS
    total = 1 + WRITERS * WRITES_EACH
    assert numbers(alice.book) == list(range(1, total + 1))
    assert Book.objects.get().last_change == total
    stamps = Category.objects.filter(created_in__gt=1).order_by("created_in")
    assert list(stamps.values_list("created_in", flat=True)) == list(range(2, total + 1))


@pytest.mark.django_db(transaction=True)
def test_a_writer_waits_for_the_one_before_and_sees_what_it_wrote(alice, by):
    answers = at_once(*[lambda: alice.post("categories/", {"name": "Same", "type": "income"})] * 3)
    assert sorted(answer.status_code for answer in answers) == [201, 400, 400]
    assert numbers(alice.book) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_books_do_not_wait_for_each_other(alice, bob, by):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time, by nature")
    with change(alice.book, by=by):
        # Were the books to wait for each other, this would end in a lock wait timeout.
        (answer,) = at_once(lambda: bob.post("categories/", {"name": "Mine", "type": "income"}))
    assert answer.status_code == 201


def test_the_database_itself_refuses_a_number_twice(alice):
    first = alice.book.changes.get()
    double = Change(book=alice.book, number=1, at=first.at, cause="api", idempotency_key="other")
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"), transaction.atomic():
        double.save()


def test_the_database_itself_refuses_a_row_touched_before_it_was_made(alice, by):
    row = Category.objects.first()
    row.created_in, row.changed_in = 5, 4
    with pytest.raises(Exception, match="category_stamps_in_order"), transaction.atomic():
        row.save()
