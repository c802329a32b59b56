"""POST /api/v1/logout/"""

import pytest

from users.models import Token
from users.tests.conftest import ALICE, BOB, signed_in

URL = "/api/v1/logout/"

pytestmark = pytest.mark.django_db


def test_signing_out_ends_the_token(alice):
    response = alice.post(URL)
    assert response.status_code == 204
    assert alice.get("/api/v1/me/").status_code == 401
    assert alice.post(URL).status_code == 401
    assert not Token.objects.exists()


def test_the_next_sign_in_gives_another_token(anonymous, alice):
    alice.post(URL)
    token = anonymous.post("/api/v1/login/", ALICE).json()["token"]
    assert token != alice.token
    assert signed_in(token).get("/api/v1/me/").status_code == 200
    assert alice.get("/api/v1/me/").status_code == 401


def test_signing_out_ends_nobody_elses_token(anonymous, alice):
    bob = anonymous.post("/api/v1/register/", BOB).json()
    alice.post(URL)
    assert signed_in(bob["token"]).get("/api/v1/me/").status_code == 200


def test_only_who_is_signed_in_can_sign_out(anonymous):
    assert anonymous.post(URL).status_code == 401
