"""What somebody can do with a copy of the database: not sign in."""

import json
import re
import zlib
from urllib.parse import quote

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import Client

from books.models import Change
from households.tokens import INVITATION_PREFIX
from imports.tests.sending import planned, table
from tests.background import finish_background_work
from tests.cast import API, Caller, made
from tests.second_steps import with_app
from tests.stored_texts import base64url, texts_of_every_table
from users.models import Registration, User
from users.second_step import WrongCode, use_code
from users.serializers import CODE_LENGTH_MAX
from users.tokens import ACCESS_TOKEN_PREFIX, TOKEN_PREFIX, is_access_token

PASSWORD = "Dark-Blue-Teapot-7"
SET_BY_STAFF = "Loud-Orange-Violin-4"
KEY = "a-key-of-my-own"
STATEMENT = table(("2024-01-15", "-3.40", "Baker"))
SIGN_IN_PAGE = "/account/login/"


def twice(caller, path, body, **headers):
    """The one answer to the same request under the same key, sent once and then again."""
    headers = {"Idempotency-Key": KEY, **headers}
    first, again = (made(caller.post(path, body, headers=headers), 201) for _ in range(2))
    assert first == again
    return first


@pytest.fixture
def public(db):
    """What a database holds before anybody has come, as the names of migrations and permissions."""
    return texts_of_every_table()


@pytest.fixture
def secrets(public):
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
    planned(kim, STATEMENT)
    browser = at_work_in_the_admin()
    app, new_app, link = second_steps()
    return {
        "password": PASSWORD,
        "password set by staff": SET_BY_STAFF,
        "token": token,
        "access token": access,
        "access token of one book": narrow,
        "pending invitation": pending,
        "mailed invitation": mailed,
        "used invitation": used,
        "key": KEY,
        "session": browser.cookies["sessionid"].value,
        "CSRF secret": browser.cookies["csrftoken"].value,
        "secret of the app": app.secret,
        "secret of an app that is being set up": new_app,
        "key to a new password": link,
        **{f"recovery code {code}": code for code in app.recovery_codes},
    }


def registered(anonymous, name):
    person = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    return made(anonymous.post("register/", person), 201)["token"]


def at_work_in_the_admin():
    """The browser of Kim, who has signed in as staff, and set somebody's password."""
    User.objects.filter(username="kim").update(is_staff=True, is_superuser=True)
    browser = Client()
    browser.get(SIGN_IN_PAGE)
    browser.post(SIGN_IN_PAGE, {"username": "kim", "password": "a wrong password"})
    answer = browser.post(SIGN_IN_PAGE, {"username": "kim", "password": PASSWORD})
    assert answer.status_code == 302
    page = f"/admin/auth/user/{User.objects.get(username='lee').pk}/password/"
    new = {"usable_password": "true", "password1": SET_BY_STAFF, "password2": SET_BY_STAFF}
    assert browser.post(page, new).status_code == 302
    assert opens_the_admin(browser)
    return browser


def second_steps():
    """The app of Lee, the secret of the one that Lee is setting up, and Lee's way to a password."""
    lee = User.objects.get(username="lee")
    browser = Client()
    browser.force_login(lee)
    session = browser.session
    session["mfa.totp.secret"] = new_app = generate_totp_secret()
    session.save()
    app = with_app(lee)
    forgetful = Client()
    forgetful.post("/account/password/reset/", {"email": "lee@example.com"})
    finish_background_work()
    address = re.search(r"/account/password/reset/\S+", mail.outbox[-1].body)[0]
    assert forgetful.get(address).status_code == 302
    key = address.rstrip("/").partition("-")[2]
    assert forgetful.session["_password_reset_key"] == key
    return app, new_app, key


def opens_the_admin(browser):
    return browser.get("/admin/").status_code == 200


def bare(secret):
    """Return `secret` without the prefix that its kind has."""
    prefixes = (TOKEN_PREFIX, ACCESS_TOKEN_PREFIX, INVITATION_PREFIX)
    return secret[4:] if secret.startswith(prefixes) else secret


def test_no_table_holds_what_lets_somebody_in(secrets):
    texts = texts_of_every_table()
    assert [
        name for name, secret in secrets.items() for text in texts if bare(secret) in text
    ] == []


