"""Writing an archive: a line of JSON for each row, a file for each sort, all as of one change.

What is in memory is one batch of rows and eight bytes for each row of the book.
"""

import hashlib
import json
import zipfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import IO, NamedTuple

from django.db.models import Model

from archives import manifest
from archives.manifest import BookSaid, Digest, FileSaid, Manifest
from archives.numbering import Numbered, Numbering, batches
from archives.shapes import STAMPS, shape_of_part, shape_of_resource, shape_of_table
from books import snapshots
from books.archived_tables import ArchivedTable, archived_tables
from books.models import Book, Cause, Change, Revision
from books.resources import Resource, resources
from books.tracked_models import BOOK, Columns
from exports.errors import Overtaken

WRITE_BYTES = 256 * 1024
"""How much is compressed at a time."""
CHANGES_AT_ONCE = 1_000
"""How many changes are in memory at once: a book has about one for each transaction."""

Open = Callable[[str], AbstractContextManager[IO[bytes] | None]]


class Line(NamedTuple):
    """What one line says."""

    said: Columns
    counts: bool = True
    """Whether the digest counts it."""


def write_archive(book: Book, file: IO[bytes]) -> Manifest:
    """Write the archive of `book`, as it was loaded, into `file`; returns its manifest.

    Raises Overtaken where a change of the book has come since: what was written is worth nothing.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:

        def uow(name: str) -> AbstractContextManager[IO[bytes] | None]:
            return archive.open(_info(name), "w", force_zip64=True)

        said = _write(book, uow)
        archive.writestr(_info(manifest.NAME), said.dump())
    return said


def digest_of(book: Book) -> str:
    """Return the digest of `book`, as it was loaded; raises Overtaken as `write_archive` does."""
    return _write(book, lambda name: nullcontext()).digest


def _write(book: Book, uow: Open) -> Manifest:
    said = Manifest.begun(book)
    digest = Digest(BookSaid.of(book))
    numbering = Numbering(book)
    for name, lines in _files(book, numbering):
        content = hashlib.sha256()
        with uow(name) as target:
            said.files[name] = _write_file(lines, target, content)
        digest.add(name, content, said.files[name].rows)
    # What was read may be of two states where a change fell in between.
    if not Book.objects.filter(pk=book.pk, last_change=book.last_change).exists():
        raise Overtaken(f"Book {book.pk} is past change {book.last_change}.")
    said.digest = digest.text()
    return said


def _write_file(
    lines: Iterator[Line], target: IO[bytes] | None, content: "hashlib._Hash"
) -> FileSaid:
    whole = hashlib.sha256()
    rows = size = 0
    for part, counted, count in _parts(lines):
        rows, size = rows + count, size + len(part)
        whole.update(part)
        content.update(counted)
        if target:
            target.write(part)
    return FileSaid(rows, size, whole.hexdigest())


def _parts(lines: Iterator[Line]) -> Iterator[tuple[bytes, bytes, int]]:
    """Yield the lines as bytes, some at a time: all of them, those that count, how many."""
    part, counted, rows = bytearray(), bytearray(), 0
    for line in lines:
        text = encoded(line.said)
        part += text
        counted += text if line.counts else b""
        rows += 1
        if len(part) >= WRITE_BYTES:
            yield bytes(part), bytes(counted), rows
            part, counted, rows = bytearray(), bytearray(), 0
    yield bytes(part), bytes(counted), rows


def encoded(said: Columns) -> bytes:
    """Return a line."""
    return (json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _info(name: str) -> zipfile.ZipInfo:
    # The day is that of the format: the same book gives the same bytes.
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _files(book: Book, numbering: Numbering) -> Iterator[tuple[str, Iterator[Line]]]:
    yield manifest.CHANGES, _changes(book)
    for resource in resources.values():
        yield f"{resource.plural}{manifest.ENDING}", _rows(resource, numbering)
    for table in archived_tables.values():
        yield f"{table.name}{manifest.ENDING}", _table_rows(table, book, numbering)
    yield manifest.REVISIONS, _revisions(numbering)


def _changes(book: Book) -> Iterator[Line]:
    for start in range(1, book.last_change + 1, CHANGES_AT_ONCE):
        rows = book.changes.filter(number__gte=start, number__lt=start + CHANGES_AT_ONCE)
        for row in rows.select_related("user").order_by("number"):
            if row.number <= book.last_change:
                yield Line(_change(row), row.cause != Cause.RESTORE)


def _change(row: Change) -> Columns:
    return {
        "number": row.number,
        "at": manifest.instant(row.at),
        "made_by": row.user.get_username() if row.user else row.made_by,
        "token": row.token,
        "cause": row.cause,
        "undoes": row.undoes,
        "undone_by": row.undone_by,
        "counts": json.loads(row.counts) if row.counts else None,
        "note": row.note,
    }


def _rows(resource: Resource, numbering: Numbering) -> Iterator[Line]:
    shape = shape_of_resource(resource)
    stamps = (*STAMPS, *resource.stamps)
    names = ("id", *stamps, *shape.attnames())
    numbered = numbering.rows[resource.name]
    for batch in batches(numbered.there):
        found = resource.model._default_manager.filter(pk__in=batch).order_by("pk")
        parts = _parts_of(resource, batch, numbering)
        for row in found.values(*names):
            said: Columns = {"id": numbered(row["id"])}
            said.update((name, row[name]) for name in stamps)
            said.update(shape.written(row, numbering.rows))
            for name, of_rows in parts.items():
                said[name] = of_rows.get(row["id"], [])
            yield Line(said)


def _parts_of(
    resource: Resource, ids: list[int], numbering: Numbering
) -> dict[str, dict[int, list[Columns]]]:
    """Return the parts of some rows, by the name of the part and the id of the row."""
    found: dict[str, dict[int, list[Columns]]] = {}
    for part in resource.parts:
        shape, numbered = shape_of_part(part), numbering.parts[part.model]
        rows = part.model._default_manager.filter(**{f"{part.owner}__in": ids}).order_by("pk")
        of_rows: dict[int, list[Columns]] = {}
        found[part.name] = of_rows
        for row in rows.values("id", part.owner, *shape.attnames()):
            said = {"id": numbered(row["id"]), **shape.written(row, numbering.rows)}
            of_rows.setdefault(row[part.owner], []).append(said)
    return found


def _table_rows(table: ArchivedTable, book: Book, numbering: Numbering) -> Iterator[Line]:
    shape = shape_of_table(table)
    for batch in batches(_ids_of(table.model, book)):
        rows = table.model._default_manager.filter(pk__in=batch).order_by("pk")
        for row in rows.values(*shape.attnames()):
            yield Line(shape.written(row, numbering.rows))


def _ids_of(model: type[Model], book: Book) -> "array[int]":
    ids = model._default_manager.filter(book_id=book.pk).order_by().values_list("pk", flat=True)
    return Numbered(sorted(ids.iterator())).there


def _revisions(numbering: Numbering) -> Iterator[Line]:
    columns = ("number", "kind", "row_id", "action", "created_in", "before")
    for batch in batches(numbering.revisions.there):
        rows = Revision.objects.filter(pk__in=batch).order_by("pk")
        for number, kind, row_id, action, created_in, before in rows.values_list(*columns):
            said = {
                "number": number,
                "kind": kind,
                "row": numbering.rows[kind](row_id),
                "action": action,
                "created_in": created_in,
                "before": _before(kind, before, numbering),
            }
            yield Line(said)


def _before(name: str, text: str, numbering: Numbering) -> Columns | None:
    """Return what a row was, with numbers for ids; None where it was not there."""
    if not text:
        return None
    if name == BOOK:
        return snapshots.load_book(text)
    resource = resources[name]
    row = snapshots.load(resource, text)
    said = shape_of_resource(resource).written(row, numbering.rows)
    for part in resource.parts:
        shape, numbered = shape_of_part(part), numbering.parts[part.model]
        said[part.name] = [
            {"id": numbered(one["id"]), **shape.written(one, numbering.rows)}
            for one in row[part.name]
        ]
    return said
