"""The form of an account: added, changed, archived, deleted."""

import pytest

from web.tests.browsing import Browser, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(alice):
    return Browser(alice)


def typed(**fields):
    """What the browser sends of a form that is filled in."""
    plain = {
        "name": "Bank", "type": "checking", "currency": "EUR", "opening_balance": "1,200.50",
        "opening_date": "1 Jan 2024",
    }  # fmt: skip
    return {**plain, **fields}


def bank(alice):
    (found,) = [one for one in alice.get("accounts/").json()["results"] if one["name"] == "Bank"]
    return found


def version_of(browser, row_id):
    return browser.see("account_edit", row_id).context["version"]


def test_an_account_is_added_as_it_was_typed(alice, browser):
    browser.send("account_new", **typed(opening_balance="-1,200.50", type="loan"))
    row = bank(alice)
    assert (row["opening_balance"], row["opening_date"]) == ("-1200.50", "2024-01-01")
    assert (row["type"], row["currency"], row["archived"]) == ("loan", "EUR", False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("type", "x"),
        ("currency", "XXX1"),
        ("opening_balance", "x"),
        ("opening_date", "30 Feb"),
    ],
)
def test_a_fault_stands_at_its_field_and_adds_nothing(alice, browser, field, value):
    before = alice.get("accounts/").json()["results"]
    page = browser.send("account_new", status=422, **typed(**{field: value}))
    assert set(page.context["form"].errors) == {field}
    assert alice.get("accounts/").json()["results"] == before


def test_an_account_is_changed_and_the_change_undone(alice, browser):
    row = alice.account(name="Bank", opening_balance="5.00")
    stated = typed(name="Bank", archived="on", version=version_of(browser, row["id"]))
    browser.send("account_edit", row["id"], **stated)
    changed = bank(alice)
    assert (changed["opening_balance"], changed["archived"]) == ("1200.50", True)
    newest = alice.get("history/").json()["results"][0]["number"]
    browser.send("undo", newest)
    assert (bank(alice)["opening_balance"], bank(alice)["archived"]) == ("5.00", False)


def test_an_account_is_made_strict(alice, browser):
    row = alice.account(name="Bank", opening_date="2024-01-01")
    browser.send(
        "account_edit", row["id"], **typed(strict="on", version=version_of(browser, row["id"]))
    )
    assert bank(alice)["strict"] is True
    assert 'id="id_strict" checked' in browser.see("account_edit", row["id"]).content.decode()


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(alice, browser):
    row = alice.account(name="Bank", opening_balance="5.00")
    stated = typed(opening_balance="7.00", version=version_of(browser, row["id"]))
    alice.patch(f"accounts/{row['id']}/", {"opening_balance": "6.00"})
    page = browser.send("account_edit", row["id"], status=409, **stated)
    assert "Somebody has changed this meanwhile" in words_of(page)
    assert 'value="7.00"' in page.content.decode()
    assert bank(alice)["opening_balance"] == "6.00"
    browser.send("account_edit", row["id"], **{**stated, "version": page.context["version"]})
    assert bank(alice)["opening_balance"] == "7.00"


def test_an_account_that_is_used_keeps_its_currency_and_is_not_deleted(alice, browser):
    row = alice.account(name="Bank")
    alice.transaction(account=row["id"])
    stated = typed(currency="USD", version=version_of(browser, row["id"]))
    page = browser.send("account_edit", row["id"], status=422, **stated)
    assert set(page.context["form"].errors) == {"currency"}
    assert "(1 " in words_of(browser.send("account_delete", row["id"], status=409))
    assert bank(alice)["currency"] == "EUR"


def test_an_account_without_uses_is_deleted_and_comes_back(alice, browser):
    row = alice.account(name="Bank")
    browser.send("account_delete", row["id"])
    assert [one["name"] for one in alice.get("accounts/").json()["results"]] == ["Cash"]
    newest = alice.get("history/").json()["results"][0]["number"]
    browser.send("undo", newest)
    assert bank(alice)["id"] == row["id"]


def test_a_stranger_finds_nothing(alice, bob):
    row = alice.account(name="Bank")
    Browser(bob, alice.book).see("account_edit", row["id"], status=404)
    Browser(bob).see("account_edit", row["id"], status=404)
    Browser(bob).send("account_delete", row["id"], status=404)
