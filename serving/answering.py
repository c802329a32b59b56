"""An answer on its way out: what waitress leaves to the application is done here."""

from typing import Any

from waitress.task import WSGITask


class AnswerTask(WSGITask):
    """Runs the application for one request and writes its answer.

    An answer to HEAD has no body, whatever the application returns (RFC 9110, section 9.3.2).
    Chunked answers and those without a body keep the connection, which waitress would close.
    """

    @property
    def is_head(self) -> bool:
        return bool(self.request.command == "HEAD")

    def set_close_on_finish(self) -> None:
        """Close after this answer, unless all that it lacks is a Content-Length."""
        if self.wrote_header or self.request.connection_close or self.version == "1.0":
            super().set_close_on_finish()

    def write(self, data: bytes) -> None:
        """Write the header and `data`; of an answer to HEAD the header alone."""
        super().write(b"" if self.is_head else data)

    def finish(self) -> None:
        """Write the header if it is still due, and the end of a chunked body."""
        if self.is_head:
            self.write(b"")
        else:
            super().finish()

    def get_environment(self) -> dict[str, Any]:
        """Return the WSGI environment; a file in answer to HEAD would be sent past `write`."""
        environ: dict[str, Any] = super().get_environment()
        if self.is_head:
            environ.pop("wsgi.file_wrapper", None)
        return environ
