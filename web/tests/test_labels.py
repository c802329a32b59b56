"""The pages of payees and tags: searching, renaming, merging, archiving and deleting."""

import pytest

from books.models import Role
from tests.cast import joined
from transactions.models import Payee, Tag
from web.tests.browsing import Browser, words_of

STATEMENTS = 11
KINDS = pytest.mark.parametrize(("kind", "model"), [("payee", Payee), ("tag", Tag)])


@pytest.fixture
def browser(alice):
    return Browser(alice)


def entry(alice, *names):
    """Record a transaction whose payee is the first of `names`, and whose tags they all are."""
    return alice.transaction(payee=names[0], tags=list(names))


def row_named(model, name):
    return model.objects.get(name=name)


@KINDS
def test_a_list_shows_how_often_each_is_used(alice, browser, kind, model):
    entry(alice, "Bakery")
    entry(alice, "Bakery")
    entry(alice, "Apothecary")
    page = words_of(browser.see(f"{kind}s"))
    mark = "#" if kind == "tag" else ""
    assert f"{mark}Apothecary 1 entry" in page
    assert f"{mark}Bakery 2 entries" in page
    assert page.index("Apothecary") < page.index("Bakery")


@KINDS
def test_a_search_ignores_case_and_pages_go_on(alice, browser, kind, model, monkeypatch):
    monkeypatch.setattr("web.views.labels.PAGE_SIZE", 2)
    for name in ("Shop A", "Shop B", "Shop C", "Inn"):
        entry(alice, name)
    first = browser.see(f"{kind}s", q="SHOP")
    assert len(first.context["labels"]) == 2
    rest = browser.get(browser.address(f"{kind}s") + first.context["after"])
    assert "Shop C" in words_of(rest)
    assert "Inn" not in words_of(rest)
    back = browser.get(browser.address(f"{kind}s") + rest.context["before"])
    assert "Shop A" in words_of(back)


@KINDS
def test_an_empty_list_says_how_one_comes_about(browser, kind, model):
    assert "with the first entry" in words_of(browser.see(f"{kind}s"))
    assert "Nothing matches." in words_of(browser.see(f"{kind}s", q="x"))


@KINDS
def test_one_is_renamed_and_archived(alice, browser, kind, model):
    entry(alice, "Bakery")
    row = row_named(model, "Bakery")
    fields = {"name": "Baker", "archived": "on", "version": row.changed_in}
    browser.send(f"{kind}_edit", row.pk, **fields)
    assert "Baker 1 entry" not in words_of(browser.see(f"{kind}s"))
    assert "Baker 1 entry" in words_of(browser.see(f"{kind}s", archived="true"))


@KINDS
def test_a_name_that_is_taken_is_refused_at_its_field(alice, browser, kind, model):
    entry(alice, "Bakery")
    entry(alice, "Inn")
    row = row_named(model, "Inn")
    fields = {"name": "bakery", "version": row.changed_in}
    answer = browser.send(f"{kind}_edit", row.pk, **fields, status=422)
    assert "This name exists already; merge the two instead." in words_of(answer)


@KINDS
def test_what_somebody_else_changed_meanwhile_is_not_overwritten(alice, browser, kind, model):
    entry(alice, "Bakery")
    row = row_named(model, "Bakery")
    fields = {"name": "Mine", "version": row.changed_in - 1}
    browser.send(f"{kind}_edit", row.pk, **fields, status=409)
    assert row_named(model, "Bakery")


@KINDS
def test_one_is_merged_into_another_by_its_name(alice, browser, kind, model):
    entry(alice, "Bakery")
    entry(alice, "Bakery GmbH")
    browser.send(f"{kind}_merge", row_named(model, "Bakery GmbH").pk, into="BAKERY")
    assert "Bakery 2 entries" in words_of(browser.see(f"{kind}s"))
    assert not model.objects.filter(name="Bakery GmbH").exists()


@KINDS
@pytest.mark.parametrize("into", ["Nobody", "Bakery", ""])
def test_a_merge_takes_another_one_that_is_there(alice, browser, kind, model, into):
    entry(alice, "Bakery")
    row = row_named(model, "Bakery")
    answer = browser.send(f"{kind}_merge", row.pk, into=into, status=422)
    assert "errorlist" in answer.content.decode()
    assert 'value="Bakery"' in answer.content.decode()


@KINDS
def test_a_deleted_one_comes_back_by_undo(alice, browser, kind, model):
    entry(alice, "Bakery")
    answer = browser.send(f"{kind}_delete", row_named(model, "Bakery").pk)
    (message,) = browser.get(answer["Location"]).context["messages"]
    assert not model.objects.filter(name="Bakery").exists()
    browser.send("undo", message.extra_tags)
    assert "Bakery 1 entry" in words_of(browser.see(f"{kind}s"))


@KINDS
def test_a_viewer_sees_the_list_and_no_control(alice, bob, kind, model):
    entry(alice, "Bakery")
    row = row_named(model, "Bakery")
    viewer = Browser(joined(bob, alice.book, Role.VIEWER), alice.book)
    page = viewer.see(f"{kind}s")
    assert "Bakery" in words_of(page)
    assert "/edit/" not in page.content.decode()
    viewer.see(f"{kind}_edit", row.pk, status=403)
    for name in ("edit", "merge", "delete"):
        viewer.send(f"{kind}_{name}", row.pk, status=403)


@KINDS
def test_a_stranger_finds_nothing(alice, bob, kind, model):
    entry(alice, "Bakery")
    Browser(bob, alice.book).see(f"{kind}s", status=404)
    Browser(bob).see(f"{kind}_edit", row_named(model, "Bakery").pk, status=404)


@KINDS
@pytest.mark.parametrize("cursor", ["x", "WzAsMV0", "WzAsImEiLCJiIl0", "WzAsIlx1ZDgwMCJd"])
def test_a_cursor_that_is_not_of_the_list_begins_it(alice, browser, kind, model, cursor):
    entry(alice, "Bakery")
    assert "Bakery" in words_of(browser.see(f"{kind}s", cursor=cursor))


@KINDS
def test_the_statements_do_not_grow(alice, browser, kind, model, django_assert_max_num_queries):
    for number in range(9):
        entry(alice, f"Shop {number}")
    with django_assert_max_num_queries(STATEMENTS):
        browser.see(f"{kind}s")
