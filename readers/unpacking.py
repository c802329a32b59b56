"""From one uploaded file to the files to be read: gzip and zip, unpacked within limits.

Nothing of an archive decides where on the disk something is written, and what is expanded is
counted as it comes out, whatever the headers claim (RFC 1952; PKWARE's APPNOTE 6.3).
"""

import gzip
import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO, NoReturn

from readers.source import PART_BYTES, Source
from readers.statement import Unreadable

EXPANDED_BYTES_MAX = 512 * 2**20
"""How large all that an upload holds may be, unpacked, and so each file in it: as large as the
largest upload (IMPORT_MIB_MAX, 512 unless set). It bounds the disk."""
RATIO_MAX = 200
"""How many times larger than its packed form a file may be; bank files reach about 40."""
RATIO_FREE_BYTES = 10 * 2**20
"""Up to this size the ratio does not matter."""
MEMBERS_MAX = 1_000
"""How many files an upload may hold, archives in it included: years of monthly statements of some
accounts are a few hundred."""
NESTING_MAX = 3
"""How many archives may lie in one another, the uploaded one included: one's own, the one of the
bank, and a packed file in it."""
DIRECTORY_BYTES_MAX = 2**20
"""The largest table of contents of a zip archive: about a thousand bytes for each member."""
NAME_CHARACTERS_MAX = 100
"""How much of a member's name is kept for messages."""

