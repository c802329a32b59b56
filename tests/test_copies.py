"""Rows that are copied into a test are those that were made, to the last column."""

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from tests import copies
from tests.cast import Caller, made, registered, signed_up, undone
from tests.copies import made_once, rows
from tests.endpoints import MARK, stock

pytestmark = pytest.mark.django_db
ODD = "it's \\ \"odd\" % %s ? 🍕 \\'"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(copies, "_copies", {})


class Registering:
    """Registers somebody, and counts how often that was done."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return registered("kim")


def stocked_oddly(kim):
    kim.add("payees/", name=ODD)
    return stock(kim)


def test_the_copies_are_every_row_that_was_made_changed_and_deleted():
    register = Registering()
    found = []
    for _ in range(2):
        with undone():
            kim = Caller.of(*made_once("kim", register))
            ids = made_once("stock", partial(stocked_oddly, kim))
            found.append((rows(), ids, kim.token, kim.user, kim.book))
            assert made(kim.get(f"transactions/{ids['transactions']}/"))["tags"] == [f"{MARK} tag"]
    assert found[0] == found[1]
    assert register.times == 1


def test_no_test_sees_what_another_did_to_what_was_made():
    for _ in range(2):
        with undone():
            user, _, book = made_once("kim", Registering())
            assert (user.username, book.name) == ("kim", "kim's book")
            user.username, book.name = "changed", "changed"


def test_all_is_made_where_an_id_is_taken():
    with undone():
        key = made_once("group", lambda: Group.objects.create(name="made")).pk
    with undone():
        Group.objects.create(pk=key, name="in the way")
        again = made_once("group", lambda: Group.objects.create(name="made"))
        assert again.pk != key
        assert set(Group.objects.values_list("name", flat=True)) == {"made", "in the way"}


def test_all_is_made_where_a_test_began_with_others():
    register = Registering()
    for others in ([], ["bob"], [], ["bob"]):
        with undone():
            for name in others:
                registered(name)
            made_once("kim", register)
    # The ids of Bob are others each time on MariaDB, which gives no id again.
    assert register.times == 2 + (connection.vendor == "mysql")


def test_all_is_made_where_as_many_changes_were_of_other_books():
    calls = []
    for first in (0, 1):
        with undone():
            people = [signed_up("kim"), signed_up("lee")]
            people[first].category()
            people[1 - first].category()
            made_once("rows of kim", lambda: calls.append(True))
    assert len(calls) == 2


def test_all_is_made_under_another_clock_and_with_other_settings(monkeypatch, settings):
    register = Registering()
    with undone():
        made_once("kim", register)
    settings.DEFAULT_CURRENCY = "USD"
    with undone():
        assert made_once("kim", register)[2].home_currency == "USD"
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() - timedelta(days=1))
    with undone():
        made_once("kim", register)
    assert register.times == 3


def test_a_stopped_clock_has_copies_of_its_own(monkeypatch):
    calls, found = [], []
    for instant in (1, 2, 1):
        monkeypatch.setattr(timezone, "now", lambda instant=instant: instant)
        found.append(made_once("instant", lambda: calls.append(True) or timezone.now()))
    assert found == [1, 2, 1]
    assert len(calls) == 2


def test_all_is_made_where_the_copy_is_old(monkeypatch):
    register = Registering()
    monkeypatch.setattr(copies, "FRESH_SECONDS", -1)
    for _ in range(2):
        with undone():
            made_once("kim", register)
    assert register.times == 2
