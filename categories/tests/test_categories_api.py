"""Categories over HTTP: the tree, its rules, its lists."""

import pytest

from categories.defaults import DEFAULT_CATEGORIES
from categories.drafts import DEPTH_MAX
from categories.models import Category
from tests.cast import faults, made

EXPENSE = {"type": "expense"}


def chain(alice, length):
    """Ids of a branch of that many levels, from the root down."""
    ids = []
    for _ in range(length):
        ids.append(alice.category(parent=ids[-1] if ids else None)["id"])
    return ids


def names(response):
    return [row["name"] for row in made(response)["results"]]


def test_a_new_book_has_income_and_expense_categories_in_two_levels(alice):
    rows = made(alice.get("categories/?limit=200"))["results"]
    by_id = {row["id"]: row for row in rows}
    assert len(rows) == sum(1 + len(names) for _, _, names in DEFAULT_CATEGORIES)
    assert {row["type"] for row in rows} == {"income", "expense"}
    assert all(row["icon"] for row in rows)
    for row in rows:
        if row["parent"]:
            assert by_id[row["parent"]]["parent"] is None
            assert by_id[row["parent"]]["type"] == row["type"]


def test_the_default_categories_are_ordinary_ones(alice):
    for row in made(alice.get("categories/?limit=200"))["results"][::-1]:
        assert alice.delete(f"categories/{row['id']}/").status_code == 204
    assert not Category.objects.exists()


def test_a_category_is_made_shown_changed_and_deleted(alice):
    body = {"name": " Pets  & plants ", **EXPENSE, "color": "#12abEF", "icon": "🐈"}
    response = alice.post("categories/", body)
    row = made(response, 201)
    whole = {
        "id": row["id"],
        "name": "Pets & plants",
        "type": "expense",
        "parent": None,
        "archived": False,
        "color": "#12abEF",
        "icon": "🐈",
    }
    path = f"/api/v1/categories/{row['id']}/"
    assert row == whole
    assert response["Location"] == path
    assert made(alice.get(path)) == whole
    assert made(alice.patch(path, {"name": "Cats"})) == {**whole, "name": "Cats"}
    assert alice.delete(path).status_code == 204
    assert alice.get(path).status_code == 404


def test_a_put_sets_what_it_leaves_out_to_the_ordinary(alice):
    root = alice.category()
    row = alice.category(parent=root["id"], color="#000000", icon="x", archived=True)
    put = made(alice.put(f"categories/{row['id']}/", {"name": "Plain", **EXPENSE}))
    assert put == {
        "id": row["id"],
        "name": "Plain",
        "type": "expense",
        "parent": None,
        "archived": False,
        "color": "",
        "icon": "",
    }


def test_a_patch_leaves_what_it_does_not_name(alice):
    root = alice.category()
    row = alice.category(parent=root["id"], color="#000000", icon="x", archived=True)
    assert made(alice.patch(f"categories/{row['id']}/", {})) == row


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {("/name", "required"), ("/type", "required")}),
        ({"name": None, "type": None}, {("/name", "null"), ("/type", "null")}),
        ({"name": "", "type": ""}, {("/name", "blank"), ("/type", "invalid_choice")}),
        ({"name": " \t\n ", **EXPENSE}, {("/name", "blank")}),
        ({"name": "\u200b\u00ad", **EXPENSE}, {("/name", "blank")}),
        ({"name": "n" * 101, **EXPENSE}, {("/name", "max_length")}),
        ({"name": "a\u0000b", **EXPENSE}, {("/name", "null_characters_not_allowed")}),
        ({"name": ["a"], **EXPENSE}, {("/name", "invalid")}),
        ({"name": {"a": 1}, **EXPENSE}, {("/name", "invalid")}),
        ({"name": True, **EXPENSE}, {("/name", "invalid")}),
        ({"name": "a", "type": "transfer"}, {("/type", "invalid_choice")}),
        ({"name": "a", "type": ["expense"]}, {("/type", "invalid_choice")}),
        ({"name": "a", **EXPENSE, "color": "red"}, {("/color", "invalid")}),
        ({"name": "a", **EXPENSE, "color": "#12345"}, {("/color", "invalid")}),
        ({"name": "a", **EXPENSE, "icon": "i" * 33}, {("/icon", "max_length")}),
        ({"name": "a", **EXPENSE, "archived": "perhaps"}, {("/archived", "invalid")}),
        ({"name": "a", **EXPENSE, "parent": "1"}, {("/parent", "incorrect_type")}),
        ({"name": "a", **EXPENSE, "parent": True}, {("/parent", "incorrect_type")}),
        ({"name": "a", **EXPENSE, "parent": 1.0}, {("/parent", "incorrect_type")}),
        ({"name": "a", **EXPENSE, "parent": [1]}, {("/parent", "incorrect_type")}),
        ({"name": "a", **EXPENSE, "parent": 0}, {("/parent", "does_not_exist")}),
        ({"name": "a", **EXPENSE, "parent": -1}, {("/parent", "does_not_exist")}),
        ({"name": "a", **EXPENSE, "parent": 10**30}, {("/parent", "does_not_exist")}),
    ],
)
def test_every_fault_is_named_and_nothing_is_made(alice, body, expected):
    before = Category.objects.count()
    assert faults(alice.post("categories/", body)) == expected
    assert Category.objects.count() == before


def test_a_lone_surrogate_is_refused(alice):
    response = alice.send("POST", "categories/", r'{"name": "a\ud800", "type": "expense"}')
    assert {pointer for pointer, _ in faults(response)} == {"/name"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Food", "food"),
        ("Food", " FOOD  "),
        ("Straße", "STRASSE"),
        ("Café", "Cafe\u0301"),
        ("Food", "\uff26\uff4f\uff4f\uff44"),
        ("Two words", "two \u00a0 words"),
        ("Office", "o\ufb03ce"),
        ("Ωmega", "ωMEGA"),
        ("Food", "Fo\u200bod"),
    ],
)
def test_names_that_read_the_same_are_the_same(alice, first, second):
    row = alice.category(name=first)
    response = alice.post("categories/", {"name": second, **EXPENSE})
    assert faults(response) == {("/name", "name_taken")}
    assert made(alice.patch(f"categories/{row['id']}/", {"name": second}))


@pytest.mark.parametrize(
    ("first", "second"), [("Café", "Cafe"), ("🍕", "🍔"), ("a-b", "a b"), ("ö", "oe"), ("1", "2")]
)
def test_names_that_read_differently_are_different(alice, first, second):
    alice.category(name=first)
    alice.category(name=second)


def test_a_name_is_unique_at_its_place_only(alice, bob):
    one, other = alice.category(), alice.category()
    for parent in (None, one["id"], other["id"]):
        alice.category(name="Same", parent=parent)
    bob.category(name="Same")
    at_one = alice.category(parent=one["id"], name="Moves")
    alice.category(parent=other["id"], name="moves")
    response = alice.patch(f"categories/{at_one['id']}/", {"parent": other["id"]})
    assert faults(response) == {("/name", "name_taken")}


def test_a_category_has_the_type_of_its_parent(alice):
    root = alice.category(type="income")
    body = {"name": "Below", **EXPENSE, "parent": root["id"]}
    assert faults(alice.post("categories/", body)) == {("/type", "type_differs")}


def test_the_type_of_a_category_with_others_below_it_stays(alice):
    root, below = chain(alice, 2)
    response = alice.patch(f"categories/{root}/", {"type": "income"})
    assert faults(response) == {("/type", "type_differs")}
    response = alice.patch(f"categories/{below}/", {"type": "income"})
    assert faults(response) == {("/type", "type_differs")}


def test_the_type_of_a_category_in_use_stays(alice):
    row = alice.category()
    alice.transaction(category=row["id"])
    response = alice.patch(f"categories/{row['id']}/", {"type": "income"})
    assert (response.status_code, response.json()["uses"]) == (409, {"postings": 1})
    assert alice.get(f"categories/{row['id']}/").json() == row


def test_the_type_of_an_unused_category_alone_can_be_another(alice):
    row = alice.category()
    assert made(alice.patch(f"categories/{row['id']}/", {"type": "income"}))["type"] == "income"


@pytest.mark.parametrize("below", [0, 1, 2])
def test_a_category_cannot_be_below_itself(alice, below):
    ids = chain(alice, 3)
    response = alice.patch(f"categories/{ids[0]}/", {"parent": ids[below]})
    assert faults(response) == {("/parent", "cycle")}


def test_a_branch_has_a_bounded_depth(alice):
    ids = chain(alice, DEPTH_MAX)
    body = {"name": "Too deep", **EXPENSE, "parent": ids[-1]}
    assert faults(alice.post("categories/", body)) == {("/parent", "too_deep")}


def test_a_branch_that_is_moved_may_not_become_too_deep(alice):
    ids, (root, *_) = chain(alice, DEPTH_MAX - 2), chain(alice, 3)
    response = alice.patch(f"categories/{root}/", {"parent": ids[-1]})
    assert faults(response) == {("/parent", "too_deep")}
    made(alice.patch(f"categories/{root}/", {"parent": ids[-2]}))


