"""What a form says of an upload, beside the file, holds as what the query says does."""

import pytest

from imports.models import Import
from imports.tests import sending
from tests.cast import faults, made
from tests.endpoints import statement_sent

ROWS = sending.table(("2024-01-05", "-3.40", "Bakery"))


def sent(caller, query="", **fields):
    account = made(caller.get("accounts/"))["results"][0]["id"]
    body = {"file": statement_sent(), "account": account, **fields}
    return caller.post(f"imports/{query}", body, format="multipart")


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("?commit=auto&accept=unproved", {}),
        ("", {"commit": "auto", "accept": "unproved", "wait": "0"}),
        ("?commit=auto", {"accept": "unproved"}),
        ("?commit=auto&accept=unproved&wait=0", {"commit": "auto", "wait": "0"}),
    ],
)
def test_options_of_the_commit_are_taken_from_form_and_query_alike(alice, query, fields):
    made(sent(alice, query, **fields), 202)
    imported = Import.objects.get()
    assert (imported.auto_commit, imported.accept_unproved) == (True, True)


@pytest.mark.parametrize(
    ("query", "fields", "wanted"),
    [
        ("?wait=1", {"wait": "2"}, {("/wait", "differs_from_query")}),
        ("", {"accept": "unproved"}, {("/accept", "without_commit")}),
        ("?accept=unproved", {}, {("?accept", "without_commit")}),
        ("", {"commit": "yes", "wait": "x"}, {("/commit", "invalid_choice"), ("/wait", "invalid")}),
        ("", {"comit": "auto"}, {("/comit", "unknown_field")}),
        ("", {"options": '{"colums": {}}'}, {("/options", "unknown_field")}),
        ("", {"options": '{"columns": {"amuont": 1}}'}, {("/options", "unknown_field")}),
    ],
)
def test_what_is_not_understood_of_a_form_is_refused(alice, query, fields, wanted):
    assert faults(sent(alice, query, **fields)) == wanted
    assert not Import.objects.exists()


def test_more_files_than_may_wait_are_refused_until_one_is_read(alice, bob, settings):
    settings.IMPORTS_WAITING_MAX = 2
    keyed = {"HTTP_IDEMPOTENCY_KEY": "k" * 20}
    first = made(sending.sent(alice, ROWS, extra=keyed), 202)["id"]
    made(sending.sent(alice, ROWS), 202)
    assert faults(sending.sent(alice, ROWS)) == {("/file", "too_many_waiting")}
    assert Import.objects.count() == 2
    assert made(sending.sent(alice, ROWS, extra=keyed), 202)["id"] == first, "it is there already"
    made(sending.sent(bob, ROWS), 202)
    sending.worked(alice, first)
    made(sending.sent(alice, ROWS), 202)
