"""POST /api/v1/logout/"""

import pytest

from users.models import Token
from users.tests.conftest import ANN, BEN, signed_in

URL = "/api/v1/logout/"

pytestmark = pytest.mark.django_db


def test_signing_out_ends_the_token(as_ann):
    response = as_ann.post(URL)
    assert response.status_code == 204
    assert as_ann.get("/api/v1/me/").status_code == 401
    assert as_ann.post(URL).status_code == 401
    assert not Token.objects.exists()


def test_the_next_sign_in_gives_another_token(client, ann, as_ann):
    as_ann.post(URL)
    token = client.post("/api/v1/login/", ANN).json()["token"]
    assert token != ann.token
    assert signed_in(token).get("/api/v1/me/").status_code == 200
    assert as_ann.get("/api/v1/me/").status_code == 401


def test_signing_out_ends_nobody_elses_token(client, as_ann):
    ben = client.post("/api/v1/register/", BEN).json()
    as_ann.post(URL)
    assert signed_in(ben["token"]).get("/api/v1/me/").status_code == 200


def test_only_who_is_signed_in_can_sign_out(client):
    assert client.post(URL).status_code == 401
