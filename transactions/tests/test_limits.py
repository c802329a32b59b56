"""At the limits and beyond them: exact where it is allowed, a clear refusal where it is not."""

import json

import pytest

from tests.cast import faults
from transactions.row_rules import POSTINGS_MAX, TAGS_MAX
from transactions.serializers import NOTES_LENGTH_MAX
from transactions.tests.example_book import add_expense, add_rate

FLAT = {"type": "expense", "amount": "1", "date": "2024-01-15"}


@pytest.mark.parametrize(
    ("currency", "largest", "smallest", "too_fine"),
    [
        ("EUR", "999999999999.99", "0.01", "0.001"),
        ("JPY", "99999999999999", "1", "0.1"),
        ("KWD", "99999999999.999", "0.001", "0.0001"),
        ("CLF", "9999999999.9999", "0.0001", "0.00001"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency_and_fourteen_digits(
    alice, currency, largest, smallest, too_fine
):
    account = alice.add("accounts/", name="One", currency=currency, opening_date="2020-01-01")
    there = {**FLAT, "account": account["id"]}
    for amount in (largest, smallest):
        assert alice.add("transactions/", **{**there, "amount": amount})["amount"] == amount
    above = "1" + "0" * len(largest.partition(".")[0])
    assert faults(alice.post("transactions/", {**there, "amount": above})) == {
        ("/amount", "too_large")
    }
    assert faults(alice.post("transactions/", {**there, "amount": too_fine})) == {
        ("/amount", "too_many_decimals")
    }


def test_the_largest_amounts_add_up_exactly(alice, own):
    for _ in range(50):
        add_expense(alice, "999999999999.99")
    balance = alice.get(f"accounts/{own.cash}/", {"date": "2024-12-31"}).json()["balance"]
    assert balance == "-49999999999999.50"


def test_more_than_a_sum_can_hold_is_refused_and_changes_nothing(alice):
    split = [{"amount": "-999999999999.99"}] * POSTINGS_MAX
    whole = {"type": "expense", "date": "2024-01-15", "postings": split}
    response = alice.post("transactions/bulk/", {"create": [whole] * 11})
    assert response.status_code == 409
    assert alice.get("transactions/").json()["results"] == []


def test_a_home_amount_beyond_what_can_be_kept_stays_unconverted(alice, own):
    add_rate(alice, "1000000000", day="2024-01-15")
    body = alice.add(
        "transactions/?expand=postings",
        **{**FLAT, "amount": "999999999999.99"},
        account=own.dollars,
    )
    assert body["postings"][0]["converted"] is False


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31", "2000-02-29"])
def test_the_first_and_the_last_day(alice, day):
    assert add_expense(alice, date=day)["date"] == day
    assert (
        len(alice.get("transactions/", {"start_date": day, "end_date": day}).json()["results"]) == 1
    )
    assert alice.get("accounts/", {"date": day}).status_code == 200


def test_a_hundred_postings_and_thirty_tags(alice):
    body = alice.add(
        "transactions/",
        type="expense",
        date="2024-01-15",
        postings=[{"amount": "-0.01"}] * POSTINGS_MAX,
        tags=[f"tag {number}" for number in range(TAGS_MAX)],
    )
    assert (len(body["postings"]), len(body["tags"])) == (POSTINGS_MAX, TAGS_MAX)
    assert body["amount"] == "1.00"
    url = f"transactions/{body['id']}/"
    assert faults(alice.patch(url, {"postings": [{"amount": "-1"}]})) == {("/postings", "count")}


@pytest.mark.parametrize("text", ["n" * NOTES_LENGTH_MAX, "ﷺ" * NOTES_LENGTH_MAX, "😀" * 10_000])
def test_long_notes(alice, text):
    body = add_expense(alice, notes=text)
    assert alice.get(f"transactions/{body['id']}/").json()["notes"] == text
    response = alice.patch(f"transactions/{body['id']}/", {"notes": text + "n"})
    assert faults(response) == {("/notes", "max_length")}


@pytest.mark.parametrize(
    "text",
    ["😀 emoji", "e\u0301 decomposed", "한글", "\u202eright to left", "a\tb\nc", "'; --", "<b>"],
)
def test_text_comes_back_as_it_was_sent(alice, text):
    body = add_expense(alice, description=text, notes=text)
    assert (body["description"], body["notes"]) == (text, text)
    found = alice.get("transactions/", {"q": text.upper()}).json()["results"]
    assert [row["id"] for row in found] == [body["id"]]


@pytest.mark.parametrize("field", ["description", "notes", "payee"])
@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "nul\0", "\0"])
def test_text_that_no_database_keeps_is_refused(alice, field, text):
    body = json.dumps({**FLAT, field: text})
    response = alice.post("transactions/", body, content_type="application/json")
    assert {pointer for pointer, _ in faults(response)} == {f"/{field}"}
    body = json.dumps({**FLAT, "tags": [text]})
    response = alice.post("transactions/", body, content_type="application/json")
    assert {pointer for pointer, _ in faults(response)} == {"/tags/0"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("amount", value) for value in (True, None, [], {}, "", "1e3", "Infinity", "٣", "0x1")),
        ("amount", "9" * 5000),
        ("account", 10**30),
        ("account", -1),
        ("account", 1.5),
        ("category", True),
        ("category", "1"),
        ("date", 20240115),
        ("date", "2024-1-5"),
        ("date", "2024-01-15T00:00:00"),
        ("date", None),
        ("type", 1),
        ("type", None),
        ("payee", 1),
        ("payee", "ﷺ" * 60),
        ("description", ["x"]),
        ("description", "x" * 256),
        ("tags", "sun"),
        ("tags", {"a": 1}),
        ("tags", [1]),
        ("tags", [["a"]]),
        ("status", []),
        ("refund", "maybe"),
        ("refund", None),
        ("postings", 1),
        ("postings", {"amount": "1"}),
        ("postings", ["x"]),
        ("postings", [{"amount": {}}]),
    ],
)
def test_a_value_of_another_kind_is_refused_where_it_stands(alice, field, value):
    places = {pointer for pointer, _ in faults(alice.post("transactions/", {**FLAT, field: value}))}
    assert {place.split("/")[1] for place in places} == {field}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "1",
        '"text"',
        "[]",
        "[[[",
        "{",
        "{'type': 'expense'}",
        '{"amount": NaN}',
        '{"amount": -Infinity}',
        '{"amount": ' + "9" * 5000 + "}",
        '{"type": "expense", "date": "2024-01-15", "amount": ' + "1." + "0" * 5000 + "}",
        '{"type": "expense", "date": "2024-01-15", "amount": 1e999999999}',
        '{"type": "expense", "date": "2024-01-15", "amount": 1e-999999999}',
        "[" * 100_000,
        '{"a":' * 100_000,
        "\ufeff",
    ],
    ids=lambda body: f"{body[:60]}~{len(body)}",
)
@pytest.mark.parametrize("path", ["transactions/", "transactions/bulk/"])
def test_what_is_no_transaction_is_refused(alice, body, path):
    response = alice.post(path, body.encode(), content_type="application/json")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_a_body_in_another_encoding_is_refused(alice):
    body = '{"description": "ä"}'.encode("latin-1")
    response = alice.post("transactions/", body, content_type="application/json")
    assert response.status_code == 400


def test_unknown_fields_are_told_or_let_be_but_never_break(alice):
    response = alice.post("transactions/", {**FLAT, "id": 7, "changed_in": 1, "colour": "red"})
    assert response.status_code in (201, 400)
