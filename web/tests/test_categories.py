"""The pages of categories: the tree, the form, merging and deleting."""

import pytest
from django.utils import timezone

from books.models import Role
from categories.defaults import DEFAULT_CATEGORIES
from categories.models import Category
from tests.cast import joined
from web.symbols import CATEGORY_SYMBOLS, SYMBOLS
from web.tests.browsing import Browser, words_of

STATEMENTS = 12


@pytest.fixture
def browser(alice):
    return Browser(alice)


@pytest.fixture
def food(alice):
    return alice.category(name="Food", color="#7a4b2a", icon="utensils")


def stated(**fields):
    return {"name": "Coffee", "type": "expense", "parent": "", "icon": "", **fields}


def stored(alice, category):
    return alice.get(f"categories/{category['id']}/").json()


def version(category):
    return Category.objects.get(pk=category["id"]).changed_in


def test_every_symbol_to_choose_from_and_of_a_new_book_can_be_drawn():
    used = {one.icon for _, root, below in DEFAULT_CATEGORIES for one in (root, *below)}
    assert used <= set(CATEGORY_SYMBOLS)
    assert set(CATEGORY_SYMBOLS) <= SYMBOLS
    assert len(set(CATEGORY_SYMBOLS)) == len(CATEGORY_SYMBOLS)


def test_the_tree_shows_what_a_branch_came_to_this_year(alice, browser, food):
    below = alice.category(name="Coffee", parent=food["id"])
    today = f"{timezone.now().date()}"
    alice.transaction(amount="4.00", category=food["id"], date=today)
    alice.transaction(amount="3.50", category=below["id"], date=today)
    alice.transaction(amount="70.00", category=below["id"], date="2001-01-01")
    page = words_of(browser.see("categories"))
    assert "Food 7.50 2 entries" in page
    assert "Coffee 3.50 1 entry" in page


def test_a_child_has_the_colour_and_the_symbol_of_its_parent(alice, browser, food):
    alice.category(name="Coffee", parent=food["id"])
    rows = browser.see("categories").context["groups"][0][2]
    drawn = next(row.category for row in rows if row.category.name == "Coffee")
    assert (drawn.color, drawn.symbol) == ("#7a4b2a", "utensils")


def test_a_category_is_added_below_another_and_has_its_kind(alice, browser, food):
    fields = stated(parent=food["id"], type="income", icon="coffee", color="#123456")
    browser.send("category_new", **fields)
    row = Category.objects.get(name="Coffee")
    assert (row.type, row.parent_id, row.icon, row.color) == ("expense", food["id"], "coffee", "")


def test_a_colour_of_its_own_is_kept(alice, browser):
    browser.send("category_new", **stated(own_color="on", color="#123456"))
    assert Category.objects.get(name="Coffee").color == "#123456"


def test_faults_stand_at_their_fields_and_values_stay(browser, food):
    answer = browser.send("category_new", **stated(name="food"), status=422)
    assert "This parent has a category of this name already." in words_of(answer)
    assert 'value="food"' in answer.content.decode()
    answer = browser.send(
        "category_new", **stated(own_color="on", color="blue", icon="x"), status=422
    )
    assert "is not one of the available choices" in words_of(answer)


def test_a_category_is_changed_moved_and_archived(alice, browser, food):
    row = alice.category(name="Coffee", parent=food["id"])
    assert "Coffee" in browser.see("category_edit", row["id"]).content.decode()
    fields = stated(name="Cafés", archived="on", version=version(row))
    browser.send("category_edit", row["id"], **fields)
    found = stored(alice, row)
    assert (found["name"], found["parent"], found["archived"]) == ("Cafés", None, True)
    assert "Archived Cafés" in words_of(browser.see("categories"))


def test_a_text_of_the_api_in_place_of_a_symbol_stays(alice, browser):
    row = alice.category(name="Cats", icon="🐈")
    fields = stated(name="All cats", icon="🐈", version=version(row))
    browser.send("category_edit", row["id"], **fields)
    assert stored(alice, row)["icon"] == "🐈"


