"""Request bodies: JSON and nothing else, exact, of a bounded size and depth."""

import json
from decimal import Decimal
from io import BytesIO

import pytest
from rest_framework.exceptions import ParseError

from api.parsers import DEPTH_MAX, ExactJSONParser
from tests.cast import faults, made
from transactions.models import Transaction


def parsed(text):
    return ExactJSONParser().parse(BytesIO(text.encode() if isinstance(text, str) else text))


def test_fractions_arrive_as_exact_decimals():
    value = parsed('{"a": 0.1, "b": 75.50, "c": 1e2, "d": 12345678901234567890.12}')
    assert value == {
        "a": Decimal("0.1"),
        "b": Decimal("75.50"),
        "c": Decimal("1e2"),
        "d": Decimal("12345678901234567890.12"),
    }
    assert {type(number) for number in value.values()} == {Decimal}


def test_whole_numbers_arrive_as_integers():
    assert parsed(f"[1, -1, {10**40}]") == [1, -1, 10**40]


def test_a_byte_order_mark_is_passed_over():
    assert parsed(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


NO_JSON = [
    "",
    " ",
    "{",
    "{'a': 1}",
    '{"a": 1,}',
    '{"a": NaN}',
    '{"a": Infinity}',
    "[-Infinity]",
    "nul",
    "1 2",
    "0x10",
    "01",
    '"\t"',
    "a=1&b=2",
    "1" * 5_000,
    '{"a": 1, "a": 2}',
    '{"b": {"a": 1, "a": 1}}',
    b"\xff\xfe{\x00}\x00",
    '{"a": "ä"}'.encode("latin-1"),
]


@pytest.mark.parametrize("text", NO_JSON, ids=range(len(NO_JSON)))
def test_what_is_no_json_or_could_be_read_in_two_ways_is_refused(text):
    with pytest.raises(ParseError):
        parsed(text)


def nested(depth, opening="[", closing="]"):
    return opening * depth + closing * depth


def test_nesting_is_followed_to_a_stated_depth():
    parsed(nested(DEPTH_MAX))
    for depth in (DEPTH_MAX + 1, 100, 990, 100_000):
        for text in (nested(depth), '{"a":' * depth + "1" + "}" * depth):
            with pytest.raises(ParseError, match="nested"):
                parsed(text)


def test_a_body_that_is_no_json_is_a_400_which_says_so(alice):
    response = alice.send("POST", "categories/", '{"name": ')
    body = made(response, 400)
    assert response["Content-Type"] == "application/problem+json"
    assert body["code"] == "parse_error"
    assert "not JSON" in body["detail"]


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/json; charset=utf-16",
    ],
)
def test_another_type_or_charset_is_a_415(alice, content_type):
    text = '{"name": "A", "type": "income"}'
    response = alice.generic("POST", "categories/", text, content_type=content_type)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", 'application/json; charset="UTF-8"'],
)
def test_json_in_utf_8_is_taken_however_it_says_so(alice, content_type):
    text = json.dumps({"name": "Käse", "type": "expense"}, ensure_ascii=False)
    response = alice.generic("POST", "categories/", text, content_type=content_type)
    assert made(response, 201)["name"] == "Käse"


def test_a_body_over_the_limit_is_a_413_and_one_at_the_limit_is_read(alice, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 200
    body = '{"name": "A", "type": "income"}'
    response = alice.send("POST", "categories/", body.ljust(201))
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert response["Content-Type"] == "application/problem+json"
    made(alice.send("POST", "categories/", body.ljust(200)), 201)


def test_a_thousand_rich_transactions_fit_into_one_body(alice):
    account, category = alice.account()["id"], alice.category()["id"]
    part = {"amount": "-10.00", "category": category, "description": "part " * 10}
    rich = {
        "type": "expense",
        "date": "2024-01-15",
        "account": account,
        "payee": "A payee with a rather long name, somewhere in the city",
        "description": "ä" * 200,
        "notes": "ö" * 1_000,
        "tags": [f"tag number {n}" for n in range(10)],
        "status": "reconciled",
        "postings": [part] * 5,
    }
    response = alice.post("transactions/bulk/", {"create": [rich] * 1_000})
    assert len(made(response)["create"]) == 1_000
    assert Transaction.objects.count() == 1_000


WRITES = [
    ("POST", "accounts/"),
    ("PUT", "accounts/{account}/"),
    ("PATCH", "accounts/{account}/"),
    ("POST", "categories/"),
    ("PUT", "categories/{category}/"),
    ("PATCH", "categories/{category}/"),
    ("POST", "categories/{category}/merge/"),
    ("POST", "payees/"),
    ("PATCH", "payees/{payee}/"),
    ("POST", "payees/{payee}/merge/"),
    ("POST", "tags/"),
    ("PATCH", "tags/{tag}/"),
    ("POST", "tags/{tag}/merge/"),
    ("POST", "transactions/"),
    ("PUT", "transactions/{transaction}/"),
    ("PATCH", "transactions/{transaction}/"),
    ("POST", "transactions/bulk/"),
    ("POST", "rates/"),
    ("PATCH", "book/"),
    ("PATCH", "me/"),
    ("DELETE", "me/"),
    ("POST", "me/password/"),
    ("POST", "login/"),
    ("POST", "register/"),
]


@pytest.fixture
def ids(alice):
    return {
        "account": alice.account()["id"],
        "category": alice.category()["id"],
        "payee": alice.add("payees/", name="P")["id"],
        "tag": alice.add("tags/", name="T")["id"],
        "transaction": alice.transaction()["id"],
    }


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_body_that_is_no_object_is_a_400(alice, ids, method, path):
    for text in ("[]", "[{}]", '"text"', "7", "0.5", "null", "true", "false"):
        response = alice.send(method, path.format(**ids), text)
        assert {place for place, _ in faults(response)} == {""}, text
