"""Files of a book by its page: what each has, under which filters; and an archive as a book."""

import csv
import io
import json
import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archives.services import book_digest
from books.models import Book, Membership
from exports.errors import Overtaken
from imports.tests.test_hostile import packed
from tests.cast import joined, signed_up
from web.tests.pages import address_of, browser_of
from web.views import exports

pytestmark = pytest.mark.django_db

STATEMENTS_MAX = 12
"""What a page may send, whatever it shows."""


@pytest.fixture
def browser(alice):
    return browser_of(alice.user)


def file_of(browser, alice, kind, query=""):
    answer = browser.get(f"{address_of('export_file', book=alice.book.pk, kind=kind)}{query}")
    assert answer.status_code == 200
    return answer


def payees(answer):
    return [row["payee"] for row in csv.DictReader(io.StringIO(answer.getvalue().decode()))]


@pytest.mark.parametrize("kind", exports.KINDS)
def test_a_file_is_that_of_the_api(alice, browser, kind):
    alice.transaction(payee="Bakery", category=alice.category()["id"])
    name = exports.KINDS[kind].name
    query = "?bom=true" if kind == "csv-excel" else ""
    said = alice.get(f"exports/{name}{query}")
    answer = file_of(browser, alice, kind)
    for header in ("Content-Type", "Content-Disposition"):
        assert answer[header] == said[header]
    if kind not in ("xlsx", "ofx"):  # these two state when they were made
        assert answer.getvalue() == said.getvalue()
    else:
        assert answer.getvalue()


def test_a_file_has_what_the_filters_of_the_list_leave(alice, browser):
    alice.transaction(payee="Bakery", date="2024-01-15")
    alice.transaction(payee="Kiosk", date="2024-01-16")
    alice.transaction(payee="Bakery", date="2024-02-15")
    assert payees(file_of(browser, alice, "csv", "?q=bakery&month=2024-01")) == ["Bakery"]
    assert len(payees(file_of(browser, alice, "csv"))) == 3


def test_the_register_leads_to_the_export_of_its_filters(alice, browser):
    there = address_of("transactions", book=alice.book.pk)
    text = browser.get(f"{there}?q=bakery&month=2024-01").content.decode()
    page = f"{address_of('exports', book=alice.book.pk)}?month=2024-01&amp;q=bakery"
    assert f'href="{page}"' in text
    text = browser.get(page.replace("&amp;", "&")).content.decode()
    kind = address_of("export_file", book=alice.book.pk, kind="csv")
    assert f'href="{kind}?month=2024-01&amp;q=bakery"' in text
    assert "“bakery”" in text
    assert "January 2024" in text


def test_a_kind_that_is_not_known_is_not_there(alice, browser):
    there = address_of("export_file", book=alice.book.pk, kind="pdf")
    assert browser.get(there).status_code == 404


def test_a_book_that_keeps_changing_is_said_to_be_busy(alice, browser, monkeypatch):
    def overtaken(*_):
        raise Overtaken

    kind = exports.Kind("transactions.xlsx", "x", make=overtaken)
    monkeypatch.setattr(exports, "KINDS", {"xlsx": kind})
    answer = browser.get(address_of("export_file", book=alice.book.pk, kind="xlsx"))
    assert answer.status_code == 409
    assert "Try again in a moment" in answer.content.decode()


def restore(browser, alice, content):
    there = address_of("archive_restore", book=alice.book.pk)
    return browser.post(there, {"archive": SimpleUploadedFile("a.zip", content)})


def test_an_archive_becomes_another_book_of_the_owner(alice, browser):
    alice.transaction(payee="Mill")
    answer = browser.get(address_of("archive", book=alice.book.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="archive-2.zip"'
    before = book_digest(alice.book)
    answer = restore(browser, alice, answer.getvalue())
    made = Book.objects.order_by("id").last()
    assert made.pk != alice.book.pk
    assert answer["Location"] == address_of("transactions", book=made.pk)
    assert book_digest(made) == before == book_digest(alice.book)
    assert list(Membership.objects.filter(book=made).values_list("user")) == [(alice.user.pk,)]
    assert "Mill" in browser.get(answer["Location"]).content.decode()


def test_the_same_archive_sent_twice_becomes_one_book(alice, browser):
    there = address_of("archive_restore", book=alice.book.pk)
    page = browser.get(address_of("exports", book=alice.book.pk)).content.decode()
    (key,) = re.findall(r'name="key" value="(.+?)"', page)
    one = browser.get(address_of("archive", book=alice.book.pk)).getvalue()
    alice.transaction(payee="Mill")
    other = browser.get(address_of("archive", book=alice.book.pk)).getvalue()

    def made(content):
        sent = {"key": key, "archive": SimpleUploadedFile("a.zip", content)}
        return browser.post(there, sent)["Location"]

    assert made(one) == made(one)
    assert made(other) != made(one)
    assert made(one) == made(one)
    assert Book.objects.count() == 3


def test_an_archive_becomes_no_book_beyond_those_that_a_person_may_own(alice, browser, monkeypatch):
    content = browser.get(address_of("archive", book=alice.book.pk)).getvalue()
    monkeypatch.setattr("households.services.BOOKS_OWNED_MAX", 1)
    answer = restore(browser, alice, content)
    assert answer.status_code == 409
    assert "A user owns at most 1 books." in answer.content.decode()
    assert Book.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\0" * 70_000, random.Random(4).randbytes(3_000_000), packed(a="x"),
        packed(manifest__json=b"0" * 30_000_000), packed(manifest__json=json.dumps({"a": 1})),
    ],
    ids=["empty", "nul", "random", "other", "bomb", "manifest"],
)  # fmt: skip
def test_what_is_not_an_archive_is_refused_at_its_field(alice, browser, content):
    answer = restore(browser, alice, content)
    assert answer.status_code == 422
    assert re.search(r'id="id_archive_error"><li>.+?</li>', answer.content.decode())
    assert Book.objects.count() == 1


def test_an_archive_that_is_too_large_is_refused_at_its_field(alice, browser, monkeypatch):
    limits = exports.SENT
    monkeypatch.setattr(exports, "SENT", type(limits)(bytes=1_000, expanded_bytes=1_000))
    answer = restore(browser, alice, b"x" * 2_000)
    assert answer.status_code == 422
    assert "An archive has at most" in answer.content.decode()


def test_a_form_without_an_archive_is_refused_at_its_field(alice, browser):
    answer = browser.post(address_of("archive_restore", book=alice.book.pk))
    assert answer.status_code == 422
    assert 'id="id_archive_error"' in answer.content.decode()


def test_a_member_takes_files_out_and_restores_nothing(alice):
    other = signed_up("editor")
    joined(other, alice.book, "editor")
    browser = browser_of(other.user)
    text = browser.get(address_of("exports", book=alice.book.pk)).content.decode()
    assert "Download the archive" in text
    assert "Restore an archive" not in text


def test_the_page_sends_few_statements(alice, browser):
    there = f"{address_of('exports', book=alice.book.pk)}?q=a&payee=1&tag=1"
    browser.get(there)
    with CaptureQueriesContext(connection) as sent:
        assert browser.get(there).status_code == 200
    assert len(sent) <= STATEMENTS_MAX
