"""The start fails with a sentence where a model of a book is not declared as it has to be."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account
from accounts.resource import ACCOUNT
from books import declarations, resources
from books.declarations import register
from books.registry import row_models
from books.resources import OtherTable, Provides
from transactions.models import MonthlyTotal, Posting


def found():
    return {message.id: message.msg for message in declarations.problems(None)}


def test_every_model_of_a_book_is_declared():
    assert found() == {}


def test_a_row_with_a_history_needs_a_resource(monkeypatch):
    others = {name: one for name, one in resources.resources.items() if name != "account"}
    monkeypatch.setattr(declarations, "resources", others)
    with pytest.raises(CommandError, match=r"accounts\.Account is a BookRow: add its Resource to"):
        call_command("check", stdout=io.StringIO(), stderr=io.StringIO())


@pytest.mark.parametrize("model", [MonthlyTotal, Posting])
def test_a_table_of_a_book_is_declared(monkeypatch, model):
    monkeypatch.setattr(
        declarations, "row_models", [other for other in row_models if other is not model]
    )
    assert "add it to DECLARATIONS of transactions/resource.py" in found()["books.E002"]


def test_what_is_pointed_at_comes_first(monkeypatch):
    monkeypatch.setattr(declarations, "row_models", [Posting, Account])
    assert "declared before what its account points at" in found()["books.E004"]


def test_the_name_of_a_resource_fits_the_history(monkeypatch):
    monkeypatch.setitem(resources.resources, "a_name_of_a_row_that_is_long", long_named())
    assert "is longer than 12" in found()["books.E003"]


def long_named():
    values = {name: getattr(ACCOUNT, name) for name in ("plural", "model", "describe", "present")}
    return resources.Resource(name="a_name_of_a_row_that_is_long", **values)


def test_a_declaration_provides_lower_apps_with_what_they_ask_for(monkeypatch):
    registry = []
    monkeypatch.setattr(declarations, "row_models", [])
    monkeypatch.setattr(declarations, "resources", {})
    monkeypatch.setattr(declarations, "track", lambda one: None)
    values = {name: getattr(ACCOUNT, name) for name in ("plural", "model", "describe", "present")}
    register(resources.Resource(name="x", provides=(Provides(registry, len),), **values))
    assert registry == [len]


def test_a_table_without_a_history_is_emptied_with_the_book(monkeypatch):
    models = []
    monkeypatch.setattr(declarations, "row_models", models)
    register(OtherTable(MonthlyTotal))
    assert models == [MonthlyTotal]
