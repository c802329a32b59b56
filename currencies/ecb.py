"""Reading the exchange rates that the European Central Bank publishes, in each of its formats.

`eurofxref-hist.csv` and `eurofxref.csv` (the newest day), as they are or in the zip archives that
they are published in; `eurofxref-hist.xml`, `eurofxref-hist-90d.xml` and `eurofxref-daily.xml`.
Each states units of a currency for one euro. The content shows the format.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from common.money import CURRENCIES, AmountError
from common.periods import DATE_MAX, DATE_MIN
from currencies.models import EURO
from currencies.quotes import format_rate, parse_rate

FILE_BYTES_MAX = 64 * 2**20
"""The most bytes that a file may have, as it is and unpacked: eight times the whole history."""
FAULTS_MAX = 20
"""Reading stops at this many faults."""

_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_CODE = re.compile(r"[A-Z]{3}")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LONG_DATE = re.compile(r"([0-9]{1,2}) ([A-Z][a-z]+) ([0-9]{4})")
_NO_RATE = {"", "N/A"}


class BrokenFile(ValueError):
    """The file cannot be taken; `faults` are sentences that say where and why."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(slots=True)
class Published:
    """The rates of a file, as they are to be stored."""

    rates: dict[tuple[str, date], str] = field(default_factory=dict)
    """The text of each rate by currency and day."""
    unknown: set[str] = field(default_factory=set)
    """Codes of the file in which no account can be; their rates are left out."""
    faults: list[str] = field(default_factory=list)

    def add(self, place: str, code: str, day: date, text: str) -> None:
        """Take the rate `text`, which stands at `place` of the file."""
        if code not in CURRENCIES:
            self.unknown.add(code)
            return
        try:
            rate = format_rate(parse_rate(text))
        except AmountError as error:
            self.fault(f"{place}, {code}: {text[:40]!r} is not a rate. {error}")
            return
        if (code, day) in self.rates:
            self.fault(f"{place}, {code}: a second rate of {day}.")
        self.rates[code, day] = rate

    def fault(self, fault: str) -> None:
        """Note a fault; raises BrokenFile at the last one that is kept."""
        self.faults.append(fault)
        if len(self.faults) >= FAULTS_MAX:
            raise BrokenFile([*self.faults, "There may be more."])


def read_published(content: bytes) -> Published:
    """Return the rates that `content` holds; raises BrokenFile with every fault found."""
    if content.startswith(b"PK\x03\x04"):
        content = _unpacked(content)
    _check_size(content)
    published = Published()
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        _read_xml(content, published)
    else:
        _read_csv(content, published)
    if published.faults:
        raise BrokenFile(published.faults)
    if not published.rates:
        raise BrokenFile(["The file has no exchange rates of the European Central Bank."])
    return published


def _check_size(content: bytes) -> None:
    if len(content) > FILE_BYTES_MAX:
        raise BrokenFile([f"The file has more than {FILE_BYTES_MAX:,} bytes."])


def _unpacked(content: bytes) -> bytes:
    """Return the one file of a zip archive, reading no more of it than is taken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [member for member in archive.infolist() if not member.is_dir()]
            if len(files) != 1:
                raise BrokenFile([f"The archive has {len(files)} files instead of one."])
            with archive.open(files[0]) as member:
                return member.read(FILE_BYTES_MAX + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BrokenFile([f"The archive cannot be unpacked: {error}"]) from None


def _read_csv(content: bytes, published: Published) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BrokenFile(["The file is neither a zip archive nor XML nor CSV in UTF-8."]) from None
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        codes = _header(next(rows, []))
        for row in rows:
            _read_row(f"Line {rows.line_num}", codes, [cell.strip() for cell in row], published)
    except csv.Error as error:
        raise BrokenFile([f"Line {rows.line_num}: {error}."]) from None


def _header(row: list[str]) -> list[str]:
    """Return the codes that head the columns after the date.

    Each line of the published files ends with a comma, so the last column may have no code.
    """
    date_head, *heads = [cell.strip() for cell in row] or [""]
    codes = heads[:-1] if heads and not heads[-1] else heads
    if date_head != "Date" or not codes:
        raise BrokenFile(['Line 1: a file of rates begins with "Date" and the currencies.'])
    if faults := _faults_in(codes):
        raise BrokenFile(faults)
    return heads


def _faults_in(codes: list[str]) -> list[str]:
    """Return what is wrong with the codes that head columns of rates."""
    wrong = [code for code in codes if not _CODE.fullmatch(code) or code == EURO]
    twice = sorted({code for code in codes if codes.count(code) > 1} - set(wrong))
    return [
        *(f"Line 1: {code[:40]!r} is not a heading of a column of rates." for code in wrong),
        *(f"Line 1: {code} is the heading of two columns." for code in twice),
    ]


def _read_row(place: str, codes: list[str], cells: list[str], published: Published) -> None:
    if not any(cells):
        return
    day = _day(cells[0])
    if day is None:
        published.fault(f"{place}: {cells[0][:40]!r} is not a date from {DATE_MIN} to {DATE_MAX}.")
        return
    if len(cells) != len(codes) + 1:
        published.fault(f"{place}: {len(cells)} cells, where line 1 has {len(codes) + 1}.")
        return
    for code, text in zip(codes, cells[1:], strict=True):
        if text in _NO_RATE:
            continue
        if code:
            published.add(place, code, day, text)
        else:
            published.fault(f"{place}: {text[:40]!r} is in a column without a currency.")


def _read_xml(content: bytes, published: Published) -> None:
    try:
        for _event, element in iterparse(io.BytesIO(content), events=("end",), forbid_dtd=True):
            if element.tag == _CUBE and "time" in element.attrib:
                _read_day(element, published)
                # The whole history would fill memory with elements that were read already.
                element.clear()
    except ParseError as error:
        raise BrokenFile([f"Line {error.position[0]}: this is not XML: {error}."]) from None
    except DefusedXmlException:
        raise BrokenFile(["The file declares a document type or entities; refused."]) from None


def _read_day(element: Element, published: Published) -> None:
    text = element.attrib["time"]
    day = _day(text)
    if day is None:
        published.fault(f"{text[:40]!r} is not a date from {DATE_MIN} to {DATE_MAX}.")
        return
    for cube in element.iter(_CUBE):
        if cube is element:
            continue
        code = cube.get("currency", "")
        if not _CODE.fullmatch(code) or code == EURO:
            published.fault(f"{day}: {code[:40]!r} is not a currency with a rate.")
        else:
            published.add(str(day), code, day, cube.get("rate", ""))


def _day(text: str) -> date | None:
    """Return the date that `text` states as "2026-11-20" or "20 November 2026"."""
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif (match := _LONG_DATE.fullmatch(text)) and match[2] in _MONTHS:
        year, month, day = int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1])
    else:
        return None
    try:
        stated = date(year, month, day)
    except ValueError:
        return None
    return stated if DATE_MIN <= stated <= DATE_MAX else None
