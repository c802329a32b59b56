"""Ids that run against time, as several nodes of a cluster give them out, change no order.

Each node has ids of its own, in steps greater than one: a later row may have the lower id.
"""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from api.pagination import Cursor
from books.integrity.examination import examine
from books.models import Book, Membership, Role
from imports import services
from imports.models import Import
from imports.tests.sending import planned, sent, table
from imports.worker import claims
from tests.cast import faults, made
from users.models import AccessToken, EventKind, SecurityEvent
from users.security import KEPT_PER_HOUR, NOWHERE, record_some

pytestmark = pytest.mark.django_db

ROWS = table(("2024-01-05", "-3.40", "Bakery"))
LATER_ID = 1_000_000
"""Beyond every id that the database has given out."""


def moved_to(row, new_id):
    """Give a row that nothing points at another id."""
    type(row).objects.filter(pk=row.pk).update(id=new_id)
    return new_id


def test_the_default_book_is_the_one_that_was_joined_first(alice):
    other = made(alice.post("books/", {"name": "Later", "home_currency": "EUR"}), 201)["id"]
    first = Membership.objects.get(book=alice.book)
    moved_to(first, LATER_ID)
    assert made(alice.get("book/"))["id"] == alice.book.pk
    assert Membership.objects.of_user(alice.user)[0].book_id == alice.book.pk
    assert [book.pk for book in Book.objects.of_user(alice.user)] == [alice.book.pk, other]


def test_somebody_who_joins_a_book_keeps_their_own_as_the_default(alice, bob):
    Membership.objects.create(id=-1, book=bob.book, user=alice.user, role=Role.OWNER)
    assert made(alice.get("book/"))["id"] == alice.book.pk


def test_the_turn_is_that_of_the_import_that_was_uploaded_first(alice):
    cash = made(alice.get("accounts/"))["results"][0]["id"]
    first, second = (made(sent(alice, ROWS, account=cash), 202)["id"] for _ in range(2))
    ago = timezone.now() - timedelta(minutes=1)
    Import.objects.filter(pk=second).update(uploaded_at=ago)
    assert claims.next_queued() == second
    assert claims.next_queued([second]) == first


def test_the_oldest_imports_are_forgotten_first(alice, monkeypatch):
    monkeypatch.setattr(services, "IMPORTS_KEPT_MAX", 2)
    cash = made(alice.get("accounts/"))["results"][0]["id"]
    first, second = (planned(alice, ROWS, account=cash)["id"] for _ in range(2))
    ago = timezone.now() - timedelta(minutes=1)
    Import.objects.filter(pk=second).update(uploaded_at=ago)
    third = made(sent(alice, ROWS, account=cash), 202)["id"]
    assert set(Import.objects.values_list("pk", flat=True)) == {first, third}


def test_the_log_of_an_hour_is_bounded_by_time(alice):
    for _ in range(KEPT_PER_HOUR):
        record_some(alice.user.pk, EventKind.SIGN_IN_FAILED, origin=NOWHERE)
    old = timezone.now() - timedelta(hours=2)
    SecurityEvent.objects.bulk_create(
        SecurityEvent(id=LATER_ID + n, user=alice.user, kind=EventKind.SIGN_IN_FAILED, at=old)
        for n in range(KEPT_PER_HOUR)
    )
    record_some(alice.user.pk, EventKind.SIGN_IN_FAILED, origin=NOWHERE)
    lines = SecurityEvent.objects.of_user(alice.user.pk).filter(kind=EventKind.SIGN_IN_FAILED)
    assert lines.filter(at__gt=old).count() == KEPT_PER_HOUR
    assert lines.newest_first()[0].at > old


def upload(alice):
    cash = made(alice.get("accounts/"))["results"][0]["id"]
    return made(sent(alice, ROWS, account=cash), 202)["id"]


def make_token(alice):
    name = f"No. {AccessToken.objects.count()}"
    return made(alice.post("tokens/", {"name": name, "scope": "read"}), 201)["id"]


def log(alice):
    line = SecurityEvent(user=alice.user, kind=EventKind.SIGN_IN_FAILED, at=timezone.now())
    return SecurityEvent.objects.bulk_create([line])[0].pk


LISTS = {
    "imports": (Import, "uploaded_at", "imports/", upload),
    "tokens": (AccessToken, "created_at", "tokens/", make_token),
    "security log": (SecurityEvent, "at", "me/security/?kind=sign_in_failed", log),
}


@pytest.mark.parametrize(("model", "instant", "path", "make"), LISTS.values(), ids=LISTS)
def test_pages_go_from_the_newest_to_the_oldest(alice, model, instant, path, make):
    """Of three rows the second is the oldest; two are of the same instant."""
    first, second, third = (make(alice) for _ in range(3))
    now = timezone.now()
    ages = {first: timedelta(0), second: timedelta(minutes=2), third: timedelta(0)}
    for row_id, age in ages.items():
        # What is in the log refuses to be changed.
        QuerySet(model).filter(pk=row_id).update(**{instant: now - age})
    pages, address = [], f"{path}{'&' if '?' in path else '?'}limit=1"
    while address and len(pages) < 3:
        page = made(alice.get(address))
        pages += [row["id"] for row in page["results"]]
        address = page["next"]
    assert pages == [third, first, second]
    back = made(alice.get(page["previous"]))
    assert [row["id"] for row in back["results"]] == [first]


@pytest.mark.parametrize(
    "key",
    [[7], ["2024-01-05", 7], ["2024-01-05T00:00:00+23:00", 7], ["0001-01-01T00:00:00", 7],
     ["x", 7], ["2024-01-05T00:00:00+00:00", "7"], [20240105, 7]],
)  # fmt: skip
def test_a_cursor_of_another_list_is_refused(alice, key):
    cursor = Cursor(back=False, key=tuple(key)).encode()
    for _, _, path, _ in LISTS.values():
        assert faults(alice.get(path, {"cursor": cursor})) == {("?cursor", "invalid_cursor")}


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda person, book: SecurityEvent.objects.of_user(person).order_by("-at", "-id"),
         "security_event_by_at"),
        (lambda person, book: Import.objects.for_book(book).order_by("-uploaded_at", "-id"),
         "import_by_upload"),
    ],
)  # fmt: skip
def test_an_index_has_the_order(alice, rows, index):
    plan = rows(alice.user.pk, alice.book).values_list("pk")[:51].explain()
    assert index in plan
    assert not re.search("filesort|TEMP B-TREE", plan)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite gives out every id")
def test_rows_in_mass_find_their_ids_among_gaps(alice):
    with connection.cursor() as cursor:
        cursor.execute("SET auto_increment_increment = 7, auto_increment_offset = 3")
    try:
        body = {"create": [expense(n) for n in range(25)], "update": [], "delete": []}
        rows = made(alice.post("transactions/bulk/", body), 200)["create"]
        ids = [row["id"] for row in rows]
        # A cluster has steps of its own.
        (step,) = {later - earlier for earlier, later in pairwise(ids)}
        assert step > 1
        listed = made(alice.get("transactions/?limit=200"))["results"]
        said = {row["id"]: row["description"] for row in listed}
        assert [said[row_id] for row_id in ids] == [f"No. {n}" for n in range(25)]
        assert examine(alice.book) == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET auto_increment_increment = 1, auto_increment_offset = 1")


def expense(number):
    return {
        "type": "expense", "amount": "1.00", "date": "2024-01-05", "description": f"No. {number}",
    }  # fmt: skip
