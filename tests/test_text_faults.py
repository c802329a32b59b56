"""What is not text, or too much of one, is refused in every place of a body in JSON.

The places are those of the OpenAPI document: a new field is tried from its first day.
"""

import json
from itertools import product

import pytest

from tests.endpoints import ENDPOINTS, FORMS
from tests.text_tries import (
    ARABIC_ONE,
    FORM_BODIES,
    JSON_BODIES,
    LONG,
    MARKS,
    NO_TEXTS,
    ends_of,
    operations,
    places_of,
    pointer_to,
)


def test_every_operation_is_found_and_every_form_known():
    assert set(operations()) == set(ENDPOINTS)
    assert set(FORM_BODIES) == FORMS
    assert len(JSON_BODIES) > 30


def test_no_place_of_a_body_takes_what_is_no_text(each):
    """The answer reports each fault, however many there are."""

    def test(tries):
        ends = ends_of(tries.endpoint)
        around = places_of(tries.endpoint).keys() - ends
        for value, code in NO_TEXTS:
            for group in [ends, *([at] for at in around)]:
                pointers = {pointer_to(at) for at in group}
                said = f"{value!a} in {sorted(pointers)}"
                response = tries.send(said, body=tries.with_(group, value))
                tries.refused(said, response, pointers, code)

    each(JSON_BODIES, test)


@pytest.mark.one_engine
def test_no_place_of_a_number_takes_what_only_looks_like_one(each):
    def test(tries):
        numbers = [at for at, is_integer in places_of(tries.endpoint).items() if is_integer]
        for at, value in product(numbers, (ARABIC_ONE, "1", 1.0)):
            said = f"{value!a} in {pointer_to(at)}"
            response = tries.send(said, body=tries.with_([at], value))
            tries.refused(said, response, {pointer_to(at)})

    each(JSON_BODIES, test)


@pytest.mark.one_engine
def test_no_place_of_a_body_takes_a_megabyte(each):
    def test(tries):
        for at in places_of(tries.endpoint):
            said = f"long {pointer_to(at)}"
            response = tries.send(said, body=tries.with_([at], LONG))
            tries.refused(said, response, {pointer_to(at)}, around=bool(at))

    each(JSON_BODIES, test)


IDS_OF_BULK = {("delete", 0), ("update", 0, "id")}


@pytest.mark.one_engine
def test_no_place_of_a_body_takes_long_over_marks_in_no_order(each):
    def test(tries):
        # A bulk call reads the ids before anything else.
        ends = [at for at in ends_of(tries.endpoint) if at not in IDS_OF_BULK]
        response = tries.send("marks", body=tries.with_(ends, MARKS))
        tries.refused("marks", response, {pointer_to(at) for at in ends}, around=True)

    each(JSON_BODIES, test)


def test_a_name_of_a_megabyte_is_passed_over_or_refused_at_once(each):
    def test(tries):
        response = tries.send("name", body=json.dumps({LONG: {"x": 1}}))
        if response is not None and response.status_code >= 300:
            tries.refused("name", response)

    each(JSON_BODIES, test, writes_nothing=False)
