"""A bulk change of the register: what it changes, leaves alone and refuses."""

import pytest

from web.tests.pages import address_of, browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(alice):
    return browser_of(alice.user)


def bulk(browser, alice, ids, **sent):
    there = address_of("bulk", book=alice.book.pk)
    answer = browser.post(there, {"id": ids, **sent})
    assert answer.status_code == 303
    return browser.get(answer["Location"]).content.decode()


def test_a_bulk_change_files_what_fits_and_counts_the_rest(alice, browser):
    category = alice.category()["id"]
    plain = alice.transaction()["id"]
    income = alice.transaction(type="income")["id"]
    text = bulk(browser, alice, [plain, income], do="category", category=category)
    assert "Changed 1 transaction; 1 was left alone" in text
    rows = {row["id"]: row["category"] for row in alice.get("transactions/").json()["results"]}
    assert rows == {plain: category, income: None}


def test_a_split_keeps_the_categories_of_its_lines(alice, browser):
    food, other = (alice.category(name=name)["id"] for name in ("Food", "Other"))
    lines = [{"amount": "-3.00", "category": food}, {"amount": "-4.50"}]
    split = alice.transaction(amount="7.50", postings=lines)["id"]
    plain = alice.transaction()["id"]
    text = bulk(browser, alice, [split, plain], do="category", category=other)
    assert "Changed 1 transaction; 1 was left alone" in text
    rows = alice.get("transactions/?expand=postings").json()["results"]
    found = {row["id"]: [line["category"] for line in row["postings"]] for row in rows}
    assert found == {split: [food, None], plain: [other]}


@pytest.mark.parametrize("chosen", ["some", "all"])
def test_more_than_one_change_takes_are_refused(alice, browser, monkeypatch, chosen):
    monkeypatch.setattr("web.views.bulk.BULK_MAX", 2)
    ids = [alice.transaction(payee=f"P{n}")["id"] for n in range(3)]
    sent = {"all": "1"} if chosen == "all" else {}
    text = bulk(browser, alice, ids, do="delete", **sent)
    assert "One change takes at most 2 transactions" in text
    assert len(alice.get("transactions/").json()["results"]) == 3


def test_a_bulk_change_is_one_change_that_one_undo_takes_back(alice, browser):
    ids = [alice.transaction(payee=f"P{n}")["id"] for n in range(3)]
    before = alice.get("book/").json()["last_change"]
    bulk(browser, alice, ids, do="delete")
    assert alice.get("transactions/").json()["results"] == []
    assert alice.get("book/").json()["last_change"] == before + 1
    browser.post(address_of("undo", book=alice.book.pk, number=before + 1))
    assert len(alice.get("transactions/").json()["results"]) == 3


def test_all_that_match_are_the_rows_of_the_filters(alice, browser):
    for payee in ("Bakery", "Bakery", "Other"):
        alice.transaction(payee=payee)
    there = address_of("bulk", book=alice.book.pk)
    browser.post(f"{there}?q=bakery", {"all": "1", "do": "status", "status": "pending"})
    rows = alice.get("transactions/").json()["results"]
    assert {(row["payee"], row["status"]) for row in rows} == {
        ("Bakery", "pending"),
        ("Other", "cleared"),
    }


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "nonsense"},
        {"do": "date", "date": "30 Feb"},
        {"do": "account", "account": "99999999999999999999"},
        {"do": "status", "status": "x"},
        {"do": "category"},
        {"do": "category", "category": "999999"},
        {"do": "category", "category": "x"},
        {"do": "tags", "tags": " , "},
        {"do": "tags", "tags": "a" * 101},
        {"do": "payee", "payee": "\ufdfa" * 30},
    ],
)
def test_a_bulk_change_that_says_nothing_changes_nothing(alice, browser, sent):
    row = alice.transaction()
    before = alice.get("book/").json()["last_change"]
    bulk(browser, alice, [row["id"], "x", "9" * 30], **sent)
    assert alice.get("book/").json()["last_change"] == before


def test_rows_of_others_are_left_alone(alice, bob, browser):
    row = bob.transaction()
    bulk(browser, alice, [row["id"]], do="delete")
    assert [one["id"] for one in bob.get("transactions/").json()["results"]] == [row["id"]]


def test_a_fault_of_many_rows_is_said_once_and_nothing_changes(alice, browser):
    ids = [alice.transaction(payee=f"P{n}")["id"] for n in range(3)]
    before = alice.get("book/").json()["last_change"]
    text = bulk(browser, alice, ids, do="tags", tags=",".join(f"t{n}" for n in range(31)))
    assert text.count("A transaction carries at most 30 tags.") == 1
    assert alice.get("book/").json()["last_change"] == before


def test_a_category_that_is_archived_is_refused(alice, browser):
    old, row = alice.category()["id"], alice.transaction()["id"]
    alice.patch(f"categories/{old}/", {"archived": True})
    assert "archived" in bulk(browser, alice, [row], do="category", category=old)
    assert alice.get(f"transactions/{row}/").json()["category"] is None
