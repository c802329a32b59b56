"""OpenDocument spreadsheets (.ods, and .fods, which is the XML alone): values, never formulas.

OpenDocument 1.3, part 3, chapter 9. A line or a cell is written once with how often it is
repeated: two equal payments one below the other are one line there, and empty ones go on for ever.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import IO, Any, NamedTuple

from readers.bounds import ROW_LENGTH_MAX, TEXT_LENGTH_MAX, Expansion
from readers.common.xml_events import DEPTH_MAX, found_in, too_deep
from readers.common.zip_members import Members, members_of
from readers.format import CERTAIN, LIKELY, NO, Format
from readers.source import Source
from readers.statement import Item, Options, Unreadable
from readers.tables.grid import COLUMNS_MAX, EXCEL_EPOCH
from readers.tables.reader import OPTIONS
from readers.tables.sheets import (
    SHEETS_MAX,
    Sheet,
    Spool,
    moment_text,
    number_text,
    read_sheets,
    spool_file,
)

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_DIGITS_MAX = 8
"""How many digits a number of repetitions may have; a larger one is as good as this many nines."""
_MANIFEST_BYTES_MAX = 1024 * 1024
"""How large the list of the members may be: it has some KiB, and is read for one word."""
_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT = (f"{_SPACE}{name}:1.0}}" for name in ("office", "table", "text"))
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_SHEET, _ROW = f"{_TABLE}table", f"{_TABLE}table-row"
_PARAGRAPH, _NOTE = f"{_TEXT}p", f"{_OFFICE}annotation"
_WHITE = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S", re.ASCII)
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


class _Found(NamedTuple):
    """What is found as a file goes along: that a sheet begins, or lines of the last one."""

    name: str = ""
    first: int = 0
    times: int = 0
    cells: tuple[str, ...] | list[str] = ()


class _Cells:
    """Finds the lines of all sheets."""

    def begin(self, parser: Any) -> list[_Found]:
        """Set the handlers."""
        self._parser = parser
        self._ready: list[_Found] = []
        self._depth = self._tables = self._row = self._notes = self._length = 0
        self._times = self._repeated = 1
        self._line: list[str] = []
        self._pieces: list[str] = []
        self._value: str | None = None
        self._empty = self._line_length = 0
        self._in_cell = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        return self._ready

    def _start(self, tag: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise too_deep()
        if tag == _SHEET:
            self._tables += 1
            if self._tables == 1:
                self._row = 0
                self._ready.append(_Found(_attribute(attributes, f"{_TABLE}name")))
        elif self._tables != 1:
            return
        elif tag in _CELLS:
            self._begin_cell(attributes)
        elif tag == _ROW:
            self._line, self._empty, self._line_length = [], 0, 0
            self._times = _count(attributes, f"{_TABLE}number-rows-repeated")
        elif self._in_cell:
            self._within(tag, attributes)

    def _begin_cell(self, attributes: list[str]) -> None:
        found = dict(zip(attributes[::2], attributes[1::2], strict=True))
        self._repeated = _count(attributes, f"{_TABLE}number-columns-repeated")
        self._value = _value(found)
        self._pieces, self._length = [], 0
        self._in_cell = True

    def _within(self, tag: str, attributes: list[str]) -> None:
        """Collect what a cell shows, without the notes on it."""
        if tag == _NOTE:
            self._notes += 1
            self._parser.CharacterDataHandler = None
        elif self._value is not None or self._notes:
            return
        elif tag == _PARAGRAPH:
            if self._pieces:
                self._pieces.append("\n")
            self._parser.CharacterDataHandler = self._data
        elif tag in _WHITE:
            self._data(_WHITE[tag] * min(_count(attributes, f"{_TEXT}c"), TEXT_LENGTH_MAX))

    def _data(self, text: str) -> None:
        self._length += len(text)
        if self._length > TEXT_LENGTH_MAX:
            raise Unreadable(
                "text_too_long",
                f"A cell of line {self._row + 1} has more than {TEXT_LENGTH_MAX:,} characters.",
            )
        self._pieces.append(text)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag == _SHEET:
            self._tables -= 1
        elif self._tables != 1:
            return
        elif tag == _NOTE:
            self._notes -= 1
        elif tag == _PARAGRAPH:
            self._parser.CharacterDataHandler = None
        elif tag in _CELLS:
            self._end_cell()
        elif tag == _ROW:
            self._end_row()

    def _end_cell(self) -> None:
        text = self._value if self._value is not None else "".join(self._pieces)
        self._in_cell = False
        if not text:
            # The empty cells at the end of a line are often as many as a line can have.
            self._empty += self._repeated
            return
        if len(self._line) + self._empty + self._repeated > COLUMNS_MAX:
            raise Unreadable("too_wide", f"Line {self._row + 1} has cells beyond {COLUMNS_MAX:,}.")
        self._line_length += len(text) * self._repeated
        if self._line_length > ROW_LENGTH_MAX:
            detail = f"Line {self._row + 1} has more than {ROW_LENGTH_MAX:,} characters."
            raise Unreadable("line_too_long", detail)
        self._line += [""] * self._empty + [text] * self._repeated
        self._empty = 0

    def _end_row(self) -> None:
        if self._line:
            self._ready.append(_Found("", self._row + 1, self._times, self._line))
        self._row += self._times


def _attribute(attributes: list[str], name: str) -> str:
    return next(
        (attributes[at + 1] for at in range(0, len(attributes), 2) if attributes[at] == name), ""
    )


def _count(attributes: list[str], name: str) -> int:
    text = _attribute(attributes, name)
    if not text.isdecimal():
        return 1
    return max(1, int(text)) if len(text) <= _DIGITS_MAX else 10**_DIGITS_MAX


def _value(found: dict[str, str]) -> str | None:
    """Return what a cell is worth; None where that is the text that stands in it."""
    kind = found.get(f"{_OFFICE}value-type", "")
    if kind in {"float", "currency", "percentage"}:
        return number_text(found.get(f"{_OFFICE}value", ""))
    if kind == "date":
        return _date(found.get(f"{_OFFICE}date-value", ""))
    if kind == "boolean":
        return found.get(f"{_OFFICE}boolean-value", "").upper()
    if kind == "time":
        return _time(found.get(f"{_OFFICE}time-value", ""))
    return found.get(f"{_OFFICE}string-value")


def _date(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment_text(moment, has_time=moment.time().isoformat() != "00:00:00")


def _time(text: str) -> str:
    match = _TIME.fullmatch(text)
    if match is None or int(match[1][:9]) > 23:
        return text
    return f"{int(match[1]):02d}:{int(match[2]):02d}:{int(match[3]):02d}"


def _recognises(source: Source) -> int:
    if _CONTENT in source.members:
        # A text document has the same members; the reader refuses it when it reads the content.
        return LIKELY
    head = source.head_text
    return CERTAIN if "<office:document" in head and _SPREADSHEET in head else NO


def _read(source: Source, options: Options) -> Iterator[Item]:
    if not source.members:
        yield from _sheets(source.chunks(), options, source.expansion)
        return
    with members_of(source) as members:
        if _MANIFEST in members.names and _is_locked(members):
            detail = "The spreadsheet has a password; save it without one."
            raise Unreadable("encrypted", detail)
        yield from _sheets(members.parts(_CONTENT), options, source.expansion)


def _is_locked(members: Members) -> bool:
    manifest = b"".join(members.parts(_MANIFEST, _MANIFEST_BYTES_MAX))
    return b"encryption-data" in manifest


def _sheets(parts: Iterator[bytes], options: Options, expansion: Expansion) -> Iterator[Item]:
    with spool_file() as file:
        yield from read_sheets(list(_spooled(parts, file, expansion)), options)


def _spooled(parts: Iterator[bytes], file: IO[bytes], expansion: Expansion) -> Iterator[Sheet]:
    """Keep all sheets on disk at once: they are in one stream."""
    spool = Spool(file, EXCEL_EPOCH, expansion)
    sheets = 0
    for name, first, times, cells in found_in(parts, _Cells().begin):
        if times:
            for number in range(first, first + times):
                spool.add((number, list(cells)))
            continue
        spool.finish()
        sheets += 1
        if sheets > SHEETS_MAX:
            raise Unreadable("too_many_sheets", f"More than {SHEETS_MAX:,} sheets.")
        spool = Spool(file, EXCEL_EPOCH, expansion)
        yield Sheet(name, hidden=False, grid=partial(_kept, spool))
    spool.finish()


@contextmanager
def _kept(spool: Spool) -> Iterator[Spool]:
    """Give a sheet that stays on disk as long as the others."""
    yield spool


FORMAT = Format(
    name="ods",
    label="OpenDocument spreadsheet",
    recognises=_recognises,
    read=_read,
    options=OPTIONS | {"sheet"},
)
