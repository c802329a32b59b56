"""The records of a QIF file: the lines up to each "^", under the header that they stand below."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from readers.common.lines import text_lines
from readers.source import Source
from readers.statement import Unreadable

LINES_MAX = 20_000
"""More lines than this are in no record: splits take four each, and people have some dozens."""

ACCOUNT, OPTION = "!account", "!option"
TYPES = {
    "bank": "checking",
    "cash": "cash",
    "ccard": "credit_card",
    "oth a": "other",
    "oth l": "loan",
    "invst": "investment",
    "port": "investment",
    "401(k)/403(b)": "investment",
    "mutual": "investment",
}
"""The type of an account by the header of its transactions, or by T of its !Account record."""
LISTS = frozenset(
    {"cat", "class", "memorized", "security", "prices", "budget", "tag", "template", "payee"}
    | {"invitem", "tax", "customer", "vendor", "mem"}
)
"""Headers of lists in which there is no transaction."""

HEADER = re.compile(r"!\s*(type\s*:|account\b|option\s*:|clear\s*:)\s*(.*)", re.IGNORECASE)
"""A line that says what the records after it are, without the white space before it."""
_END_OF_FILE = "\x1a"
"""What DOS ends a text with."""


class Record(NamedTuple):
    """One record; its lines are trimmed, and none is empty."""

    section: str
    """ACCOUNT, OPTION, or the type of its header in small letters."""
    lines: list[str]
    number: int
    """Of its first line in the file."""
    begins: bool
    """Whether it is the first below its header."""

    @property
    def is_transaction(self) -> bool:
        return self.section not in LISTS and not self.section.startswith("!")


def records(source: Source, encoding: str, first: str) -> Iterator[Record]:
    """Yield the records of a file; what stands before its first header is under `first`, or
    nothing where that is empty.

    The last one may end with the file instead of "^". Raises Unreadable where it is cut.
    """
    reading = _Reading(first)
    for number, line in enumerate(text_lines(source, encoding), start=1):
        text = line.strip().rstrip(_END_OF_FILE)
        if not text:
            reading.has_line_end = True
        elif text[0] == "^":
            yield from reading.whole()
        elif text[0] == "!":
            yield from reading.whole()
            yield from reading.header(text, number)
        elif reading.section:
            reading.line(text, number)
    yield from reading.rest()


class _Reading:
    """The record that is being put together."""

    def __init__(self, section: str) -> None:
        self.section = section
        self.has_line_end = False
        """Whether the last line is empty, as it is in a file that ends with a line end."""
        self._begins = True
        self._lines: list[str] = []
        self._start = 0
        self._ends: set[str] = set()

    def line(self, text: str, number: int) -> None:
        """Take a line of a record."""
        if not self._lines:
            self._start = number
        self._lines.append(text)
        self.has_line_end = False
        if len(self._lines) > LINES_MAX:
            detail = f"The record of line {self._start} does not end."
            raise Unreadable("record_too_long", detail)

    def header(self, text: str, number: int) -> Iterator[Record]:
        """Take the header of the records that follow; an option is a record by itself."""
        self.section, self._begins = _section(text, self.section), True
        if self.section.startswith(OPTION):
            yield Record(OPTION, [text], number, begins=True)

    def whole(self) -> Iterator[Record]:
        """Yield the record that ends here, unless there is none."""
        if self._lines:
            record = self._record()
            if record.is_transaction:
                self._ends.add(record.lines[-1][0])
            yield record
            self._lines, self._begins = [], False

    def rest(self) -> Iterator[Record]:
        """Yield the record that the file ends with; raises Unreadable where it is cut."""
        if self._lines:
            record = self._record()
            if record.is_transaction:
                _check_end(record, self._ends, has_line_end=self.has_line_end)
            yield record

    def _record(self) -> Record:
        return Record(self.section, self._lines, self._start, self._begins)


def _section(text: str, section: str) -> str:
    """Return what the records below a header are; an unknown header changes nothing."""
    match = HEADER.fullmatch(text)
    if match is None:
        return section
    kind, name = match[1].lower(), " ".join(match[2].lower().split())
    if kind.startswith("type"):
        return name or "bank"
    if kind == "account":
        return ACCOUNT
    return f"{OPTION} {name}" if kind.startswith("option") else OPTION


def _check_end(record: Record, ends: set[str], *, has_line_end: bool) -> None:
    """Raise Unreadable where the last record of a file, without "^", may have lost something.

    It has to have what a transaction has, in whole lines, and to end as another record does.
    """
    codes = {line[0] for line in record.lines}
    has_all = "D" in codes and not codes.isdisjoint("TU")
    if not (has_all and has_line_end and record.lines[-1][0] in ends):
        detail = f"The file ends in the middle of the record of line {record.number}."
        raise Unreadable("truncated", detail)
