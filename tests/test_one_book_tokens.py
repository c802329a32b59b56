"""A personal access token that opens one book alone, at the doors of that book and of others."""

import pytest

from books.models import Role
from tests.cast import Caller, joined, made, signed_up


@pytest.fixture
def program(alice):
    """A program of Alice's that may write to one of her books alone, which is not her default."""
    joined(alice, signed_up("carol").book, Role.EDITOR).at(None)
    shared = made(alice.get("books/"))["results"][-1]["id"]
    token = alice.add("tokens/", name="phone", scope="write", only_book=shared)
    assert token["only_book"] == shared
    caller = Caller(HTTP_AUTHORIZATION=f"Token {token['token']}")
    caller.only_book = shared
    return caller


def test_its_book_is_the_default_one_and_the_only_one_listed(alice, program):
    assert made(alice.get("book/"))["id"] == alice.book.pk
    assert made(program.get("book/"))["id"] == program.only_book
    assert [row["id"] for row in made(program.get("books/"))["results"]] == [program.only_book]
    assert made(program.get("book/", HTTP_BOOK=str(program.only_book)))["id"] == program.only_book


def test_every_other_book_of_its_person_is_not_there(alice, program):
    own = {"HTTP_BOOK": str(alice.book.pk)}
    body = {"name": "Food", "type": "expense"}
    before = made(alice.get("book/"))["last_change"]
    paths = (
        "book/", "accounts/", "transactions/", "history/", "trash/", "changes/", "members/",
        "reports/balances/",
    )  # fmt: skip
    for path in paths:
        assert alice.get(path, **own).status_code == 200, path
        assert program.get(path, **own).status_code == 404, path
    assert program.get(f"books/{alice.book.pk}/").status_code == 404
    assert program.post("categories/", body, **own).status_code == 404
    assert program.post(f"history/{before}/undo/", **own).status_code == 404
    assert made(alice.get("book/"))["last_change"] == before


def test_no_id_of_another_book_is_a_way_into_it(alice, program):
    row = alice.transaction()["id"]
    assert program.get(f"transactions/{row}/").status_code == 404
    assert program.patch(f"transactions/{row}/", {"notes": "n"}).status_code == 404
    assert program.delete(f"transactions/{row}/").status_code == 404
    assert made(alice.get(f"transactions/{row}/"))["notes"] == ""


def test_lists_and_feed_have_its_book_alone_and_so_do_writes(alice, program):
    alice.transaction(description="Mine")
    row = program.transaction(description="Ours")
    (listed,) = made(program.get("transactions/"))["results"]
    assert listed["description"] == "Ours"
    feed = made(program.get("changes/?limit=1000"))
    held = {item["id"] for item in feed["results"] if item["kind"] == "transaction"}
    assert held == {row["id"]}
    assert [item["id"] for item in feed["results"] if item["kind"] == "book"] == [program.only_book]
    assert [one["description"] for one in made(alice.get("transactions/"))["results"]] == ["Mine"]
    shared = made(alice.get("transactions/", HTTP_BOOK=str(program.only_book)))["results"]
    assert [one["id"] for one in shared] == [row["id"]]
    assert made(program.get("history/?limit=1"))["results"][0]["token"] == "phone"


def test_a_cursor_of_another_book_is_none_of_its_own(alice, program):
    cursor = made(alice.get("changes/"))["cursor"]
    answer = program.get(f"changes/?since={cursor}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "invalid_cursor")


def test_it_is_worth_nothing_in_the_book_that_its_person_has_left(alice, program):
    assert (
        alice.delete(f"members/{alice.user.pk}/", HTTP_BOOK=str(program.only_book)).status_code
        == 204
    )
    assert program.get("book/").status_code == 404
    assert program.get("book/", HTTP_BOOK=str(alice.book.pk)).status_code == 404
    assert program.get("transactions/").status_code == 404
