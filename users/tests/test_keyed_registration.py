"""POST /api/v1/register/ with an Idempotency-Key."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from books.models import Book
from tests.concurrency import at_once
from users.models import SecurityEvent
from users.services import REPEATABLE_FOR
from users.tests.conftest import ALICE, BOB, signed_in

URL = "/api/v1/register/"
KEY = {"Idempotency-Key": "a-key-of-my-own"}


def register(caller=None, headers=KEY, **changes):
    return (caller or APIClient()).post(URL, {**ALICE, **changes}, headers=headers)


@pytest.mark.django_db
class TestInTurn:
    def test_a_repeated_registration_gives_the_same_answer_and_makes_nobody(self, anonymous):
        first, again = register(anonymous), register(anonymous)
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json()
        assert "Idempotency-Replayed" not in first
        assert again["Idempotency-Replayed"] == "true"
        assert again["Cache-Control"] == "no-store"
        assert get_user_model().objects.count() == Book.objects.count() == 1

    def test_the_token_of_the_repeated_answer_works_even_after_signing_out(self, anonymous):
        token = register(anonymous).json()["token"]
        signed_in(token).post("/api/v1/logout/")
        again = register(anonymous).json()["token"]
        assert again != token
        assert signed_in(again).get("/api/v1/me/").status_code == 200

    @pytest.mark.parametrize(
        "changes",
        [
            {"username": "anna"},
            {"email": "other@example.com"},
            {"home_currency": "USD"},
            {"password": "Light-Green-Kettle-8"},
            BOB,
        ],
    )
    def test_another_registration_under_the_same_key_is_refused(self, anonymous, changes):
        register(anonymous)
        refused = register(anonymous, **changes)
        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
        assert get_user_model().objects.count() == 1

    def test_whoever_changed_their_password_since_has_to_sign_in(self, anonymous):
        token = register(anonymous).json()["token"]
        new = {"current_password": ALICE["password"], "new_password": BOB["password"]}
        signed_in(token).post("/api/v1/me/password/", new)
        assert register(anonymous).status_code == 422

    def test_under_another_key_or_none_the_names_are_taken(self, anonymous):
        register(anonymous)
        for headers in ({}, {"Idempotency-Key": "another"}):
            assert register(anonymous, headers=headers).status_code == 400

    def test_a_refused_registration_leaves_the_key_free(self, anonymous):
        assert register(anonymous, password="short").status_code == 400
        assert register(anonymous).status_code == 201

    def test_a_user_who_is_not_active_is_not_let_in_by_the_key(self, anonymous):
        register(anonymous)
        get_user_model().objects.update(is_active=False)
        assert register(anonymous).status_code == 422

    def test_a_key_is_good_for_a_day(self, anonymous):
        register(anonymous)
        get_user_model().objects.update(date_joined=timezone.now() - REPEATABLE_FOR)
        assert register(anonymous).status_code == 422

    def test_a_wrong_password_stands_in_the_security_log_as_a_failure(self, anonymous):
        register(anonymous)
        register(anonymous, password=BOB["password"])
        assert SecurityEvent.objects.latest("id").kind == "sign_in_failed"

    def test_the_repetition_stands_in_the_security_log(self, anonymous):
        register(anonymous)
        register(anonymous)
        kinds = list(SecurityEvent.objects.order_by("id").values_list("kind", flat=True))
        assert kinds == ["registered", "signed_in"]

    def test_no_digest_of_the_password_but_the_slow_one_is_kept(self, anonymous):
        """The fingerprint is that of a registration with another password."""
        register(anonymous)
        with connection.cursor() as cursor:
            cursor.execute("SELECT fingerprint FROM users_registration")
            first = cursor.fetchone()
            get_user_model().objects.get().delete()
            assert register(anonymous, password=BOB["password"]).status_code == 201
            cursor.execute("SELECT fingerprint FROM users_registration")
            assert cursor.fetchone() == first

    @pytest.mark.parametrize("key", ["", '""', "k" * 256])
    def test_an_empty_or_overlong_key_is_refused(self, anonymous, key):
        assert register(anonymous, headers={"Idempotency-Key": key}).status_code == 400


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_the_same_registration_sent_at_once_makes_one_person(self):
        answers = at_once(*[register] * 4)
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert get_user_model().objects.count() == Book.objects.count() == 1

    def test_two_registrations_at_once_under_one_key_make_one_person(self):
        answers = at_once(register, lambda: register(**BOB))
        assert sorted(answer.status_code for answer in answers) == [201, 422]
        assert get_user_model().objects.count() == 1
