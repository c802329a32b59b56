"""Users in the admin."""

import time

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from books.models import Book
from users.models import Person
from users.services import settle
from users.tests.conftest import ALICE, BOB, signed_in

LIST = "/admin/auth/user/"
ADD = f"{LIST}add/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(settings):
    user = get_user_model().objects.create_superuser("root", "root@example.com", "x")
    browser = Client()
    browser.force_login(user)
    return browser


def try_to_sign_in(caller, password, username="root", **extra):
    page = caller.post("/account/login/", {"username": username, "password": password}, **extra)
    return page.status_code == 302


def test_signing_in_is_limited_together_with_the_api(anonymous, set_limits):
    settle(get_user_model().objects.create_superuser("root", "root@example.com", "right"), "EUR")
    set_limits(login_failures="2/15m")
    assert not try_to_sign_in(Client(), "wrong")
    assert try_to_sign_in(Client(), "right")
    anonymous.post("/api/v1/login/", {"username": "root", "password": "wrong"})
    assert not try_to_sign_in(Client(), "right")
    assert not try_to_sign_in(Client(), "right", username="ROOT")
    assert try_to_sign_in(Client(), "right", REMOTE_ADDR="192.0.2.9")


def form(**changes):
    return {
        "username": BOB["username"],
        "email": BOB["email"],
        "usable_password": "true",
        "password1": BOB["password"],
        "password2": BOB["password"],
        **changes,
    }


def change_form(user, **changes):
    joined = user.date_joined
    return {
        "username": user.username,
        "email": user.email,
        "is_active": "on",
        "date_joined_0": joined.date().isoformat(),
        "date_joined_1": joined.time().isoformat("seconds"),
        **changes,
    }


def test_somebody_who_is_added_gets_what_a_registration_gives(staff, anonymous):
    assert staff.post(ADD, form()).status_code == 302
    user = get_user_model().objects.get(username="bob")
    assert Book.objects.of_user(user).get().name == "bob's book"
    assert anonymous.post("/api/v1/login/", BOB).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "ALICE"}, "username"),
        ({"email": "ALICE@example.com"}, "email"),
        ({"email": ""}, "email"),
        ({"username": "somebody@example.com"}, "username"),
    ],
)
def test_the_rules_of_registration_hold_for_adding(staff, alice, changes, field):
    response = staff.post(ADD, form(**changes))
    assert field in response.context["adminform"].form.errors
    assert get_user_model().objects.count() == 2


def test_a_person_who_is_renamed_is_known_by_the_new_name(staff, anonymous, alice):
    page = f"{LIST}{alice.user.pk}/change/"
    assert staff.post(page, change_form(alice.user, username="Anna")).status_code == 302
    assert Person.objects.get(user=alice.user).username_key == "anna"
    response = anonymous.post("/api/v1/login/", {**ALICE, "username": "anna"})
    assert response.json()["token"] == alice.token
    assert Book.objects.of_user(alice.user).count() == 1


def test_the_rules_of_registration_hold_for_renaming(staff, anonymous, alice):
    anonymous.post("/api/v1/register/", BOB)
    page = f"{LIST}{alice.user.pk}/change/"
    response = staff.post(page, change_form(alice.user, username="BOB", email="BOB@example.com"))
    assert set(response.context["adminform"].form.errors) == {"username", "email"}


def test_a_password_that_is_set_ends_the_token(staff, alice):
    new = {"usable_password": "true", "password1": BOB["password"], "password2": BOB["password"]}
    assert staff.post(f"{LIST}{alice.user.pk}/password/", new).status_code == 302
    assert signed_in(alice.token).get("/api/v1/me/").status_code == 401


def test_a_person_who_is_deleted_takes_their_book_along(staff, alice):
    assert staff.post(f"{LIST}{alice.user.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Book.objects.exists()
    assert not Person.objects.exists()


def test_people_who_are_deleted_together_take_their_books_along(staff, anonymous, alice):
    anonymous.post("/api/v1/register/", BOB)
    chosen = get_user_model().objects.exclude(username="root").values_list("pk", flat=True)
    action = {"action": "delete_selected", "_selected_action": list(chosen), "post": "yes"}
    assert staff.post(LIST, action).status_code == 302
    assert not Book.objects.exists()


def test_no_page_shows_a_token(staff, alice):
    page = staff.get(f"{LIST}{alice.user.pk}/change/").content.decode()
    kept = alice.user.token
    for secret in (alice.token, kept.digest, kept.nonce):
        assert secret not in page


@pytest.mark.parametrize("text", ["%FF", "%ED%A0%80", "%00", "a%C3"])
def test_a_page_takes_no_text_that_is_not_utf_8(staff, text):
    before = list(get_user_model().objects.values())
    assert staff.get(f"{LIST}?q={text}").status_code == 400
    sent = f"username=bob&email=b%40example.com&password1=x{text}&password2=x{text}"
    urlencoded = "application/x-www-form-urlencoded"
    assert staff.generic("POST", ADD, sent, content_type=urlencoded).status_code == 400
    assert Client().generic("POST", "/account/login/", sent, urlencoded).status_code == 400
    assert list(get_user_model().objects.values()) == before


def test_a_password_of_a_megabyte_is_refused_at_once(staff, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    long = "Light-Green-8 " * 70_000
    begin = time.process_time()
    assert not try_to_sign_in(Client(), long)
    page = staff.post(ADD, form(password1=long, password2=long))
    assert page.status_code == 200
    assert "password" in page.context["errors"].as_text()
    assert time.process_time() - begin < 3
