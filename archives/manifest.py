"""The first page of an archive: what it is, of which book, and what its files have to be.

The format is documented in docs/reference/archive.md. A change that an older program would read
wrongly takes another VERSION; a column that is added does not, for its default stands in.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from archives.errors import Unsound
from books.archived_tables import archived_tables
from books.models import Book
from books.resources import resources
from common.business_days import NO_CALENDAR, is_calendar, is_closed_text
from common.money import CURRENCIES
from common.text import is_name

FORMAT = "expense-tracker-archive"
VERSION = 1
NAME = "manifest.json"
BYTES_MAX = 64 * 1024
"""A manifest names 12 files in about 2 KiB, and later versions may have more. It is parsed in
memory before anything else of the archive is trusted."""
ENDING = ".ndjson"
CHANGES, REVISIONS = f"changes{ENDING}", f"revisions{ENDING}"
NUMBER_MAX = 10**9
"""The largest number of a row or a change. No book comes near a billion of them."""

_HEX = frozenset("0123456789abcdef")


def file_names() -> list[str]:
    """Return the names of all files that this program writes, in their order."""
    names = (*(one.plural for one in resources.values()), *archived_tables)
    return [CHANGES, *(f"{name}{ENDING}" for name in names), REVISIONS]


@dataclass(frozen=True, slots=True)
class BookSaid:
    """The book itself."""

    name: str
    home_currency: str
    created_at: str
    last_change: int
    changed_in: int
    history_from: int
    calendar: str = NO_CALENDAR
    closed_days: str = ""

    @classmethod
    def of(cls, book: Book) -> "BookSaid":
        return cls(
            name=book.name,
            home_currency=book.home_currency,
            created_at=instant(book.created_at),
            last_change=book.last_change,
            changed_in=book.changed_in,
            history_from=book.history_from,
            calendar=book.calendar,
            closed_days=book.closed_days,
        )


@dataclass(frozen=True, slots=True)
class FileSaid:
    """What one of the files has to be."""

    rows: int
    bytes: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What an archive says of itself."""

    book: BookSaid
    digest: str = ""
    files: dict[str, FileSaid] = field(default_factory=dict)
    made_at: str = ""
    program: str = ""

    @classmethod
    def begun(cls, book: Book) -> "Manifest":
        program = (
            f"{settings.SPECTACULAR_SETTINGS['TITLE']} {settings.SPECTACULAR_SETTINGS['VERSION']}"
        )
        return cls(BookSaid.of(book), made_at=instant(datetime.now(UTC)), program=program)

    def dump(self) -> bytes:
        said = {
            "format": FORMAT,
            "version": VERSION,
            "program": self.program,
            "made_at": self.made_at,
            "book": asdict(self.book),
            "files": {name: asdict(file) for name, file in self.files.items()},
            "digest": self.digest,
        }
        return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()

    @classmethod
    def load(cls, text: bytes) -> "Manifest":
        """Return what `text` says; raises Unsound for what no archive of ours says."""
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            raise Unsound("not_an_archive", f"{NAME} is not JSON.") from None
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise Unsound(
                "not_an_archive", (f"{NAME} does not state the format of this program's archives.")
            )
        if said.get("version") != VERSION:
            detail = (
                f"The archive has version {said.get('version')!r:.20} of the format; this "
                f"program reads version {VERSION}. Restore it with a newer program, or with the "
                "one that made it."
            )
            raise Unsound("unknown_version", detail)
        try:
            return cls(
                book=_book(said["book"]),
                digest=_digest(said["digest"]),
                files={name: _file(file) for name, file in said["files"].items()},
                made_at=str(said.get("made_at", ""))[:40],
                program=str(said.get("program", ""))[:100],
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unsound("not_an_archive", f"{NAME} is not valid: {error}.") from None


class Digest:
    """What a book says, in one number: the same for two books that say the same.

    Ids are not part of it, and neither is that the book was restored (archives.writing).
    """

    def __init__(self, book: BookSaid) -> None:
        said = asdict(book)
        # A restored book is one change further.
        said.pop("last_change")
        for name in ("calendar", "closed_days"):
            if not said[name]:
                # Archives of before it had digests without it.
                said.pop(name)
        self._sum = hashlib.sha256(json.dumps(said, sort_keys=True).encode())

    def add(self, name: str, content: "hashlib._Hash", rows: int) -> None:
        """Take in a file; one without rows says nothing, and neither does one that is missing."""
        if rows:
            self._sum.update(f"{name} {content.hexdigest()}\n".encode())

    def text(self) -> str:
        return self._sum.hexdigest()


def instant(moment: datetime) -> str:
    """Return `moment` in UTC as RFC 3339, always with its microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_instant(text: Any) -> datetime:
    """Return what `instant` made `text` of; raises ValueError for any other text."""
    moment = datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    if instant(moment) != text:
        raise ValueError(f"{text!r:.60} is not an instant")
    return moment


def number(value: Any, least: int = 1) -> int:
    """Return `value`, which has to be a whole number of a change or a row; raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= NUMBER_MAX:
        raise ValueError(f"{value!r:.60} is not a whole number from {least} to {NUMBER_MAX}")
    return value


def _book(said: dict[str, Any]) -> BookSaid:
    found = BookSaid(**said)
    read_instant(found.created_at)
    last = number(found.last_change)
    name: Any = found.name
    if not isinstance(name, str) or not is_name(name):
        raise ValueError(f"{name!r:.60} is not a name of a book")
    if found.home_currency not in CURRENCIES:
        raise ValueError(f"ISO 4217 has no currency {found.home_currency!r:.20}")
    if not is_calendar(found.calendar):
        raise ValueError(f"there is no calendar {found.calendar!r:.20}")
    if not is_closed_text(found.closed_days):
        raise ValueError(f"{found.closed_days!r:.60} is not a list of days")
    if number(found.changed_in) > last or number(found.history_from) > last + 1:
        raise ValueError(f"the last change is {last}")
    return found


def _digest(text: Any) -> str:
    if not isinstance(text, str) or len(text) != 64 or not _HEX.issuperset(text):
        raise ValueError(f"{text!r:.80} is not an SHA-256")
    return text


def _file(said: dict[str, Any]) -> FileSaid:
    found = FileSaid(**said)
    number(found.rows, least=0)
    size: Any = found.bytes
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        raise ValueError(f"{found.bytes!r:.60} is not a number of bytes")
    _digest(found.sha256)
    return found
