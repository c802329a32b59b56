"""The parts of an Excel workbook beside its sheets: which sheets there are, styles and texts.

Office Open XML, ECMA-376 part 1, chapter 18, in its transitional and its strict namespace.
"""

import os
import posixpath
import re
from array import array
from collections.abc import Iterator
from datetime import date
from typing import IO, Any, NamedTuple

from readers.bounds import TEXT_LENGTH_MAX
from readers.common.xml_events import DEPTH_MAX, found_in, too_deep
from readers.common.zip_members import Members
from readers.statement import Unreadable
from readers.tables.grid import EXCEL_EPOCH
from readers.tables.sheets import SHEETS_MAX

STRINGS_MAX = 8_000_000
"""How many texts cells may share: 64 MiB of places in memory, nearly eight texts for each row of a
full sheet."""

_PART_BYTES_MAX = 32 * 1024 * 1024
"""How large a part beside the sheets and texts may be: styles and relations have some KiB."""
_ELEMENTS_MAX = 2_000_000
"""How many elements such a part may have: Excel allows 65,490 formats of cells, each of a few
elements."""
_CACHED_MAX = 20_000
"""How many shared texts are in memory: those of neighbouring rows come again."""
_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_EPOCH_1904 = date(1904, 1, 1)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# What of a number format is not a letter of a date: literal text, colours and conditions, locales.
_NO_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_BUILT_IN = {
    **dict.fromkeys([*range(14, 18), 22, *range(27, 37), *range(50, 59)], "date"),
    **dict.fromkeys([18, 19, 20, 21, 45, 47], "time"),
}


class Part(NamedTuple):
    """A sheet of a workbook: where it stands."""

    name: str
    path: str
    hidden: bool


class Workbook(NamedTuple):
    """What holds for all sheets."""

    parts: list[Part]
    epoch: date
    kinds: list[str]
    """By style: "date" or "time" where numbers are shown as such; empty for all others."""


def names_of(*locals_: str) -> dict[str, str]:
    """Return what the parser calls elements of a workbook, with what we call them."""
    return {f"{space}}}{local}": local for space in _MAIN for local in locals_}


def workbook_of(members: Members) -> Workbook:
    """Return what a workbook has; raises Unreadable for a file that cannot be read."""
    root = _target(members, "_rels/.rels", "", "officeDocument") or "xl/workbook.xml"
    if root.endswith(".bin"):
        detail = "This is a binary workbook (.xlsb); save it as .xlsx."
        raise Unreadable("binary_workbook", detail)
    targets = _relations(members, root)
    parts: list[Part] = []
    epoch = EXCEL_EPOCH
    for tag, attributes in _elements(members, root):
        if tag == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            epoch = _EPOCH_1904
        elif tag == "sheet":
            identity = next((v for k, v in attributes.items() if k.endswith("}id")), "")
            _kind, path = targets.get(identity, ("", ""))
            hidden = attributes.get("state", "visible") != "visible"
            if "chartsheet" not in path:
                parts.append(Part(attributes.get("name", ""), path, hidden))
            if len(parts) > SHEETS_MAX:
                raise Unreadable("too_many_sheets", f"More than {SHEETS_MAX:,} sheets.")
    styles = next((path for kind, path in targets.values() if kind == "styles"), "")
    return Workbook(parts, epoch, _kinds(members, styles))


def strings_path(members: Members) -> str:
    """Return where the texts are that cells share; empty where there are none."""
    root = _target(members, "_rels/.rels", "", "officeDocument") or "xl/workbook.xml"
    relations = _relations(members, root).values()
    path = next((path for kind, path in relations if kind == "sharedStrings"), "")
    return path if path in members.names else ""


