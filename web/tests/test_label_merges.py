"""Several payees, or several tags, become one; names that are alike are proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books.models import Role
from tests.cast import joined
from transactions.models import Payee, Tag, Transaction
from web.alike_names import Named, alike
from web.tests.browsing import Browser, words_of

pytestmark = pytest.mark.django_db

KINDS = pytest.mark.parametrize(("kind", "model"), [("payee", Payee), ("tag", Tag)])


@pytest.fixture
def browser(alice):
    return Browser(alice)


@pytest.fixture
def ids(alice):
    """The ids of payees and of tags by name: A has one entry, B two, C one that A has, too."""
    entries = [("A", ["A", "C"]), ("B", ["B"]), ("B", ["B"]), ("C", ["C"])]
    for payee, tags in entries:
        alice.transaction(payee=payee, tags=tags)
    return {model: dict(model.objects.values_list("name", "pk")) for model in (Payee, Tag)}


def names(model):
    return set(model.objects.values_list("name", flat=True))


def carriers(alice, kind):
    """The names that each transaction shows, the oldest first."""
    rows = alice.get("transactions/").json()["results"]
    found = sorted(rows, key=lambda row: row["id"])
    return [row["payee"] if kind == "payee" else sorted(row["tags"]) for row in found]


@KINDS
def test_the_chosen_become_the_one_that_is_used_most(alice, browser, ids, kind, model):
    before = alice.get("book/").json()["last_change"]
    browser.send(f"{kind}s_merge", id=list(ids[model].values()))
    # Two entries have B, and two the tag C, which is the older one.
    assert names(model) == {"B" if kind == "payee" else "C"}
    assert carriers(alice, kind) == (["B"] * 4 if kind == "payee" else [["C"]] * 4)
    browser.send("undo", before + 1)
    assert names(model) == {"A", "B", "C"}
    assert carriers(alice, kind) == (
        ["A", "B", "B", "C"] if kind == "payee" else [["A", "C"], ["B"], ["B"], ["C"]]
    )


@KINDS
@pytest.mark.parametrize("mark", ["", "#"])
def test_the_chosen_become_the_one_that_is_named(alice, browser, ids, kind, model, mark):
    mark = mark if kind == "tag" else ""
    sent = {"id": [ids[model]["A"], ids[model]["B"]], "into": f"{mark}c"}
    assert "Merged 2 into C" in words_of(
        browser.get(browser.send(f"{kind}s_merge", **sent)["Location"])
    )
    assert names(model) == {"C"}
    assert carriers(alice, kind) == (["C"] * 4 if kind == "payee" else [["C"]] * 4)


@KINDS
@pytest.mark.parametrize(
    ("chosen", "into", "says"),
    [
        ([], "", "Choose two or more"),
        (["A"], "", "Choose two or more"),
        (["A"], "a", "Choose two or more"),
        (["A", "B"], "nobody", "There is no such name in this book"),
        (["A", "B"], "x" * 101, "at most 100 characters"),
        (["A", 999_999], "", "not there any more"),
    ],
)
def test_what_cannot_be_merged_is_said(alice, browser, ids, kind, model, chosen, into, says):
    sent = {"id": [ids[model].get(one, one) for one in chosen], "into": into}
    answer = browser.send(f"{kind}s_merge", **sent)
    assert says in words_of(browser.get(answer["Location"]))
    assert names(model) == {"A", "B", "C"}


def test_more_than_can_be_looked_through_are_refused(alice, browser, ids, monkeypatch):
    monkeypatch.setattr("web.views.label_merges.MERGED_MAX", 2)
    answer = browser.send("payees_merge", id=list(ids[Payee].values()))
    assert "At most 2 are merged at once" in words_of(browser.get(answer["Location"]))


@KINDS
def test_those_of_another_book_are_not_merged(alice, bob, browser, ids, kind, model):
    theirs = bob.transaction(payee="A", tags=["A"])["id"]
    row = model.objects.get(book=bob.book).pk
    answer = browser.send(f"{kind}s_merge", id=[row, ids[model]["B"]])
    assert "not there any more" in words_of(browser.get(answer["Location"]))
    assert bob.get(f"transactions/{theirs}/").json()["payee"] == "A"


def test_a_form_that_is_sent_twice_merges_once(alice, browser, ids):
    for _ in range(2):
        browser.send("payees_merge", id=[ids[Payee]["A"], ids[Payee]["B"]], key="k")
    assert names(Payee) == {"B", "C"}


@KINDS
def test_the_statements_do_not_grow_with_the_number_that_is_merged(
    alice, browser, kind, model, django_assert_max_num_queries
):
    for number in range(12):
        alice.transaction(payee=f"P{number}", tags=[f"P{number}"])
    rows = list(model.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(32):
        browser.send(f"{kind}s_merge", id=rows[:2])
    with django_assert_max_num_queries(32):
        browser.send(f"{kind}s_merge", id=rows[2:])
    assert Transaction.objects.count() == 12


def test_payees_with_similar_names_are_shown_together(alice, browser):
    shop, branch = "Superfresh 0417", "SUPERFRESH Filiale 12"
    for payee in (shop, branch, shop, "Mill", "Mill Ltd"):
        alice.transaction(payee=payee)
    groups = browser.see("payees_alike").context["groups"]
    assert [[(one.name, one.uses) for one in group] for group in groups] == [
        [("Mill", 1), ("Mill Ltd", 1)],
        [(shop, 2), (branch, 1)],
    ]


def test_a_viewer_sees_similar_names_and_no_control(alice, bob):
    for payee in ("Mill 1", "Mill 2"):
        alice.transaction(payee=payee)
    viewer = joined(bob, alice.book, Role.VIEWER)
    page = Browser(viewer, alice.book).see("payees_alike").content.decode()
    assert "Mill 2" in page
    assert "checkbox" not in page


@pytest.mark.parametrize(
    "apart", [("Mill", "Mill Street"), ("4711", "0815"), ("H&M", "M&H"), ("GmbH", "Ltd")]
)
def test_names_that_differ_in_more_are_not_alike(apart):
    assert alike(Named(number, name) for number, name in enumerate(apart)) == []


@given(st.lists(st.text(max_size=12), max_size=8))
def test_every_name_stands_in_one_group_at_most(texts):
    groups = alike(Named(number, text) for number, text in enumerate(texts))
    listed = [one.id for group in groups for one in group]
    assert len(listed) == len(set(listed))
    assert all(len(group) > 1 for group in groups)
