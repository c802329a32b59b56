"""The sheets of a workbook as tables, whatever the workbook is written in.

A sheet is cut into cells once and kept on disk for as long as it is read: a table is gone through
several times, and XML is slow to read.
"""

import io
import marshal
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import IO, NamedTuple

from common.text import fold
from readers.bounds import ROW_LENGTH_MAX, Expansion
from readers.statement import FileWarning, Item, Options, Unreadable
from readers.tables.reader import read_table

SHEETS_MAX = 1_000
"""How many sheets a workbook may have: people have some dozens; each that is shown is looked at."""
ROWS_MAX = 1_048_576
"""The rows of a sheet of Excel and of LibreOffice: 2 to the power of 20."""

Line = tuple[int, list[str]]

_BATCH_LENGTH = 256 * 1024
"""In characters: how much of a sheet is in memory before it goes to the file."""
_FIGURES = 15
"""How many digits a spreadsheet shows of a number: what it keeps has more, which mean nothing."""
_ROUNDING = Context(prec=_FIGURES, rounding=ROUND_HALF_EVEN)
_DIGITS = re.compile(r"-?[0-9]{1,20}", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+", re.ASCII)
_NO_TABLE = {"no_rows", "no_header", "no_table", "unknown_columns"}
_SECONDS_OF_DAY = 86_400
"""24 times 60 times 60."""
# What a serial date may be: up to the end of the year 9999.
_SERIAL_MAX = 2_958_466


class Spool:
    """A grid of lines that are kept in a file, which several grids may share."""

    def __init__(self, file: IO[bytes], serial_epoch: date, expansion: Expansion) -> None:
        self.serial_epoch: date | None = serial_epoch
        self._file = file
        self._expansion = expansion
        self._places: list[int] = []
        self._batch: list[Line] = []
        self._held = 0
        self._rows = 0

    def add(self, line: Line) -> None:
        """Take a line; raises Unreadable beyond a limit."""
        self._rows += 1
        if self._rows > ROWS_MAX:
            raise Unreadable("too_many_rows", f"A sheet has more than {ROWS_MAX:,} rows.")
        length = sum(map(len, line[1]))
        if length > ROW_LENGTH_MAX:
            detail = f"Line {line[0]} has more than {ROW_LENGTH_MAX:,} characters."
            raise Unreadable("line_too_long", detail)
        self._expansion.take(length)
        self._batch.append(line)
        self._held += 16 + length  # 16 for the line itself: empty lines take memory, too.
        if self._held >= _BATCH_LENGTH:
            self.finish()

    def finish(self) -> None:
        """Keep what was added so far."""
        if not self._batch:
            return
        self._places.append(self._file.seek(0, io.SEEK_END))
        marshal.dump(self._batch, self._file)
        self._batch, self._held = [], 0

    def __bool__(self) -> bool:
        return bool(self._places)

    def __iter__(self) -> Iterator[Line]:
        # Two may go through it at once.
        for place in self._places:
            self._file.seek(place)
            # Nobody but `finish` has written to this file.
            yield from marshal.load(self._file)  # noqa: S302


class Sheet(NamedTuple):
    """One table of a workbook."""

    name: str
    hidden: bool
    grid: Callable[[], AbstractContextManager[Spool]]
    """Gives its lines for as long as it is read."""


@contextmanager
def spooled(
    lines: Callable[[], Iterator[Line]], serial_epoch: date, expansion: Expansion
) -> Iterator[Spool]:
    """Keep the lines of one sheet on disk."""
    with spool_file() as file:
        spool = Spool(file, serial_epoch, expansion)
        for line in lines():
            spool.add(line)
        spool.finish()
        yield spool


def spool_file() -> IO[bytes]:
    """Return a file without a name."""
    return tempfile.TemporaryFile(prefix="workbook-")


def read_sheets(sheets: list[Sheet], options: Options) -> Iterator[Item]:
    """Yield what the sheets say that are tables of transactions, in their order.

    Sheets that are not tables, and hidden sheets, are named in a warning. The option `sheet`, a
    name or a number from 1, chooses one.
    """
    chosen = _chosen(sheets, options)
    refused: Unreadable | None = None
    left_out = [sheet.name for sheet in sheets if sheet.hidden and sheet not in chosen]
    read = 0
    for sheet in chosen:
        with sheet.grid() as grid:
            if not grid:
                continue
            try:
                yield from read_table(grid, options)
                read += 1
            except Unreadable as error:
                if error.code not in _NO_TABLE or options.get("sheet"):
                    raise
                refused = refused or error
                left_out.append(sheet.name)
    if not read:
        raise refused or Unreadable("no_rows", "The workbook has no rows.")
    if left_out:
        names = ", ".join(f"{name!r:.60}" for name in left_out[:10])
        detail = f"Sheets left out, which are hidden or not tables of transactions: {names}."
        yield FileWarning("sheets_left_out", detail)


def _chosen(sheets: list[Sheet], options: Options) -> list[Sheet]:
    stated = options.get("sheet")
    if stated is None or stated == "":
        return [sheet for sheet in sheets if not sheet.hidden]
    wanted = fold(str(stated))
    named = [sheet for sheet in sheets if fold(sheet.name) == wanted]
    if named:
        return named[:1]
    if wanted.isdecimal() and 1 <= int(wanted[:9]) <= len(sheets):
        return [sheets[int(wanted[:9]) - 1]]
    names = ", ".join(f"{sheet.name!r:.60}" for sheet in sheets[:20])
    detail = f"There is no sheet {stated!r:.60}; there are {names}."
    raise Unreadable("unknown_sheet", detail, option="sheet")


def number_text(text: str) -> str:
    """Return a stored number as a spreadsheet shows it: a plain decimal of at most 15 figures.

    What is kept are binary numbers, of which 0.1 + 0.2 is 0.30000000000000004. Whole numbers stay
    as they are: they may be those of accounts.
    """
    if len(text) <= _FIGURES and _DECIMAL.fullmatch(text):
        return text
    if _DIGITS.fullmatch(text):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    # Written out, 1e300 would be as many zeros; no amount comes near 30 digits.
    if not number.is_finite() or number.adjusted() > 30:
        return text[:40]
    if number.adjusted() < -30:
        return "0"
    shown = format(_ROUNDING.plus(number), "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def date_text(text: str, epoch: date) -> str:
    """Return a serial date as a day, with the time where it has one; another number stays as it is.

    Excel has a 29th of February 1900, which never was; the days before it are one later.
    """
    try:
        serial = float(text)
    except ValueError:
        return text
    if not 0 <= serial < _SERIAL_MAX:
        return number_text(text)
    seconds = round(serial * _SECONDS_OF_DAY)
    days, rest = divmod(seconds, _SECONDS_OF_DAY)
    if epoch.year < 1900:
        if days == 60:
            return number_text(text)
        days += days < 60
    moment = datetime(epoch.year, epoch.month, epoch.day) + timedelta(days=days, seconds=rest)  # noqa: DTZ001
    return moment_text(moment, has_time=bool(rest))


def moment_text(moment: datetime, *, has_time: bool) -> str:
    """Return a moment as ISO 8601 writes it, with a space."""
    return f"{moment:%Y-%m-%d %H:%M:%S}" if has_time else moment.date().isoformat()


def time_text(text: str) -> str:
    """Return a part of a day as a time."""
    try:
        seconds = round(float(text) * _SECONDS_OF_DAY)
    except (ValueError, OverflowError):
        return text
    if not 0 <= seconds < _SECONDS_OF_DAY:
        return number_text(text)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
