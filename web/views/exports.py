"""What goes out of a book: transactions, journals, the archive; and an archive as a book."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.reading import Archive, open_archive
from archives.services import SENT, archived, book_restored_under, restore_as_new
from archives.survey import Survey, surveyed
from archives.views import ZIP
from books.models import Book, Role
from books.unit_of_work import retrying
from common.errors import Busy, Conflict, Invalid, NotThere
from common.scratch import filled_file
from exports.beancount_file import beancount_file
from exports.csv_file import csv_file
from exports.errors import Overtaken
from exports.journal import HLEDGER, LEDGER, journal
from exports.json_file import json_file
from exports.ofx_file import ofx_file
from exports.qif_file import qif_file
from exports.reading import Reading, everything
from exports.statements import Selection
from exports.views import OFX, QIF, XLSX, selection
from exports.xlsx_file import xlsx_file
from households.services import room_for_a_book
from web.forms.archives import RestoreForm
from web.pages import BookPage, key_of_form, see_other
from web.views.register import RegisterPage

PLAIN = "text/plain; charset=utf-8"
CSV = "text/csv; charset=utf-8; header=present"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: how it is called, and what makes it."""

    name: str
    media_type: str
    make: Callable[[Reading, Selection], Iterator[bytes] | IO[bytes]]
    """Yields the file while the book is read, or returns it whole."""
    is_whole: bool = False
    """Whether it always has the whole book: filters leave nothing out."""


KINDS: Mapping[str, Kind] = {
    "csv": Kind("transactions.csv", CSV, lambda one, _part: csv_file(one, byte_order_mark=False)),
    # Excel takes a file without the mark for one in the encoding of the country.
    "csv-excel": Kind(
        "transactions.csv", CSV, lambda one, _part: csv_file(one, byte_order_mark=True)
    ),
    "json": Kind("transactions.json", "application/json", lambda one, _part: json_file(one)),
    "xlsx": Kind("transactions.xlsx", XLSX, lambda one, _part: xlsx_file(one)),
    "ofx": Kind("transactions.ofx", OFX, ofx_file),
    "qif": Kind("transactions.qif", QIF, qif_file),
    "hledger": Kind(
        "journal.hledger", PLAIN, lambda one, _part: journal(one, HLEDGER), is_whole=True
    ),
    "ledger": Kind("journal.ledger", PLAIN, lambda one, _part: journal(one, LEDGER), is_whole=True),
    "beancount": Kind(
        "journal.beancount", PLAIN, lambda one, _part: beancount_file(one), is_whole=True
    ),
}


class ExportsPage(RegisterPage):
    """The kinds of files, with what each holds; under the filters of the address."""

    section = "exports"
    template = "web/pages/exports.html"
    title = gettext_lazy("Exports")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.offered(RestoreForm(None, None))

    def offered(self, form: RestoreForm, *, status: int = 200) -> HttpResponse:
        """Answer with the kinds of files, and `form` for an archive."""
        filters = self.filters
        context = {
            "filters": filters,
            "chips": filters.chips(self.names, self.label_names(), self.preferences),
            "month": self.stepper()["name"] if filters.month else "",
            "all_time": filters.in_month(None),
            "form": form,
            "is_owner": self.role.includes(Role.OWNER),
        }
        return self.render(context, status=status)


class ExportFile(RegisterPage):
    """One file, sent in parts while the book is read, or once it is made."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]  # a file is streamed
        kind = KINDS.get(self.kwargs["kind"])
        if kind is None:
            raise NotThere
        filters = self.filters
        reading = Reading(
            self.book,
            lambda: everything(self.book) if kind.is_whole else filters.search(self.book),
        )
        return FileResponse(
            self.made(kind, reading),
            content_type=kind.media_type,
            headers=_headers(kind.name, reading.as_of),
        )

    def made(self, kind: Kind, reading: Reading) -> Iterator[bytes] | IO[bytes]:
        """Return the file; raises Busy where the book is changed while one is made whole."""
        try:
            return kind.make(reading, selection(dict(self.filters.wanted)))
        except Overtaken:
            detail = _("The book was changed while it was read. Try again in a moment.")
            raise Busy(detail) from None


class ArchiveFile(BookPage):
    """The whole book with its history, made before it is sent."""

    def get(self, request: HttpRequest, **_: Any) -> FileResponse:
        with filled_file() as file:
            said = archived(self.book, file)
        headers = _headers("archive.zip", said.book.last_change)
        return FileResponse(file, content_type=ZIP, headers=headers)


class RestoreArchive(ExportsPage):
    """Makes another book of an archive, which belongs to who sends it; this one stays as it is."""

    http_method_names = ["post"]
    role_needed = Role.OWNER

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = RestoreForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.offered(form, status=422)
        try:
            return see_other(self.restored(form.cleaned_data["archive"]))
        except Conflict as refusal:
            form.add_error(None, refusal.detail)
            return self.offered(form, status=409)
        except Invalid as refusal:
            for problem in refusal.problems:
                form.add_error("archive", problem.detail)
            return self.offered(form, status=422)

    def restored(self, file: "UploadedFile[Any]") -> str:
        """Return the address of the book that the archive has become."""
        with open_archive(cast("IO[bytes]", file.file), SENT) as archive:
            survey = surveyed(archive)
            book = retrying(lambda: self.made_of(archive, survey))
        return reverse("web:transactions", args=[book.pk])

    def made_of(self, archive: Archive, survey: Survey) -> Book:
        """Make a book of the archive, unless the same form has done so already."""
        key = key_of_form(self.request, self.person, file=archive.manifest.digest)
        if key and (book := book_restored_under(self.person.pk, key)):
            return book
        with room_for_a_book(self.person):
            if key and book_restored_under(self.person.pk, key):
                raise Busy  # by the same form at the same moment
            return restore_as_new(self.person.pk, archive, survey, key=key).book


def _headers(name: str, as_of: int) -> dict[str, str]:
    """Return the headers of a file of that name, as of a change."""
    stem, _dot, ending = name.partition(".")
    return {"Content-Disposition": f'attachment; filename="{stem}-{as_of}.{ending}"'}
