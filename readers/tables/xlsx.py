"""Excel workbooks (.xlsx, .xlsm): the values that they keep, and never a formula.

A number is a date where the style of its cell shows it as one.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from readers.bounds import ROW_LENGTH_MAX, TEXT_LENGTH_MAX
from readers.common.xml_events import DEPTH_MAX, found_in, too_deep
from readers.common.zip_members import Members, members_of
from readers.format import CERTAIN, LIKELY, NO, Format
from readers.source import Source
from readers.statement import Item, Options, Unreadable
from readers.tables.grid import COLUMNS_MAX
from readers.tables.reader import OPTIONS
from readers.tables.sheets import (
    ROWS_MAX,
    Line,
    Sheet,
    date_text,
    number_text,
    read_sheets,
    spool_file,
    spooled,
    time_text,
)
from readers.tables.xlsx_parts import (
    Strings,
    Workbook,
    names_of,
    strings_of,
    strings_path,
    unescaped,
    workbook_of,
)

NO_VALUE = "#NO VALUE"
"""What a cell says whose formula has never been computed."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMES = names_of("row", "c", "v", "t", "f", "rPh")
_NAMES_CACHED_MAX = 20_000
"""How many names of columns are remembered: Excel has 16,384; it bounds memory."""


class _Cells:
    """Finds the lines of a sheet."""

    def __init__(self, workbook: Workbook, strings: Strings) -> None:
        self._kinds = workbook.kinds
        self._epoch = workbook.epoch
        self._strings = strings
        self._columns: dict[str, int] = {}

    def begin(self, parser: Any) -> list[Line]:
        """Set the handlers."""
        self._parser = parser
        self._ready: list[Line] = []
        self._line: list[str] = []
        self._row = self._place = self._depth = self._length = self._phonetic = 0
        self._line_length = 0
        self._type = self._style = ""
        self._pieces: list[str] = []
        self._has_formula = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        return self._ready

    def _start(self, tag: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise too_deep()
        name = _NAMES.get(tag)
        if name == "c":
            self._begin_cell(attributes)
        elif name in {"v", "t"}:
            if not self._phonetic:
                self._parser.CharacterDataHandler = self._data
        elif name == "row":
            self._begin_row(attributes)
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._phonetic += 1

    def _begin_row(self, attributes: list[str]) -> None:
        number = str(self._row + 1)
        for at in range(0, len(attributes), 2):
            if attributes[at] == "r":
                number = attributes[at + 1]
        if not number.isdecimal() or len(number) > 9:
            raise _broken(f"a row has the number {number!r:.20}")
        self._row = int(number)
        if self._row > ROWS_MAX:
            raise Unreadable("too_many_rows", f"A sheet has more than {ROWS_MAX:,} rows.")
        self._line, self._line_length = [], 0

    def _begin_cell(self, attributes: list[str]) -> None:
        self._type = self._style = ""
        self._has_formula = False
        self._place = len(self._line)
        for at in range(0, len(attributes), 2):
            name, value = attributes[at], attributes[at + 1]
            if name == "r":
                self._place = self._column(value)
            elif name == "s":
                self._style = value
            elif name == "t":
                self._type = value

    def _column(self, reference: str) -> int:
        """Return the place of a cell in its line, from 0."""
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = 0
            for letter in letters[:8].upper():
                column = column * 26 + ord(letter) - 64
            if not letters.isascii() or not letters.isalpha():
                raise _broken(f"a cell has the name {reference!r:.20}")
            if len(self._columns) < _NAMES_CACHED_MAX:
                self._columns[letters] = column - 1
            return column - 1
        return column

    def _data(self, text: str) -> None:
        self._length += len(text)
        if self._length > TEXT_LENGTH_MAX:
            raise Unreadable(
                "text_too_long",
                f"A cell of line {self._row} has more than {TEXT_LENGTH_MAX:,} characters.",
            )
        self._pieces.append(text)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        name = _NAMES.get(tag)
        if name in {"v", "t"}:
            self._parser.CharacterDataHandler = None
        elif name == "c":
            if self._pieces:
                text = self._pieces[0] if len(self._pieces) == 1 else "".join(self._pieces)
                self._pieces.clear()
                self._length = 0
                self._put(self._text(text))
            elif self._has_formula and self._type != "str":
                self._put(NO_VALUE)
        elif name == "row":
            if self._line:
                self._ready.append((self._row, self._line))
        elif name == "rPh":
            self._phonetic -= 1

    def _put(self, text: str) -> None:
        line, place = self._line, self._place
        self._line_length += len(text)
        if self._line_length > ROW_LENGTH_MAX:
            detail = f"Line {self._row} has more than {ROW_LENGTH_MAX:,} characters."
            raise Unreadable("line_too_long", detail)
        if place > len(line):
            if place > COLUMNS_MAX:
                raise Unreadable("too_wide", f"Line {self._row} has cells beyond {COLUMNS_MAX:,}.")
            line.extend([""] * (place - len(line)))
        if place == len(line):
            line.append(text)
        else:
            line[place] = text

    def _text(self, text: str) -> str:
        kind = self._type
        if kind == "s":
            if not text.isdecimal() or len(text) > 9:
                raise _broken(f"line {self._row} has the text number {text!r:.20}")
            return self._strings[int(text)]
        if kind in {"", "n"}:
            style = int(self._style) if self._style.isdecimal() and len(self._style) < 9 else -1
            shown = self._kinds[style] if 0 <= style < len(self._kinds) else ""
            if shown == "date":
                return date_text(text, self._epoch)
            return time_text(text) if shown else number_text(text)
        if kind == "b":
            return "TRUE" if text.strip() in {"1", "true"} else "FALSE"
        if kind == "d":
            return text.replace("T00:00:00", "").rstrip("Z")
        return unescaped(text)


def _broken(what: str) -> Unreadable:
    return Unreadable("broken_workbook", f"The workbook is damaged: {what}.")


def _recognises(source: Source) -> int:
    names = source.members
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return CERTAIN
    return LIKELY if source.head.startswith(_OLE) else NO


def _read(source: Source, options: Options) -> Iterator[Item]:
    if source.head.startswith(_OLE):
        detail = (
            "This is an Excel workbook of the old kind (.xls), or one with a password; save it as "
            ".xlsx, without a password."
        )
        raise Unreadable("old_workbook", detail)
    with members_of(source) as members, spool_file() as file:
        workbook = workbook_of(members)
        strings = strings_of(members, strings_path(members), file)
        sheets = [
            Sheet(
                part.name,
                part.hidden,
                partial(
                    spooled,
                    partial(_lines, members, part.path, workbook, strings),
                    workbook.epoch,
                    source.expansion,
                ),
            )
            for part in workbook.parts
        ]
        yield from read_sheets(sheets, options)


def _lines(members: Members, path: str, workbook: Workbook, strings: Strings) -> Iterator[Line]:
    return found_in(members.parts(path), _Cells(workbook, strings).begin)


FORMAT = Format(
    name="xlsx",
    label="Excel workbook",
    recognises=_recognises,
    read=_read,
    options=OPTIONS | {"sheet"},
)
