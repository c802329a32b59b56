"""Every page of a book, tried as owner, editor, viewer, stranger and anonymous visitor."""

import pytest
from django.test import Client
from django.utils import timezone

from books.models import Role
from tests.cast import joined, signed_up
from web.tests.pages import OF_A_BOOK, address_of, browser_of, methods_of

pytestmark = pytest.mark.django_db

WHO = ["owner", "editor", "viewer", "stranger", "anonymous"]
READS = sorted(name for name in OF_A_BOOK if "get" in methods_of(name))
WRITES = sorted(name for name in OF_A_BOOK if "post" in methods_of(name))


@pytest.fixture
def ids(alice):
    """The ids that addresses name, of rows in Alice's book."""
    category = alice.category()["id"]
    entry = alice.transaction(date=f"{timezone.now().date()}", category=category)["id"]
    account = alice.get("accounts/").json()["results"][0]["id"]
    number = alice.get("history/").json()["results"][0]["number"]
    return {
        "book": alice.book.pk, "entry": entry, "account": account, "category": category,
        "number": number,
    }  # fmt: skip


def browser_as(who, alice):
    if who == "owner":
        return browser_of(alice.user)
    if who == "anonymous":
        return Client()
    other = signed_up(who)
    if who != "stranger":
        joined(other, alice.book, Role(who))
    return browser_of(other.user)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("name", READS)
def test_who_may_see_a_page(name, who, alice, ids):
    answer = browser_as(who, alice).get(address_of(name, **ids))
    if who == "anonymous":
        assert answer["Location"].startswith("/account/login/?next=/b/")
    elif who == "stranger":
        assert answer.status_code == 404
    else:
        needed = OF_A_BOOK[name].callback.view_class.role_to_read
        role = Role.OWNER if who == "owner" else Role(who)
        assert answer.status_code == (200 if role.includes(needed) else 403)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("name", WRITES)
def test_who_may_write(name, who, alice, ids):
    last = alice.get("book/").json()["last_change"]
    answer = browser_as(who, alice).post(address_of(name, **ids))
    if who == "anonymous":
        assert answer["Location"].startswith("/account/login/?next=/b/")
    elif who in ("viewer", "stranger"):
        assert answer.status_code == (403 if who == "viewer" else 404)
        assert alice.get("book/").json()["last_change"] == last
    else:
        # Said of an empty form: faults, a conflict, or that it was done.
        assert answer.status_code in (303, 409, 422)


@pytest.mark.parametrize("name", READS)
def test_a_viewer_sees_nothing_to_write_with(name, alice, ids):
    answer = browser_as("viewer", alice).get(address_of(name, **ids))
    text = answer.content.decode()
    forms = text.count('method="post"')
    assert forms == text.count('action="/settings/amounts/"'), name
