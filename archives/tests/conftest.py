"""Archives of books that tests have made, and books that are made of them again."""

import io

import pytest

from archives import services
from archives.reading import open_archive
from archives.survey import surveyed
from books.models import Book
from books.unit_of_work import retrying
from tests.cast import signed_up


def archive_of(book_id):
    """The archive of a book, as bytes."""
    file = io.BytesIO()
    services.archived(Book.objects.get(pk=book_id), file)
    return file.getvalue()


def restored(content, owner):
    """What became of an archive as another book of `owner`."""

    def attempt():
        with open_archive(io.BytesIO(content), services.ON_DISK) as archive:
            return services.restore_as_new(owner.pk, archive, surveyed(archive))

    return retrying(attempt)


def digest(book_id):
    return services.book_digest(Book.objects.get(pk=book_id))


@pytest.fixture
def carol(db):
    return signed_up("carol")
