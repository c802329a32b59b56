"""What is in a zip archive that is one file of its format, such as a workbook.

What is expanded is counted as it comes out, whatever the archive says of its sizes.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from readers.source import Source
from readers.statement import Unreadable

EXPANDED_BYTES_MAX = 1024 * 1024 * 1024
"""How much may be read of an archive in all, unpacked: twice what an upload may have, as text of
spreadsheets packs well."""

_PART_BYTES = 64 * 1024
"""How much is unpacked at a time: what the parser of XML is given at once (PART_BYTES of
xml_events)."""
# The decompressors of the others give out whatever a few bytes expand to, all at once.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),
)


class Members:
    """The members of an archive that is open."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = EXPANDED_BYTES_MAX
        self.names = frozenset(archive.namelist())

    def parts(self, name: str, limit: int | None = None) -> Iterator[bytes]:
        """Yield a member in parts; raises Unreadable for one that is broken or beyond `limit`."""
        left = self._left if limit is None else limit
        try:
            info = self._archive.getinfo(name)
            if info.flag_bits & 1 or info.compress_type not in _METHODS:
                detail = "The file has a password or an uncommon compression; save it without."
                raise Unreadable("encrypted", detail)
            with self._archive.open(info) as file:
                while part := file.read(_PART_BYTES):
                    left -= len(part)
                    self._left -= len(part)
                    if left < 0 or self._left < 0:
                        raise Unreadable("too_large", f"The unpacked {name:.100} is too large.")
                    yield part
        except KeyError:
            raise Unreadable("broken_archive", f"The file has no {name:.100}.") from None
        except _ERRORS:
            raise _broken() from None


@contextmanager
def members_of(source: Source) -> Iterator[Members]:
    """Open an archive for as long as it is read; raises Unreadable for one that is broken."""
    file = source.open()
    try:
        archive = zipfile.ZipFile(file)
    except _ERRORS:
        file.close()
        raise _broken() from None
    with file, archive:
        yield Members(archive)


def _broken() -> Unreadable:
    detail = "The file is damaged or ends in the middle; download or save it again."
    return Unreadable("broken_archive", detail)
