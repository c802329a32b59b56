"""Payees and tags: made on first use, renamed, merged, archived, deleted."""

import pytest

from tests.cast import faults
from transactions.models import Payee, Tag
from transactions.tests.example_book import add_expense

BOTH = pytest.mark.parametrize("path", ["payees/", "tags/"])


def carried(path, *names):
    """The field of a transaction that carries a label."""
    return {"payee": names[0]} if path == "payees/" else {"tags": list(names)}


def shown(path, row):
    return [row["payee"]] if path == "payees/" else row["tags"]


def names(owner, path, **params):
    return [row["name"] for row in owner.get(path, params).json()["results"]]


@BOTH
def test_a_name_is_made_on_first_use_and_found_again_in_any_case(alice, path):
    first = add_expense(alice, **carried(path, "Café  Zürich"))
    again = add_expense(alice, **carried(path, "ＣＡＦÉ zürich"))
    assert names(alice, path) == ["Café Zürich"]
    assert shown(path, first) == shown(path, again) == ["Café Zürich"]


@BOTH
def test_each_book_has_its_own(alice, bob, path):
    add_expense(alice, **carried(path, "Mill"))
    assert names(bob, path) == []
    assert bob.add(path, name="mill")["name"] == "mill"


@BOTH
def test_one_can_be_made_before_its_first_use(alice, path):
    body = alice.add(path, name="Mill")
    assert body == {"id": body["id"], "name": "Mill", "archived": False}
    add_expense(alice, **carried(path, "MILL"))
    assert names(alice, path) == ["Mill"]
    assert faults(alice.post(path, {"name": "mILL"})) == {("/name", "name_taken")}


@BOTH
@pytest.mark.parametrize("name", ["", "   ", "\u200b", None, 7, ["x"], "x" * 101, "ﷺ" * 60, "a\0"])
def test_a_name_that_is_none_is_refused(alice, path, name):
    response = alice.post(path, {"name": name})
    assert {pointer for pointer, _ in faults(response)} == {"/name"}


@BOTH
def test_a_rename_shows_on_every_transaction(alice, path):
    spent = add_expense(alice, **carried(path, "Mill"))
    (row,) = alice.get(path).json()["results"]
    assert alice.patch(f"{path}{row['id']}/", {"name": "Windmill"}).json()["name"] == "Windmill"
    assert shown(path, alice.get(f"transactions/{spent['id']}/").json()) == ["Windmill"]
    assert len(alice.get("transactions/", {"q": "windmill"}).json()["results"]) == (
        path == "payees/"
    )


@BOTH
def test_a_rename_to_a_name_that_is_taken_is_refused(alice, path):
    alice.add(path, name="Mill")
    other = alice.add(path, name="Bakery")
    assert faults(alice.patch(f"{path}{other['id']}/", {"name": "MILL"})) == {
        ("/name", "name_taken")
    }
    assert alice.patch(f"{path}{other['id']}/", {"name": "BAKERY"}).status_code == 200


@BOTH
def test_an_archived_one_is_listed_apart_and_can_still_be_carried(alice, path):
    row = alice.add(path, name="Mill")
    alice.add(path, name="Bakery")
    assert alice.patch(f"{path}{row['id']}/", {"archived": True}).json()["archived"] is True
    assert names(alice, path, archived="true") == ["Mill"]
    assert names(alice, path, archived="false") == ["Bakery"]
    assert shown(path, add_expense(alice, **carried(path, "mill"))) == ["Mill"]


@BOTH
def test_a_search_finds_a_part_of_a_name(alice, path):
    for name in ("Straßenbahn", "Bahnhof", "100%"):
        alice.add(path, name=name)
    assert sorted(names(alice, path, q="BAHN")) == ["Bahnhof", "Straßenbahn"]
    assert names(alice, path, q="STRASSE") == ["Straßenbahn"]
    assert names(alice, path, q="%") == ["100%"]


@BOTH
def test_a_merge_gives_all_that_one_had_to_the_other(alice, path):
    both = add_expense(alice, **carried(path, "Mill", "Windmill"))
    one = add_expense(alice, **carried(path, "Mill"))
    add_expense(alice, **carried(path, "Windmill"))
    ids = {row["name"]: row["id"] for row in alice.get(path).json()["results"]}
    response = alice.post(f"{path}{ids['Mill']}/merge/", {"into": ids["Windmill"]})
    assert response.status_code == 200
    assert response.json() == {"id": ids["Windmill"], "name": "Windmill", "archived": False}
    assert names(alice, path) == ["Windmill"]
    for before in (both, one):
        after = alice.get(f"transactions/{before['id']}/").json()
        assert shown(path, after) == ["Windmill"]
        assert after["changed_in"] > before["changed_in"]


@BOTH
def test_a_merge_wants_another_one_of_the_same_book(alice, bob, path):
    mine, theirs = alice.add(path, name="Mill"), bob.add(path, name="Mill")
    url = f"{path}{mine['id']}/merge/"
    assert faults(alice.post(url, {"into": mine["id"]})) == {("/into", "same")}
    assert faults(alice.post(url, {"into": theirs["id"]})) == {("/into", "does_not_exist")}
    assert faults(alice.post(url, {})) == {("/into", "required")}
    assert alice.post(f"{path}{theirs['id']}/merge/", {"into": mine["id"]}).status_code == 404


@BOTH
def test_transactions_go_on_without_a_deleted_one(alice, path):
    spent = add_expense(alice, **carried(path, "Mill"))
    (row,) = alice.get(path).json()["results"]
    assert alice.delete(f"{path}{row['id']}/").status_code == 204
    after = alice.get(f"transactions/{spent['id']}/").json()
    assert shown(path, after) in ([], [""])
    assert after["changed_in"] == spent["changed_in"] + 1
    assert not Payee.objects.exists()
    assert not Tag.objects.exists()


@BOTH
def test_an_old_version_is_not_written_over(alice, path):
    row = alice.add(path, name="Mill")
    url = f"{path}{row['id']}/"
    old = alice.get(url)["ETag"]
    alice.patch(url, {"name": "Windmill"})
    for response in (
        alice.patch(url, {"name": "Bakery"}, headers={"If-Match": old}),
        alice.delete(url, headers={"If-Match": old}),
    ):
        assert response.status_code == 412
    assert names(alice, path) == ["Windmill"]


@BOTH
def test_a_new_one_is_written_as_it_was_first_stated(alice, path):
    create = [
        {"type": "expense", "amount": "1", "date": "2024-01-01", **carried(path, name)}
        for name in ("mill", "Mill", "MILL")
    ]
    assert alice.post("transactions/bulk/", {"create": create}).status_code == 200
    assert names(alice, path) == ["mill"]
