"""Idempotency-Key: one effect and one answer for a request that is sent again."""

import pytest

from books.models import Change, Role
from categories.models import Category
from tests.cast import faults, joined, made, signed_up

BODY = {"name": "Once", "type": "expense"}
KEY_TEXT = "5f1c-one-request"
KEY = {"Idempotency-Key": KEY_TEXT}


def once(caller, body=None, key=KEY_TEXT, path="categories/"):
    return caller.post(path, body or BODY, headers={"Idempotency-Key": key})


def named_once():
    return Category.objects.filter(name="Once").count()


def test_the_same_request_again_gets_the_first_answer_and_has_one_effect(alice):
    first, second = once(alice), once(alice)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    for header in ("Location", "ETag", "Content-Type"):
        assert first[header] == second[header]
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert named_once() == 1
    assert alice.book.changes.count() == 2


def test_the_order_of_members_and_the_quotes_of_the_key_make_no_other_request(alice):
    text = '{"type": "expense", "name": "Once"}'
    first = once(alice)
    second = alice.send("POST", "categories/", text, headers={"Idempotency-Key": f'"{KEY_TEXT}"'})
    assert made(second, 201) == first.json()


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "\xe4", "\xff", "a\0", "a\x7f", "a\tb"])
def test_a_key_is_some_text_that_prints(alice, key):
    assert faults(once(alice, key=key)) == {("", "invalid_idempotency_key")}
    assert named_once() == 0


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "categories/", {**BODY, "name": "Twice"}),
        ("post", "accounts/", BODY),
        ("post", "categories/", [BODY]),
    ],
)
def test_the_key_with_another_request_is_refused(alice, method, path, body):
    once(alice)
    response = getattr(alice, method)(path, body, headers=KEY)
    assert response.status_code == 422
    assert response.json()["code"] == "idempotency_key_reused"
    assert alice.book.changes.count() == 2


def test_amounts_that_differ_in_the_last_digit_are_another_request(alice):
    path, body = "accounts/", {"name": "A", "opening_balance": "0.1"}
    made(once(alice, body, path=path), 201)
    other = '{"name": "A", "opening_balance": 0.10000000000000000001}'
    assert alice.send("POST", path, other, headers=KEY).status_code == 422


@pytest.mark.parametrize("key", ["", '""', '"', "k" * 256, f'"{"k" * 256}"'])
def test_a_key_of_no_or_too_many_characters_is_a_400(alice, key):
    assert faults(once(alice, key=key)) == {("", "invalid_idempotency_key")}
    assert named_once() == 0


@pytest.mark.parametrize("key", ["k", "k" * 255, "ключ".encode().decode("latin-1")])
def test_a_key_of_one_to_255_characters_will_do(alice, key):
    first, second = once(alice, key=key), once(alice, key=key)
    assert made(first, 201) == made(second, 201)


def test_a_refused_request_does_not_use_up_its_key(alice):
    faults(once(alice, {"name": "", "type": "expense"}))
    made(once(alice), 201)
    assert once(alice).has_header("Idempotency-Replayed")


def test_two_people_may_use_the_same_key(alice, bob):
    one, other = made(once(alice), 201), made(once(bob), 201)
    assert one["id"] != other["id"]
    assert once(bob).json() == other


def test_two_members_of_one_book_may_use_the_same_key(alice):
    carol = joined(signed_up("carol"), alice.book, Role.OWNER)
    other = carol.post("accounts/", {"name": "Other"}, headers=KEY)
    mine = made(once(alice), 201)
    assert made(other, 201)["id"] != mine["id"]


def test_the_answer_is_repeated_after_what_it_made_is_gone(alice):
    first = once(alice)
    row_id = first.json()["id"]
    assert alice.delete(f"categories/{row_id}/").status_code == 204
    again = once(alice)
    assert (again.status_code, again.content) == (201, first.content)
    assert alice.get(f"categories/{row_id}/").status_code == 404


def test_patch_and_delete_are_repeated_as_well(alice):
    path = f"categories/{alice.category()['id']}/"
    first = alice.patch(path, {"icon": "x"}, headers={"Idempotency-Key": "p"})
    alice.patch(path, {"icon": "y"})
    assert alice.patch(path, {"icon": "x"}, headers={"Idempotency-Key": "p"}).content == (
        first.content
    )
    assert alice.get(path).json()["icon"] == "y"
    for _ in range(2):
        response = alice.delete(path, headers={"Idempotency-Key": "d"})
        assert (response.status_code, response.content) == (204, b"")


def test_a_request_without_a_key_is_a_request_of_its_own(alice):
    for _ in range(2):
        alice.post("accounts/", {"name": "Same"})
    assert alice.post("accounts/", {"name": "Same"}).status_code == 400
    assert Change.objects.filter(book=alice.book).values("idempotency_key").distinct().count() == 2


def test_neither_key_nor_body_is_kept_as_it_was_sent(alice):
    once(alice)
    kept = alice.book.changes.get(number=2)
    assert KEY_TEXT not in kept.idempotency_key
    assert len(kept.idempotency_key) == len(kept.fingerprint) == 64
