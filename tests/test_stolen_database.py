"""What somebody can do with a copy of the database: not sign in."""

import re
import zlib
from base64 import urlsafe_b64encode

import pytest
from django.db import connection

from tests.cast import Caller, made
from users.tokens import ACCESS_TOKEN_PREFIX, TOKEN_PREFIX, is_access_token

PASSWORD = "Dark-Blue-Teapot-7"
KEY = "a-key-of-my-own"


def base64url(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


def texts_of_every_table():
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found |= {str(value) for row in cursor for value in row}
    return found


@pytest.fixture
def secrets(db):
    """What a person is given or says that lets them in, through every door that there is."""
    anonymous = Caller()
    person = {"username": "kim", "email": "kim@example.com", "password": PASSWORD}
    headers = {"Idempotency-Key": KEY}
    token = made(anonymous.post("register/", person, headers=headers), 201)["token"]
    kim = Caller(HTTP_AUTHORIZATION=f"Token {token}")
    made_once = made(kim.post("tokens/", {"name": "One", "scope": "write"}, headers=headers), 201)
    anonymous.post("login/", person)
    anonymous.post("login/", {**person, "password": "a wrong password"})
    Caller(HTTP_AUTHORIZATION=f"Token {made_once['token']}").get("me/", REMOTE_ADDR="192.0.2.9")
    return {"password": PASSWORD, "token": token, "access token": made_once["token"], "key": KEY}


def test_no_table_holds_what_lets_somebody_in(secrets):
    texts = texts_of_every_table()
    bare = {
        name: secret.removeprefix(TOKEN_PREFIX).removeprefix(ACCESS_TOKEN_PREFIX)
        for name, secret in secrets.items()
    }
    assert [name for name, secret in bare.items() for text in texts if secret in text] == []


def test_nothing_that_a_table_holds_lets_anybody_in(secrets):
    """Neither as it stands, nor as bytes in the form of a token."""
    texts = {text for text in texts_of_every_table() if text.isascii() and len(text) < 200}
    digests = {text for text in texts if re.fullmatch("[0-9a-f]{32}|[0-9a-f]{64}", text)}
    assert len(digests) > 3
    tried = {text for text in texts if text.isprintable()}
    for text in digests:
        for body in (text, base64url(bytes.fromhex(text))):
            access_token = ACCESS_TOKEN_PREFIX + body
            access_token += base64url(zlib.crc32(access_token.encode()).to_bytes(4, "big"))
            assert is_access_token(access_token)
            tried |= {TOKEN_PREFIX + body, access_token}
    for text in tried:
        status = Caller(HTTP_AUTHORIZATION=f"Token {text}").get("me/").status_code
        assert status == 401, text
