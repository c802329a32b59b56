"""Lists of categories begin with those that the book used last."""

from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import joined, signed_up
from web.forms.fields import options_of
from web.recent_categories import POSTINGS_READ, recently_used
from web.tests.browsing import Browser

pytestmark = pytest.mark.django_db


class Lists(HTMLParser):
    """The lists to choose from on a page, by name: pairs of a group and its options."""

    def __init__(self, answer):
        super().__init__()
        self.lists, self.chosen = {}, {}
        self.name = self.value = None
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "select":
            self.name = attrs.get("id") or attrs["name"]
            self.lists[self.name], self.chosen[self.name] = [], []
        elif tag == "optgroup":
            self.lists[self.name].append((attrs["label"], []))
        elif tag == "option" and "selected" in attrs:
            self.chosen[self.name].append((attrs["value"], self.group))
        self.value = attrs["value"] if tag == "option" else None

    def handle_data(self, data):
        if self.value and self.lists[self.name]:
            self.lists[self.name][-1][1].append(data)

    @property
    def group(self):
        groups = self.lists[self.name]
        return groups[-1][0] if groups else ""


@pytest.fixture
def browser(alice):
    return Browser(alice)


@pytest.fixture
def used(alice):
    """Six categories of which the book has used each once, the last one first."""
    ids = [alice.category(name=f"Used {number}")["id"] for number in range(6)]
    for category in ids:
        alice.transaction(category=category, date="2024-01-01")
    return ids[::-1]


def first_group(answer, name):
    return Lists(answer).lists[name][0]


NEWEST = ("Recent", [f"Used {number}" for number in (5, 4, 3, 2, 1)])


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("entry_new", "id_category_out"), ("entry", "id_category_out"),
        ("entry_row", "id_category_out"), ("transactions", "category"),
        ("transactions", "b-category"), ("account", "b-category"), ("sort", "category"),
    ],
)  # fmt: skip
def test_a_list_begins_with_the_five_that_were_used_last(alice, browser, used, page, name):
    entry = alice.transaction(date="2023-01-01")["id"]
    account = alice.get("accounts/").json()["results"][0]["id"]
    args = {"entry": [entry], "entry_row": [entry], "account": [account]}.get(page, [])
    assert first_group(browser.see(page, *args), name) == NEWEST


def test_the_lines_of_a_split_begin_with_them(alice, browser, used):
    alice.transaction(postings=[{"amount": "-4.00", "category": used[3]}, {"amount": "-6.00"}])
    answer = browser.send("entry_new", status=200, type="expense", do="lines")
    recent = first_group(answer, "line_category")
    assert recent == ("Recent", ["Used 2", "Used 5", "Used 4", "Used 3", "Used 1"])


def test_a_form_with_faults_has_them_too(browser, used):
    answer = browser.send("entry_new", status=422, type="expense", amount="x")
    assert first_group(answer, "id_category_out") == NEWEST


def test_a_category_below_another_is_named_by_its_path(alice, browser):
    food = alice.category(name="Food")["id"]
    coffee = alice.category(name="Coffee", parent=food)["id"]
    alice.transaction(category=coffee)
    recent = first_group(browser.see("entry_new"), "id_category_out")
    assert recent == ("Recent", ["Food / Coffee"])


def test_each_list_has_those_of_its_kind(alice, browser, used):
    pay = [alice.category(name=f"Pay {number}", type="income")["id"] for number in range(12)]
    alice.transaction(type="income", category=pay[0])
    shown = browser.see("entry_new")
    assert first_group(shown, "id_category_in") == ("Recent", ["Pay 0"])
    assert first_group(shown, "id_category_out") == NEWEST


def test_one_option_is_chosen_and_it_stands_in_its_branch(alice, browser, used):
    entry = alice.transaction(category=used[0])["id"]
    shown = Lists(browser.see("entry", entry))
    assert shown.chosen["id_category_out"] == [(str(used[0]), "Used 5")]


def test_of_an_option_that_stands_twice_the_last_is_chosen():
    choices = [("Recent", [("7", "A / B")]), ("A", [("6", "A"), ("7", "B")])]
    assert str(options_of(choices, "7")) == (
        '<optgroup label="Recent"><option value="7">A / B</option></optgroup>'
        '<optgroup label="A"><option value="6">A</option>'
        '<option value="7" selected>B</option></optgroup>'
    )


def test_an_archived_category_is_not_among_them(alice, browser, used):
    entry = alice.transaction(category=used[0])["id"]
    alice.patch(f"categories/{used[0]}/", {"archived": True})
    for page, args in (("entry_new", []), ("entry", [entry])):
        _, recent = first_group(browser.see(page, *args), "id_category_out")
        assert recent == ["Used 4", "Used 3", "Used 2", "Used 1", "Used 0"]


def test_a_short_list_has_no_first_group(alice, browser):
    pay = alice.category(name="Pay", type="income")["id"]
    alice.transaction(type="income", category=pay)
    group, _ = first_group(browser.see("entry_new"), "id_category_in")
    assert group != "Recent"


def test_a_filter_has_no_first_group(browser, used):
    group, _ = first_group(browser.see("transactions"), "f-category")
    assert group != "Recent"


def test_they_are_of_this_book(alice, bob, used):
    bob.transaction(category=bob.category()["id"])
    assert recently_used(alice.book) == used


def test_what_was_entered_last_counts_not_what_happened_last(alice, used):
    old = alice.category()["id"]
    alice.transaction(date="2001-01-01", category=old)
    assert recently_used(alice.book)[0] == old


def test_who_may_not_write_costs_no_statement_for_them(alice, used):
    viewer = joined(signed_up("viewer"), alice.book, "viewer")
    with CaptureQueriesContext(connection) as sent:
        Browser(viewer, alice.book).see("transactions")
    assert "ORDER BY" in " ".join(one["sql"] for one in sent)
    assert not [one for one in sent if "changed_in` DESC" in one["sql"].replace('"', "`")]


def test_the_statement_reads_an_index_and_ends_early(alice, used):
    create = [
        {"type": "expense", "amount": "1.00", "date": "2024-01-15", "category": used[number % 6]}
        for number in range(10 * POSTINGS_READ)
    ]
    alice.post("transactions/bulk/", {"create": create})
    with CaptureQueriesContext(connection) as sent:
        recently_used(alice.book)
    (statement,) = sent
    explain = "EXPLAIN" if connection.vendor == "mysql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {statement['sql']}")
        plan = str(cursor.fetchall())
    assert "transaction_changed" in plan
    assert "filesort" not in plan
    assert "TEMP B-TREE" not in plan
