"""A table before anything is understood of it: lines of cells, all of them text."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

COLUMNS_MAX = 1_024
"""How many cells a line may have: each one costs time, on every line. Real tables have some
dozens."""
EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of the serial dates of a workbook, but for one that counts from 1904."""


class BrokenLine(list[str]):
    """A line that could not be cut into cells; it stands where its cells would."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__()
        self.code = code
        self.detail = detail


class Grid(Protocol):
    """Something that can be gone through several times, from its first line each time.

    It yields the number of each line, from 1, with its cells as the file has them, white space
    included. A line may have any number of cells, and empty lines may be left out. Cells that a
    spreadsheet knows to be dates are written 2024-01-31, those that it knows to be numbers as plain
    decimals ("-1234.5", without exponent); true and false are "TRUE" and "FALSE"; formulas stand as
    the value that the file keeps for them.
    """

    serial_epoch: date | None
    """Day 0 where a number may be a date (`EXCEL_EPOCH`): only in spreadsheets; None elsewhere."""

    def __iter__(self) -> Iterator[tuple[int, list[str]]]: ...


class Lines:
    """A grid of lines that are in memory."""

    def __init__(self, lines: Sequence[Sequence[str]], serial_epoch: date | None = None) -> None:
        self.lines = lines
        self.serial_epoch = serial_epoch

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        for number, cells in enumerate(self.lines, start=1):
            yield number, list(cells)
