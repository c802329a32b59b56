"""POST /api/v1/register/"""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError

from accounts.models import Account
from books.models import Book, Change, Membership
from categories.models import Category
from common.errors import Invalid
from tests.cast import faults
from users import opening, services
from users.models import Person, Token
from users.tests.conftest import ALICE, BOB, signed_in

URL = "/api/v1/register/"

pytestmark = pytest.mark.django_db


def test_registering_answers_with_the_user_and_a_token_that_works(anonymous):
    response = anonymous.post(URL, ALICE)
    assert response.status_code == 201
    body = response.json()
    assert set(body) == {"id", "username", "email", "token"}
    assert (body["username"], body["email"]) == ("alice", "alice@example.com")
    assert response["Cache-Control"] == "no-store"
    me = signed_in(body["token"]).get("/api/v1/me/").json()
    assert (me["id"], me["username"]) == (body["id"], "alice")


def test_registering_opens_a_book_with_categories_and_a_cash_account_in_its_first_change(anonymous):
    user_id = anonymous.post(URL, ALICE).json()["id"]
    book = Book.objects.get()
    assert book.name == "alice's book"
    assert book.home_currency == "EUR"
    assert Membership.objects.get().user_id == user_id
    assert Category.objects.for_book(book).count() > 10
    account = Account.objects.for_book(book).get()
    assert (account.name, account.type, account.currency) == ("Cash", "cash", "EUR")
    assert account.is_default
    assert account.opening_balance == 0
    change = Change.objects.get()
    assert (change.number, change.user_id, change.cause) == (1, user_id, "registration")


def test_the_home_currency_is_the_one_that_is_asked_for(anonymous):
    anonymous.post(URL, {**ALICE, "home_currency": "JPY"})
    assert Book.objects.get().home_currency == "JPY"
    assert Account.objects.get().currency == "JPY"


def test_the_home_currency_is_otherwise_that_of_the_server(anonymous, settings):
    settings.DEFAULT_CURRENCY = "CHF"
    anonymous.post(URL, ALICE)
    assert Book.objects.get().home_currency == "CHF"


def test_the_password_is_kept_as_a_hash(anonymous):
    anonymous.post(URL, ALICE)
    kept = get_user_model().objects.get().password
    assert ALICE["password"] not in kept


def test_everything_that_is_missing_is_said_at_once(anonymous):
    assert faults(anonymous.post(URL, {})) == {
        ("/username", "required"),
        ("/email", "required"),
        ("/password", "required"),
    }


def test_all_faults_of_form_and_of_rule_are_said_at_once(anonymous, alice):
    wrong = {"username": "ALICE", "email": "nowhere", "password": "12345", "home_currency": "EURO"}
    assert faults(anonymous.post(URL, wrong)) == {
        ("/username", "taken"),
        ("/email", "invalid"),
        ("/password", "password_too_short"),
        ("/password", "password_too_common"),
        ("/password", "password_entirely_numeric"),
        ("/home_currency", "unknown_currency"),
    }
    assert get_user_model().objects.count() == 1


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short1!", "password_too_short"),
        ("password123", "password_too_common"),
        ("84671093572", "password_entirely_numeric"),
        ("bob@example", "password_too_similar"),
        ("x" * 1025, "max_length"),
        ("x" * 1_000_000, "max_length"),
        ("Light-Green\0Kettle", "null_characters_not_allowed"),
        ("", "blank"),
        (None, "null"),
        (["Light-Green-Kettle-8"], "invalid"),
    ],
)
def test_a_poor_password_is_refused(anonymous, password, code):
    assert ("/password", code) in faults(anonymous.post(URL, {**BOB, "password": password}))


@pytest.mark.parametrize(
    ("username", "code"),
    [
        ("", "blank"),
        ("   ", "blank"),
        ("bob kettle", "invalid"),
        ("bob\tkettle", "invalid"),
        ("bob\u200bkettle", "invalid"),
        ("\u202eneb", "invalid"),
        ("bob\0", "null_characters_not_allowed"),
        ("b" * 151, "max_length"),
        ("\ufdfa" * 3, "invalid"),
        ("\u1fb7" * 80, "max_length"),
        ("somebody@example.com", "not_own_email"),
        (None, "null"),
        (True, "invalid"),
        ({"a": 1}, "invalid"),
    ],
)
def test_an_unfit_username_is_refused(anonymous, username, code):
    assert faults(anonymous.post(URL, {**BOB, "username": username})) == {("/username", code)}


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("", "blank"),
        ("bob", "invalid"),
        ("bob@", "invalid"),
        ("bob@example.com\n.org", "invalid"),
        ("bob@example.com, eve@example.com", "invalid"),
        ("b" * 250 + "@example.com", "max_length"),
        (None, "null"),
    ],
)
def test_an_unfit_email_address_is_refused(anonymous, email, code):
    assert ("/email", code) in faults(anonymous.post(URL, {**BOB, "email": email}))


