"""The endpoints: an archive goes out, and comes in again as an empty book."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archives import services, views, writing
from archives.tests.conftest import archive_of, digest
from books.models import Book, Cause
from books.unit_of_work import Actor, change
from tests.cast import Caller, faults, made

ZIP = "exports/archive.zip"


def sent(caller, content, **headers):
    body = {"archive": SimpleUploadedFile("archive.zip", content)}
    return caller.post("restore/", body, format="multipart", **headers)


def names(caller, kind):
    return [row["name"] for row in made(caller.get(f"{kind}/?limit=200"))["results"]]


def test_an_empty_book_becomes_what_an_archive_says(alice, carol):
    alice.transaction(payee="Mill")
    content = alice.get(ZIP).getvalue()
    done = made(sent(carol, content))
    assert done["book"] == carol.book.pk
    assert (done["name"], done["last_change"]) == ("alice's book", 3)
    assert done["rows"]["transactions"] == 1
    assert done["digest"] == digest(alice.book.pk) == digest(carol.book.pk)
    assert names(carol, "payees") == ["Mill"]
    assert made(carol.get("book/"))["name"] == "alice's book"


def test_an_archive_has_its_name_its_change_and_its_tag(alice):
    alice.transaction()
    response = alice.get(ZIP)
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="archive-2.zip"'
    assert response["Book-Change"] == "2"
    assert int(response["Content-Length"]) == len(response.getvalue())
    assert alice.get(ZIP, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304
    head = alice.head(ZIP)
    assert (head.status_code, head["ETag"], head.getvalue()) == (200, response["ETag"], b"")
    alice.transaction()
    assert alice.get(ZIP, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 200


def test_a_post_makes_the_same_archive(alice):
    alice.transaction()
    got, posted = alice.get(ZIP), alice.post("exports/archive/")
    assert posted["Content-Disposition"] == 'attachment; filename="archive-2.zip"'
    contents = []
    for response in (got, posted):
        with zipfile.ZipFile(io.BytesIO(response.getvalue())) as parts:
            assert parts.testzip() is None
            manifest = json.loads(parts.read("manifest.json"))
            contents.append((manifest["digest"], manifest["files"]))
    assert contents[0] == contents[1]
    assert made(alice.get("book/"))["last_change"] == 2


def test_a_token_that_may_read_takes_the_book_out(alice):
    token = alice.add("tokens/", name="nightly", scope="read")["token"]
    program = Caller(HTTP_AUTHORIZATION=f"Token {token}")
    assert program.get(ZIP).status_code == 200
    assert sent(program, b"").status_code == 403


def test_a_parameter_that_would_be_passed_over_is_refused(alice):
    for response in (alice.get(f"{ZIP}?account=1"), alice.post("exports/archive/?account=1")):
        assert faults(response) == {("?account", "unknown_parameter")}


def test_a_book_in_which_something_was_recorded_is_not_overwritten(alice, carol):
    content = archive_of(alice.book.pk)
    for work in (
        lambda: carol.transaction(),
        lambda: carol.account(name="Savings"),
        lambda: carol.add("tags/", name="mine"),
    ):
        with_more = Book.objects.get(pk=carol.book.pk).last_change
        work()
        response = sent(carol, content)
        assert (response.status_code, response.json()["code"]) == (409, "book_not_empty")
        assert made(carol.get("book/"))["last_change"] == with_more + 1
        made(carol.post(f"history/{with_more + 1}/undo/"))
        # That it was there, and who took it back, is something too.
        assert sent(carol, content).status_code == 409


def test_the_book_in_the_header_is_the_one_that_is_restored(alice, carol):
    alice.transaction(payee="Mill")
    another = carol.add("books/", name="Another", home_currency="USD")["id"]
    done = made(sent(carol, archive_of(alice.book.pk), HTTP_BOOK=str(another)))
    assert done["book"] == another
    assert names(carol, "payees") == []
    assert made(carol.get("book/"))["name"] == "carol's book"
    assert made(carol.get("payees/", HTTP_BOOK=str(another)))["results"][0]["name"] == "Mill"


def test_the_same_key_restores_once(alice, carol):
    alice.transaction()
    content = archive_of(alice.book.pk)
    key = {"HTTP_IDEMPOTENCY_KEY": "restore-1"}
    first, again = sent(carol, content, **key), sent(carol, content, **key)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert made(carol.get("book/"))["last_change"] == 3
    other = sent(carol, archive_of(carol.book.pk), **key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_that_was_used_before_the_restore_still_holds(alice, carol):
    key, body = {"HTTP_IDEMPOTENCY_KEY": "another"}, {"name": "B", "home_currency": "EUR"}
    book = made(carol.post("books/", body, **key), 201)["id"]
    made(sent(carol, archive_of(alice.book.pk), HTTP_BOOK=str(book)))
    again = carol.post("books/", body, **key)
    assert (again.json()["id"], again["Idempotency-Replayed"]) == (book, "true")


def test_a_cursor_from_before_the_restore_is_no_cursor_any_more(alice, carol):
    alice.transaction()
    before = made(carol.get("changes/"))["cursor"]
    made(sent(carol, archive_of(alice.book.pk)))
    assert faults(carol.get(f"changes/?since={before}")) == {("?since", "invalid_cursor")}
    page = made(carol.get("changes/?limit=10"))
    while page["has_more"]:
        page = made(carol.get(f"changes/?limit=10&since={page['cursor']}"))
    assert not made(carol.get(f"changes/?since={page['cursor']}"))["results"]
    row = carol.transaction()["id"]
    news = made(carol.get(f"changes/?since={page['cursor']}"))["results"]
    assert ("transaction", row) in [(one["kind"], one["id"]) for one in news]


@pytest.mark.parametrize("body", [{}, {"archive": ""}, {"other": "x"}])
def test_a_form_without_an_archive_is_refused(carol, body):
    response = carol.post("restore/", body, format="multipart")
    assert {pointer for pointer, _ in faults(response)} == {"/archive", *(f"/{n}" for n in body)}


def test_what_is_no_form_is_refused(carol):
    assert carol.post("restore/", {"archive": "x"}).status_code == 415


def test_an_archive_that_is_too_large_is_not_even_read(carol, alice, monkeypatch):
    monkeypatch.setattr(views, "SENT", services.Limits(bytes=1_000, expanded_bytes=10**9))
    monkeypatch.setattr(views, "FORM_BYTES", 0)
    response = sent(carol, archive_of(alice.book.pk))
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_a_book_that_changes_meanwhile_is_read_again(alice, monkeypatch):
    alice.transaction()
    lines, disturbed = writing._changes, []

    def overtaken(book):
        yield from lines(book)
        if not disturbed:
            disturbed.append(1)
            with change(book, by=Actor(None, Cause.COMMAND)):
                pass

    monkeypatch.setattr(writing, "_changes", overtaken)
    assert alice.get(ZIP)["Book-Change"] == "3"


def test_where_writers_keep_coming_the_last_try_holds_them_up(alice, monkeypatch):
    lines, count = writing._changes, []

    def overtaken(book):
        yield from lines(book)
        count.append(1)
        if len(count) <= services.TRIES_MAX:
            with change(book, by=Actor(None, Cause.COMMAND)):
                pass

    monkeypatch.setattr(writing, "_changes", overtaken)
    with CaptureQueriesContext(connection) as captured:
        assert alice.get(ZIP)["Book-Change"] == str(1 + services.TRIES_MAX)
    assert len(count) == services.TRIES_MAX + 1
    locks = [q for q in captured.captured_queries if "FOR UPDATE" in q["sql"]]
    assert locks or not connection.features.has_select_for_update


def test_the_number_of_statements_does_not_grow_with_the_rows(alice, carol):
    row = {"type": "expense", "amount": "1", "date": "2024-01-15", "payee": "p", "tags": ["t"]}
    counts = []
    for _ in range(2):
        made(alice.post("transactions/bulk/", {"create": [row] * 30}))
        with CaptureQueriesContext(connection) as captured:
            content = alice.get(ZIP).getvalue()
        out = len(captured.captured_queries)
        book = carol.add("books/", name="B", home_currency="EUR")["id"]
        with CaptureQueriesContext(connection) as captured:
            made(sent(carol, content, HTTP_BOOK=str(book)))
        counts.append((out, len(captured.captured_queries)))
    assert counts[0] == counts[1]
