"""The books that one is a member of: seeing, opening and deleting them."""

from books.models import Book
from households import services
from households.tests.conftest import roles
from tests.cast import PASSWORD, faults, made

NEW = {"name": "Holidays", "home_currency": "chf"}


def books(caller):
    return made(caller.get("books/"))["results"]


def test_one_sees_ones_books_with_role_and_default(house):
    own, shared = books(house.ed)
    assert (own["name"], own["role"], own["default"]) == ("ed's book", "owner", True)
    assert (shared["id"], shared["role"], shared["default"]) == (house.book.pk, "editor", False)
    assert shared.keys() == {
        "id", "name", "home_currency", "calendar", "last_change", "role", "default",
    }  # fmt: skip
    assert made(house.ed.get(f"books/{house.book.pk}/")) == shared
    assert [row["name"] for row in books(house.bob)] == ["bob's book"]
    assert house.bob.get(f"books/{house.book.pk}/").status_code == 404


def test_a_token_for_one_book_lists_that_one(house):
    token = house.ed.add("tokens/", name="phone", only_book=house.book.pk)["token"]
    house.ed.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    (row,) = books(house.ed)
    assert (row["id"], row["default"]) == (house.book.pk, True)


def test_another_book_is_ready_for_use(alice):
    answer = alice.post("books/", NEW)
    row = made(answer, 201)
    assert (row["name"], row["home_currency"], row["role"]) == ("Holidays", "CHF", "owner")
    assert (row["default"], row["last_change"]) == (False, 1)
    assert made(alice.get(answer["Location"])) == row
    alice.at(Book.objects.get(pk=row["id"]))
    assert [a["name"] for a in made(alice.get("accounts/"))["results"]] == ["Cash"]
    assert made(alice.get("categories/"))["results"]
    assert alice.transaction()["currency"] == "CHF"


def test_a_book_is_opened_with_its_calendar(alice):
    assert made(alice.post("books/", NEW), 201)["calendar"] == ""
    assert made(alice.post("books/", {**NEW, "calendar": "at"}), 201)["calendar"] == "AT"
    assert [row["calendar"] for row in books(alice)] == ["", "", "AT"]


def test_a_faulty_book_is_not_opened(alice):
    body = {"name": "", "home_currency": "XXX", "calendar": "XX"}
    assert faults(alice.post("books/", body)) == {
        ("/name", "blank"),
        ("/home_currency", "unknown_currency"),
        ("/calendar", "unknown_calendar"),
    }
    assert Book.objects.count() == 1


def test_the_same_request_opens_one_book(alice):
    key = {"Idempotency-Key": "k"}
    first, again = (alice.post("books/", NEW, headers=key) for _ in range(2))
    assert made(first, 201) == made(again, 201)
    assert again["Idempotency-Replayed"] == "true"
    assert again["Location"] == first["Location"]
    assert Book.objects.count() == 2
    other = alice.post("books/", {**NEW, "name": "Other"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_one_person_owns_a_bounded_number(alice, monkeypatch):
    monkeypatch.setattr(services, "BOOKS_OWNED_MAX", 2)
    made(alice.post("books/", NEW), 201)
    answer = alice.post("books/", NEW)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_books")


def test_the_owner_deletes_a_book_with_all_that_is_in_it(house):
    house.ed.transaction()
    house.alice.add("invitations/", role="viewer")
    assert house.alice.delete(f"books/{house.book.pk}/", {"password": PASSWORD}).status_code == 204
    assert not Book.objects.filter(pk=house.book.pk).exists()
    assert [row["name"] for row in books(house.ed)] == ["ed's book"]
    assert house.ed.get("transactions/").status_code == 404
    assert books(house.alice) == []


def test_it_takes_the_owner_and_their_password(house):
    path = f"books/{house.book.pk}/"
    assert faults(house.alice.delete(path, {"password": "x"})) == {("/password", "wrong_password")}
    assert faults(house.alice.delete(path)) == {("/password", "required")}
    for caller, status in ((house.ed, 403), (house.vi, 403), (house.bob, 404)):
        assert caller.delete(path, {"password": PASSWORD}).status_code == status
    assert roles(house.book)["alice"] == "owner"


def test_wrong_passwords_are_limited(house, settings):
    framework = settings.REST_FRAMEWORK
    rates = {**framework["DEFAULT_THROTTLE_RATES"], "password": "1/h"}
    settings.REST_FRAMEWORK = {**framework, "DEFAULT_THROTTLE_RATES": rates}
    path = f"books/{house.book.pk}/"
    codes = [house.alice.delete(path, {"password": "x"}).status_code for _ in range(2)]
    assert codes == [400, 429]
