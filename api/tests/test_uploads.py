"""Files that break off: the rest of the form is missing, and nothing of the server is left open."""

import pytest

from imports.models import Import
from web.tests.pages import address_of, browser_of

pytestmark = pytest.mark.django_db

TYPE = "multipart/form-data; boundary=x"
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
SIZES = [0, 10, 3_000_000]
"""In bytes: none, one that is kept in memory, and one that is not."""


@pytest.mark.parametrize("size", SIZES)
def test_a_form_that_breaks_off_in_its_file_makes_no_import(alice, size):
    body = HEAD + b"x" * size
    answer = alice.generic("POST", "imports/", body, content_type=TYPE)
    assert 400 <= answer.status_code < 500
    there = address_of("imports", book=alice.book.pk)
    answer = browser_of(alice.user).post(there, body, content_type=TYPE)
    assert 400 <= answer.status_code < 500
    assert not Import.objects.exists()


@pytest.mark.parametrize("length", range(1, len(HEAD), 7))
def test_a_form_that_breaks_off_before_its_file_makes_no_import(alice, length):
    answer = alice.generic("POST", "imports/", HEAD[:length], content_type=TYPE)
    assert 400 <= answer.status_code < 500
    assert not Import.objects.exists()
