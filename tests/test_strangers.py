"""Nobody reaches what is not theirs: every endpoint, tried without a token and by a stranger.

The endpoints are found in the URL map and the fields that take ids in the serializers. A new one
fails here until `tests.endpoints` or `tests.id_fields` says how to try it.
"""

import json
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from rest_framework.serializers import ListSerializer, Serializer

from api.fields import IdField, RowField
from tests.cast import Caller, faults, text_of, undone
from tests.copies import made_once
from tests.endpoints import (
    BODIES,
    BY_EXAMPLE,
    ENDPOINTS,
    MARK,
    MISSING,
    PUBLIC,
    QUERIES,
    call,
    line_of_a_budget,
    missing,
    occurrence_of_a_schedule,
    parts,
    planned_import,
    rows_of,
    statement_of_a_bank,
    stocked,
)
from tests.id_fields import FIELDS, ID, OWN, OWN_LINE, SPLIT

# Writes to addresses without an id that touch the caller alone.
OF_THE_CALLER = {
    "patch book/", "post logout/", "patch me/", "delete me/", "post me/password/",
    "patch me/preferences/",
}  # fmt: skip

WITH_ID = [endpoint for endpoint in ENDPOINTS if "{" in endpoint]
LISTS = [e for e in ENDPOINTS if e.startswith("get ") and "{" not in e]


@pytest.fixture
def ids(alice):
    return stocked(alice)


def apart_from_the_address(response, *ids):
    """What an answer says, without what the caller said to get it."""
    text = response.content.decode()
    instance = response.json().get("instance", "")
    text = text.replace(instance, "")
    for row_id in ids:
        text = re.sub(rf"\b{row_id}\b", "N", text)
    return response.status_code, text


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_it_is_known_how_to_try_every_endpoint(endpoint):
    method, _, kind = parts(endpoint)
    known = endpoint in PUBLIC | OF_THE_CALLER or kind in BODIES or method == "get"
    assert known, f"say in tests/endpoints.py how a stranger tries {endpoint}"


def test_without_a_token_that_holds_there_is_nothing_but_401(ids, alice, subtests):
    before = rows_of(alice)
    for endpoint in [e for e in ENDPOINTS if e not in PUBLIC]:
        with subtests.test(endpoint):
            _, _, kind = parts(endpoint)
            for token in ("", "Token", "Token " + "0" * 64, "Bearer x", "Basic YTpi"):
                caller = Caller(**({"HTTP_AUTHORIZATION": token} if token else {}))
                response = call(caller, endpoint, ids.get(kind))
                assert response.status_code == 401
                assert response["WWW-Authenticate"] == "Token"
                assert response["Content-Type"] == "application/problem+json"
                assert response.json()["code"] in {"not_authenticated", "authentication_failed"}
                assert MARK not in response.content.decode()
            assert rows_of(alice) == before


def test_the_id_of_another_book_does_not_exist(ids, alice, bob, subtests):
    before = rows_of(alice), rows_of(bob), bob.get("book/").json()
    for endpoint in WITH_ID:
        with subtests.test(endpoint), undone():
            _, _, kind = parts(endpoint)
            theirs = call(bob, endpoint, ids[kind])
            nothing = call(bob, endpoint, missing(kind))
            assert theirs.status_code == 404
            assert theirs["Content-Type"] == "application/problem+json"
            assert apart_from_the_address(theirs) == apart_from_the_address(nothing)
            assert (rows_of(alice), rows_of(bob), bob.get("book/").json()) == before


def test_the_options_of_an_address_do_not_tell_whether_the_row_exists(ids, bob, subtests):
    for endpoint in sorted({f"options {parts(e)[1]}" for e in WITH_ID}):
        with subtests.test(endpoint):
            _, _, kind = parts(endpoint)
            theirs, nothing = (call(bob, endpoint, row_id) for row_id in (ids[kind], missing(kind)))
            assert (theirs.status_code, theirs.content) == (nothing.status_code, nothing.content)
            assert call(Caller(), endpoint, ids[kind]).status_code == 401


def test_what_is_shown_without_an_id_is_the_callers_own(ids, bob, subtests):
    for endpoint in LISTS:
        with subtests.test(endpoint):
            _, address, _ = parts(endpoint)
            response = call(bob, endpoint, query=QUERIES.get(address, ""))
            assert response.status_code == 200
            text = text_of(response)
            assert not [word for word in (MARK, "77.77", "7.777", "alice") if word in text]


