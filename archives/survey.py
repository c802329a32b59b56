"""Going through an archive once, before anything is written: every line is read and judged.

What it says of the whole comes to light here too: how many ids each sort of row takes.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model

from archives import manifest
from archives.errors import Unsound
from archives.manifest import Digest
from archives.reading import Archive, parsed
from archives.records import (
    ChangeRecord,
    RevisionRecord,
    RowRecord,
    check_row,
    read_change,
    read_revision,
    read_row,
)
from archives.shapes import shape_of_part, shape_of_resource, shape_of_table
from books.archived_tables import ArchivedTable, archived_tables
from books.models import Cause
from books.resources import Resource, resources
from books.tracked_models import BOOK, Columns

T = TypeVar("T")


@dataclass(slots=True)
class Span:
    """The numbers that one sort of row takes, and a row of it to try the table with."""

    top: int = 0
    sample: Columns | None = None

    def take(self, number: int, columns: Columns | None = None) -> None:
        self.top = max(self.top, number)
        if self.sample is None and columns is not None:
            self.sample = columns


@dataclass(slots=True)
class Survey:
    """What an archive was found to hold."""

    spans: dict[type[Model], Span] = field(
        default_factory=lambda: {
            model: Span()
            for resource in resources.values()
            for model in (resource.model, *(part.model for part in resource.parts))
        }
    )
    there: dict[str, set[int]] = field(
        default_factory=lambda: {name: set() for name in _pointed_at()}
    )
    """The numbers of the rows there are, of each resource that rows of another point at."""
    rows: dict[str, int] = field(default_factory=dict)
    """How many lines each file has."""


def surveyed(archive: Archive) -> Survey:
    """Go through the whole archive; raises Unsound where anything in it cannot be believed."""
    survey = Survey()
    digest = Digest(archive.manifest.book)
    for name, content in _contents(archive, survey):
        digest.add(name, content, survey.rows[name])
    if digest.text() != archive.manifest.digest:
        raise Unsound("damaged", "The digest of the archive is not the one in the manifest.")
    return survey


def changes(archive: Archive) -> Iterator[ChangeRecord]:
    """Yield the changes."""
    return _said(archive, manifest.CHANGES, read_change)


def rows(archive: Archive, resource: Resource) -> Iterator[RowRecord]:
    """Yield the rows of a resource."""
    last = archive.manifest.book.last_change
    return _said(archive, file_of(resource), lambda said: read_row(resource, said, last))


def table_rows(archive: Archive, table: ArchivedTable) -> Iterator[Columns]:
    """Yield the rows of a table, by attribute."""
    shape = shape_of_table(table)

    def read(said: Columns) -> Columns:
        row = shape.read(said)
        check_row(table.row_rules, row)
        return row

    return _said(archive, f"{table.name}{manifest.ENDING}", read)


def revisions(archive: Archive) -> Iterator[RevisionRecord]:
    """Yield the revisions."""
    last = archive.manifest.book.last_change
    return _said(archive, manifest.REVISIONS, lambda said: read_revision(said, last))


def file_of(resource: Resource) -> str:
    return f"{resource.plural}{manifest.ENDING}"


def _pointed_at() -> set[str]:
    of_tables = (
        column for table in archived_tables.values() for column in shape_of_table(table).columns
    )
    return {
        *(
            pointer.target.name
            for resource in resources.values()
            for pointer in resource.pointers()
        ),
        *(column.target for column in of_tables if column.target and not column.loose),
    }


def _said(archive: Archive, name: str, read: Callable[[Columns], T]) -> Iterator[T]:
    for number, line in archive.lines(name):
        try:
            yield read(parsed(line))
        except ValueError as error:
            raise _at(name, number, error) from None


def _at(name: str, line: int, error: Exception) -> Unsound:
    return Unsound("invalid_row", f"{name}, line {line}: {error}.")


def _contents(archive: Archive, survey: Survey) -> Iterator[tuple[str, Any]]:
    """Yield the name of each file and the digest of what counts in it, once it is judged."""
    steps: list[tuple[str, Callable[[Columns], bool]]] = [
        (manifest.CHANGES, _Changes().take),
        *(
            (file_of(resource), _Rows(resource, survey, archive).take)
            for resource in resources.values()
        ),
        *(
            (f"{name}{manifest.ENDING}", _TableRows(one, survey).take)
            for name, one in archived_tables.items()
        ),
        (manifest.REVISIONS, _Revisions(survey, archive).take),
    ]
    for name, take in steps:
        content = hashlib.sha256()
        survey.rows[name] = 0
        for number, line in archive.lines(name):
            try:
                counts = take(parsed(line))
            except ValueError as error:
                raise _at(name, number, error) from None
            survey.rows[name] = number
            if counts:
                content.update(line)
        yield name, content
        _check_whole(name, archive, survey)


def _check_whole(name: str, archive: Archive, survey: Survey) -> None:
    """Raise Unsound for what only all the lines of a file show."""
    last = archive.manifest.book.last_change
    if name == manifest.CHANGES and survey.rows[name] != last:
        raise Unsound("invalid_row", f"{name} has {survey.rows[name]} of {last} changes.")
    for resource in resources.values():
        if (
            name == file_of(resource)
            and resource.limit is not None
            and survey.rows[name] > resource.limit
        ):
            detail = (
                f"{name} has {survey.rows[name]:,} rows; a book has at most {resource.limit:,}."
            )
            raise Unsound("too_large", detail)


class _Changes:
    """Judges the changes: there is one for each number."""

    def __init__(self) -> None:
        self._last = 0

    def take(self, said: Columns) -> bool:
        found = read_change(said)
        if found.number != self._last + 1:
            raise ValueError(f"change {found.number} comes after {self._last}")
        self._last = found.number
        return found.cause != Cause.RESTORE


class _Rows:
    """Judges the rows of a resource: in the order of their numbers, pointing at what is there."""

    def __init__(self, resource: Resource, survey: Survey, archive: Archive) -> None:
        self._resource, self._survey = resource, survey
        self._last_change = archive.manifest.book.last_change
        self._last = 0

    def take(self, said: Columns) -> bool:
        found = read_row(self._resource, said, self._last_change)
        if found.number <= self._last:
            raise ValueError(f"row {found.number} comes after {self._last}")
        self._last = found.number
        if (there := self._survey.there.get(self._resource.name)) is not None:
            there.add(found.number)
        self._check_pointers(found.columns)
        _take_row(self._survey, self._resource, found.number, found.columns)
        return True

    def _check_pointers(self, row: Columns) -> None:
        found = list(shape_of_resource(self._resource).pointers(row))
        for part in self._resource.parts:
            found += [p for one in row[part.name] for p in shape_of_part(part).pointers(one)]
        for column, number in found:
            # One of its own resource may come later; the database says so where it does not.
            own = column.target == self._resource.name
            if not own and number not in self._survey.there[column.target]:
                raise ValueError(f"there is no {column.target} {number}")


class _TableRows:
    """Judges the rows of a table."""

    def __init__(self, table: ArchivedTable, survey: Survey) -> None:
        self._table, self._survey = table, survey
        self._shape = shape_of_table(table)

    def take(self, said: Columns) -> bool:
        row = self._shape.read(said)
        check_row(self._table.row_rules, row)
        for column, number in self._shape.pointers(row):
            if column.loose:
                self._survey.spans[resources[column.target].model].take(number)
            elif number not in self._survey.there[column.target]:
                raise ValueError(f"there is no {column.target} {number}")
        return True


class _Revisions:
    """Judges the revisions."""

    def __init__(self, survey: Survey, archive: Archive) -> None:
        self._survey = survey
        self._last_change = archive.manifest.book.last_change

    def take(self, said: Columns) -> bool:
        found = read_revision(said, self._last_change)
        if found.kind == BOOK:
            return True
        resource = resources[found.kind]
        self._survey.spans[resource.model].take(found.row)
        if found.before is not None:
            _take_row(self._survey, resource, found.row, found.before)
        return True


def _take_row(survey: Survey, resource: Resource, number: int, row: Columns) -> None:
    survey.spans[resource.model].take(number, row)
    for column, target in shape_of_resource(resource).pointers(row):
        survey.spans[resources[column.target].model].take(target)
    for part in resource.parts:
        span, shape = survey.spans[part.model], shape_of_part(part)
        for one in row[part.name]:
            span.take(one["id"], one)
            for column, target in shape.pointers(one):
                survey.spans[resources[column.target].model].take(target)