def test_a_category_cannot_be_put_below_itself(alice, browser, food):
    below = alice.category(name="Coffee", parent=food["id"])
    fields = stated(name="Food", parent=below["id"], version=version(food))
    browser.send("category_edit", food["id"], **fields, status=422)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(alice, browser, food):
    fields = stated(name="Mine", version=version(food))
    alice.patch(f"categories/{food['id']}/", {"name": "Theirs"})
    answer = browser.send("category_edit", food["id"], **fields, status=409)
    assert "Somebody has changed this meanwhile" in words_of(answer)
    assert stored(alice, food)["name"] == "Theirs"
    browser.send("category_edit", food["id"], **{**fields, "version": version(food)})
    assert stored(alice, food)["name"] == "Mine"


def test_a_category_in_use_is_deleted_once_its_uses_have_another(alice, browser, food):
    other = alice.category(name="Other")
    entry = alice.transaction(category=food["id"])
    assert "It has 1 use" in words_of(browser.see("category_edit", food["id"]))
    answer = browser.send("category_delete", food["id"], status=409)
    assert "(1 postings)" in words_of(answer)
    assert 'value="Food"' in answer.content.decode()
    browser.send("category_delete", food["id"], **{"delete-other": other["id"]})
    assert alice.get(f"transactions/{entry['id']}/").json()["category"] == other["id"]


def test_a_category_is_merged_with_all_below_it(alice, browser, food):
    other = alice.category(name="Other")
    below = alice.category(name="Coffee", parent=food["id"])
    browser.send("category_merge", food["id"], **{"merge-other": other["id"]})
    assert stored(alice, below)["parent"] == other["id"]
    assert alice.get(f"categories/{food['id']}/").status_code == 404


@pytest.mark.parametrize("other", ["", "x", 10**17])
def test_a_merge_takes_one_of_the_categories(browser, food, other):
    fields = {"merge-other": other}
    answer = browser.send("category_merge", food["id"], **fields, status=422)
    assert "errorlist" in answer.content.decode()


def test_two_with_children_of_one_name_are_not_merged(alice, browser, food):
    other = alice.category(name="Other")
    for parent in (food, other):
        alice.category(name="Coffee", parent=parent["id"])
    fields = {"merge-other": other["id"]}
    answer = browser.send("category_merge", food["id"], **fields, status=409)
    assert "Both have Coffee below them; merge those first." in words_of(answer)


def test_an_undo_brings_a_deleted_category_back(alice, browser, food):
    answer = browser.send("category_delete", food["id"])
    page = browser.get(answer["Location"])
    assert "Deleted the category Food" in words_of(page)
    (message,) = page.context["messages"]
    browser.send("undo", message.extra_tags)
    assert stored(alice, food)["name"] == "Food"


def test_a_viewer_sees_the_tree_and_no_control(alice, bob, food):
    viewer = Browser(joined(bob, alice.book, Role.VIEWER), alice.book)
    page = viewer.see("categories")
    assert "Food" in words_of(page)
    assert "/edit/" not in page.content.decode()
    assert "New category" not in words_of(page)
    viewer.see("category_new", status=403)
    viewer.send("category_new", **stated(), status=403)
    for name in ("category_edit", "category_delete", "category_merge"):
        viewer.send(name, food["id"], status=403)


def test_a_stranger_finds_nothing(alice, bob, food):
    stranger = Browser(bob, alice.book)
    stranger.see("categories", status=404)
    stranger.see("category_edit", food["id"], status=404)
    Browser(bob).see("category_edit", food["id"], status=404)


def test_the_statements_do_not_grow_with_the_tree(alice, browser, django_assert_max_num_queries):
    with django_assert_max_num_queries(STATEMENTS):
        browser.see("categories")
