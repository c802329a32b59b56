"""The endpoints of archives: a book as one file, and such a file as a book."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.params import NoParams
from api.parsers import ExactFormParser
from api.schema import Node
from archives.examples import ARCHIVE
from archives.reading import open_archive
from archives.serializers import RestoredSerializer, RestoreSerializer
from archives.services import SENT, archived, restore
from archives.survey import surveyed
from books.models import Cause, Role
from books.schema import UntaggedSchema
from books.unit_of_work import UnitOfWork
from books.views import BookAPIView
from common.errors import TooLarge
from common.scratch import filled_file
from exports.views import FileSchema, FileView

ZIP = "application/zip"
FORM_BYTES = 64 * 1024
"""What a form takes beside the file in it."""


class ArchiveSchema(FileSchema):
    """A POST that changes nothing: it takes no key, and nothing stands in its way."""

    writes = False

    def error_codes(self, operation: Node) -> Iterator[str]:
        yield from super().error_codes(operation)
        if self.method == "POST":
            yield "503"


class ArchiveView(FileView):
    """The whole book, made before it is sent."""

    schema = ArchiveSchema()
    role_needed = Role.VIEWER

    def archive(self) -> FileResponse:
        with filled_file() as file:
            said = archived(self.book, file)
        headers = self.file_headers("archive.zip", said.book.last_change)
        return FileResponse(file, content_type=ZIP, headers=headers)


class GetArchiveView(ArchiveView):
    @extend_schema(responses={(200, ZIP): OpenApiTypes.BINARY}, examples=[ARCHIVE])
    def get(self, request: Request) -> StreamingHttpResponse:
        """Export the book as an archive.

        The whole book with its history in one file, which another server can restore.
        """
        self.params(NoParams)
        headers = self.file_headers("archive.zip", self.book.last_change)
        unchanged = get_conditional_response(request._request, etag=headers["ETag"])
        if request.method == "HEAD" or unchanged is not None:
            return StreamingHttpResponse(iter(()), content_type=ZIP, headers=headers)
        return self.archive()


class MakeArchiveView(ArchiveView):
    takes_no_body = frozenset({"post"})

    @extend_schema(request=None, responses={(200, ZIP): OpenApiTypes.BINARY}, examples=[ARCHIVE])
    def post(self, request: Request) -> FileResponse:
        """Make an archive of the book.

        The same as a GET of `archive.zip`, made again whether or not the book has changed.
        """
        return self.archive()


class ArchiveParser(ExactFormParser):
    """Parses a form with one archive; raises TooLarge before anything of a larger one is kept."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > SENT.bytes + FORM_BYTES:
            detail = f"An archive has at most {SENT.bytes // 2**20:,} MiB."
            raise TooLarge(detail)
        return super().parse(stream, media_type, parser_context)


class RestoreView(BookAPIView):
    """An empty book becomes what an archive says."""

    schema = UntaggedSchema()
    role_needed = Role.OWNER
    cause = Cause.RESTORE
    parser_classes = [ArchiveParser]

    @extend_schema(request=RestoreSerializer, responses=RestoredSerializer)
    def post(self, request: Request) -> Response:
        """Restore an archive.

        For the owner of an empty book. The archive and its history replace the initial content of
        the book; all or nothing.
        """
        form = RestoreSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        with open_archive(form.validated_data["archive"], SENT) as archive:
            survey = surveyed(archive)

            def work(change: UnitOfWork) -> Response:
                return Response(RestoredSerializer(restore(change, archive, survey)).data)

            return self.write(work)
