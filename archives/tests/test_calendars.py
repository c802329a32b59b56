"""The calendar of a book in archives: of books that have none, and of those that lie about it."""

import pytest

from archives.tests.conftest import restored
from archives.tests.test_unsound import REVISIONS, packed, refused
from archives.tests.test_unsound import parts as parts  # the fixture


def test_an_archive_of_before_there_were_calendars_is_taken(parts, carol):
    said, files = parts
    del said["book"]["calendar"], said["book"]["closed_days"]
    done = restored(packed(said, files), carol.user)
    assert (done.book.calendar, done.digest) == ("", said["digest"])


@pytest.mark.parametrize("calendar", ["XX", ["AT"], None])
def test_a_book_of_a_calendar_that_is_not_known_is_refused(parts, carol, calendar):
    said, files = parts
    said["book"]["calendar"] = calendar
    code, _detail = refused(packed(said, files), carol.user)
    assert code == "not_an_archive"


@pytest.mark.parametrize("closed", ["2026-02-30", "2026-01-02,2026-01-01", ["2026-01-01"], None])
def test_a_book_of_closed_days_that_are_not_days_is_refused(parts, carol, closed):
    said, files = parts
    said["book"]["closed_days"] = closed
    code, _detail = refused(packed(said, files), carol.user)
    assert code == "not_an_archive"


@pytest.mark.parametrize(
    "lie", [{"calendar": "XX"}, {"calendar": ["AT"]}, {"home_currency": []}, {"closed_days": "x"}]
)
def test_a_revision_of_a_book_that_cannot_be_is_refused(parts, carol, lie):
    said, files = parts
    before = {"name": "Ours", "home_currency": "EUR", **lie}
    files[REVISIONS][0].update(kind="book", row=1, before=before)
    code, _detail = refused(packed(said, files), carol.user)
    assert code == "invalid_row"
