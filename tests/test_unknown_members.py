"""Nothing of a request is passed over: what an operation does not know of it is refused.

Every operation of the OpenAPI document is tried, and every object of its body: a new one is tried
from its first day.
"""

import json

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from api.requests import UNKNOWN_MAX
from tests.cast import faults, made
from tests.endpoints import ENDPOINTS, FORMS, QUERIES, parts, statement_sent, stocked
from tests.text_tries import FORM_BODIES, JSON_BODIES, Tries, places_of, pointer_to, stated

MADE_UP = "made_up"
# Objects whose members have names that a file gives them.
FREE = {("accounts",)}
# What is stated there has another shape than the answer.
OWN_SHAPE = {"patch imports/{pk}/", "patch imports/{pk}/rows/"}
# What has pages, or a limit.
PAGED = {e for e in ENDPOINTS if {"limit", "cursor"} & stated(e, "query").keys()}
WITHOUT_BODY = [
    e for e in ENDPOINTS if e.startswith("post ") and e not in JSON_BODIES and e not in FORM_BODIES
]
SENT_BACK = [
    e
    for e in JSON_BODIES
    if e.startswith(("put ", "patch ")) and f"get {parts(e)[1]}" in ENDPOINTS and e not in OWN_SHAPE
]


def objects_of(endpoint):
    """The places of a body in which there are members."""
    found = {at[:-1] for at in places_of(endpoint) if at and at[-1] != 0}
    if any(at[-1:] == ("options",) for at in found):
        found |= {("options", name) for name in ("columns", "directions", "states")}
    return sorted(found - FREE, key=str)


@pytest.mark.one_engine
def test_no_object_of_a_body_takes_a_made_up_member(each):
    def test(tries):
        for at in objects_of(tries.endpoint):
            place = (*at, MADE_UP)
            response = tries.send(pointer_to(place), body=tries.with_([place], 1))
            tries.refused(pointer_to(place), response, {pointer_to(place)}, "unknown_field")

    each(JSON_BODIES, test)


@pytest.mark.one_engine
def test_made_up_members_are_told_together_with_the_other_faults(each):
    def test(tries):
        inner = [(*at, MADE_UP) for at in objects_of(tries.endpoint)]
        response = tries.send("all", body=tries.with_(inner, 1))
        tries.refused("all", response, {pointer_to(at) for at in inner}, "unknown_field")

    each(JSON_BODIES, test)


def test_an_operation_without_a_body_takes_no_member(each):
    def test(tries):
        response = tries.send("body", body=json.dumps({MADE_UP: 1}))
        tries.refused("body", response, {f"/{MADE_UP}"}, "unknown_field")

    each(WITHOUT_BODY, test)


@pytest.mark.one_engine  # refused by its name, before a view reads a row
def test_no_operation_takes_a_made_up_parameter_or_one_of_pages_that_has_none(each):
    def test(tries):
        body = b"" if tries.endpoint in FORMS else json.dumps(tries.base)
        pages = () if tries.endpoint in PAGED else ("cursor", "limit")
        added = [f"{name}=1" for name in (MADE_UP, *pages)]
        query = "&".join([tries.query.removeprefix("?"), *added])
        response = tries.send(query, address=tries.address, QUERY_STRING=query, body=body)
        pointers = {f"?{MADE_UP}", *(f"?{p}" for p in pages)}
        tries.refused(query, response, pointers, "unknown_parameter")

    each(ENDPOINTS, test)


def test_no_form_takes_a_made_up_field_or_one_twice(each):
    def test(tries):
        def attempt(fields, pointer, code):
            body = encode_multipart(BOUNDARY, fields)
            response = tries.send(pointer, body=body, content_type=MULTIPART_CONTENT)
            tries.refused(pointer, response, {pointer}, code)

        attempt({MADE_UP: "1"}, f"/{MADE_UP}", "unknown_field")
        attempt({MADE_UP: statement_sent()}, f"/{MADE_UP}", "unknown_field")
        attempt({MADE_UP: ["1", "1"]}, f"/{MADE_UP}", "repeated")
        (file,) = (name for name in tries.base if name in ("file", "archive"))
        attempt({file: [statement_sent(), statement_sent()]}, f"/{file}", "repeated")
        attempt({file: [statement_sent(), "text"]}, f"/{file}", "repeated")

    each(FORM_BODIES, test)


@pytest.mark.parametrize("endpoint", SENT_BACK)
def test_an_answer_can_be_sent_back_and_changes_nothing(alice, endpoint):
    tries = Tries(alice, stocked(alice), endpoint)
    shown = made(alice.get(tries.address + QUERIES.get(parts(endpoint)[1], "")))
    returned = made(tries.send("back", body=json.dumps(shown)), 200)
    assert {**returned, "changed_in": 0, "last_change": 0} == {
        **shown,
        "changed_in": 0,
        "last_change": 0,
    }


def test_a_misspelt_member_is_told_the_name_that_was_probably_meant(alice):
    body = {"type": "expense", "amount": "1", "date": "tomorrow", "catgeory": 1, "dtae": 2, "x": 3}
    response = alice.post("transactions/", body)
    assert response.status_code == 400
    found = {(e["pointer"], e["code"], e["detail"]) for e in response.json()["errors"]}
    assert found >= {
        ("/catgeory", "unknown_field", "There is no such field; did you mean category?"),
        ("/dtae", "unknown_field", "There is no such field; did you mean date?"),
        ("/x", "unknown_field", "There is no such field."),
    }
    assert ("/date", "invalid") in faults(response)


def test_members_are_told_whatever_their_names(alice):
    body = {"message": 1, "code": 2, "non_field_errors": 3, "a/b": 4}
    found = faults(alice.post("tags/", {"name": "x", **body}))
    pointers = {"/message", "/code", "/non_field_errors", "/a~1b"}
    assert found == {(pointer, "unknown_field") for pointer in pointers}


def test_an_answer_lists_a_bounded_number_of_unknown_members(alice):
    body = {"name": "x", **{f"member{i}": i for i in range(100_000)}}
    assert len(faults(alice.post("tags/", body))) == UNKNOWN_MAX


def test_a_split_can_be_sent_back(alice):
    split = alice.transaction(
        amount="3.00", postings=[{"amount": "-1.00"}, {"amount": "-2.00", "description": "rest"}]
    )
    address = f"transactions/{split['id']}/"
    for send in (alice.patch, alice.put):
        returned = made(send(address, made(alice.get(address))), 200)
        assert [p["amount"] for p in returned["postings"]] == ["-1.00", "-2.00"]


def test_fields_of_an_answer_alone_change_nothing_of_what_is_made(alice):
    row = alice.account(name="Sent back", id=1, balance="9.00")
    assert (row["id"] > 1, row["balance"]) == (True, "0.00")


CREATES = [e for e in JSON_BODIES if e.startswith("post ") and f"get {parts(e)[1]}" in ENDPOINTS]


def test_what_the_answer_to_a_post_adds_may_be_sent_again(each):
    def test(tries):
        response = tries.send("first")
        if response.status_code != 201:
            return
        again = tries.send("again", body=json.dumps({**response.json(), **tries.base}))
        codes = {code for _pointer, code in faults(again)} if again.status_code == 400 else set()
        assert "unknown_field" not in codes, faults(again)

    each(CREATES, test)
