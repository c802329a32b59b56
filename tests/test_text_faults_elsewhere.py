"""What is not text is refused in every parameter, header, path and form of the OpenAPI document."""

import json
import re
from itertools import product
from urllib.parse import quote

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test.client import BOUNDARY, MULTIPART_CONTENT, FakePayload
from django.utils.http import parse_header_parameters

from expense_tracker.wsgi import application
from tests.cast import faults, made
from tests.endpoints import BODIES, FORMS, account_of, parts, statement_sent
from tests.text_tries import (
    ARABIC_ONE,
    FORM,
    FORM_BODIES,
    HIGH,
    LONG,
    MARKS,
    NOT_UTF8,
    NUL,
    body_schema,
    operations,
    places,
    stated,
)


@pytest.mark.one_engine
def test_no_query_parameter_takes_what_is_no_text(each):
    def test(tries):
        body = b"" if tries.endpoint in FORMS else json.dumps(tries.base)

        def attempt(names, text, code=None):
            query = "&".join([tries.query.removeprefix("?"), *(f"{n}={text}" for n in names)])
            response = tries.send(query, address=tries.address, QUERY_STRING=query, body=body)
            tries.refused(query, response, {f"?{name}" for name in names}, code)

        known = stated(tries.endpoint, "query")
        for text in [*map(quote, NOT_UTF8), "\xff"]:
            attempt([*known, "unknown", "%FF"], text, "not_unicode")
        attempt([*known, "unknown", "a%00"], "a%00b", "null_characters_not_allowed")
        numbers = [name for name in known if "integer" in str(known[name].get("type"))]
        for name, text in product(numbers, (ARABIC_ONE, "1_0", "1.0", "+1", " 1", "1\n")):
            attempt([name], quote(text))
        for name in known:
            attempt([name], LONG)

    each(operations(), test)


@pytest.mark.parametrize("stated", ["application/json; q*=nonsense''x", "x" * 20_000])
def test_a_content_type_that_cannot_be_read_is_one_that_nobody_takes(anonymous, kept_open, stated):
    """Django reads it before anything of ours runs but the application itself."""
    where = {"REQUEST_METHOD": "POST", "PATH_INFO": "/api/v1/login/"}
    body = {"wsgi.input": FakePayload(b"{}"), "CONTENT_LENGTH": "2"}
    environ = anonymous._base_environ(**where, **body, CONTENT_TYPE=stated)
    begun = []
    list(application(environ, lambda *answer: begun.append(answer)))
    ((status, headers),) = begun
    assert status == "415 Unsupported Media Type"
    assert ("Content-Type", "application/problem+json") in headers


