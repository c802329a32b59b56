"""Every page of a book, tried as owner, editor, viewer, stranger and anonymous visitor.

One book serves all pages of a role: what a page writes is undone before the next one.
"""

import pytest
from django.test import Client
from django.utils import timezone

from books.models import Role
from imports.tests.sending import planned, table
from tests.cast import joined, signed_up, undone
from tests.copies import made_once
from web.tests.pages import OF_A_BOOK, address_of, browser_of, methods_of

pytestmark = pytest.mark.django_db

TODAY = timezone.now().date()
WHO = ["owner", "editor", "viewer", "stranger", "anonymous"]


def view_of(name):
    return OF_A_BOOK[name].callback.view_class


READS = sorted(name for name in OF_A_BOOK if "get" in methods_of(name))
WRITES = sorted(name for name in OF_A_BOOK if "post" in methods_of(name))


@pytest.fixture
def ids(alice):
    """The ids that addresses name, of rows in Alice's book."""
    return made_once("a row for each page", lambda: made_for(alice))


def made_for(alice):
    """Give Alice's book a row of each kind, and return the ids."""
    category = alice.category()["id"]
    other = alice.category()["id"]
    alice.delete(f"categories/{other}/")
    entry = alice.transaction(date=f"{TODAY}", category=category, payee="Bakery", tags=["a"])["id"]
    member = signed_up("mia")
    joined(member, alice.book, Role.VIEWER)
    invitation = alice.add("invitations/", role="viewer")["id"]
    rate = alice.add("rates/", date=f"{TODAY}", base="USD", quote="EUR", rate="0.9")["id"]
    account = first(alice, "accounts/")["id"]
    budget, _ = (alice.add("budgets/", name=n, anchor="2026-01-01")["id"] for n in ("A", "B"))
    line = alice.add("budget-lines/", budget=budget, category=category, starts="2026-01-01")["id"]
    monthly = {"starts": f"{TODAY}", "unit": "month", "amount": "5.00"}
    schedule = alice.add("schedules/", name="Rent", type="expense", phases=[monthly])["id"]
    said = {"account": account, "date": f"{TODAY}", "balance": "5.00"}
    bank = alice.add("statements/", **said)["id"]
    statement = table(("2024-01-02", "-3.40", "Bakery"), ("2024-01-32", "-1.00", "Kiosk"))
    imported = planned(alice, statement, account=account)["id"]
    return {
        "book": alice.book.pk, "entry": entry, "category": category, "member": member.user.pk,
        "invitation": invitation, "account": account,
        "number": first(alice, "history/")["number"], "deletion": first(alice, "trash/")["id"],
        "payee": first(alice, "payees/")["id"], "tag": first(alice, "tags/")["id"],
        "budget": budget, "line": line, "rate": rate, "imported": imported, "kind": "csv",
        "schedule": schedule, "nominal": f"{TODAY}", "statement": bank,
    }  # fmt: skip


def first(caller, path):
    return caller.get(path).json()["results"][0]


def there(name, ids):
    """The address of a page; that of a payee and that of a tag call them a label."""
    return address_of(name, label=ids["tag" if name.startswith("tag") else "payee"], **ids)


def may(who, needed):
    """Whether somebody in the book has the role that is needed."""
    return (Role.OWNER if who == "owner" else Role(who)).includes(needed)


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
def test_who_may_see_a_page(who, alice, ids, subtests):
    browser = browser_as(who, alice)
    for name in READS:
        with subtests.test(name), undone():
            answer = browser.get(there(name, ids))
            answer.getvalue()  # a file is read to its end, which closes it
            if who == "anonymous":
                assert answer["Location"].startswith("/account/login/?next=/b/")
            elif who == "stranger":
                assert answer.status_code == 404
            else:
                allowed = may(who, view_of(name).role_to_read)
                assert answer.status_code == (200 if allowed else 403)


@pytest.mark.parametrize("who", WHO)
def test_who_may_write(who, alice, ids, subtests):
    last = alice.get("book/").json()["last_change"]
    browser = browser_as(who, alice)
    for name in WRITES:
        with subtests.test(name), undone():
            answer = browser.post(there(name, ids))
            if who == "anonymous":
                assert answer["Location"].startswith("/account/login/?next=/b/")
            elif who == "stranger":
                assert answer.status_code == 404
            elif may(who, view_of(name).role_needed):
                # Said of an empty form: faults, a conflict, or that it was done.
                assert answer.status_code in (303, 409, 412, 422)
            else:
                assert answer.status_code == 403
                assert alice.get("book/").json()["last_change"] == last


def test_a_viewer_sees_nothing_to_write_with(alice, ids, subtests):
    browser = browser_as("viewer", alice)
    for name in READS:
        if view_of(name).role_to_read != "viewer":
            continue
        with subtests.test(name), undone():
            text = browser.get(there(name, ids)).getvalue().decode(errors="replace")
            # Hiding amounts is for everybody, and so is leaving the book.
            own = text.count('action="/settings/amounts/"') + (name == "leave")
            assert text.count('method="post"') == own
