"""Somebody holds their account against what the bank says: with scripts and without, by keys."""

import pytest
from playwright.sync_api import expect

from tests.cast import signed_up
from tests.e2e.conftest import BROWSER_ALONE, barriers, crushed

pytestmark = BROWSER_ALONE


@pytest.fixture
def anna(live_server):
    caller = signed_up("anna")
    said = {"opening_date": "2026-01-01", "opening_balance": "500.00", "default": True}
    caller.bank = caller.account(name="Bank", **said)["id"]
    caller.category(name="Home")
    for day, amount, payee in (("03", "40.00", "Baker"), ("20", "30.00", "Films")):
        caller.transaction(date=f"2026-03-{day}", amount=amount, payee=payee)
    return caller


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_statement_is_compared_settled_and_closed(visitor, anna, scripts):
    visitor.sign_in_as(anna.user)
    page = visitor.page(scripts=scripts)
    page.goto(f"/b/{anna.book.pk}/accounts/{anna.bank}/")
    page.get_by_role("link", name="Reconcile").click()
    page.get_by_label("At the end of").fill("31 Mar 2026")
    page.get_by_label("The balance is").fill("420.00")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("status")).to_contain_text("Added the balance of 31 Mar 2026")
    page.get_by_role("link", name="Add what is missing").click()
    expect(page.get_by_label("Date")).to_have_value("31 Mar 2026")
    page.get_by_label("Amount", exact=True).fill("10")
    page.get_by_label("Payee").fill("Kiosk")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Settle Baker, Tue 3 Mar").click()
    expect(page.get_by_role("status")).to_contain_text("Settled in Bank, 31 Mar 2026")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Redo")).to_be_visible()
    page.get_by_role("button", name="Settle all up to 31 Mar 2026, and close").click()
    expect(page.get_by_role("status")).to_contain_text("Closed the statement Bank, 31 Mar 2026")
    page.goto(f"/b/{anna.book.pk}/accounts/")
    expect(page.get_by_text("agreed up to 31 Mar 2026")).to_be_visible()


def test_it_goes_by_keys_alone(visitor, anna):
    path = f"/b/{anna.book.pk}/accounts/{anna.bank}/statements/"
    visitor.sign_in_as(anna.user)
    page = visitor.page()
    page.goto(path)
    page.get_by_label("The balance is").focus()
    page.keyboard.type("430")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Settle Films").press("Space")
    expect(page.get_by_role("button", name="Settle Films")).to_have_count(0)
    opened = page.get_by_role("region", name="Not settled yet")
    opened.get_by_role("button", name="Settle Baker").press("Space")
    page.get_by_role("button", name="Close the statement").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Closed the statement Bank")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_statement_at_work_has_no_barriers_and_fits(visitor, anna, phone, scheme):
    said = {"account": anna.bank, "date": "2026-03-31", "balance": "460.00"}
    statement = anna.add("statements/", **said)["id"]
    visitor.sign_in_as(anna.user)
    page = visitor.page(phone=phone, dark=scheme == "dark")
    page.goto(f"/b/{anna.book.pk}/statements/{statement}/")
    page.get_by_text("It cannot be found").click()
    assert barriers(page) == []
    assert crushed(page) == []