def test_the_owner_is_shown_what_is_theirs(ids, alice, subtests):
    """Which makes sure that the test above looks where there is something to see."""
    for endpoint in LISTS:
        with subtests.test(endpoint):
            _, address, _ = parts(endpoint)
            text = text_of(call(alice, endpoint, query=QUERIES.get(address, "")))
            # The same for everybody, or without a word of one's own.
            unmarked = address in {"currencies/", "import-formats/", "me/preferences/"}
            assert unmarked or any(word in text for word in (MARK, "77.77", "7.777", "alice"))


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("categories/?parent={}", "categories"),
        ("transactions/?account={}", "accounts"),
        ("transactions/?category={}", "categories"),
        ("transactions/?payee={}", "payees"),
        ("transactions/?tag={}", "tags"),
        ("exports/transactions.json?account={}", "accounts"),
        ("exports/transactions.json?category={}", "categories"),
        ("exports/transactions.json?payee={}", "payees"),
        ("exports/transactions.json?tag={}", "tags"),
    ],
)
def test_a_filter_by_the_id_of_another_book_finds_nothing(ids, alice, bob, address, kind):
    bob.transaction()
    assert not results(bob.get(address.format(ids[kind])))
    if kind != "categories" or "transactions" in address:
        assert results(alice.get(address.format(ids[kind])))


def results(response):
    """The rows of a page, or of a file."""
    assert response.status_code == 200, response.getvalue()
    shown = json.loads(response.getvalue())
    return shown["results"] if isinstance(shown, dict) else shown


TRIES = [
    pytest.param(*attempt, id=f"{field}-{number}")
    for field, tries in FIELDS.items()
    for number, attempt in enumerate(tries)
]


def fields_that_take_ids():
    """Each field of each serializer of ours that takes an id in a request."""
    for app in apps.get_app_configs():
        if (settings.BASE_DIR / app.name / "serializers.py").is_file():
            import_module(f"{app.name}.serializers")
    found, classes = set(), [Serializer]
    while classes:
        cls = classes.pop()
        classes += cls.__subclasses__()
        if cls.__module__.startswith(("rest_framework", "drf_spectacular")):
            continue
        for name, field in cls._declared_fields.items():
            leaf = getattr(field, "child", None)
            leaf = field if leaf is None or isinstance(field, ListSerializer) else leaf
            if isinstance(leaf, IdField | RowField) and not field.read_only:
                found.add(f"{cls.__name__}.{name}")
    return found


def test_it_is_known_how_to_try_every_field_that_takes_an_id():
    assert fields_that_take_ids() == set(FIELDS)


def filled(value, row_id, own):
    """`value` with ids in the place of the words that stand for them."""
    if isinstance(value, dict):
        return {name: filled(inner, row_id, own) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, row_id, own) for inner in value]
    ids = {ID: row_id, OWN: own["transactions"], OWN_LINE: own["budget-lines"]}
    return ids.get(value, value) if isinstance(value, str) else value


def make_own(bob, shape):
    """Give Bob rows of his own, of which the transaction has that shape, and return their ids."""
    return {
        "categories": bob.category()["id"],
        "payees": bob.add("payees/", name="P")["id"],
        "tags": bob.add("tags/", name="T")["id"],
        "tokens": bob.add("tokens/", name="T")["id"],
        "transactions": bob.transaction(**shape)["id"],
        "imports": planned_import(bob),
        "transfer-suggestions": None,
        **{kind: bob.add(f"{kind}/", **BODIES[kind])["id"] for kind in BY_EXAMPLE},
        "budget-lines": bob.add("budget-lines/", **line_of_a_budget(bob))["id"],
        "occurrences": bob.add("occurrences/", **occurrence_of_a_schedule(bob))["id"],
        "statements": bob.add("statements/", **statement_of_a_bank(bob))["id"],
    }


@pytest.mark.parametrize(("kind", "endpoint", "body", "pointer"), TRIES)
def test_an_id_of_another_book_in_a_body_does_not_exist(
    ids, alice, bob, kind, endpoint, body, pointer
):
    shape = SPLIT if kind == "postings" else {}
    own = made_once(f"own rows {shape}", lambda: make_own(bob, shape))
    before = rows_of(alice), rows_of(bob)
    own_id = own[parts(endpoint)[2]]

    def sent(row_id):
        return call(bob, endpoint, own_id, body=filled(body, row_id, own))

    theirs, nothing = sent(ids[kind]), sent(MISSING)
    assert (pointer, "does_not_exist") in faults(theirs)
    assert {place for place, _ in faults(theirs)} == {pointer}
    assert apart_from_the_address(theirs, ids[kind]) == apart_from_the_address(nothing, MISSING)
    assert MARK not in theirs.content.decode()
    assert (rows_of(alice), rows_of(bob)) == before


def test_a_replacement_of_another_book_does_not_exist(ids, alice, bob):
    before = rows_of(alice)
    response = bob.delete(f"categories/{bob.category()['id']}/?replace_with={ids['categories']}")
    assert faults(response) == {("?replace_with", "does_not_exist")}
    assert rows_of(alice) == before


def test_a_name_that_another_book_uses_is_free(ids, bob):
    for kind, name in [("accounts", "account"), ("payees", "payee"), ("tags", "tag")]:
        bob.add(f"{kind}/", name=f"{MARK} {name}")
    bob.category(name=f"{MARK} category")
