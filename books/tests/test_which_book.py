"""Which book a request is about: the one that its header names, or else a default."""

import pytest

from books.models import Change, Membership, Role
from books.services import delete_book, opened_book
from tests.cast import ACTOR, API, Caller, faults, joined, made, signed_up


def program(caller, **choices):
    """Somebody's program, with a token of its own."""
    token = caller.add("tokens/", name="phone", scope="write", **choices)["token"]
    return Caller(HTTP_AUTHORIZATION=f"Token {token}")


def shown(caller, **headers):
    return made(caller.get("book/", **headers))["id"]


@pytest.fixture
def household(alice, bob):
    """Alice's book, where Bob is an editor who names no book yet."""
    joined(bob, alice.book, Role.EDITOR).at(None)
    return alice.book


def test_the_header_names_a_book_that_one_is_a_member_of(bob, household):
    assert shown(bob) == bob.book.pk
    assert shown(bob.at(household)) == household.pk
    row = bob.category(name="Ours")
    assert made(bob.at(None).get("categories/?limit=200"))["results"]
    assert bob.get(f"categories/{row['id']}/").status_code == 404
    assert made(bob.at(household).get(f"categories/{row['id']}/"))["name"] == "Ours"


def test_a_change_says_who_of_the_members_made_it(bob, household):
    bob.at(household).category()
    assert Change.objects.filter(book=household).last().user == bob.user


@pytest.mark.parametrize("header", ["", "x", "-1", "1.0", "1, 2", "0x1", "¹", "9" * 19, "null"])
def test_a_header_that_is_no_number_is_a_400(alice, header):
    for response in (
        alice.get("book/", HTTP_BOOK=header),
        alice.post("categories/", {"name": "A", "type": "expense"}, HTTP_BOOK=header),
        alice.get("reports/balances/", HTTP_BOOK=header),
    ):
        assert faults(response) == {("", "invalid_book")}
        assert "Book header" in response.json()["errors"][0]["detail"]


def test_a_book_of_others_is_as_one_that_there_is_not(alice, bob):
    theirs = bob.get("book/", HTTP_BOOK=str(alice.book.pk))
    missing = bob.get("book/", HTTP_BOOK="987654321")
    assert theirs.status_code == missing.status_code == 404
    assert theirs.json() == missing.json()
    assert bob.get("book/", HTTP_BOOK="9" * 18).status_code == 404
    assert bob.get("book/", HTTP_BOOK="0").status_code == 404


def test_without_a_header_it_is_the_book_that_one_has_owned_for_the_longest_time(alice, bob):
    with opened_book(owner_id=alice.user.pk, name="Shop", home_currency="EUR", by=ACTOR):
        pass
    assert shown(alice) == alice.book.pk
    Membership.objects.filter(user=alice.user, book=alice.book).update(role=Role.VIEWER)
    assert shown(alice) != alice.book.pk


def test_who_owns_none_is_in_the_book_that_they_joined_first(alice, bob, household):
    third = signed_up("carol")
    joined(bob, third.book, Role.OWNER).at(None)
    Membership.objects.filter(user=bob.user, book=third.book).update(role=Role.VIEWER)
    delete_book(bob.book)
    assert shown(bob) == household.pk


def test_who_is_in_no_book_finds_none(alice):
    delete_book(alice.book)
    assert alice.get("book/").status_code == 404
    assert alice.get("transactions/").status_code == 404


def test_a_token_for_one_book_opens_no_other(bob, household):
    caller = program(bob, only_book=household.pk)
    assert shown(caller) == household.pk
    assert shown(caller, HTTP_BOOK=str(household.pk)) == household.pk
    assert caller.get("book/", HTTP_BOOK=str(bob.book.pk)).status_code == 404


def test_a_change_keeps_the_name_of_the_token(alice):
    program(alice).category()
    alice.category()
    assert list(Change.objects.order_by("-id").values_list("token", flat=True)[:2]) == ["", "phone"]


def test_a_key_is_of_one_book(bob, household):
    body, key = {"name": "Once", "type": "expense"}, {"Idempotency-Key": "k"}
    mine = made(bob.post("categories/", body, headers=key), 201)
    ours = made(bob.at(household).post("categories/", body, headers=key), 201)
    assert ours["id"] != mine["id"]
    assert bob.post("categories/", body, headers=key).json() == ours


def test_a_key_repeats_nothing_for_who_may_not_write_any_more(bob, household):
    body, key = {"name": "Once", "type": "expense"}, {"Idempotency-Key": "k"}
    bob.at(household)
    made(bob.post("categories/", body, headers=key), 201)
    place = Membership.objects.filter(user=bob.user, book=household)
    place.update(role=Role.VIEWER)
    assert bob.post("categories/", body, headers=key).status_code == 403
    place.delete()
    assert bob.post("categories/", body, headers=key).status_code == 404


def test_what_one_book_shows_is_no_unchanged_answer_of_another(alice, bob, household):
    for path in ("book/", "accounts/", "categories/"):
        tag = bob.at(None).get(path)["ETag"]
        answer = bob.at(household).get(path, HTTP_IF_NONE_MATCH=tag)
        assert answer.status_code == 200
        assert bob.get(path, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


@pytest.mark.parametrize("path", ["book/", "transactions/", "reports/balances/", "rates/"])
def test_caches_are_told_that_the_answer_depends_on_caller_and_book(alice, path):
    for answer in (
        alice.get(path),
        alice.get(path, HTTP_BOOK="987654321"),
        alice.get(path, HTTP_IF_NONE_MATCH=alice.get(path)["ETag"]),
    ):
        assert {"authorization", "book"} <= {w.strip().lower() for w in answer["Vary"].split(",")}


def test_a_browser_may_send_the_header(client, db, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    answer = client.options(
        f"{API}book/",
        HTTP_ORIGIN="https://app.example",
        HTTP_ACCESS_CONTROL_REQUEST_METHOD="GET",
        HTTP_ACCESS_CONTROL_REQUEST_HEADERS="book",
    )
    assert "book" in answer["Access-Control-Allow-Headers"].split(", ")
