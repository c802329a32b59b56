"""A list of categories creates the one that it lacks."""

import html
import re

import pytest
from django.test import Client

from tests.cast import joined, signed_up
from web.tests.browsing import Browser

pytestmark = pytest.mark.django_db

HERE = "/b/1/transactions/new/?type=expense"


@pytest.fixture
def browser(alice):
    return Browser(alice)


def create(browser, name, kind="expense", status=201, **fields):
    sent = {"name": name, "type": kind, "next": HERE, **fields}
    answer = browser.send("category_create", status=status, **sent)
    return answer.json()


def stored(caller, name):
    found = caller.get("categories/?limit=200").json()["results"]
    return [one for one in found if one["name"] == name]


def newest(caller):
    return caller.get("book/").json()["last_change"]


@pytest.mark.parametrize("kind", ["expense", "income"])
def test_it_is_of_the_kind_of_the_list_and_at_the_top(alice, browser, kind):
    made = create(browser, "  Night   train ", kind)
    (row,) = stored(alice, "Night train")
    assert (row["type"], row["parent"], row["archived"]) == (kind, None, False)
    assert (made["value"], made["name"], made["kind"]) == (str(row["id"]), "Night train", kind)


def test_the_answer_has_a_toast_with_undo_which_leads_back_to_the_form(alice, browser):
    toast = create(browser, "Trains")["toasts"]
    assert "Added the category Trains" in toast
    assert f'name="next" value="{html.escape(HERE)}"' in toast
    key = re.search(r'name="key" value="(.+?)"', toast)[1]
    number = newest(alice)
    assert browser.send("undo", number, key=key, next=HERE)["Location"] == HERE
    assert stored(alice, "Trains") == []


def test_it_is_a_change_of_the_history(alice, browser):
    create(browser, "Trains")
    change = alice.get("history/").json()["results"][0]
    assert (change["number"], change["cause"]) == (newest(alice), "web")


def test_sent_twice_it_is_created_once(alice, browser):
    before = newest(alice)
    first, second = (create(browser, "Trains", key="k" * 22) for _ in range(2))
    assert first["value"] == second["value"]
    assert newest(alice) == before + 1


def test_sent_again_after_an_undo_it_is_not_there(alice, browser):
    create(browser, "Trains", key="k" * 22)
    browser.send("undo", newest(alice))
    browser.send(
        "category_create", status=404, name="Trains", type="expense", next=HERE, key="k" * 22
    )


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("x" * 200, "at most 100 characters"),
        ("a\0b", "Null characters are not allowed."),
        ("   ", "This field is required."),
        ("", "This field is required."),
        ("\u200b\u200b", "is not a valid name."),
    ],
    ids=["long", "NUL", "spaces", "empty", "invisible"],
)
def test_a_name_that_is_not_valid_is_refused_in_words(alice, browser, name, says):
    before = newest(alice)
    assert says in create(browser, name, status=422)["detail"]
    assert newest(alice) == before


def test_a_kind_that_is_not_known_is_refused(browser):
    assert "transfer" in create(browser, "Trains", "transfer", status=422)["detail"]


@pytest.mark.parametrize("name", ["Food \u203a Coffee", "Food / Coffee", '"><script>', "רכבת לילה"])
def test_a_name_is_taken_as_it_is_typed(alice, browser, name):
    made = create(browser, name)
    assert made["name"] == name
    assert stored(alice, name)[0]["parent"] is None
    assert "<script>" not in made["toasts"]


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"type": "expense"}, "There is a category “Trains” already."),
        ({"type": "income"}, "There is a category “Trains” already, for money that comes in."),
        ({"archived": True}, "There is an archived category “Trains”"),
    ],
    ids=["this kind", "other kind", "archived"],
)
def test_of_a_name_that_is_taken_the_answer_says_where_it_is(alice, browser, other, says):
    alice.category(name="Trains", **other)
    assert create(browser, "tRAINS", status=422)["detail"].startswith(says)


def test_an_income_list_says_that_the_name_is_one_of_spending(alice, browser):
    alice.category(name="Trains")
    said = create(browser, "trains", "income", status=422)["detail"]
    assert said == "There is a category “Trains” already, for money that goes out."


def test_a_name_that_stands_below_another_category_is_free_at_the_top(alice, browser):
    travel = alice.category(name="Travel")["id"]
    alice.category(name="Trains", parent=travel)
    create(browser, "Trains")
    assert len(stored(alice, "Trains")) == 2


def test_a_form_without_the_token_of_its_page_creates_nothing(alice):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice.user)
    sent = {"name": "Trains", "type": "expense"}
    answer = strict.post(Browser(alice).address("category_create"), sent)
    assert answer.status_code == 403
    assert stored(alice, "Trains") == []


def test_a_viewer_creates_nothing_and_has_no_address_for_it(alice):
    viewer = Browser(joined(signed_up("viewer"), alice.book, "viewer"), alice.book)
    viewer.send("category_create", status=403, name="Trains", type="expense")
    assert "data-create" not in viewer.see("transactions").content.decode()
    assert stored(alice, "Trains") == []
