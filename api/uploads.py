"""Uploaded files in temporary files without a name: the system frees them when the server dies."""

import tempfile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class UnnamedFileUploadHandler(FileUploadHandler):
    """Writes a file to the disk as it arrives.

    Django's own handler gives it a name in the temporary folder, where it stays for good when the
    server is killed meanwhile.
    """

    _has_file = False
    """Not before one arrives, nor where another handler keeps it in memory."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the request
        self._has_file = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            self._file.write(raw_data)
        except OSError:
            self._file.close()
            raise

    def upload_interrupted(self) -> None:
        if self._has_file:
            self._file.close()

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        self._file.seek(0)
        return UploadedFile(
            self._file,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )
