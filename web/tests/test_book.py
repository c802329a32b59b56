"""The pages of a book as a whole: the list, a new one, its settings, deleting it."""

import pytest
from django.test import Client
from django.urls import reverse

from books.models import Book, Membership, Role
from tests.cast import PASSWORD, joined, made
from web.tests.browsing import Browser, words_of


@pytest.fixture
def browser(alice):
    return Browser(alice)


def stated(alice, **fields):
    book = Book.objects.get(pk=alice.book.pk)
    stored = {"name": book.name, "home_currency": book.home_currency, "version": book.changed_in}
    return {**stored, **fields}


def test_the_list_shows_the_books_with_role_and_people(alice, bob, browser):
    joined(bob, alice.book, Role.VIEWER)
    page = words_of(browser.get(reverse("web:books")))
    assert f"{alice.book.name} EUR · Owner · 2 people" in page
    page = words_of(Browser(bob).get(reverse("web:books")))
    assert f"{alice.book.name} EUR · Viewer · 2 people" in page
    assert "Owner · you alone" in page


def test_a_new_book_is_ready_for_use(alice, browser):
    fields = {"name": "  Holiday   flat ", "home_currency": "CHF", "key": "k"}
    answer = browser.post(reverse("web:book_new"), fields)
    book = Book.objects.get(name="Holiday flat")
    assert answer["Location"] == reverse("web:overview", args=[book.pk])
    assert browser.get(answer["Location"]).status_code == 200
    assert Membership.objects.get(book=book).user == alice.user


def test_the_same_form_sent_twice_opens_one_book(browser):
    fields = {"name": "Flat", "home_currency": "CHF", "key": "k"}
    places = {browser.post(reverse("web:book_new"), fields)["Location"] for _ in range(2)}
    assert len(places) == 1
    assert Book.objects.filter(name="Flat").count() == 1


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": "\u200b"}, {"name": "x" * 101}, {"home_currency": "XXX"}]
)
def test_faults_of_a_new_book_stand_at_their_fields(browser, fields):
    sent = {"name": "Flat", "home_currency": "CHF", **fields}
    answer = browser.post(reverse("web:book_new"), sent)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()


def test_one_book_too_many_is_refused(browser, monkeypatch):
    monkeypatch.setattr("households.services.BOOKS_OWNED_MAX", 1)
    fields = {"name": "Flat", "home_currency": "CHF"}
    answer = browser.post(reverse("web:book_new"), fields)
    assert answer.status_code == 409
    assert "A user owns at most 1 books." in words_of(answer)


def test_the_owner_renames_the_book_and_undo_takes_it_back(alice, browser):
    old = alice.book.name
    answer = browser.send("book", **stated(alice, name="Home"))
    page = browser.get(answer["Location"])
    (message,) = page.context["messages"]
    assert "Home" in words_of(page)
    browser.send("undo", message.extra_tags)
    assert Book.objects.get(pk=alice.book.pk).name == old


def test_the_owner_chooses_whose_holidays_hold_and_undo_takes_it_back(alice, browser):
    page = browser.see("book").content.decode()
    assert '<option value="AT">Austria</option>' in page
    answer = browser.send("book", **stated(alice, calendar="AT"))
    (message,) = browser.get(answer["Location"]).context["messages"]
    assert '<option value="AT" selected>Austria</option>' in browser.see("book").content.decode()
    assert "Holidays" in words_of(browser.see("history"))
    browser.send("undo", message.extra_tags)
    assert Book.objects.get(pk=alice.book.pk).calendar == ""


def test_the_owner_closes_days_as_they_write_them(alice, browser):
    browser.send("book", **stated(alice, closed_days="24 Dec 2026; 2026-12-31;"))
    assert Book.objects.get(pk=alice.book.pk).closed_days == "2026-12-24,2026-12-31"
    form = browser.see("book").context["form"]
    assert form.initial["closed_days"] == "24 Dec 2026; 31 Dec 2026"
    assert "Further days that are not business days" in words_of(browser.see("history"))
    answer = browser.send("book", **stated(alice, closed_days="24 Dec 2026; x"), status=422)
    assert answer.context["form"].errors == {"closed_days": ['"x" is not a day of the calendar.']}


def test_a_calendar_that_is_not_known_is_refused_at_its_field(alice, browser):
    answer = browser.send("book", **stated(alice, calendar="XX"), status=422)
    assert "errorlist" in answer.content.decode()
    assert Book.objects.get(pk=alice.book.pk).calendar == ""


def test_another_home_currency_values_all_amounts_anew(alice, browser):
    alice.transaction(amount="10.00", date="2024-01-15")
    alice.add("rates/", date="2024-01-14", base="EUR", quote="CHF", rate="0.95")
    assert "1 of them are income or expense" in words_of(browser.see("book"))
    answer = browser.send("book", **stated(alice, home_currency="CHF"))
    assert "All amounts are valued in CHF now." in words_of(browser.get(answer["Location"]))
    report = made(alice.get("reports/monthly/?year=2024&month=1"))
    assert (report["currency"], report["expense"]) == ("CHF", "9.50")


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(alice, browser):
    fields = stated(alice, name="Mine")
    alice.patch("book/", {"name": "Theirs"})
    answer = browser.send("book", **fields, status=409)
    assert "Somebody has changed this meanwhile" in words_of(answer)
    assert Book.objects.get(pk=alice.book.pk).name == "Theirs"
    browser.send("book", **stated(alice, name="Mine"))


def test_deleting_takes_the_name_and_the_password(alice, browser):
    name = alice.book.name
    for fields in ({"name": name, "password": "wrong"}, {"name": "x", "password": PASSWORD}):
        answer = browser.send("book_delete", **fields, status=422)
        assert PASSWORD not in answer.content.decode()
    assert Book.objects.filter(pk=alice.book.pk).exists()
    answer = browser.send("book_delete", name=name, password=PASSWORD)
    page = words_of(browser.get(answer["Location"]))
    assert f"Deleted the book {name}" in page
    assert "You keep no book yet" in page
    assert not Book.objects.filter(pk=alice.book.pk).exists()
    assert browser.get("/")["Location"] == reverse("web:books")


def test_deleting_says_who_else_loses_the_book(alice, bob, browser):
    joined(bob, alice.book, Role.VIEWER)
    assert "1 other person keeps this book" in words_of(browser.see("book_delete"))


def test_guesses_of_the_password_are_limited(alice, browser, settings):
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "password": "1/h"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    browser.send("book_delete", name=alice.book.name, password="wrong", status=422)
    browser.send("book_delete", name=alice.book.name, password=PASSWORD, status=429)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_the_settings_are_the_owners(alice, bob, role):
    visitor = Browser(joined(bob, alice.book, role), alice.book)
    for name in ("book", "book_delete"):
        visitor.see(name, status=403)
        visitor.send(name, status=403)
    assert visitor.address("book") not in visitor.see("members").content.decode()


def test_a_stranger_finds_nothing(alice, bob):
    stranger = Browser(bob, alice.book)
    stranger.see("book", status=404)
    stranger.send("book_delete", name=alice.book.name, password=PASSWORD, status=404)


def test_who_has_not_signed_in_signs_in_first(alice):
    for address in (reverse("web:book_new"), reverse("web:book", args=[alice.book.pk])):
        assert Client().get(address)["Location"].startswith(reverse("account_login"))
