"""What every resource has from its declaration: history, undo, trash, feed, archive, admin, checks.

Each is found in the URL map, and made with the body of tests/endpoints.py or its own example.
"""

from pathlib import Path

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db.models import DO_NOTHING

from archives.tests.conftest import archive_of, digest, restored
from books.resources import resources
from tests.by_example import creating_views, text_fields
from tests.cast import made, signed_up
from tests.digest import contents
from tests.endpoints import ENDPOINTS, VIEWS, sound_body

OPENAPI = Path(__file__).resolve().parent.parent / "docs/reference/openapi.yaml"
# What to change where it is not the first text of a row.
CHANGES = {
    "rates": {"rate": "3"},
    "transactions": {"notes": "Two"},
    "budget-lines": {"opening": "2.00"},
    "occurrences": {"amount": "2.00"},
    "statements": {"balance": "2.00"},
}

CREATING = {
    kind: view for kind, view in creating_views(VIEWS).items() if f"post {kind}/" in ENDPOINTS
}
BY_PLURAL = {one.plural: one for one in resources.values()}
# A constraint keeps these from being anything else.
CONSTRAINED = {("categories", "parent_key")}
DERIVED = sorted(
    {(kind, column) for kind in CREATING for column in BY_PLURAL[kind].derived} - CONSTRAINED
)

pytestmark = pytest.mark.django_db


def test_nothing_hangs_on_a_row_that_django_would_have_to_delete_or_empty():
    """`books.rows.delete_rows` deletes the rows that it names, and no others."""
    tables = [one.model for one in resources.values()]
    tables += [part.model for one in resources.values() for part in one.parts]
    pointers = [one for model in tables for one in model._meta.get_fields(include_hidden=True)]
    rules = {getattr(one, "on_delete", DO_NOTHING) for one in pointers}
    assert rules == {DO_NOTHING}


@pytest.fixture(params=CREATING)
def kind(request):
    return request.param


@pytest.fixture
def row(alice, kind):
    return alice.add(f"{kind}/", **sound_body(alice, kind))


def change_of(kind):
    return CHANGES.get(kind) or {text_fields(CREATING[kind])[0]: "Two"}


def changed(caller, kind, row):
    """Change a row; returns the number of the change."""
    made(caller.patch(f"{kind}/{row['id']}/", change_of(kind)))
    return made(caller.get("book/"))["last_change"]


def test_every_resource_can_be_made():
    assert set(creating_views(VIEWS)) == set(BY_PLURAL)


def test_it_is_made_read_listed_changed_and_deleted(alice, kind, row):
    address = f"{kind}/{row['id']}/"
    assert made(alice.get(address)) == row
    assert row in made(alice.get(f"{kind}/"))["results"]
    changed(alice, kind, row)
    after = made(alice.get(address))
    assert after.items() >= change_of(kind).items()
    assert alice.delete(address).status_code == 204
    assert alice.get(address).status_code == 404


def test_its_history_says_what_became_of_it(alice, kind, row):
    changed(alice, kind, row)
    newest, oldest = made(alice.get(f"{kind}/{row['id']}/history/"))["results"]
    assert [entry["action"] for entry in oldest["entries"]] == ["created"]
    ((entry,), (field,)) = newest["entries"], newest["entries"][0]["changes"]
    assert (entry["action"], field["field"]) == ("amended", next(iter(change_of(kind))))


def test_a_change_of_it_is_undone_and_redone(alice, kind, row):
    before = contents(alice.book.pk)
    number = changed(alice, kind, row)
    after = contents(alice.book.pk)
    for back, expected in enumerate((before, after)):
        made(alice.post(f"history/{number + back}/undo/"))
        assert contents(alice.book.pk) == expected


def test_it_comes_back_from_the_trash(alice, kind, row):
    before = contents(alice.book.pk)
    alice.delete(f"{kind}/{row['id']}/")
    gone = made(alice.get("trash/"))["results"][0]
    assert (gone["kind"], gone["row"]) == (BY_PLURAL[kind].name, row["id"])
    made(alice.post(f"trash/{gone['id']}/restore/"))
    assert contents(alice.book.pk) == before


def test_the_feed_of_the_book_has_it(alice, kind):
    cursor = made(alice.get("changes/"))["cursor"]
    row = alice.add(f"{kind}/", **sound_body(alice, kind))
    items = made(alice.get(f"changes/?since={cursor}"))["results"]
    assert row in [item["object"] for item in items if item["kind"] == BY_PLURAL[kind].name]


def test_an_archive_brings_it_back(alice, kind, row):
    changed(alice, kind, row)
    done = restored(archive_of(alice.book.pk), signed_up("carol").user)
    assert digest(done.book.pk) == digest(alice.book.pk)
    stored = BY_PLURAL[kind].model.objects
    count = stored.for_book(alice.book).count()
    assert stored.for_book(done.book).count() == count > 0


def test_staff_see_it_in_the_admin(kind):
    assert BY_PLURAL[kind].model in admin.site._registry


def test_it_is_in_the_openapi_document(kind):
    text = OPENAPI.read_text(encoding="utf-8")
    for address in (f"{kind}/", f"{kind}/{{id}}/", f"{kind}/{{id}}/history/"):
        assert f"\n  /api/v1/{address}:\n" in text


@pytest.mark.parametrize(("kind", "column"), DERIVED)
def test_check_books_finds_a_derived_column_that_is_not_what_it_should_be(alice, kind, column):
    row = alice.add(f"{kind}/", **sound_body(alice, kind))
    call_command("check_books")
    stored = BY_PLURAL[kind].model.objects.filter(pk=row["id"])
    wrong = {column: "9" if isinstance(stored.get().serializable_value(column), str) else 9}
    stored.update(**wrong)
    with pytest.raises(CommandError):
        call_command("check_books")
