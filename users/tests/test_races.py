"""What happens when two requests want the same thing at the same moment."""

import gc
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connections, transaction
from rest_framework.test import APIClient

from books.models import Book
from tests.concurrency import at_once
from users import drafts, services
from users.credentials import presented
from users.models import Person, Token
from users.security import Origin, note_use
from users.tests.conftest import ALICE, BOB, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def register(**changes):
    return lambda: APIClient().post("/api/v1/register/", {**ALICE, **changes})


def test_of_equal_registrations_at_once_one_wins_and_the_others_hear_why():
    answers = at_once(*[register(username=name) for name in ("alice", "Alice", "ALICE", "alice")])
    assert sorted(answer.status_code for answer in answers) == [201, 400, 400, 400]
    for answer in answers:
        if answer.status_code == 400:
            faults = {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}
            assert faults == {("/username", "taken"), ("/email", "taken")}
    assert Book.objects.count() == get_user_model().objects.count() == 1


def test_an_email_address_that_two_want_at_once_goes_to_one():
    answers = at_once(*[register(username=f"alice{n}") for n in range(AT_ONCE)])
    assert sorted(answer.status_code for answer in answers) == [201, 400, 400, 400]
    assert Person.objects.count() == 1


def test_a_name_that_the_rules_found_free_and_that_is_taken_by_then_is_a_400(monkeypatch):
    looked = []

    def look_too_early(draft):
        """Find nothing the first time, as if the other had not committed yet."""
        looked.append(draft)
        return iter(()) if len(looked) == 1 else drafts.taken_problems(draft)

    services.register(**ALICE)
    monkeypatch.setattr(services, "problems", look_too_early)
    answer = register(username="ALICE", email="other@example.com")()
    assert answer.status_code == 400
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("/username", "taken")
    ]
    assert Book.objects.count() == get_user_model().objects.count() == 1


def test_a_name_that_is_wanted_by_two_people_at_once_goes_to_one():
    people = [services.register(**ALICE), services.register(**BOB)]
    answers = at_once(
        *[
            lambda token=made.token: signed_in(token).patch("/api/v1/me/", {"username": "kim"})
            for made in people
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 400]
    assert Person.objects.filter(username_key="kim").count() == 1


def test_first_sign_ins_at_once_give_one_token():
    services.sign_out(services.register(**ALICE).user)
    answers = at_once(*[lambda: APIClient().post("/api/v1/login/", ALICE)] * AT_ONCE)
    assert {answer.status_code for answer in answers} == {200}
    (token,) = {answer.json()["token"] for answer in answers}
    assert Token.objects.get().text() == token


def test_sign_ins_at_once_after_the_key_was_changed_give_one_token(settings):
    old = services.register(**ALICE).token
    settings.TOKEN_KEY = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghi"
    answers = at_once(*[lambda: APIClient().post("/api/v1/login/", ALICE)] * AT_ONCE)
    (token,) = {answer.json()["token"] for answer in answers}
    assert token != old


def test_a_sign_in_that_was_overtaken_gives_the_token_of_the_other(settings, monkeypatch):
    user = services.register(**ALICE).user
    settings.TOKEN_KEY = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghi"
    is_current = Token.is_current
    overtaking = []

    def is_current_but_slow(token):
        answer = is_current(token)
        if not overtaking:
            overtaking.append("on its way")
            overtaking.append(services.current_token(user))
        return answer

    monkeypatch.setattr(Token, "is_current", is_current_but_slow)
    assert services.current_token(user) == overtaking[1]


def test_leaving_twice_at_once_leaves_nothing():
    token = services.register(**ALICE).token
    leave = lambda: signed_in(token).delete("/api/v1/me/", {"password": ALICE["password"]})  # noqa: E731
    assert {answer.status_code for answer in at_once(leave, leave)} <= {204, 401, 404}
    assert not get_user_model().objects.exists()
    assert not Book.objects.exists()


def test_a_use_that_another_writer_keeps_from_being_noted_leaves_nothing_to_the_collector():
    """It would free the cursor in some other thread, perhaps in the very one that is writing."""
    token = presented(services.register(**ALICE).token, None)
    is_locked, enough = Event(), Event()

    def write():
        try:
            with transaction.atomic():
                Token.objects.select_for_update().get(pk=token.pk)
                is_locked.set()
                enough.wait(30)
        finally:
            connections.close_all()

    def refusals():
        """The ids of the errors there are; by type, for lazy objects answer for another one."""
        return {id(one) for one in gc.get_objects() if type(one) is OperationalError}

    gc.collect()
    gc.disable()
    before = refusals()
    try:
        with ThreadPoolExecutor(1) as threads:
            writing = threads.submit(write)
            is_locked.wait(30)
            note_use(token, Origin("127.0.0.1"))
            left = refusals() - before
            enough.set()
            writing.result()
    finally:
        gc.enable()
    token.refresh_from_db()
    assert (token.last_address, left) == ("", set())


def fails_once_after(work):
    """Let the database take back the first run of `work`, as a cluster may at the last moment."""
    runs = []

    def run(*args, **kwargs):
        result = work(*args, **kwargs)
        runs.append(result)
        if len(runs) == 1:
            raise OperationalError(1213, "Deadlock found when trying to get lock")
        return result

    return run


def test_a_change_of_password_that_the_database_took_back_is_made_again(monkeypatch):
    client = signed_in(services.register(**ALICE).token)
    monkeypatch.setattr(services, "current_token", fails_once_after(services.current_token))
    wanted = {"current_password": ALICE["password"], "new_password": BOB["password"]}
    response = client.post("/api/v1/me/password/", wanted)
    assert response.status_code == 200
    assert signed_in(response.json()["token"]).get("/api/v1/me/").status_code == 200


def test_leaving_that_the_database_took_back_is_done_again(monkeypatch):
    client = signed_in(services.register(**ALICE).token)
    monkeypatch.setattr(get_user_model(), "delete", fails_once_after(get_user_model().delete))
    assert client.delete("/api/v1/me/", {"password": ALICE["password"]}).status_code == 204
    assert not get_user_model().objects.exists()
    assert not Book.objects.exists()


def test_a_registration_that_the_database_took_back_is_made_again(monkeypatch):
    monkeypatch.setattr(services, "current_token", fails_once_after(services.current_token))
    response = register()()
    assert response.status_code == 201
    assert Book.objects.count() == get_user_model().objects.count() == 1