_GZIP = b"\x1f\x8b\x08"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_UNSUPPORTED = {
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"\xfd7zXZ\x00": "xz",
    b"BZh91AY&SY": "bzip2",
    b"\x28\xb5\x2f\xfd": "zstd",
}
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_ENCRYPTED = 0x1
# The decompressors of the others give out whatever a few bytes expand to, all at once.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class _Packed(io.FileIO):
    """An archive that counts what is read of it and never gives out much at once."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > DIRECTORY_BYTES_MAX:
            _refuse_number()
        part = super().read(-1 if size is None else size) or b""
        self.taken += len(part)
        return part


class _Unpacking:
    """One upload on its way: what came out of it so far, and where it goes."""

    def __init__(self, folder: Path, upload_bytes: int) -> None:
        self._upload_bytes = upload_bytes
        self.sources: list[Source] = []
        self._folder = folder
        self._members = 0
        self._bytes = 0

    def add(self, path: Path, name: str, depth: int) -> None:
        """Take a file that is on the disk, or all that is in it."""
        with path.open("rb") as file:
            head = file.read(16)
        if not head:
            return
        for mark, kind in _UNSUPPORTED.items():
            if head.startswith(mark):
                raise Unreadable(
                    "archive_unsupported",
                    f"{_called(name)} is packed as {kind}; unpack it, or pack it as zip or gzip.",
                )
        if head.startswith((_GZIP, *_ZIP)):
            self._add_archive(path, name, depth + 1, is_gzip=head.startswith(_GZIP))
        else:
            self.sources.append(Source(path, name, upload_bytes=self._upload_bytes))

    def _add_archive(self, path: Path, name: str, depth: int, *, is_gzip: bool) -> None:
        if depth > NESTING_MAX:
            detail = f"More than {NESTING_MAX} archives are nested; unpack the inner ones."
            raise Unreadable("archive_too_deep", detail)
        try:
            with _Packed(path) as packed:
                if is_gzip:
                    done = self._expand_gzip(packed, name, depth)
                else:
                    done = self._expand_zip(packed, path, name, depth)
        except EOFError:
            raise Unreadable("truncated", f"{_called(name)} ends in the middle.") from None
        except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error) as error:
            detail = f"{_called(name)} is damaged and cannot be unpacked: {error}."
            raise Unreadable("archive_damaged", detail) from None
        if done and depth > 1:
            path.unlink()

    def _expand_gzip(self, packed: _Packed, name: str, depth: int) -> bool:
        with gzip.GzipFile(fileobj=packed, mode="rb") as file:
            path = self._written(file, packed, name)
        self.add(path, name.removesuffix(".gz"), depth)
        return True

    def _expand_zip(self, packed: _Packed, path: Path, name: str, depth: int) -> bool:
        """Take the members, or the archive as it is where it is a file of some format itself."""
        try:
            archive = zipfile.ZipFile(packed)
        except (zipfile.BadZipFile, struct.error, ValueError, OSError):
            # The table of contents stands at the end.
            detail = f"{_called(name)} is a zip archive whose end is missing or damaged."
            raise Unreadable("truncated", detail) from None
        except NotImplementedError:
            detail = f"{_called(name)} needs an unknown version of zip; use plain zip."
            raise Unreadable("archive_unsupported", detail) from None
        names = tuple(archive.namelist())
        if _is_format(frozenset(names)):
            source = Source(path, name, members=names, upload_bytes=self._upload_bytes)
            self.sources.append(source)
            return False
        if not all(names):
            detail = f"{_called(name)} is damaged: a file in it has no name."
            raise Unreadable("archive_damaged", detail)
        wanted = sorted(filter(_is_wanted, archive.infolist()), key=lambda info: info.filename)
        for info in wanted:
            self._expand_member(archive, packed, info, f"{name}/" if name else "", depth)
        return True

    def _expand_member(
        self,
        archive: zipfile.ZipFile,
        packed: _Packed,
        info: zipfile.ZipInfo,
        prefix: str,
        depth: int,
    ) -> None:
        name = _shown(prefix + info.filename)
        if info.flag_bits & _ENCRYPTED:
            detail = f"{_called(name)} is encrypted; unpack the archive with its password first."
            raise Unreadable("archive_encrypted", detail)
        if info.compress_type not in _METHODS:
            detail = f"{_called(name)} is packed by method {info.compress_type}; use plain zip."
            raise Unreadable("archive_unsupported", detail)
        try:
            member = archive.open(info)
        except (NotImplementedError, RuntimeError, struct.error, ValueError, OSError) as error:
            detail = f"{_called(name)} cannot be unpacked: {error}."
            raise Unreadable("archive_damaged", detail) from None
        with member as file:
            path = self._written(file, packed, name)
        self.add(path, name, depth)

    def _written(self, file: gzip.GzipFile | IO[bytes], packed: _Packed, name: str) -> Path:
        """Write what comes out of `file` under a name of our own; stop at the first limit."""
        self._members += 1
        if self._members > MEMBERS_MAX:
            _refuse_number()
        path = self._folder / f"{self._members:04d}"
        size, before = 0, packed.taken
        with path.open("xb") as target:
            while part := file.read(PART_BYTES):
                size += len(part)
                self._bytes += len(part)
                if self._bytes > EXPANDED_BYTES_MAX:
                    detail = (
                        f"The unpacked archive is larger than {EXPANDED_BYTES_MAX // 2**20} MiB."
                    )
                    raise Unreadable("archive_too_large", detail)
                if size > RATIO_FREE_BYTES and size > RATIO_MAX * (packed.taken - before):
                    detail = f"{_called(name)} expands more than {RATIO_MAX} times and was refused."
                    raise Unreadable("archive_bomb", detail)
                target.write(part)
        return path


def unpacked(path: Path, folder: Path) -> list[Source]:
    """Return the files to read of an upload: itself, or what lies in it, by name.

    Archives are unpacked into `folder`, which has to be empty and stays the caller's; one that is
    a file of some format itself, such as a workbook, stays whole. Raises Unreadable for an upload
    without content, for what is damaged, cut off or encrypted, and for what is beyond a limit.
    """
    unpacking = _Unpacking(folder, path.stat().st_size)
    unpacking.add(path, "", 0)
    if not unpacking.sources:
        raise Unreadable("empty", "The file is empty.")
    return unpacking.sources


def _is_format(names: frozenset[str]) -> bool:
    """Whether a zip archive is a workbook or document, or the export of Actual."""
    if "[Content_Types].xml" in names:
        return any(name.startswith(("xl/", "word/", "ppt/")) for name in names)
    if "content.xml" in names:
        return "mimetype" in names or "META-INF/manifest.xml" in names
    files = {name.rpartition("/")[2] for name in names}
    return {"db.sqlite", "metadata.json"} <= files


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a regular file that a person put there."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.is_dir() or (kind and kind != stat.S_IFREG):
        return False
    *folders, name = info.filename.split("/")
    return "__MACOSX" not in folders and name not in _LITTER and not name.startswith("._")


def _shown(name: str) -> str:
    """Return a member's name fit for messages."""
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    if len(clean) > NAME_CHARACTERS_MAX:
        return "…" + clean[1 - NAME_CHARACTERS_MAX :]
    return clean


def _called(name: str) -> str:
    return name or "The file"


def _refuse_number() -> NoReturn:
    detail = f"The archive has more than {MEMBERS_MAX:,} files; upload it in parts."
    raise Unreadable("archive_too_many", detail)