@pytest.mark.parametrize("field", ["username", "email", "password"])
def test_a_lone_surrogate_is_refused(anonymous, field):
    body = '{"username": "bob", "email": "b@example.com", "password": "Green-Kettle-8", '
    response = anonymous.post(
        URL, body + f'"{field}": "be\\ud800n"}}', content_type="application/json"
    )
    assert response.status_code == 400


@pytest.mark.parametrize("body", ["[]", '"text"', "7", "null", "{", "", '{"username": {}}'])
def test_a_body_that_is_no_registration_is_refused(anonymous, body):
    response = anonymous.post(URL, body, content_type="application/json")
    assert response.status_code == 400


@pytest.mark.parametrize("username", ["alice", "ALICE", "\uff41lice", " Alice "])
def test_a_username_is_taken_in_any_case_and_width(anonymous, alice, username):
    assert faults(anonymous.post(URL, {**BOB, "username": username})) == {("/username", "taken")}


@pytest.mark.parametrize("email", ["alice@example.com", "ALICE@Example.COM", " alice@example.com "])
def test_an_email_address_is_taken_in_any_case(anonymous, alice, email):
    assert faults(anonymous.post(URL, {**BOB, "email": email})) == {("/email", "taken")}


def test_ones_own_email_address_may_be_the_username(anonymous):
    email = BOB["email"]
    assert anonymous.post(URL, {**BOB, "username": email.upper()}).status_code == 201
    assert anonymous.post("/api/v1/login/", {**BOB, "username": email}).status_code == 200


def test_letters_of_other_scripts_make_usernames(anonymous):
    response = anonymous.post(URL, {**BOB, "username": "Šárka.Ďurič"})
    assert response.json()["username"] == "Šárka.Ďurič"


def test_a_username_is_kept_in_its_plain_form(anonymous):
    assert anonymous.post(URL, {**BOB, "username": "\uff22ob"}).json()["username"] == "Bob"


def test_the_longest_username_fits_everywhere(anonymous):
    assert anonymous.post(URL, {**BOB, "username": "b" * 150}).status_code == 201
    assert len(Book.objects.get().name) == 100


def test_rights_are_no_members_of_a_registration(anonymous):
    answer = anonymous.post(URL, {**ALICE, "is_staff": True, "is_superuser": True})
    faults = {(one["pointer"], one["code"]) for one in answer.json()["errors"]}
    assert faults == {("/is_staff", "unknown_field"), ("/is_superuser", "unknown_field")}
    assert not get_user_model().objects.exists()


def test_what_the_answer_to_a_registration_says_changes_nothing(anonymous):
    answer = anonymous.post(URL, {**ALICE, "id": 7_000, "token": "mine"})
    assert answer.status_code == 201
    assert answer.json()["id"] != 7_000
    assert answer.json()["token"] != "mine"


def test_a_token_that_has_ended_does_not_stop_a_registration():
    assert signed_in("ett_ended").post(URL, ALICE).status_code == 201


def test_registration_can_be_closed(anonymous, settings):
    settings.REGISTRATION_OPEN = False
    response = anonymous.post(URL, ALICE)
    assert response.status_code == 403
    assert response.json()["code"] == "registration_closed"
    assert not get_user_model().objects.exists()


def test_a_registration_that_fails_half_way_leaves_nothing(monkeypatch):
    def fail(_opened):
        raise RuntimeError

    monkeypatch.setattr(opening, "create_default_categories", fail)
    with pytest.raises(RuntimeError):
        services.register(**ALICE)
    for model in (get_user_model(), Person, Token, Book, Membership, Change, Category, Account):
        assert not model.objects.exists(), model


def test_a_refusal_of_the_database_for_another_reason_is_not_taken_for_a_taken_name(monkeypatch):
    def refuse(_opened):
        raise IntegrityError("something else")

    monkeypatch.setattr(opening, "create_default_categories", refuse)
    with pytest.raises(IntegrityError, match="something else"):
        services.register(**ALICE)


@pytest.mark.parametrize(
    ("stated", "fault"),
    [
        ({"username": "b" * 151}, ("/username", "max_length")),
        ({"username": ""}, ("/username", "invalid")),
        ({"email": "nowhere"}, ("/email", "invalid")),
        ({"email": ""}, ("/email", "invalid")),
        ({"email": "b" * 250 + "@example.com"}, ("/email", "max_length")),
        ({"password": "Light-Green-Kettle-8" * 52}, ("/password", "max_length")),
    ],
)
def test_the_rules_hold_for_callers_inside_as_well(stated, fault):
    with pytest.raises(Invalid) as refused:
        services.register(**{**BOB, **stated})
    assert [(problem.pointer, problem.code) for problem in refused.value.problems] == [fault]


@pytest.mark.parametrize("other", [{"email": "b@example.com"}, {"username": "b"}])
def test_the_database_itself_keeps_folded_names_unique(alice, other):
    user = get_user_model().objects.create(username="b")
    keys = {"username_key": "alice", "email_key": "alice@example.com"}
    keys.update({f"{name}_key": value for name, value in other.items()})
    with pytest.raises(IntegrityError):
        Person.objects.create(user=user, **keys)
