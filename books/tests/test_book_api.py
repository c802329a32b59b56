"""The endpoint of the book itself."""

import pytest

from books.models import Book
from tests.cast import faults, made


def test_the_book_shows_its_name_its_currency_and_its_newest_change(alice):
    before = made(alice.get("book/"))
    assert before == {
        "id": alice.book.pk,
        "name": "alice's book",
        "home_currency": "EUR",
        "calendar": "",
        "closed_days": [],
        "last_change": 1,
    }
    alice.category()
    assert alice.get("book/").json()["last_change"] == 2


def test_each_person_sees_their_own_book(alice, bob):
    assert alice.get("book/").json()["id"] != bob.get("book/").json()["id"]


def test_the_name_and_the_currency_can_be_set_each_for_itself(alice):
    assert made(alice.patch("book/", {"name": "  Our   house "}))["name"] == "Our house"
    book = made(alice.patch("book/", {"home_currency": "jpy"}))
    assert (book["name"], book["home_currency"], book["last_change"]) == ("Our house", "JPY", 3)


@pytest.mark.parametrize(("stated", "kept"), [("AT", "AT"), ("at", "AT"), ("ECB", "ECB"), ("", "")])
def test_the_calendar_is_a_country_or_the_euros_or_none(alice, stated, kept):
    alice.patch("book/", {"calendar": "DE"})
    assert made(alice.patch("book/", {"calendar": stated}))["calendar"] == kept


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"name": ""}, ("/name", "blank")),
        ({"name": None}, ("/name", "null")),
        ({"name": "\u200b"}, ("/name", "blank")),
        ({"name": "n" * 101}, ("/name", "max_length")),
        ({"home_currency": "XXX"}, ("/home_currency", "unknown_currency")),
        ({"calendar": "XX"}, ("/calendar", "unknown_calendar")),
        ({"calendar": "austria"}, ("/calendar", "unknown_calendar")),
        ({"calendar": None}, ("/calendar", "null")),
        ({"calendar": ["AT"]}, ("/calendar", "invalid")),
        ({"closed_days": "2026-12-24"}, ("/closed_days", "not_a_list")),
        ({"closed_days": ["2026-02-30"]}, ("/closed_days/0", "invalid")),
        ({"closed_days": ["1899-12-31"]}, ("/closed_days/0", "out_of_range")),
        ({"closed_days": ["2026-01-01"] * 367}, ("/closed_days", "max_length")),
        ({"home_currency": ""}, ("/home_currency", "blank")),
        ({"home_currency": "euro"}, ("/home_currency", "unknown_currency")),
        ({"home_currency": 978}, ("/home_currency", "invalid")),
    ],
)
def test_a_faulty_value_is_refused_and_changes_nothing(alice, body, fault):
    assert faults(alice.patch("book/", {"name": "Other", "home_currency": "USD", **body})) == {
        fault
    }
    stored = Book.objects.get()
    assert (stored.name, stored.home_currency, stored.last_change) == ("alice's book", "EUR", 1)


def test_the_number_of_the_newest_change_cannot_be_set(alice):
    assert made(alice.patch("book/", {"last_change": 99, "id": 7}))["last_change"] == 2


def test_another_home_currency_values_amounts_anew(alice):
    made(
        alice.post("rates/", {"date": "2024-01-15", "base": "EUR", "quote": "USD", "rate": 2}), 201
    )
    alice.transaction(amount="10.00")
    made(alice.patch("book/", {"home_currency": "USD"}))
    shown = made(alice.get("transactions/?expand=postings"))["results"][0]
    assert (shown["amount"], shown["currency"]) == ("10.00", "EUR")
    (posting,) = shown["postings"]
    assert (posting["converted"], posting["rate"]) == (True, "2")


def test_a_book_can_be_neither_made_nor_deleted_by_itself(alice):
    for method in ("POST", "PUT", "DELETE"):
        assert alice.send(method, "book/", "{}").status_code == 405


def test_days_that_the_book_closes_itself_are_kept_in_order_each_once(alice):
    said = {"closed_days": ["2026-12-31", "2026-12-24", "2026-12-31"]}
    assert made(alice.patch("book/", said))["closed_days"] == ["2026-12-24", "2026-12-31"]
    assert made(alice.patch("book/", {"name": "Ours"}))["closed_days"] == [
        "2026-12-24",
        "2026-12-31",
    ]
    number = made(alice.get("book/"))["last_change"] - 1
    (item,) = [one for one in made(alice.get("changes/"))["results"] if one["kind"] == "book"]
    assert item["object"]["closed_days"] == ["2026-12-24", "2026-12-31"]
    answer = alice.get(f"history/{number}/")
    (field,) = made(answer)["entries"][0]["changes"]
    assert field == {"field": "closed_days", "before": "", "after": "2026-12-24,2026-12-31"}
    made(alice.post(f"history/{number + 1}/undo/"))
    made(alice.post(f"history/{number}/undo/"))
    assert made(alice.get("book/"))["closed_days"] == []
