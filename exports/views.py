"""The endpoints of the exports: a file each, sent in parts while it is read."""

from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from api.params import NoParams, read_params
from api.schema import Node, answer_header
from books.models import Book
from books.preconditions import numbered_etag
from books.schema import BookSchema
from books.views import BookAPIView
from common.errors import Busy
from exports import examples
from exports.beancount_file import beancount_file
from exports.csv_file import csv_file
from exports.errors import Overtaken
from exports.journal import HLEDGER, LEDGER, journal
from exports.json_file import json_file
from exports.ofx_file import ofx_file
from exports.qif_file import qif_file
from exports.reading import Reading, everything
from exports.serializers import CsvFilters, ExportFilters
from exports.statements import Selection
from exports.xlsx_file import xlsx_file
from transactions.filters import search
from transactions.serializers import TransactionSerializer

CHANGE_HEADER = "Book-Change"
OFX, QIF = "application/x-ofx", "application/x-qif"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# What leaves nothing out of the days and the account that are asked for.
WHOLE = {"start_date", "end_date", "account", "below"}


def selection(wanted: dict[str, Any]) -> Selection:
    """Return which statements the filters of the list ask for."""
    return Selection(
        start=wanted.get("start_date"),
        end=wanted.get("end_date"),
        accounts=wanted.get("account"),
        whole={name for name, value in wanted.items() if value is not None} <= WHOLE,
    )


