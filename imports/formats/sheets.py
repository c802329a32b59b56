"""The sheets of a workbook as tables, whatever the workbook is written in.

A sheet is cut into cells once and kept on disk for as long as it is read: a table is gone through
several times, and XML is slow to read.
"""

import marshal
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import IO, NamedTuple

from imports.statement import Item, Options, Remark, Unreadable
from imports.tables.reading import read_table

ROWS_MAX = 1_048_576
COLUMNS_MAX = 1_024
CELL_LENGTH_MAX = 1_000_000
SHEET_LENGTH_MAX = 1024 * 1024 * 1024
"""How much text a sheet may have: what is stated to be repeated takes no room in the file."""

Line = tuple[int, list[str]]

_BATCH_LENGTH = 256 * 1024
_FIGURES = 15
"""How many digits a spreadsheet shows of a number: what it keeps has more, which mean nothing."""
_ROUNDING = Context(prec=_FIGURES, rounding=ROUND_HALF_EVEN)
_DIGITS = re.compile(r"-?[0-9]{1,20}", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+", re.ASCII)
_NO_TABLE = {"no_rows", "no_header", "no_table", "unknown_columns"}
_SECONDS_OF_DAY = 86_400
# What a serial date may be: up to the end of the year 9999.
_SERIAL_MAX = 2_958_466


class Sheet(NamedTuple):
    """One table of a workbook."""

    name: str
    hidden: bool
    lines: Callable[[], Iterator[Line]]
    """Goes through it from its first line each time."""
    serial_epoch: date


class _Spooled:
    """A grid of lines that are kept in a file."""

    def __init__(self, file: IO[bytes], serial_epoch: date) -> None:
        self.serial_epoch: date | None = serial_epoch
        self._file = file
        self._places: list[int] = []

    def fill(self, lines: Iterator[Line]) -> bool:
        """Take the lines of a sheet; return whether there are any."""
        batch: list[Line] = []
        held = length = 0
        for rows, line in enumerate(lines):
            if rows >= ROWS_MAX:
                raise Unreadable("too_many_rows", f"A sheet has more than {ROWS_MAX:,} rows.")
            batch.append(line)
            held += 16 + sum(map(len, line[1]))
            if held >= _BATCH_LENGTH:
                length += held
                self._put(batch)
                batch, held = [], 0
                if length > SHEET_LENGTH_MAX:
                    raise Unreadable("too_large", "A sheet has more text than can be read.")
        if batch:
            self._put(batch)
        return bool(self._places)

    def _put(self, batch: list[Line]) -> None:
        self._places.append(self._file.tell())
        marshal.dump(batch, self._file)

    def __iter__(self) -> Iterator[Line]:
        # Two may go through it at once.
        for place in self._places:
            self._file.seek(place)
            # Nobody but `fill` has written to this file.
            yield from marshal.load(self._file)  # noqa: S302


def read_sheets(sheets: list[Sheet], options: Options) -> Iterator[Item]:
    """Yield what the sheets say that are tables of transactions, in their order.

    Those that are none, and those that are hidden, are named in a remark. The option `sheet`, a
    name or a number from 1, chooses one.
    """
    chosen = _chosen(sheets, options)
    refused: Unreadable | None = None
    left_out = [sheet.name for sheet in sheets if sheet.hidden and sheet not in chosen]
    read = 0
    for sheet in chosen:
        with _spooled(sheet) as grid:
            if grid is None:
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
        detail = f"Left out, as no tables of transactions or hidden: the sheets {names}."
        yield Remark("sheets_left_out", detail)


@contextmanager
def _spooled(sheet: Sheet) -> Iterator[_Spooled | None]:
    """Keep a sheet on disk as a grid; None where it is empty."""
    with tempfile.TemporaryFile(prefix="sheet-") as file:
        grid = _Spooled(file, sheet.serial_epoch)
        yield grid if grid.fill(sheet.lines()) else None


def _chosen(sheets: list[Sheet], options: Options) -> list[Sheet]:
    stated = options.get("sheet")
    if stated is None or stated == "":
        return [sheet for sheet in sheets if not sheet.hidden]
    wanted = str(stated).casefold()
    named = [sheet for sheet in sheets if sheet.name.casefold() == wanted]
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
    if not number.is_finite() or number.adjusted() > 30:
        return text[:40]
    if number.adjusted() < -30:
        return "0"
    shown = format(_ROUNDING.plus(number), "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def date_text(text: str, epoch: date) -> str:
    """Return a serial date as a day, with the time where it has one; a number that is none as is.

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
