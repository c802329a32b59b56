"""A text file as a grid: its lines cut into cells, and lines with broken quotes marked."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from datetime import date
from typing import TextIO

from readers.bounds import ROW_LENGTH_MAX
from readers.source import Source
from readers.statement import Unreadable
from readers.tables.dialect import RECORD_LINES_MAX, Dialect, unwrapped
from readers.tables.grid import COLUMNS_MAX, BrokenLine


class TextGrid:
    """A delimited text file."""

    serial_epoch: date | None = None

    def __init__(self, source: Source, encoding: str, dialect: Dialect) -> None:
        self.source = source
        self.encoding = encoding
        self.dialect = dialect
        self.is_open = False
        """Whether the last line, once it was read, had no end."""

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the lines; raises Unreadable for bytes that the encoding has not.

        A record over several lines whose quotes do not fit is a BrokenLine at its first line; what
        follows is read anew from the second.
        """
        with self.source.open() as file:
            text = io.TextIOWrapper(file, encoding=self.encoding, newline="")
            try:
                records = _Records(text, self.dialect)
                yield from records.records()
                self.is_open = not records.last.endswith(("\n", "\r"))
            except UnicodeError:
                detail = f"Parts of the file are not in {self.encoding}; state its encoding."
                raise Unreadable("wrong_encoding", detail, option="encoding") from None


class _Records:
    """Cuts the lines of one file."""

    def __init__(self, text: TextIO, dialect: Dialect) -> None:
        self.text = text
        self.dialect = dialect
        self.again: deque[str] = deque()
        """Lines that are read once more."""
        self.held: list[str] = []
        """The lines of the record that is being read."""
        self.last = "\n"
        """The line that was read last."""
        self.most = dialect.record_lines_max
        """How many lines a record may have; where one was not closed, hardly more than it had."""
        self.stopped = False
        """Whether the reader asked for a line more than there is."""

    def _lines(self) -> Iterator[str]:
        """Yield the lines, keeping those of a record; stops at one that goes over too many."""
        readline, held, again = self.text.readline, self.held, self.again
        while len(held) < self.most:
            line = again.popleft() if again else readline(ROW_LENGTH_MAX + 1)
            if not line:
                break
            if len(line) > ROW_LENGTH_MAX:
                detail = f"A line of the file has more than {ROW_LENGTH_MAX:,} characters."
                raise Unreadable("line_too_long", detail)
            if "\0" in line:
                line = line.replace("\0", "")
            self.last = line
            held.append(line)
            yield unwrapped(line) if self.dialect.wrapped else line
        self.stopped = True

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the records with the number of the line that each begins in."""
        line, first, held = 0, self.dialect.first, self.held
        broken = True
        while broken:
            broken = self.stopped = False
            for cells in self._cut():
                count = len(held)
                if cells is None or ((count != 1 or self.stopped) and self._is_broken()):
                    broken, self.most = True, RECORD_LINES_MAX
                    self.again.extendleft(reversed(held[1:]))
                    held.clear()
                    line += 1
                    yield line, BrokenLine("open_quote", _OPEN)
                    break
                if count > 1 and sum(map(len, held)) > ROW_LENGTH_MAX:
                    detail = f"Line {line + 1} has more than {ROW_LENGTH_MAX:,} characters."
                    raise Unreadable("line_too_long", detail)
                held.clear()
                if len(cells) > COLUMNS_MAX:
                    detail = f"Line {line + 1} has more than {COLUMNS_MAX:,} cells."
                    raise Unreadable("too_wide", detail)
                if cells and line + 1 >= first:
                    yield line + 1, cells
                line += count

    def _cut(self) -> Iterator[list[str] | None]:
        """Yield the cells of each record; None for one that cannot be cut at all, as the last."""
        try:
            yield from self.dialect.reader(self._lines())
        except csv.Error:
            yield None

    def _is_broken(self) -> bool:
        """Whether the record that was just read lacks a quote, or has one too many."""
        return self.stopped or self.dialect.wrapped or not self.dialect.is_whole("".join(self.held))


_OPEN = "A quote on this line is not closed or not allowed; double it within a cell."
