"""What imports answer in every state is what the OpenAPI document says."""

import json
from functools import cache

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator, FormatChecker

from imports.tests.sending import committed, planned, sent, table, worked
from tests.cast import made

DOCUMENT = settings.BASE_DIR / "docs" / "reference" / "openapi.json"
JANUARY = table(("2024-01-05", "-3.40", "Bakery"), ("2024-01-09", "-42.00", "Market"))
OF_EVERY_KIND = table(
    ("2024-01-05", "-3.40", "Bakery"),
    ("2024-01-09", "-42.00", "Market"),
    ("2024-01-15", "-5.00", "By hand"),
    ("2024-01-20", "-9.99", "New"),
    ("2024-02-31", "-1.00", "No such day"),
)


@cache
def document():
    return json.loads(DOCUMENT.read_text(encoding="utf-8"))


def faults(response, path, method="get"):
    """What the document says against an answer."""
    operation = document()["paths"][f"/api/v1/{path}"][method]
    answer = operation["responses"][str(response.status_code)]
    schema = answer["content"]["application/json"]["schema"]
    whole = {**schema, "components": document()["components"]}
    checker = Draft202012Validator(whole, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(response.json())]


def waiting(alice, cash):
    return made(sent(alice, JANUARY, account=cash), 202)


def without_an_account(alice, cash):
    return planned(alice, JANUARY)


def unreadable(alice, cash):
    return planned(alice, table(("01/02/2024", "-3.40", "Bakery")), account=cash)


def outdated(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    alice.post(f"imports/{shown['id']}/commit/")
    alice.transaction(account=cash)
    return worked(alice, shown["id"])


def faulty(alice, cash):
    return planned(alice, OF_EVERY_KIND, query="?commit=auto", account=cash, all_or_nothing="true")


def done(alice, cash):
    return committed(alice, JANUARY, account=cash)


@pytest.mark.parametrize(
    ("brought_to", "state", "code"),
    [
        (waiting, "waiting", None),
        (without_an_account, "failed", "account_required"),
        (unreadable, "failed", "ambiguous_dates"),
        (outdated, "planned", "outdated"),
        (faulty, "planned", "faulty_rows"),
        (done, "committed", None),
    ],
)
def test_an_import_is_as_described(alice, cash, brought_to, state, code):
    row_id = brought_to(alice, cash)["id"]
    response = alice.get(f"imports/{row_id}/")
    shown = made(response)
    assert (shown["state"], (shown["problem"] or {}).get("code")) == (state, code)
    assert faults(response, "imports/{id}/") == []
    assert faults(alice.get("imports/"), "imports/") == []


def test_rows_of_every_verdict_are_as_described(alice, cash):
    committed(alice, JANUARY, account=cash)
    gone = made(alice.get("transactions/?limit=1"))["results"][0]["id"]
    alice.delete(f"transactions/{gone}/")
    alice.transaction(account=cash, amount="5.00", date="2024-01-14")
    shown = planned(alice, OF_EVERY_KIND, account=cash)
    assert set(shown["rows"].values()) == {1}
    assert faults(alice.get(f"imports/{shown['id']}/rows/"), "imports/{id}/rows/") == []


def test_suggestions_formats_and_layouts_are_as_described(alice, cash):
    savings = alice.account()["id"]
    committed(alice, table(("2024-01-05", "-90.00", "To savings")), account=cash)
    committed(alice, table(("2024-01-05", "90.00", "From cash")), account=savings)
    year = "?start_date=2024-01-01&end_date=2024-12-31"
    for path, query in (
        ("transfer-suggestions/", year),
        ("import-formats/", ""),
        ("import-layouts/", ""),
    ):
        response = alice.get(path + query)
        assert made(response)["results"]
        assert faults(response, path) == []
