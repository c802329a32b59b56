"""Reading an archive: a zip file whose every byte is counted and held against its manifest.

Nothing of it is written to the disk, and no name in it is more than compared with those that an
archive has (PKWARE's APPNOTE 6.3).
"""

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from archives import manifest
from archives.errors import Unsound
from archives.manifest import FileSaid, Manifest
from books.tracked_models import Columns

LINE_BYTES_MAX = 1024 * 1024
"""How long a line may be: a transaction of a hundred postings takes about fifty thousand."""
READ_BYTES = 256 * 1024
"""How much is unpacked at a time, as much as WRITE_BYTES packs."""
MEMBERS_MAX = 100
"""How many files an archive may have: it has 13, and later versions may have more."""
DIRECTORY_BYTES_MAX = 64 * 1024
"""How large the table of contents of the zip file may be."""

_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, NotImplementedError,
    RuntimeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an archive may be."""

    bytes: int
    expanded_bytes: int


class _Bounded(io.RawIOBase):
    """A file that gives out only so much at once: no table of contents is larger."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0 or size > DIRECTORY_BYTES_MAX:
            size = DIRECTORY_BYTES_MAX
        return self._file.read(size)

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


class Archive:
    """An archive that is open; its `manifest` has been read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {info.filename: info for info in archive.infolist()}
        self.manifest = self._read_manifest()

    def check_files(self, limits: Limits) -> None:
        """Raise Unsound where the files are not those that the manifest names, or too large."""
        if len(self._members) < len(self._archive.infolist()):
            raise Unsound("damaged", "The archive has two files of one name.")
        expected = {manifest.NAME, *self.manifest.files}
        if odd := sorted(expected ^ self._members.keys()):
            detail = f"{odd[0]!r:.80} is in the archive or in its manifest, but not in both."
            raise Unsound("damaged", detail)
        if unknown := sorted(self.manifest.files.keys() - set(manifest.file_names())):
            detail = f"This program does not know {unknown[0]!r:.80}; restore it with a newer one."
            raise Unsound("unknown_member", detail)
        for name, info in self._members.items():
            if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
                raise Unsound("damaged", f"{name} is encrypted or packed in an uncommon way.")
        if sum(file.bytes for file in self.manifest.files.values()) > limits.expanded_bytes:
            detail = f"The unpacked archive is larger than {limits.expanded_bytes // 2**20:,} MiB."
            raise Unsound("too_large", detail)

    def lines(self, name: str) -> Iterator[tuple[int, bytes]]:
        """Yield the lines of a file with their numbers from 1; none where there is no such file.

        Raises Unsound where it is not to the byte what the manifest says.
        """
        said = self.manifest.files.get(name)
        if said is None:
            return
        with self._opened(name) as file:
            yield from _counted(file, name, said)

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._archive.open(self._members[name]) as member:
                yield io.BufferedReader(member, READ_BYTES)  # type: ignore[type-var]  # as io says
        except Unsound:
            raise
        except _BROKEN as error:
            raise Unsound("damaged", f"{name} cannot be unpacked: {error}.") from None

    def _read_manifest(self) -> Manifest:
        if manifest.NAME not in self._members:
            raise Unsound("not_an_archive", f"The archive has no {manifest.NAME}.")
        with self._opened(manifest.NAME) as file:
            text = file.read(manifest.BYTES_MAX + 1)
        if len(text) > manifest.BYTES_MAX:
            raise Unsound("too_large", f"{manifest.NAME} is too large.")
        return Manifest.load(text)


@contextmanager
def open_archive(file: IO[bytes], limits: Limits) -> Iterator[Archive]:
    """Open an archive; raises Unsound for a file that is not valid, or is beyond `limits`."""
    size = file.seek(0, io.SEEK_END)
    if size > limits.bytes:
        raise Unsound("too_large", f"An archive has at most {limits.bytes // 2**20:,} MiB.")
    file.seek(0)
    try:
        packed = zipfile.ZipFile(_Bounded(file))
    except _BROKEN:
        detail = "This is not an archive, or its end is missing: send the zip file as it was made."
        raise Unsound("not_an_archive", detail) from None
    with packed:
        if len(packed.infolist()) > MEMBERS_MAX:
            raise Unsound("not_an_archive", f"The archive has more than {MEMBERS_MAX} files.")
        archive = Archive(packed)
        archive.check_files(limits)
        yield archive


@contextmanager
def open_archive_at(path: Path, limits: Limits) -> Iterator[Archive]:
    """Open the archive at `path`, as `open_archive` does."""
    with path.open("rb") as file, open_archive(file, limits) as archive:
        yield archive


def parsed(text: bytes) -> Columns:
    """Return the object that a line says; raises ValueError for any other line."""
    try:
        said: Any = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(said, dict):
        raise ValueError("it is not a JSON object")
    return said


def _counted(file: IO[bytes], name: str, said: FileSaid) -> Iterator[tuple[int, bytes]]:
    content, size, rows = hashlib.sha256(), 0, 0
    while line := file.readline(LINE_BYTES_MAX):
        content.update(line)
        size, rows = size + len(line), rows + 1
        if size > said.bytes or not line.endswith(b"\n"):
            break
        yield rows, line
    if FileSaid(rows, size, content.hexdigest()) != said:
        detail = f"{name} does not agree with the manifest: the archive was damaged or changed."
        raise Unsound("damaged", detail)
