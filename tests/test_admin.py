"""The admin: staff look at everything, and money changes through the API alone."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from books.admin import ReadOnlyAdmin
from books.models import Revision, Role
from books.registry import row_models
from common.periods import Month, Period
from currencies.models import PendingRevaluation, ReferenceRate
from households.models import Invitation
from imports.models import Import
from imports.tests.sending import planned, table
from tests.cast import joined, made
from tests.copies import made_once
from tests.endpoints import (
    BODIES,
    BY_EXAMPLE,
    line_of_a_budget,
    occurrence_of_a_schedule,
    statement_of_a_bank,
)
from transactions.models import Transaction

PAGES = {
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/": model
    for model, page in admin.site._registry.items()
    if isinstance(page, ReadOnlyAdmin)
}
STATEMENT = table(("2024-01-15", "-3.40", "A secret baker"))
LIST_QUERIES_MAX = 7
"""Session, user, count, rows, two prefetches, the choices of one filter; never one per row."""

pytestmark = pytest.mark.django_db


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def superuser():
    """The browser of somebody with the same id in every test, as the copies of rows ask for."""
    person = ("root", "root@example.com", "x")
    create = get_user_model().objects.create_superuser
    return browser_of(made_once("root", lambda: create(*person)))


def fill(caller):
    """Put rows of every kind into somebody's book."""
    dollars = caller.account(currency="USD")
    parent = caller.category()
    child = caller.category(parent=parent["id"])
    caller.add("rates/", date="2024-01-15", base="EUR", quote="USD", rate="1.25")
    caller.transaction(amount="40.00", account=dollars["id"], category=child["id"], tags=["food"])
    caller.transaction(amount="75.50", payee="Corner shop", category=child["id"])
    caller.add("invitations/", role="viewer")
    for kind in BY_EXAMPLE:
        caller.add(f"{kind}/", **BODIES[kind])
    caller.add("budget-lines/", **line_of_a_budget(caller))
    caller.add("occurrences/", **occurrence_of_a_schedule(caller))
    caller.add("statements/", **statement_of_a_bank(caller))
    planned(caller, STATEMENT)
    made(caller.patch(f"categories/{child['id']}/", {"name": "Corner shops"}))


@pytest.fixture
def ledger(alice):
    """A book, and everything else that there can be, with at least one row of every kind."""
    made_once("ledger", lambda: make_ledger(alice))
    return alice


def make_ledger(alice):
    """Make the rows of `ledger`."""
    fill(alice)
    ReferenceRate.objects.create(source="ECB", currency="USD", date="2024-01-15", rate="1.0945")
    january = Period.of_month(Month(2024, 1))
    PendingRevaluation.objects.create(currencies="USD", start=january.start, end=january.end)


def queries_of(browser, page):
    """How many queries it takes to show a page."""
    with CaptureQueriesContext(connection) as captured:
        browser.get(page)
    return len(captured)


def rows_of(model):
    rows = list(model.objects.all())
    assert rows
    return rows


def test_every_kind_of_row_has_its_pages():
    apps = {"books", "users", "households", *(model._meta.app_label for model in row_models)}
    assert {page.split("/")[2] for page in PAGES} == apps


@pytest.mark.parametrize("page", PAGES)
def test_staff_can_read_lists_and_rows(superuser, ledger, page):
    assert superuser.get(page).status_code == 200
    for row in rows_of(PAGES[page]):
        assert superuser.get(f"{page}{row.pk}/change/").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_not_even_a_superuser_can_write(superuser, ledger, page):
    row = rows_of(PAGES[page])[0]
    before = list(PAGES[page].objects.order_by("pk").values())
    action = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    assert superuser.post(f"{page}add/", {}).status_code == 403
    assert superuser.post(f"{page}{row.pk}/change/", {"name": "other"}).status_code == 403
    assert superuser.post(f"{page}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    superuser.post(page, action)
    assert list(PAGES[page].objects.order_by("pk").values()) == before


@pytest.mark.parametrize("page", PAGES)
def test_who_is_no_staff_is_sent_to_the_sign_in(client, ledger, page):
    somebody = get_user_model().objects.get(username="alice")
    for visitor in (Client(), browser_of(somebody)):
        response = visitor.get(page)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


def test_staff_see_what_they_were_given_to_see(ledger):
    clerk = get_user_model().objects.create_user("clerk", "clerk@example.com", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_account"))
    browser = browser_of(clerk)
    assert browser.get("/admin/accounts/account/").status_code == 200
    assert browser.get("/admin/transactions/transaction/").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_list_costs_the_same_at_any_length(superuser, ledger, bob, page):
    queries = queries_of(superuser, page)
    assert queries <= LIST_QUERIES_MAX
    fill(bob)
    assert queries_of(superuser, page) == queries


@pytest.mark.parametrize("page", PAGES)
def test_a_search_finds_or_finds_nothing(superuser, ledger, page):
    assert superuser.get(page, {"q": "Corner"}).status_code == 200


def test_amounts_are_decimal_text(superuser, ledger):
    listed = superuser.get("/admin/transactions/transaction/").content.decode()
    assert "75.50\N{NO-BREAK SPACE}EUR" in listed
    assert "40.00\N{NO-BREAK SPACE}USD" in listed
    dollars = Transaction.objects.get(currency="USD")
    shown = superuser.get(f"/admin/transactions/transaction/{dollars.pk}/change/").content.decode()
    assert "-40.00\N{NO-BREAK SPACE}USD" in shown
    assert "-32.00\N{NO-BREAK SPACE}EUR" in shown
    totals = superuser.get("/admin/transactions/monthlytotal/").content.decode()
    assert "-75.50\N{NO-BREAK SPACE}EUR" in totals


def test_no_page_shows_an_answer_that_is_kept_for_repeating(superuser, alice):
    alice.post(
        "categories/",
        {"name": "A secret of mine", "type": "expense"},
        headers={"Idempotency-Key": "once"},
    )
    change = alice.book.changes.latest("number")
    assert "A secret of mine" in change.answer
    page = superuser.get(f"/admin/books/change/{change.pk}/change/").content.decode()
    assert "A secret of mine" not in page


def test_the_history_is_shown_with_what_took_back_what(superuser, alice):
    row = alice.category(name="Food")["id"]
    made(alice.patch(f"categories/{row}/", {"name": "Fuud"}))
    number = made(alice.get("book/"))["last_change"]
    made(alice.post(f"history/{number}/undo/"))
    listed = superuser.get("/admin/books/change/").content.decode()
    assert f'<td class="field-undone_by">{number + 1}</td>' in listed
    assert f'<td class="field-undoes">{number}</td>' in listed
    revision = Revision.objects.get(number=number)
    shown = superuser.get(f"/admin/books/revision/{revision.pk}/change/").content.decode()
    assert "Food" in shown
    assert "Fuud" not in shown


def test_nobody_deletes_a_person_whose_book_others_keep(superuser, alice, bob):
    joined(bob, alice.book, Role.VIEWER)
    page = f"/admin/auth/user/{alice.user.pk}/delete/"
    refused = superuser.post(page, {"post": "yes"})
    assert f"alice&#x27;s book ({alice.book.pk})" in refused.content.decode()
    assert get_user_model().objects.filter(pk=alice.user.pk).exists()
    alice.book.memberships.filter(user=bob.user).delete()
    assert superuser.post(page, {"post": "yes"}).status_code == 302
    assert not get_user_model().objects.filter(pk=alice.user.pk).exists()


def test_no_page_shows_what_would_let_one_into_a_book(superuser, alice):
    made = alice.add("invitations/", role="viewer")
    stored = Invitation.objects.get()
    page = superuser.get(f"/admin/households/invitation/{made['id']}/change/").content.decode()
    assert not [text for text in (made["token"], stored.nonce, stored.digest) if text in page]


def test_no_page_shows_what_a_file_holds(superuser, alice):
    cash = made(alice.get("accounts/"))["results"][0]["id"]
    shown = planned(alice, STATEMENT, account=cash)
    assert "A secret baker" in alice.get(f"imports/{shown['id']}/rows/").content.decode()
    assert Import.objects.get().summary
    for page in ("/admin/imports/import/", f"/admin/imports/import/{shown['id']}/change/"):
        response = superuser.get(page)
        assert response.status_code == 200
        assert "A secret baker" not in response.content.decode()