@pytest.mark.parametrize(
    "hide",
    [
        lambda secret: cache.set("some-key", {"user": [secret]}),
        lambda secret: Change.objects.update(answer=json.dumps([200, {}, {"a": [secret]}])),
        lambda secret: User.objects.update(first_name=secret.encode().hex()),
        lambda secret: User.objects.update(first_name=base64url(secret.encode())),
        lambda secret: User.objects.update(first_name=f"{secret}:{'A' * 43}"),
    ],
    ids=["pickled in the cache", "within JSON", "hexadecimal", "base64", "signed"],
)
def test_the_search_finds_a_secret_in_any_form(alice, hide):
    hide("a secret that was hidden")
    assert "a secret that was hidden" in texts_of_every_table()


def test_the_answers_that_are_kept_for_repeating_hold_no_secret(secrets):
    """The search has met with one, and a repeated request was answered all the same."""
    (kept,) = Change.objects.exclude(answer="").values_list("answer", flat=True)
    status, headers, body = json.loads(kept)
    assert (status, headers["Location"]) == (201, f"{API}invitations/{body['id']}/")
    assert not {"token", "link"} & body.keys()
    assert Registration.objects.get().user.username == "kim"


def every_text_that_is_tried(public):
    """What came into the tables, as it stands, and what of it is a digest in the form of bytes."""
    came = texts_of_every_table() - public
    texts = {text for text in came if text.isascii() and len(text) < 200}
    digests = {text for text in texts if re.fullmatch("[0-9a-f]{32}|[0-9a-f]{64}", text)}
    assert len(digests) > 3
    bodies = digests | {base64url(bytes.fromhex(text)) for text in digests}
    return {text for text in texts if text.isprintable()}, bodies


def test_nothing_that_a_table_holds_lets_anybody_in(public, secrets):
    """Neither as it stands, nor as bytes in the form of a token."""
    tried, bodies = every_text_that_is_tried(public)
    assert bodies
    for body in bodies:
        access_token = ACCESS_TOKEN_PREFIX + body
        access_token += base64url(zlib.crc32(access_token.encode()).to_bytes(4, "big"))
        assert is_access_token(access_token)
        tried |= {TOKEN_PREFIX + body, access_token}
    for text in tried:
        status = Caller(HTTP_AUTHORIZATION=f"Token {text}").get("me/").status_code
        assert status == 401, text


def test_nothing_that_a_table_holds_opens_the_admin(public, secrets):
    tried, bodies = every_text_that_is_tried(public)
    thief = Client()
    for text in tried | bodies:
        thief.cookies["sessionid"] = text
        assert not opens_the_admin(thief), text


def test_nothing_that_a_table_holds_is_a_second_step(public, secrets, set_limits):
    """With the password, which is another secret, a thief of the database still has no code."""
    set_limits(second_step=None, login=None, login_failures=None, login_failures_account=None)
    tried, _ = every_text_that_is_tried(public)
    texts = sorted(text for text in tried if 0 < len(text) <= CODE_LENGTH_MAX)
    lee = User.objects.get(username="lee")
    for text in texts:
        with pytest.raises(WrongCode):
            use_code(lee, text)
    body = {"username": "lee", "password": SET_BY_STAFF}
    for text in texts[::10]:  # a sign-in asks the same of each
        assert Caller().post("login/", {**body, "code": text}).status_code == 401, text
    right = next(code for name, code in secrets.items() if name.startswith("recovery code"))
    assert Caller().post("login/", {**body, "code": right}).status_code == 200


def test_nothing_that_a_table_holds_opens_a_book_to_a_stranger(public, secrets, set_limits):
    set_limits(invitation_lookups=None)
    thief = Caller(HTTP_AUTHORIZATION=f"Token {registered(Caller(), 'thief')}")
    assert thief.get(f"invited/{secrets['pending invitation']}/").status_code == 200
    tried, bodies = every_text_that_is_tried(public)
    for text in tried | bodies | {INVITATION_PREFIX + body for body in bodies}:
        status = thief.get(f"invited/{quote(text, safe='')}/").status_code
        assert status == 404, text


def test_nothing_that_a_table_holds_is_a_password(secrets):
    """Hashing each text would take minutes; the hashes are of known passwords, and none is one."""
    passwords = {PASSWORD, SET_BY_STAFF}
    assert all(any(user.check_password(p) for p in passwords) for user in User.objects.all())
    assert not passwords & texts_of_every_table()
