"""Files that were made to do harm, or are not files of any format, sent by the page."""

import html
import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from imports.models import Import
from imports.tests.test_hostile import packed
from imports.worker.pipeline import take_further
from web.tests.pages import address_of, browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(alice):
    return browser_of(alice.user)


def upload(browser, alice, content):
    there = address_of("imports", book=alice.book.pk)
    return browser.post(there, {"file": SimpleUploadedFile("file-0.csv", content)})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (random.Random(3).randbytes(3_000_000), "format"),
        (b"\0" * 70_000, "format"),
    ],
    ids=["empty", "random", "nul"],
)
def test_what_is_not_a_file_of_any_format_is_refused_at_its_field(alice, browser, content, says):
    answer = upload(browser, alice, content)
    assert answer.status_code == 422
    fault = re.search(r'id="id_file_error"><li>(.*?)</li>', answer.content.decode())
    assert says in fault[1]
    assert fault[1].startswith("file-0.csv: ")
    assert not Import.objects.exists()


def test_a_zip_bomb_is_refused_by_the_worker_and_its_page_says_why(alice, browser):
    upload(browser, alice, packed(a__csv=b"0" * 30_000_000))
    row_id = Import.objects.get().pk
    take_further(row_id)
    there = address_of("import", book=alice.book.pk, imported=row_id)
    text = html.unescape(browser.get(there).content.decode())
    assert "This file was not read" in text
    assert "Try again" in text
    assert '<span class="badge">' not in text


def test_a_file_that_is_too_large_is_refused_at_its_field(alice, browser, settings):
    settings.IMPORT_BYTES_MAX = 2**20
    answer = upload(browser, alice, b"x" * 2 * 2**20)
    assert answer.status_code == 413
    assert "at most 1 MiB" in answer.content.decode()


def test_a_form_without_a_file_is_refused_at_its_field(alice, browser):
    there = address_of("imports", book=alice.book.pk)
    for sent in ({}, {"file": "text"}, {"file": SimpleUploadedFile("a", b""), "account": "9"}):
        answer = browser.post(there, sent)
        assert answer.status_code == 422
        assert "errorlist" in answer.content.decode()