class AddressDecides(BaseContentNegotiation):
    """The address says in which format the answer is, so `Accept` has nothing to choose from."""

    def select_parser(self, request: Request, parsers: Sequence[BaseParser]) -> BaseParser:  # type: ignore[override]  # as it is called
        return parsers[0]

    def select_renderer(  # type: ignore[override]  # as it is called
        self,
        request: Request,
        renderers: Sequence[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str | None]:
        return renderers[0], renderers[0].media_type


class FileSchema(BookSchema):
    """The operations of `FileView`."""

    def error_codes(self, operation: Node) -> Iterator[str]:
        yield from super().error_codes(operation)
        yield from getattr(self.view, "refusals", ())

    def answer_headers(self, code: str) -> Node:
        return {
            **super().answer_headers(code),
            CHANGE_HEADER: answer_header("The number of the book's last change in the file."),
            "Content-Disposition": answer_header("The name of the file to save."),
        }


class FileView(BookAPIView):
    """Answers with a file of the book."""

    schema = FileSchema()
    reads_query = frozenset({"get"})
    refusals: tuple[str, ...] = ()
    """The statuses with which one kind of file can be refused beside the shared ones."""
    content_negotiation_class = AddressDecides

    def params(self, serializer_class: type[Serializer[Any]]) -> dict[str, Any]:
        return read_params(self.request, serializer_class)

    def found(self, wanted: dict[str, Any]) -> Reading:
        """Return the transactions that meet the filters."""
        return Reading(self.book, lambda: search(self.book, wanted))

    def all_of(self, book: Book) -> Reading:
        """Return all the transactions of `book`; raises Invalid where a parameter asks for less."""
        self.params(NoParams)
        return Reading(book, lambda: everything(book))

    def file(
        self, reading: Reading, content: Iterator[bytes], media_type: str
    ) -> StreamingHttpResponse:
        """Answer with `content`, under the name in the address and the number of the change.

        A streamed answer passes the middleware as it is: none of it reads one to make a tag.
        """
        return StreamingHttpResponse(
            iter(()) if self.request.method == "HEAD" else content,
            content_type=media_type,
            headers=self.file_headers(self.request.path.rpartition("/")[2], reading.as_of),
        )

    def file_headers(self, name: str, as_of: int) -> dict[str, str]:
        """Return the headers of a file that is called `name`, as of a change."""
        stem, _, ending = name.partition(".")
        address = self.request.get_full_path()
        return {
            "Content-Disposition": f'attachment; filename="{stem}-{as_of}.{ending}"',
            "ETag": numbered_etag(as_of, [self.book.pk, address]),
            CHANGE_HEADER: str(as_of),
        }


class CsvView(FileView):
    @extend_schema(
        parameters=[CsvFilters],
        responses={(200, "text/csv"): OpenApiTypes.STR},
        examples=[examples.CSV],
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Export transactions as CSV.

        A line for each posting, oldest first. Takes the filters of the list. Text that begins like
        a formula gets an apostrophe in front.
        """
        wanted = self.params(CsvFilters)
        reading = self.found(wanted)
        content = csv_file(reading, byte_order_mark=wanted["bom"])
        return self.file(reading, content, "text/csv; charset=utf-8; header=present")


class JsonView(FileView):
    @extend_schema(parameters=[ExportFilters], responses=TransactionSerializer(many=True))
    def get(self, request: Request) -> StreamingHttpResponse:
        """Export transactions as JSON.

        One array, oldest first, with the fields of the list and the postings. Takes the
        filters of the list.
        """
        reading = self.found(self.params(ExportFilters))
        return self.file(reading, json_file(reading), "application/json")


class MadeFileView(FileView):
    """Answers with a file that is made before it is sent."""

    refusals = ("409",)

    def made(
        self, reading: Reading, make: Callable[[], IO[bytes]], media_type: str
    ) -> StreamingHttpResponse:
        """Answer with the file of `make`, unless the caller has it or wants its headers alone.

        Raises Busy where the book is changed while it is read.
        """
        empty = self.file(reading, iter(()), media_type)
        unchanged = get_conditional_response(self.request._request, etag=empty["ETag"])
        if self.request.method == "HEAD" or unchanged is not None:
            return empty
        try:
            file = make()
        except Overtaken:
            detail = "The book was changed while it was read. Try again in a moment."
            raise Busy(detail) from None
        headers = {name: text for name, text in empty.items() if name != "Content-Type"}
        return FileResponse(file, content_type=media_type, headers=headers)


class XlsxView(MadeFileView):
    @extend_schema(
        parameters=[ExportFilters],
        responses={(200, XLSX): OpenApiTypes.BINARY},
        examples=[examples.XLSX],
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Export transactions as an Excel workbook.

        A row for each posting, oldest first. Takes the filters of the list. The workbook is
        complete before it is sent. If the book keeps changing meanwhile, the response is 409.
        """
        reading = self.found(self.params(ExportFilters))
        return self.made(reading, lambda: xlsx_file(reading), XLSX)


class OfxView(MadeFileView):
    @extend_schema(
        parameters=[ExportFilters],
        responses={(200, OFX): OpenApiTypes.STR},
        examples=[examples.OFX],
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Export transactions as OFX 2.2.

        A statement for each account, with its balances. Takes the filters of the list. The file is
        complete before it is sent. If the book keeps changing meanwhile, the response is 409.
        """
        wanted = self.params(ExportFilters)
        reading = self.found(wanted)
        return self.made(reading, lambda: ofx_file(reading, selection(wanted)), OFX)


class QifView(MadeFileView):
    @extend_schema(
        parameters=[ExportFilters],
        responses={(200, QIF): OpenApiTypes.STR},
        examples=[examples.QIF],
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Export transactions as QIF.

        Account by account, with categories, splits and both sides of transfers. Takes the filters
        of the list. The file is complete before it is sent. If the book keeps changing meanwhile,
        the response is 409.
        """
        wanted = self.params(ExportFilters)
        reading = self.found(wanted)
        return self.made(reading, lambda: qif_file(reading, selection(wanted)), QIF)


class HledgerView(FileView):
    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR}, examples=[examples.HLEDGER])
    def get(self, request: Request) -> StreamingHttpResponse:
        """Export the book for hledger.

        The whole book in double entry: accounts, categories, opening balances, transactions,
        prices.
        """
        reading = self.all_of(self.book)
        return self.file(reading, journal(reading, HLEDGER), "text/plain; charset=utf-8")


class LedgerView(FileView):
    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR}, examples=[examples.LEDGER])
    def get(self, request: Request) -> StreamingHttpResponse:
        """Export the book for ledger.

        The whole book in double entry: accounts, categories, opening balances, transactions,
        prices.
        """
        reading = self.all_of(self.book)
        return self.file(reading, journal(reading, LEDGER), "text/plain; charset=utf-8")


class BeancountView(FileView):
    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR}, examples=[examples.BEANCOUNT])
    def get(self, request: Request) -> StreamingHttpResponse:
        """Export the book for Beancount.

        The whole book in double entry: accounts, categories, opening balances, transactions,
        prices.
        """
        reading = self.all_of(self.book)
        return self.file(reading, beancount_file(reading), "text/plain; charset=utf-8")