class Strings:
    """The texts that cells share: kept on disk, as there may be millions."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ends = array("Q")
        self._cached: dict[int, str] = {}

    def fill(self, texts: Iterator[str]) -> None:
        """Take the texts, in their order."""
        end = 0
        for text in texts:
            content = text.encode("utf-8", errors="replace")
            self._file.write(content)
            end += len(content)
            self._ends.append(end)
            if len(self._ends) > STRINGS_MAX:
                raise Unreadable("too_many_strings", f"More than {STRINGS_MAX:,} texts.")
        self._file.flush()

    def __getitem__(self, number: int) -> str:
        text = self._cached.get(number)
        if text is None:
            if not 0 <= number < len(self._ends):
                raise Unreadable("broken_workbook", "A cell refers to a text that is missing.")
            begin = self._ends[number - 1] if number else 0
            length = self._ends[number] - begin
            text = os.pread(self._file.fileno(), length, begin).decode("utf-8")
            if len(self._cached) >= _CACHED_MAX:
                self._cached.clear()
            self._cached[number] = text
        return text


def strings_of(members: Members, path: str, file: IO[bytes]) -> Strings:
    """Return the texts that cells share, kept in `file`."""
    strings = Strings(file)
    if path:
        strings.fill(found_in(members.parts(path), _Texts().begin))
    return strings


def unescaped(text: str) -> str:
    """Return text without the escapes of what XML cannot hold (ECMA-376, ST_Xstring)."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def kind_of_format(code: str) -> str:
    """Return "date" or "time" for a number format that shows one; empty for others."""
    letters = _NO_LETTERS.sub("", code.partition(";")[0]).lower()
    if "general" in letters or "[" in letters:
        # Elapsed hours in brackets are a number of days, not a time of one.
        return ""
    if any(letter in letters for letter in "yd"):
        return "date"
    if "h" in letters or "s" in letters:
        return "time"
    # Without hours, m is the month.
    return "date" if "m" in letters else ""


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code < 0xE000 else chr(code)


class _Texts:
    """Finds the texts that cells share; how a text is pronounced (rPh) is not part of it."""

    _NAMES = names_of("si", "t", "rPh")

    def begin(self, parser: Any) -> list[str]:
        """Set the handlers."""
        self._parser = parser
        self._depth = self._phonetic = 0
        self._pieces: list[str] = []
        self._length = 0
        self._ready: list[str] = []
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        return self._ready

    def _start(self, tag: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise too_deep()
        name = self._NAMES.get(tag)
        if name == "t" and not self._phonetic:
            self._parser.CharacterDataHandler = self._data
        elif name == "rPh":
            self._phonetic += 1

    def _data(self, text: str) -> None:
        self._length += len(text)
        if self._length > TEXT_LENGTH_MAX:
            detail = f"A text of the workbook has more than {TEXT_LENGTH_MAX:,} characters."
            raise Unreadable("text_too_long", detail)
        self._pieces.append(text)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        name = self._NAMES.get(tag)
        if name == "t":
            self._parser.CharacterDataHandler = None
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "si":
            self._ready.append(unescaped("".join(self._pieces)))
            self._pieces.clear()
            self._length = 0


def _elements(members: Members, path: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the elements of a small part as they begin, with their attributes."""

    def begin(parser: Any) -> list[tuple[str, dict[str, str]]]:
        ready: list[tuple[str, dict[str, str]]] = []
        depth = count = 0

        def start(tag: str, attributes: list[str]) -> None:
            nonlocal depth, count
            depth, count = depth + 1, count + 1
            if depth > DEPTH_MAX or count > _ELEMENTS_MAX:
                raise too_deep()
            pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
            ready.append((tag.rpartition("}")[2], pairs))

        def end(_tag: str) -> None:
            nonlocal depth
            depth -= 1

        parser.StartElementHandler, parser.EndElementHandler = start, end
        return ready

    return found_in(members.parts(path, _PART_BYTES_MAX), begin)


def _relations(members: Members, path: str) -> dict[str, tuple[str, str]]:
    """Return the kinds and the paths that the ids within a part stand for."""
    folder, name = posixpath.split(path)
    relations = f"{folder}/_rels/{name}.rels".lstrip("/")
    found: dict[str, tuple[str, str]] = {}
    for tag, attributes in _elements(members, relations):
        if tag == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            found[attributes.get("Id", "")] = (kind, target.lstrip("/"))
    return found


def _target(members: Members, relations: str, folder: str, wanted: str) -> str:
    if relations not in members.names:
        return ""
    for tag, attributes in _elements(members, relations):
        if tag == "Relationship" and attributes.get("Type", "").endswith(f"/{wanted}"):
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            return target.lstrip("/")
    return ""


def _kinds(members: Members, path: str) -> list[str]:
    """Return what kind of number each style of a cell shows."""
    if path not in members.names:
        return []
    formats: dict[str, str] = {}
    kinds: list[str] = []
    of_cells = False
    for tag, attributes in _elements(members, path):
        if tag == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            of_cells = tag == "cellXfs"
        elif tag == "xf" and of_cells:
            number = attributes.get("numFmtId", "0")
            code = formats.get(number)
            built_in = _BUILT_IN.get(int(number), "") if number.isdecimal() else ""
            kinds.append(built_in if code is None else kind_of_format(code))
    return kinds
