"""Payees and tags: made on first use, renamed, merged, archived, deleted."""

import pytest

from tests.cast import faults
from transactions.models import Payee, Tag

BOTH = pytest.mark.parametrize("path", ["/payees/", "/tags/"])


def carried(path, *names):
    """The field of a transaction that carries a label."""
    return {"payee": names[0]} if path == "/payees/" else {"tags": list(names)}


def shown(path, row):
    return [row["payee"]] if path == "/payees/" else row["tags"]


def names(owner, path, **params):
    return [row["name"] for row in owner.get(path, **params).json()["results"]]


@BOTH
def test_a_name_is_made_on_first_use_and_found_again_in_any_case(ann, path):
    first = ann.spent(**carried(path, "Café  Zürich"))
    again = ann.spent(**carried(path, "ＣＡＦÉ zürich"))
    assert names(ann, path) == ["Café Zürich"]
    assert shown(path, first) == shown(path, again) == ["Café Zürich"]


@BOTH
def test_each_book_has_its_own(ann, ben, path):
    ann.spent(**carried(path, "Mill"))
    assert names(ben, path) == []
    assert ben.made(path, name="mill")["name"] == "mill"


@BOTH
def test_one_can_be_made_before_its_first_use(ann, path):
    body = ann.made(path, name="Mill")
    assert body == {"id": body["id"], "name": "Mill", "archived": False}
    ann.spent(**carried(path, "MILL"))
    assert names(ann, path) == ["Mill"]
    assert faults(ann.post(path, {"name": "mILL"})) == {("/name", "name_taken")}


@BOTH
@pytest.mark.parametrize("name", ["", "   ", "\u200b", None, 7, ["x"], "x" * 101, "ﷺ" * 60, "a\0"])
def test_a_name_that_is_none_is_refused(ann, path, name):
    response = ann.post(path, {"name": name})
    assert {pointer for pointer, _ in faults(response)} == {"/name"}


@BOTH
def test_a_rename_shows_on_every_transaction(ann, path):
    spent = ann.spent(**carried(path, "Mill"))
    (row,) = ann.get(path).json()["results"]
    assert ann.patch(f"{path}{row['id']}/", {"name": "Windmill"}).json()["name"] == "Windmill"
    assert shown(path, ann.get(f"/transactions/{spent['id']}/").json()) == ["Windmill"]
    assert len(ann.get("/transactions/", q="windmill").json()["results"]) == (path == "/payees/")


@BOTH
def test_a_rename_to_a_name_that_is_taken_is_refused(ann, path):
    ann.made(path, name="Mill")
    other = ann.made(path, name="Bakery")
    assert faults(ann.patch(f"{path}{other['id']}/", {"name": "MILL"})) == {("/name", "name_taken")}
    assert ann.patch(f"{path}{other['id']}/", {"name": "BAKERY"}).status_code == 200


@BOTH
def test_an_archived_one_is_listed_apart_and_can_still_be_carried(ann, path):
    row = ann.made(path, name="Mill")
    ann.made(path, name="Bakery")
    assert ann.patch(f"{path}{row['id']}/", {"archived": True}).json()["archived"] is True
    assert names(ann, path, archived="true") == ["Mill"]
    assert names(ann, path, archived="false") == ["Bakery"]
    assert shown(path, ann.spent(**carried(path, "mill"))) == ["Mill"]


@BOTH
def test_a_search_finds_a_part_of_a_name(ann, path):
    for name in ("Straßenbahn", "Bahnhof", "100%"):
        ann.made(path, name=name)
    assert sorted(names(ann, path, q="BAHN")) == ["Bahnhof", "Straßenbahn"]
    assert names(ann, path, q="STRASSE") == ["Straßenbahn"]
    assert names(ann, path, q="%") == ["100%"]


@BOTH
def test_a_merge_gives_all_that_one_had_to_the_other(ann, path):
    both = ann.spent(**carried(path, "Mill", "Windmill"))
    one = ann.spent(**carried(path, "Mill"))
    ann.spent(**carried(path, "Windmill"))
    ids = {row["name"]: row["id"] for row in ann.get(path).json()["results"]}
    response = ann.post(f"{path}{ids['Mill']}/merge/", {"into": ids["Windmill"]})
    assert response.status_code == 200
    assert response.json() == {"id": ids["Windmill"], "name": "Windmill", "archived": False}
    assert names(ann, path) == ["Windmill"]
    for before in (both, one):
        after = ann.get(f"/transactions/{before['id']}/").json()
        assert shown(path, after) == ["Windmill"]
        assert after["changed_in"] > before["changed_in"]


@BOTH
def test_a_merge_wants_another_one_of_the_same_book(ann, ben, path):
    mine, theirs = ann.made(path, name="Mill"), ben.made(path, name="Mill")
    url = f"{path}{mine['id']}/merge/"
    assert faults(ann.post(url, {"into": mine["id"]})) == {("/into", "same")}
    assert faults(ann.post(url, {"into": theirs["id"]})) == {("/into", "does_not_exist")}
    assert faults(ann.post(url, {})) == {("/into", "required")}
    assert ann.post(f"{path}{theirs['id']}/merge/", {"into": mine["id"]}).status_code == 404


@BOTH
def test_transactions_go_on_without_a_deleted_one(ann, path):
    spent = ann.spent(**carried(path, "Mill"))
    (row,) = ann.get(path).json()["results"]
    assert ann.delete(f"{path}{row['id']}/").status_code == 204
    after = ann.get(f"/transactions/{spent['id']}/").json()
    assert shown(path, after) in ([], [""])
    assert after["changed_in"] == spent["changed_in"] + 1
    assert not Payee.objects.exists()
    assert not Tag.objects.exists()


@BOTH
def test_an_old_version_is_not_written_over(ann, path):
    row = ann.made(path, name="Mill")
    url = f"{path}{row['id']}/"
    old = ann.get(url)["ETag"]
    ann.patch(url, {"name": "Windmill"})
    for response in (
        ann.patch(url, {"name": "Bakery"}, **{"If-Match": old}),
        ann.delete(url, **{"If-Match": old}),
    ):
        assert response.status_code == 412
    assert names(ann, path) == ["Windmill"]


@BOTH
def test_a_new_one_is_written_as_it_was_first_stated(ann, path):
    create = [
        {"type": "expense", "amount": "1", "date": "2024-01-01", **carried(path, name)}
        for name in ("mill", "Mill", "MILL")
    ]
    assert ann.post("/transactions/bulk/", {"create": create}).status_code == 200
    assert names(ann, path) == ["mill"]