def test_a_branch_moves_with_all_below_it(alice):
    (root, middle, leaf), (target,) = chain(alice, 3), chain(alice, 1)
    made(alice.patch(f"categories/{middle}/", {"parent": target}))
    assert made(alice.get(f"categories/{leaf}/"))["parent"] == middle
    assert [row["id"] for row in alice.get(f"categories/?parent={target}").json()["results"]] == [
        middle
    ]
    assert alice.get(f"categories/?parent={root}").json()["results"] == []
    made(alice.patch(f"categories/{middle}/", {"parent": None}))
    assert made(alice.get(f"categories/{middle}/"))["parent"] is None


def test_several_faults_are_named_at_once(alice):
    alice.category(name="Taken")
    root, below = chain(alice, 2)
    response = alice.patch(f"categories/{root}/", {"parent": below, "type": "income"})
    assert faults(response) == {("/parent", "cycle"), ("/type", "type_differs")}


def test_an_archived_category_keeps_what_it_has_and_takes_nothing_new(alice):
    root, below = chain(alice, 2)
    other = alice.category()["id"]
    used = alice.transaction(category=root)
    made(alice.patch(f"categories/{root}/", {"archived": True}))
    refused = {("/parent", "archived")}
    body = {"name": "New", **EXPENSE, "parent": root}
    assert faults(alice.post("categories/", body)) == refused
    assert faults(alice.patch(f"categories/{other}/", {"parent": root})) == refused
    made(alice.patch(f"categories/{below}/", {"name": "Stays here"}))
    made(alice.patch(f"transactions/{used['id']}/", {"notes": "still there"}))
    body = {"type": "expense", "amount": 1, "date": "2024-01-15", "category": root}
    assert faults(alice.post("transactions/", body)) == {("/category", "archived")}
    made(alice.patch(f"categories/{root}/", {"archived": False}))
    made(alice.post("transactions/", body), 201)


def test_a_book_has_a_bounded_number_of_categories(alice, monkeypatch):
    monkeypatch.setattr("categories.drafts.CATEGORIES_MAX", Category.objects.count() + 1)
    row = alice.category()
    assert faults(alice.post("categories/", {"name": "One more", **EXPENSE})) == {("", "too_many")}
    made(alice.patch(f"categories/{row['id']}/", {"name": "Still fine"}))


def test_lists_can_be_narrowed(alice):
    root = alice.category(name="Root")
    alice.category(name="Child", parent=root["id"], archived=True)
    rows = made(alice.get("categories/?limit=200"))["results"]
    for query, fits in {
        "type=income": lambda row: row["type"] == "income",
        "type=expense": lambda row: row["type"] == "expense",
        "archived=true": lambda row: row["archived"],
        "archived=false": lambda row: not row["archived"],
        "parent=0": lambda row: row["parent"] is None,
        f"parent={root['id']}": lambda row: row["parent"] == root["id"],
        f"parent={root['id']}&archived=false": lambda row: False,
    }.items():
        found = made(alice.get(f"categories/?limit=200&{query}"))["results"]
        assert found == [row for row in rows if fits(row)], query


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type=transfer", {("?type", "invalid_choice")}),
        ("archived=perhaps", {("?archived", "invalid")}),
        ("parent=x", {("?parent", "invalid")}),
        ("parent=-1", {("?parent", "min_value")}),
        (f"parent={10**30}", {("?parent", "max_value")}),
        ("typ=income", {("?typ", "unknown_parameter")}),
        ("type=income&type=expense", {("?type", "repeated")}),
        ("limit=0", {("?limit", "invalid_limit")}),
        ("limit=201", {("?limit", "invalid_limit")}),
        ("limit=x", {("?limit", "invalid_limit")}),
        ("cursor=x", {("?cursor", "invalid_cursor")}),
        ("a=1&type=x", {("?a", "unknown_parameter"), ("?type", "invalid_choice")}),
    ],
)
def test_a_faulty_parameter_is_refused_by_name(alice, query, expected):
    assert faults(alice.get(f"categories/?{query}")) == expected


def test_pages_lead_through_the_whole_list_and_back(alice):
    whole = names(alice.get("categories/?limit=200"))
    pages, address = [], "categories/?limit=7"
    while address:
        page = made(alice.get(address))
        pages.append([row["name"] for row in page["results"]])
        last, address = address, page["next"]
    assert [name for page in pages for name in page] == whole
    assert {len(page) for page in pages[:-1]} == {7}
    back, address = [], made(alice.get(last))["previous"]
    while address:
        page = made(alice.get(address))
        back.insert(0, [row["name"] for row in page["results"]])
        address = page["previous"]
    assert back == pages[:-1]


@pytest.mark.parametrize("rows", [1, 50])
def test_a_list_takes_two_queries_however_many_rows(alice, rows, django_assert_num_queries):
    Category.objects.exclude(parent=None).delete()
    Category.objects.all().delete()
    for _ in range(rows):
        alice.category()
    with django_assert_num_queries(2):  # the token with the book, the rows
        assert len(made(alice.get("categories/"))["results"]) == rows
