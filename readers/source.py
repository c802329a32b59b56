"""The bytes that a reader reads: a file on disk, of which how much is kept in memory is bounded."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from readers.bounds import Expansion

HEAD_BYTES = 64 * 1024
"""How much of a file decides what it is: some hundred rows, read once for all formats."""
LINE_BYTES_MAX = 1024 * 1024
"""How long a line may be: a file without line ends must not be held in memory whole."""

PART_BYTES = 256 * 1024
"""How much is read at a time: enough that calls cost little beside what is done with it."""


class _Counted(io.RawIOBase):
    """A file that tells its source how far it has been read."""

    def __init__(self, source: "Source") -> None:
        self._file = source.path.open("rb", buffering=0)
        self._source = source

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # as io calls it
        count = self._file.readinto(buffer)
        self._source.position = self._file.tell()
        return count or 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()


@dataclass
class Source:
    """One file to be read: no archive any more, unless its format is one (`members`)."""

    path: Path
    name: str = ""
    """What it is called in messages; empty for the only one of an upload."""
    members: tuple[str, ...] = ()
    """The names in it, where it is a zip archive."""
    position: int = field(default=0, compare=False)
    """How many bytes have been read: what progress is measured by."""
    is_mended: bool = field(default=False, compare=False)
    """Whether bytes of it are not text, and stand as U+FFFD in what is read."""
    upload_bytes: int = field(default=0, compare=False)
    """The size of the upload that it came in; 0 where it is the whole of it."""

    @cached_property
    def size(self) -> int:
        return self.path.stat().st_size

    @cached_property
    def expansion(self) -> Expansion:
        """Counts the text that its cells come to, where it may point at one text many times."""
        return Expansion(self.upload_bytes or self.size)

    @cached_property
    def head(self) -> bytes:
        """The first HEAD_BYTES."""
        with self.path.open("rb") as file:
            return file.read(HEAD_BYTES)

    @cached_property
    def head_text(self) -> str:
        """The beginning as text, whatever its encoding: for telling formats apart, not for rows."""
        for mark, encoding in _MARKS:
            if self.head.startswith(mark):
                return self.head[len(mark) :].decode(encoding, errors="replace")
        if encoding := wide_without_mark(self.head):
            return self.head.decode(encoding, errors="replace")
        try:
            return codecs.getincrementaldecoder("utf-8")().decode(self.head)
        except UnicodeDecodeError:
            return self.head.decode("cp1252", errors="replace")

    def open(self) -> BinaryIO:
        """Open the file anew, from its beginning; reading it moves `position`."""
        self.position = 0
        raw: io.RawIOBase = _Counted(self)
        return io.BufferedReader(raw, buffer_size=PART_BYTES)

    def chunks(self, size: int = PART_BYTES) -> Iterator[bytes]:
        """Yield the whole file in parts."""
        with self.open() as file:
            while part := file.read(size):
                yield part


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def wide_without_mark(head: bytes) -> str:
    """Return the UTF-16 that `head` is in where no mark says so; empty where it is in none."""
    # Most bytes of one side are zero in text of Latin letters, and hardly one of the other side.
    sample = head[:2048]
    if len(sample) < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return ""
