"""Texts that are not Unicode or hold a NUL: found anywhere, and reported within bounds."""

import json
import time

import pytest

from api.faults import POINTER_LENGTH_MAX
from api.parsers import read_json
from api.texts import FAULTS_MAX, query_problems, value_problems
from common.errors import Invalid
from tests.cast import faults

LONE = "a\ud800"
LATIN = "\xff"


def found(value):
    return [(problem.pointer, problem.code) for problem in value_problems(value)]


def test_every_faulty_text_is_found_with_its_place():
    value = {"a": LONE, "b": [1, {"c~/d": "\0"}], "e": {LONE: "\udfff", "f": "\udfff"}, "g": "ä"}
    assert found(value) == [
        ("/a", "not_unicode"),
        ("/b/1/c~0~1d", "null_characters_not_allowed"),
        ("/e", "not_unicode"),
        ("/e/f", "not_unicode"),
    ]


def test_a_whole_pair_is_a_character(alice):
    assert read_json(r'["\ud83c\udf55", "\\ud800", "\\u0000"]') == ["🍕", r"\ud800", r"\u0000"]
    body = r'{"name": "Pizza \ud83c\udf55", "type": "expense"}'
    assert alice.send("POST", "categories/", body).json()["name"] == "Pizza 🍕"


HALVES = [r"\ud83c", r"\uDF55\uD83C", r"\udbff!", r"\ud83c\\udf55", r"\u0000"]


@pytest.mark.parametrize("text", HALVES)
def test_half_a_pair_is_none_however_it_is_spelled(text):
    with pytest.raises(Invalid):
        read_json(f'["{text}"]')


def test_members_that_nobody_knows_are_no_hiding_place(alice):
    body = json.dumps({"name": "A", "type": "expense", "unknown": {"deep": [LONE]}})
    assert faults(alice.send("POST", "categories/", body)) == {("/unknown/deep/0", "not_unicode")}


def test_an_answer_lists_so_many_faults_and_no_more(alice):
    response = alice.send("POST", "categories/", json.dumps([LONE] * 500_000))
    assert len(faults(response)) == FAULTS_MAX


def test_the_pointer_to_what_is_below_a_long_name_is_that_of_what_is_around_it():
    assert found({"a": {"n" * POINTER_LENGTH_MAX: [LONE, {"b": LONE}]}}) == [
        ("/a", "not_unicode"),
        ("/a", "not_unicode"),
    ]


def test_the_largest_body_is_looked_through_in_no_time():
    body = json.dumps([["ä" * 3, "\U0001f355"]] * 250_000)
    begin = time.process_time()
    read_json(body)
    assert time.process_time() - begin < 5


def test_names_and_values_of_a_query_are_utf_8():
    query = "a=%FF&%C3=1&b=%00&c=\xff&d=%C3%A4+%F0%9F%8D%95&e=\xc3\xa4".encode("latin-1")
    assert [(problem.pointer, problem.code) for problem in query_problems(query)] == [
        ("?a", "not_unicode"),
        ("?%C3", "not_unicode"),
        ("?b", "null_characters_not_allowed"),
        ("?c", "not_unicode"),
    ]


def test_what_a_client_sent_does_not_come_back_whole(alice):
    response = alice.post("accounts/", {"name": "A", "type": "x" * 1_000_000})
    assert faults(response) == {("/type", "invalid_choice")}
    assert len(response.content) < 2_000
