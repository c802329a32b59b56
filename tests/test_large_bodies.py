"""Who may send the application server more than fits into memory, and how much."""

import base64
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archives.services import SENT
from archives.views import FORM_BYTES
from expense_tracker.bodies import IMPORTS, RESTORE, bytes_max, is_signed_in
from imports.services import PART_BYTES
from serving.refusals import CODES, TITLES
from tests.cast import made
from users.models import AccessToken, User

pytestmark = pytest.mark.django_db


def environ(**headers):
    """The WSGI environment of an upload whose body is still on its way."""
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": IMPORTS,
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "CONTENT_LENGTH": "100000",
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        **headers,
    }


def with_token(text):
    return environ(HTTP_AUTHORIZATION=f"Token {text}")


def test_a_valid_token_lets_a_large_body_in_and_nothing_else_does(alice):
    token = made(alice.post("tokens/", {"name": "Bank", "scope": "write"}), 201)["token"]
    assert is_signed_in(with_token(token))
    odd = {"CONTENT_TYPE": "multipart/form-data; x*=nonsense''x"}
    assert is_signed_in({**with_token(token), **odd})
    assert not is_signed_in(environ(**odd))
    for headers in (
        environ(),
        with_token(token[:-1] + "x"),
        with_token(""),
        environ(HTTP_AUTHORIZATION=f"Bearer {token}"),
        environ(HTTP_AUTHORIZATION="Token \xff"),
        environ(HTTP_AUTHORIZATION="Basic " + base64.b64encode(b"alice:x").decode()),
        environ(HTTP_COOKIE="sessionid=guessed"),
    ):
        assert not is_signed_in(headers)
    AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not is_signed_in(with_token(token))


def test_a_session_lets_a_large_body_in(alice):
    browser = Client()
    browser.force_login(User.objects.get())
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    assert is_signed_in(environ(HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={cookie}"))


def test_the_server_refuses_in_the_words_of_the_api(anonymous):
    answers = {
        401: anonymous.get("me/", headers={"Authorization": "Token wrong"}),
        413: anonymous.post("login/", {"password": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}),
    }
    assert answers
    for status, answer in answers.items():
        problem = made(answer, status)
        assert (problem["title"], problem["code"]) == (TITLES[status], CODES[status])


def test_what_the_views_take_the_server_takes():
    assert reverse("import-list") == IMPORTS
    assert reverse("restore") == RESTORE
    assert bytes_max(IMPORTS) >= settings.IMPORT_BYTES_MAX + PART_BYTES
    assert bytes_max(RESTORE) >= SENT.bytes + FORM_BYTES
    assert bytes_max(reverse("web:imports", args=[7])) == bytes_max(IMPORTS)
    assert bytes_max(reverse("web:archive_restore", args=[7])) == bytes_max(RESTORE)
    assert bytes_max("/b/7/transactions/") == settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert bytes_max("/api/v1/transactions/") == settings.DATA_UPLOAD_MAX_MEMORY_SIZE