@pytest.fixture
def kept_open():
    """Keeps the connection to the database, which a request to the application would close."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def test_the_charset_of_a_body_is_not_that_of_the_query(alice):
    """Python knows charsets in which plain ASCII spells a lone surrogate."""
    odd = "application/json; charset=unicode_escape"
    response = alice.get("transactions/?status=%5Cud800", CONTENT_TYPE=odd)
    assert faults(response) == {("?status", "invalid_choice")}


@pytest.mark.one_engine  # refused before any statement
def test_no_path_takes_what_is_no_text(each):
    def test(tries):
        _, template, _ = parts(tries.endpoint)
        for text in [*map(quote, NOT_UTF8), "%00", "a%00", quote(ARABIC_ONE), LONG]:
            address = re.sub(r"\{\w+\}", text, template)
            response = tries.send(f"path {text:.20}", address=address)
            tries.refused(f"path {text:.20}", response)
            if response is not None and response.status_code not in (400, 404):
                tries.findings.append(f"path {text:.20}: {response.status_code}")

    each([e for e in operations() if "{" in e], test)


ODD = ["\xff", "\xed\xa0\x80", "\xc3\xa9", "\xa01", "\0", LONG]
"""Values of headers, in Latin-1 as servers hand them on (PEP 3333)."""


@pytest.mark.one_engine  # read for tags, keys and books: no statement has what they hold
def test_no_header_of_the_document_takes_what_is_no_text(each):
    def test(tries):
        body = json.dumps(BODIES.get(tries.kind, {}))
        for name, value in product(stated(tries.endpoint, "header"), ("\xff1", LONG)):
            key = "HTTP_" + name.upper().replace("-", "_")
            said = f"{name}: {value!r:.30}"
            response = tries.send(said, body=b"" if tries.method == "get" else body, **{key: value})
            if name != "If-None-Match":  # what names no answer that there is asks for any
                tries.refused(said, response)

    each(operations(), test)


OTHER_HEADERS = [
    *("AUTHORIZATION", "ACCEPT", "ACCEPT_LANGUAGE", "ACCEPT_ENCODING", "COOKIE", "X_REQUEST_ID"),
    *("USER_AGENT", "HOST", "ORIGIN", "REFERER", "X_FORWARDED_FOR", "X_FORWARDED_PROTO", "RANGE"),
    *("IF_MODIFIED_SINCE", "X_CSRFTOKEN", "X_HTTP_METHOD_OVERRIDE"),
    *("ACCESS_CONTROL_REQUEST_METHOD", "ACCESS_CONTROL_REQUEST_HEADERS"),
]
HARDER = [
    "application/json; q*=nonsense''x",  # in a charset that there is not (RFC 2231)
    "application/json; q*=utf-8''%ff",
    "application/json; version=\xff",
    "Token \xff",
    "Token \xed\xa0\x80",
    "http://[",
    "http://[::1",
    "[::",
    "1" * 5_000,
    ";" * 5_000,
    "; " * 5_000,
    '";' * 5_000,
    ",",
]


def test_no_other_header_makes_the_server_fail(each, settings):
    settings.NUM_PROXIES = 1

    def test(tries):
        for name, value in product(OTHER_HEADERS, [*ODD, *HARDER]):
            tries.send(f"{name}: {value!r:.40}", **{f"HTTP_{name}": value})

    each(["post accounts/", "post login/"], test)


def test_no_content_type_makes_the_server_fail(each):
    def test(tries):
        for value in filter(is_readable, {*ODD, *HARDER, "application/json; charset=\xff"}):
            said = f"Content-Type: {value!r:.40}"
            tries.refused(said, tries.send(said, body=b"{}", content_type=value))

    each(["post accounts/", "post imports/", "post login/"], test)


def is_readable(value):
    """Whether Django reads a Content-Type; any other is that of unknown bytes (wsgi.py)."""
    try:
        parse_header_parameters(value)
    except ValueError:
        return False
    return True


OF_JSON = {"options", "accounts"}
"""The fields of forms that hold JSON."""


def form_of(fields):
    """The bytes of a form: of each field, the name of its file, or None, and its content."""
    lines = []
    for name, (file_name, content) in fields.items():
        head = f'Content-Disposition: form-data; name="{name}"'.encode()
        if file_name is not None:
            head += b'; filename="%s"' % file_name
        lines += [f"--{BOUNDARY}".encode(), head, b"", content]
    return b"\r\n".join([*lines, f"--{BOUNDARY}--".encode(), b""])


@pytest.mark.one_engine  # refused once the caller is known, before any other statement
def test_no_field_of_a_form_takes_what_is_no_text(each):
    def test(tries):
        sound = {name: (None, str(value).encode()) for name, value in tries.base.items()}
        file, sent = next((n, v) for n, v in tries.base.items() if not isinstance(v, int))
        sound[file] = (b"a.csv", sent.read())

        def attempt(said, pointer, code, name, content, file_name=None):
            fields = {**sound, name: (file_name, content)}
            response = tries.send(said, body=form_of(fields), content_type=MULTIPART_CONTENT)
            tries.refused(f"{said} {content!r:.40}", response, {pointer}, code)

        names = {at[0] for at, _ in places(body_schema(tries.endpoint, FORM)) if at}
        for name in names - {file}:
            pointer, null = f"/{name}", "null_characters_not_allowed"
            for raw in NOT_UTF8:
                attempt(name, pointer, "not_unicode", name, raw)
            attempt(name, pointer, null, name, b"a\0b")
            for text in (LONG, MARKS):
                attempt(name, pointer, None, name, text.encode())
            if name in OF_JSON:
                attempt(name, pointer, "not_unicode", name, json.dumps({"x": HIGH}).encode())
                attempt(name, pointer, "not_unicode", name, json.dumps({HIGH: 1}).encode())
                attempt(name, pointer, null, name, json.dumps({"x": [NUL]}).encode())
        for raw in NOT_UTF8:
            attempt("file name", f"/{file}", "required", file, sound[file][1], raw)

    each(FORM_BODIES, test)


def test_a_file_keeps_its_name_whatever_the_alphabet(alice):
    """Forms are read byte by byte, and some of the bytes of these do not print."""
    name = "Umsätze Über Ärger 明細 🍕.csv"
    fields = {"file": (name.encode(), statement_sent().read())}
    account = str(account_of(alice)).encode()
    body = form_of({**fields, "account": (None, account)})
    sent = alice.generic("POST", "imports/", body, MULTIPART_CONTENT)
    assert made(sent, 202)["file"]["name"] == name
