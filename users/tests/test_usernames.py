"""Usernames have İ, I, ı and i as one letter, e-mail addresses do not; and what an upgrade does."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from common.text import fold_case
from tests.cast import PASSWORD, faults, made, signed_up
from users.models import AccessToken, Person

OTHER = "Light-Green-Saucer-8"


def migrate(name):
    MigrationExecutor(connection).migrate([("users", name)])


@pytest.fixture
def earlier_version(transactional_db):
    """The database of before; at the end it is as it is now."""
    newest = [name for _, name in MigrationExecutor(connection).loader.graph.leaf_nodes("users")]
    migrate("0011_security_event_sessions_ended")
    yield
    migrate(*newest)


def upgraded(*people):
    """Give `people` the keys of the earlier version, and upgrade."""
    for person in people:
        row = Person.objects.filter(pk=person.user.pk)
        row.update(username_key=fold_case(person.user.username))
    migrate("0013_one_i_in_token_names")


def named(caller, username):
    """Make `caller` be called `username`, past the rule that it is taken."""
    caller.user.username = username
    caller.user.save(update_fields=["username"])
    return caller


def signs_in(anonymous, name, password):
    answer = anonymous.post("login/", {"username": name, "password": password})
    return made(answer)["id"] if answer.status_code == 200 else None


@pytest.mark.parametrize("username", ["İsmail", "ismail", "ISMAIL", "ısmail"])
def test_who_is_called_so_signs_in_with_any_of_the_four(anonymous, db, username):
    ismail = signed_up("İsmail", email="ismail@example.com")
    assert signs_in(anonymous, username, PASSWORD) == ismail.user.pk


def test_a_username_that_compares_equal_is_taken(anonymous, alice):
    body = {"username": "alıce", "email": "other@example.com", "password": PASSWORD}
    assert faults(anonymous.post("register/", body)) == {("/username", "taken")}


def test_addresses_that_differ_in_the_dot_are_two_mailboxes(anonymous, db):
    mike = signed_up("mike", email="mike@example.com")
    other = signed_up("other", email="mıke@example.com", password=OTHER)
    assert signs_in(anonymous, "mike@example.com", PASSWORD) == mike.user.pk
    assert signs_in(anonymous, "mıke@example.com", OTHER) == other.user.pk
    assert signs_in(anonymous, "mıke@example.com", PASSWORD) is None
    assert signs_in(anonymous, "mike@example.com", OTHER) is None


def test_an_address_of_another_with_another_dot_is_no_username(anonymous, alice):
    body = {"username": "alıce@example.com", "email": "x@example.com", "password": PASSWORD}
    assert ("/username", "not_own_email") in faults(anonymous.post("register/", body))


def test_an_upgrade_folds_a_username_anew(earlier_version, anonymous):
    ismail = signed_up("İsmail", email="x@example.com")
    upgraded(ismail)
    assert Person.objects.get(pk=ismail.user.pk).username_key == "ismail"
    assert signs_in(anonymous, "ISMAİL", PASSWORD) == ismail.user.pk


@pytest.mark.parametrize(("first", "second"), [("ali", "alı"), ("alı", "ali"), ("alı", "ALİ")])
def test_two_whose_usernames_are_equal_by_now_sign_in_as_before(
    earlier_version, anonymous, capsys, first, second
):
    older = named(signed_up("older"), first)
    younger = named(signed_up("younger", password=OTHER), second)
    upgraded(older, younger)
    for spelled in (first, first.upper().replace("I", "ı" if "ı" in first else "I")):
        assert signs_in(anonymous, spelled, PASSWORD) == older.user.pk
        assert signs_in(anonymous, spelled, OTHER) is None
    assert signs_in(anonymous, second, OTHER) == younger.user.pk
    assert signs_in(anonymous, second, PASSWORD) is None
    assert "usernames that compare equal" in capsys.readouterr().out


def test_who_kept_a_key_of_before_changes_their_address_and_stays_who_they_are(
    earlier_version, anonymous
):
    older = named(signed_up("older"), "ali")
    younger = named(signed_up("younger", password=OTHER), "alı")
    upgraded(older, younger)
    made(younger.patch("me/", {"email": "new@example.com"}))
    assert signs_in(anonymous, "alı", OTHER) == younger.user.pk
    assert signs_in(anonymous, "ali", PASSWORD) == older.user.pk
    assert signs_in(anonymous, "new@example.com", OTHER) == younger.user.pk
    body = {"username": "ALı", "email": "third@example.com", "password": PASSWORD}
    assert faults(anonymous.post("register/", body)) == {("/username", "taken")}
    assert made(younger.patch("me/", {"username": "veli"}))["username"] == "veli"
    assert signs_in(anonymous, "alı", PASSWORD) == older.user.pk


def test_of_two_tokens_of_one_name_the_younger_gets_a_number(earlier_version, capsys):
    alice = signed_up("alice")
    for name in ("Çıkış", "other"):
        made(alice.post("tokens/", {"name": name}), 201)
    second = AccessToken.objects.get(name="other")
    AccessToken.objects.filter(name="Çıkış").update(name_key=fold_case("Çıkış"))
    AccessToken.objects.filter(pk=second.pk).update(name="çikiş", name_key=fold_case("çikiş"))
    upgraded()
    names = AccessToken.objects.order_by("id").values_list("name", "name_key")
    assert list(names) == [("Çıkış", "çikiş"), ("çikiş 2", "çikiş 2")]
    assert f"access token {second.pk}: çikiş is çikiş 2" in capsys.readouterr().out
