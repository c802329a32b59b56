"""What somebody can do with a copy of the database: not sign in."""

import json
import re
import zlib
from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest
from django.db import connection

from books.models import Change
from households.tokens import INVITATION_PREFIX
from tests.cast import API, Caller, made
from users.models import Registration
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


def twice(caller, path, body, **headers):
    """The one answer to the same request under the same key, sent once and then again."""
    headers = {"Idempotency-Key": KEY, **headers}
    first, again = (made(caller.post(path, body, headers=headers), 201) for _ in range(2))
    assert first == again
    return first


@pytest.fixture
def secrets(db):
    """What a person is given or says that lets them in, through every door that there is."""
    anonymous = Caller()
    person = {"username": "kim", "email": "kim@example.com", "password": PASSWORD}
    token = twice(anonymous, "register/", person)["token"]
    kim = Caller(HTTP_AUTHORIZATION=f"Token {token}")
    access = twice(kim, "tokens/", {"name": "One", "scope": "write"})["token"]
    book = made(kim.get("book/"))["id"]
    narrow = kim.add("tokens/", name="Two", scope="write", only_book=book)["token"]
    anonymous.post("login/", person)
    anonymous.post("login/", {**person, "password": "a wrong password"})
    for given in (access, narrow):
        reader = Caller(HTTP_AUTHORIZATION=f"Token {given}", HTTP_BOOK=str(book))
        assert reader.get("book/", REMOTE_ADDR="192.0.2.9").status_code == 200
    pending = twice(kim, "invitations/", {"role": "editor"}, Book=str(book))["token"]
    mailed = kim.add("invitations/", role="viewer", email="lee@example.com")["token"]
    used = kim.add("invitations/", role="viewer")["token"]
    lee = Caller(HTTP_AUTHORIZATION=f"Token {registered(anonymous, 'lee')}")
    made(lee.post(f"invited/{used}/accept/"))
    return {
        "password": PASSWORD,
        "token": token,
        "access token": access,
        "access token of one book": narrow,
        "pending invitation": pending,
        "mailed invitation": mailed,
        "used invitation": used,
        "key": KEY,
    }


def registered(anonymous, name):
    person = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    return made(anonymous.post("register/", person), 201)["token"]


def test_no_table_holds_what_lets_somebody_in(secrets):
    texts = texts_of_every_table()
    prefixes = (TOKEN_PREFIX, ACCESS_TOKEN_PREFIX, INVITATION_PREFIX)
    bare = {
        name: secret[4:] if secret.startswith(prefixes) else secret
        for name, secret in secrets.items()
    }
    assert [name for name, secret in bare.items() for text in texts if secret in text] == []


def test_the_answers_that_are_kept_for_repeating_hold_no_secret(secrets):
    """The search has met with one, and a repeated request was answered all the same."""
    (kept,) = Change.objects.exclude(answer="").values_list("answer", flat=True)
    status, headers, body = json.loads(kept)
    assert (status, headers["Location"]) == (201, f"{API}invitations/{body['id']}/")
    assert not {"token", "link"} & body.keys()
    assert Registration.objects.get().user.username == "kim"


def every_text_that_is_tried():
    """What the tables hold, as it stands, and what of it is a digest in the form of bytes."""
    texts = {text for text in texts_of_every_table() if text.isascii() and len(text) < 200}
    digests = {text for text in texts if re.fullmatch("[0-9a-f]{32}|[0-9a-f]{64}", text)}
    assert len(digests) > 3
    bodies = digests | {base64url(bytes.fromhex(text)) for text in digests}
    return {text for text in texts if text.isprintable()}, bodies


def test_nothing_that_a_table_holds_lets_anybody_in(secrets):
    """Neither as it stands, nor as bytes in the form of a token."""
    tried, bodies = every_text_that_is_tried()
    for body in bodies:
        access_token = ACCESS_TOKEN_PREFIX + body
        access_token += base64url(zlib.crc32(access_token.encode()).to_bytes(4, "big"))
        assert is_access_token(access_token)
        tried |= {TOKEN_PREFIX + body, access_token}
    for text in tried:
        status = Caller(HTTP_AUTHORIZATION=f"Token {text}").get("me/").status_code
        assert status == 401, text


def test_nothing_that_a_table_holds_opens_a_book_to_a_stranger(secrets):
    thief = Caller(HTTP_AUTHORIZATION=f"Token {registered(Caller(), 'thief')}")
    assert thief.get(f"invited/{secrets['pending invitation']}/").status_code == 200
    tried, bodies = every_text_that_is_tried()
    for text in tried | bodies | {INVITATION_PREFIX + body for body in bodies}:
        status = thief.get(f"invited/{quote(text, safe='')}/").status_code
        assert status == 404, text
