"""A form that is shown again keeps the version that it was made of."""

import re

import pytest

from web.tests.browsing import Browser, SentForm, words_of

pytestmark = pytest.mark.django_db


def account(alice):
    made = alice.account(name="Bank")
    stated = {"type": "checking", "currency": "EUR", "opening_date": "2024-01-01"}
    return f"accounts/{made['id']}/", made, "account_edit", {"name": "Mine", **stated}, "name", " "


def category(alice):
    made = alice.category(name="Food")
    stated = {"name": "Mine", "type": "expense", "color": "#7a4b2a"}
    return f"categories/{made['id']}/", made, "category_edit", stated, "name", " "


def payee(alice):
    made = alice.add("payees/", name="Bakery")
    return f"payees/{made['id']}/", made, "payee_edit", {"name": "Mine"}, "name", " "


def entry(alice):
    made = alice.transaction(payee="Bakery", amount="12.00")
    stated = {
        "type": "expense", "amount": "13.00", "payee": "Mine", "date": made["date"],
        "account": made["account"], "status": "cleared", "do": "save",
    }  # fmt: skip
    return f"transactions/{made['id']}/", made, "entry", stated, "amount", "x"


def entry_with_lines(alice):
    address, made, page, stated, _, _ = entry(alice)
    return address, made, page, stated, "do", "lines"


def overtaken(alice, address):
    """Change the row by the API, as somebody else would."""
    stated = {"notes": "Other"} if address.startswith("transactions") else {"archived": True}
    assert alice.patch(address, stated).status_code == 200


def version_on(answer):
    (version,) = set(re.findall(r'name="version" value="(\d+)"', answer.content.decode()))
    return int(version)


@pytest.mark.parametrize("kind", [account, category, payee, entry, entry_with_lines])
def test_a_refused_form_does_not_take_the_version_of_a_later_change(alice, kind):
    address, made, page, stated, field, refused = kind(alice)
    browser = Browser(alice)
    there = browser.address(page, made["id"])
    seen = version_on(browser.get(there))
    overtaken(alice, address)
    shown = browser.post(there, {**stated, field: refused, "version": seen})
    assert shown.status_code == (200 if field == "do" else 422)
    assert version_on(shown) == seen
    conflict = browser.post(there, {**stated, "version": version_on(shown)})
    assert conflict.status_code == 409
    assert version_on(conflict) > seen
    assert "Mine" in conflict.content.decode()
    done = browser.post(there, {**stated, "version": version_on(conflict)})
    assert done.status_code == 303


@pytest.mark.parametrize(("page", "form"), [("entry", "delete"), ("entry_row", "delete-row")])
def test_what_somebody_else_has_changed_meanwhile_is_not_deleted(alice, page, form):
    row = alice.transaction(payee="Bakery")
    browser = Browser(alice)
    sent = SentForm(browser.see(page, row["id"]).content.decode(), form).fields
    overtaken(alice, f"transactions/{row['id']}/")
    answer = browser.get(browser.send("entry_delete", row["id"], **sent)["Location"])
    assert "Somebody has changed this meanwhile. It was not deleted." in words_of(answer)
    sent = SentForm(browser.see(page, row["id"]).content.decode(), form).fields
    answer = browser.get(browser.send("entry_delete", row["id"], **sent)["Location"])
    assert "Deleted Bakery" in words_of(answer)
