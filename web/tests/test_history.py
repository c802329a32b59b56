"""The history of a book: what it says of changes, undo, and what stands in its way."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from books.history import ENTRIES_SHOWN
from books.models import Book, Role
from tests.cast import joined, made
from web.tests.browsing import Browser, words_of
from web.views.history import PAGE_SIZE

STATEMENTS_MAX = 12
"""As on every page."""


@pytest.fixture
def browser(alice):
    return Browser(alice)


@pytest.fixture
def bakery(alice):
    return alice.transaction(payee="Bakery", amount="8.35")


def newest(caller):
    return caller.get("history/").json()["results"][0]["number"]


def test_a_change_says_who_did_what(browser, bakery):
    page = browser.see("history")
    assert "Added Bakery −8.35" in words_of(page)
    assert "alice · API · change" in words_of(page)


def test_a_change_opens_field_by_field(alice, browser, bakery):
    alice.patch(f"transactions/{bakery['id']}/", {"amount": "9.35", "description": "rolls"})
    page = words_of(browser.see("change", newest(alice)))
    assert "Amount 8.35 9.35 Description rolls" in page


def test_undo_takes_a_change_back_and_strikes_it_through(alice, browser, bakery):
    number = newest(alice)
    browser.send("undo", number, next=browser.address("history"))
    page = browser.see("history")
    assert f"undone by {number + 1}" in words_of(page)
    assert f"Undid change {number}: Deleted Bakery −8.35" in words_of(page)
    assert f'id="c{number}" class="change gone"' in page.content.decode()
    assert browser.address("undo", number) not in page.content.decode()


def test_the_undo_of_a_toast_leads_back_to_the_page_that_showed_it(alice, browser):
    row = alice.category(name="Coffee")
    answer = browser.send("category_delete", row["id"])
    page = browser.get(answer["Location"]).content.decode()
    toasts = page[page.index('id="toasts"') :]
    assert f'name="next" value="{browser.address("categories")}"' in toasts


def test_undo_that_later_changes_rest_on_says_which(alice, browser, bakery):
    number = newest(alice)
    alice.patch(f"transactions/{bakery['id']}/", {"amount": "9.35"})
    answer = browser.send("undo", number, status=409)
    assert f"Change {number} cannot be undone as it is" in words_of(answer)
    assert f'formaction="{browser.address("undo", number + 1)}"' in answer.content.decode()
    assert f'value="{browser.address("change", number)}"' in answer.content.decode()


def test_a_change_of_access_has_no_undo(alice, bob, browser):
    joined(bob, alice.book, Role.VIEWER)
    made(alice.patch(f"members/{bob.user.pk}/", {"role": "editor"}))
    page = browser.see("history")
    assert "Made bob an editor" in words_of(page)
    assert browser.address("undo", newest(alice)) not in page.content.decode()
    answer = browser.send("undo", newest(alice), status=409)
    assert "There is nothing to undo in this change." in words_of(answer)


def test_filters_keep_what_they_name(alice, browser, bakery):
    Browser(alice).send("undo", newest(alice))
    assert "Added Bakery" not in words_of(browser.see("history", cause="web"))
    assert "Added Bakery" in words_of(browser.see("history", cause="api"))
    of_row = browser.see("history", kind="transaction", id=bakery["id"])
    assert "transaction" in words_of(of_row)
    assert "44 categories" not in words_of(of_row)
    assert "Nothing matches." in words_of(browser.see("history", end_date="2001-01-01"))


@pytest.mark.parametrize(
    "query",
    [{"cause": "love"}, {"user": "me"}, {"start_date": "soon"}, {"kind": "tag"}, {"cursor": "x"}],
)
def test_a_filter_that_cannot_be_read_filters_nothing(browser, bakery, query):
    assert "Added Bakery" in words_of(browser.see("history", **query))


def test_older_and_newer_lead_through_the_list(alice, browser, monkeypatch):
    monkeypatch.setattr("web.views.history.PAGE_SIZE", 2)
    for name in ("One", "Two", "Three", "Four"):
        alice.transaction(payee=name)
    first = browser.see("history")
    assert first.context["newer"] == ""
    second = browser.get(browser.address("history") + first.context["older"])
    assert "Added Two" in words_of(second)
    assert "Added Three" not in words_of(second)
    back = browser.get(browser.address("history") + second.context["newer"])
    assert "Added Four" in words_of(back)


def test_a_transaction_has_its_own_history(alice, browser, bakery):
    alice.transaction(payee="Other shop")
    alice.delete(f"transactions/{bakery['id']}/")
    page = words_of(browser.see("entry_history", bakery["id"]))
    assert "Deleted Bakery" in page
    assert "Other shop" not in page
    browser.see("entry_history", 10**17, status=404)


def test_the_rows_of_a_large_change_come_a_page_at_a_time(alice, browser, monkeypatch):
    monkeypatch.setattr("web.views.history.PAGE_SIZE", 40)
    first = browser.see("change", 1)
    assert len(first.context["entries"]) == 40
    rest = browser.get(browser.address("change", 1) + first.context["more"])
    assert len(rest.context["entries"]) == 5
    assert rest.context["more"] == ""


@pytest.mark.parametrize("after", ["transaction-", "x-1", f"tag-{'9' * 5000}", "²-²"])
def test_a_place_in_a_change_that_cannot_be_read_is_its_start(browser, after):
    assert browser.see("change", 1, after=after).context["entries"]


def test_hidden_amounts_are_not_in_the_page(alice, browser, bakery):
    alice.transaction(amount="77.11")
    browser.cookies["hide_amounts"] = "1"
    page = browser.see("history").content.decode()
    assert "8.35" not in page
    assert "77.11" not in page


def test_the_key_for_undo_stands_for_the_newest_own_change_that_has_it(alice, bob, bakery):
    number = newest(alice)
    alice.add("invitations/", role="viewer")
    visitor = Browser(joined(bob, alice.book, Role.EDITOR), alice.book)
    bob.transaction(payee="Inn")
    assert Browser(alice).see("history").context["newest_own"] == number
    assert visitor.see("history").context["newest_own"] == number + 2


def test_undone_is_redone_and_undone_again(alice, browser, bakery):
    number = newest(alice)
    for says, offers, keys in (
        ("Undone", "Redo", "Shift+Z"), ("Redone", "Undo", "z"), ("Undone", "Redo", "Shift+Z"),
    ):  # fmt: skip
        page = browser.get(browser.send("undo", number)["Location"]).content.decode()
        number += 1
        toast = page[page.index('class="toast"') :]
        assert f"<span>{says}</span>" in toast
        assert f'action="{browser.address("undo", number)}"' in toast
        assert f'aria-keyshortcuts="{keys}">{offers}</button>' in toast
    assert alice.get(f"transactions/{bakery['id']}/").status_code == 404


def test_the_statements_of_a_redo_do_not_grow_with_what_went_back_and_forth(alice, browser, bakery):
    counts = []
    for number in range(newest(alice), newest(alice) + 12):
        with CaptureQueriesContext(connection) as statements:
            browser.send("undo", number)
        counts.append(len(statements))
    assert counts[2:4] == counts[-2:]


def test_an_undo_sent_twice_is_one_undo_and_offers_the_redo_again(alice, browser, bakery):
    number = newest(alice)
    for _ in range(2):
        answer = browser.send("undo", number, key="k" * 22)
        assert "Undone Redo" in words_of(browser.get(answer["Location"]))
        assert newest(alice) == number + 1


def test_the_keys_for_undo_and_redo_part_changes_from_undos(alice, browser, bakery):
    first = newest(alice)
    second = alice.transaction(payee="Mill")["changed_in"]
    pressed = []
    for key in ("newest_own", "newest_own", "newest_undo", "newest_undo", "newest_own"):
        pressed.append(browser.see("history").context[key])
        browser.send("undo", pressed[-1])
    # Mill goes, the bakery goes; the bakery comes, Mill comes; Mill goes again.
    assert pressed == [second, first, first + 3, first + 2, first + 5]
    assert [row["payee"] for row in alice.get("transactions/").json()["results"]] == ["Bakery"]
    page = browser.see("history").content.decode()
    assert f'id="undo-c{first + 6}" aria-label' in page
    assert page.count('data-key="Z"') == page.count('data-key="z"') == 1


def test_a_change_whose_details_are_gone_says_so_and_has_no_undo(alice, browser, bakery):
    number = newest(alice)
    Book.objects.filter(pk=alice.book.pk).update(history_from=number + 1)
    for page in (browser.see("history"), browser.see("change", number)):
        assert "details are no longer kept" in words_of(page)
        assert browser.address("undo", number) not in page.content.decode()
    answer = browser.send("undo", number, status=409)
    assert "The history of this change is no longer kept." in words_of(answer)


def test_a_viewer_sees_no_undo_and_may_not_undo(alice, bob, bakery):
    viewer = Browser(joined(bob, alice.book, Role.VIEWER), alice.book)
    page = viewer.see("history")
    assert "Added Bakery" in words_of(page)
    assert "undo-c" not in page.content.decode()
    viewer.send("undo", newest(alice), status=403)


def test_a_stranger_finds_nothing(alice, bob):
    stranger = Browser(bob, alice.book)
    for name, args in (("history", ()), ("change", (1,)), ("trash", ())):
        stranger.see(name, *args, status=404)
    stranger.send("undo", 1, status=404)


def changed_in_every_way(alice):
    """Add, change and delete a row of each kind, and rows that point at each; return one row."""
    food, home = alice.category(name="Food")["id"], alice.category(name="Home")["id"]
    rows = {
        "accounts": alice.account(name="Dollars", currency="USD", opening_date="2024-01-01"),
        "categories": alice.category(name="Coffee", parent=home),
        "payees": alice.add("payees/", name="Bakery"),
        "tags": alice.add("tags/", name="cash"),
        "rates": alice.add("rates/", date="2024-01-15", base="USD", quote="EUR", rate="0.9"),
    }
    split = [{"amount": "-4.00", "category": home}, {"amount": "-6.00", "category": food}]
    kept = alice.transaction(payee="Bakery", tags=["cash", "new"], postings=split)
    alice.transaction(account=rows["accounts"]["id"], payee="Inn", category=food)
    alice.patch(f"transactions/{kept['id']}/", {"payee": "Mill", "tags": ["old"]})
    made(alice.patch("book/", {"name": "Ours"}))
    alice.delete(f"categories/{food}/?replace_with={home}")
    for kind, row in rows.items():
        change = {"rate": "0.8"} if kind == "rates" else {"name": "Other"}
        made(alice.patch(f"{kind}/{row['id']}/", change))
        if kind != "accounts":
            alice.delete(f"{kind}/{row['id']}/")
    alice.delete(f"transactions/{alice.transaction(payee='Gone', tags=['gone'])['id']}/")
    made(alice.post(f"history/{newest(alice)}/undo/"))
    return kept


def test_every_page_takes_twelve_statements_whatever_changed(
    alice, browser, django_assert_max_num_queries
):
    row = changed_in_every_way(alice)
    pages = [
        ("history", (), {}),
        ("history", (), {"kind": "transaction", "id": row["id"]}),
        ("history", (), {"kind": "book", "id": alice.book.pk}),
        ("entry_history", (row["id"],), {}),
        ("trash", (), {}),
        *(("change", (number,), {}) for number in range(1, newest(alice) + 1)),
        ("change", (1,), {"after": "category-2"}),
    ]
    for name, args, query in pages:
        with django_assert_max_num_queries(STATEMENTS_MAX):
            browser.see(name, *args, **query)


def test_the_statements_do_not_grow_with_the_changes(alice, browser):
    counts = []
    for number in range(12):
        alice.transaction(payee=f"Shop {number}", tags=[f"tag {number}"])
        with CaptureQueriesContext(connection) as statements:
            browser.see("history")
        counts.append(len(statements))
    assert counts[1] == counts[-1] == STATEMENTS_MAX


def test_a_page_of_fifty_changes_of_twenty_rows_takes_no_more(
    alice, browser, django_assert_max_num_queries
):
    for number in range(PAGE_SIZE):
        some = [
            {"type": "expense", "amount": "1", "date": "2024-01-15", "payee": f"P {number}.{one}"}
            for one in range(ENTRIES_SHOWN // 2)
        ]
        made(alice.post("transactions/bulk/", {"create": some}))
    with django_assert_max_num_queries(STATEMENTS_MAX):
        page = browser.see("history")
    listed = [one for _, changes in page.context["days"] for one in changes]
    assert [len(one.entries) for one in listed] == [ENTRIES_SHOWN] * PAGE_SIZE
