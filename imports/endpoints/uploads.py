"""From a request with a file to an import: read within limits, and recognised at once."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest
from rest_framework.request import Request

from books.idempotency import request_key
from books.models import Book
from common.errors import Invalid, KeyReused, Problem, TooLarge
from common.text import clean
from imports.models import FILE_NAME_LENGTH_MAX, Import, State
from imports.plan.parameters import ImportParameters
from imports.services import PART_BYTES, Upload, create_import
from readers.detection import recognised_at_once
from readers.statement import Unreadable


def check_size(request: Request | HttpRequest) -> None:
    """Raise TooLarge for a request whose file would be too large, before any of it is read."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    if stated.isdigit() and int(stated) > settings.IMPORT_BYTES_MAX + PART_BYTES:
        most = settings.IMPORT_BYTES_MAX // 2**20
        raise TooLarge(f"A file to import has at most {most:,} MiB.")


def parameters_of(
    values: Mapping[str, Any], before: ImportParameters | None = None
) -> ImportParameters:
    """Return what validated `values` state, beside what was stated `before`."""
    names = {one.name for one in fields(ImportParameters)}
    stated = {name: value for name, value in values.items() if name in names}
    if "account" in stated:
        stated["account"] = stated["account"].pk if stated["account"] else None
    return (before or ImportParameters()).amended(**stated)


def uploaded(
    book: Book,
    file: BinaryIO,
    parameters: ImportParameters,
    *,
    name: str,
    user_id: int | None,
    token: str = "",
    auto_commit: bool = False,
    accept_unproved: bool = False,
    key: str = "",
) -> Import:
    """Return an import of an open file, or the one that was made under `key` before.

    Raises Invalid for a file in no known format or too many that wait, and KeyReused for another
    request under `key`.
    """
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # it has readinto
    asked = f"{digest}\0{parameters.dump()}\0{auto_commit}"
    if accept_unproved:
        asked += "\0accept"
    fingerprint = hashlib.sha256(asked.encode()).hexdigest()
    if key and (made := made_under(book, key, fingerprint)):
        return made
    check_waiting(user_id)
    format_name = parameters.format or _recognised(file)
    upload = Upload(
        name=_named(name),
        size=file.seek(0, 2),
        digest=digest,
        parts=in_parts(file),
        user_id=user_id,
        token=token,
    )
    try:
        return create_import(
            book,
            upload,
            parameters,
            format_name=format_name,
            auto_commit=auto_commit,
            accept_unproved=accept_unproved,
            key=key,
            fingerprint=fingerprint if key else "",
        )
    except IntegrityError:
        # The same request was sent twice, and the other one was faster.
        if key and (made := made_under(book, key, fingerprint)):
            return made
        raise


def check_waiting(user_id: int | None) -> None:
    """Raise Invalid where too many files of this person wait until a worker reads them.

    Two uploads at once may both be the last one. Commands, which have nobody, read theirs at once.
    """
    if user_id is None:
        return
    most = settings.IMPORTS_WAITING_MAX
    if Import.objects.filter(user_id=user_id, state=State.WAITING)[:most].count() >= most:
        detail = (
            f"{most:,} of your files wait to be read, which is as many as may. Try again when "
            "some are read, or discard some."
        )
        raise Invalid([Problem("/file", "too_many_waiting", detail)])


def made_under(book: Book, key: str, fingerprint: str) -> Import | None:
    """Return the import that was made under `key`; raises KeyReused for another request."""
    made = Import.objects.for_book(book).filter(idempotency_key=key).first()
    if made is not None and made.fingerprint != fingerprint:
        raise KeyReused
    return made


def key_of(request: Request) -> str:
    """Return the digest of the request's Idempotency-Key; empty where it has none."""
    key = request_key(request)
    return key.key if key else ""


def in_parts(file: BinaryIO) -> Iterator[bytes]:
    """Yield an open file in parts as they are kept."""
    file.seek(0)
    while part := file.read(PART_BYTES):
        yield part


def _recognised(file: BinaryIO) -> str:
    with tempfile.TemporaryFile() as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy, PART_BYTES)
        copy.flush()
        try:
            # Readers open files by their paths, and this one has no name.
            return recognised_at_once(Path(f"/proc/self/fd/{copy.fileno()}"))
        except Unreadable as unreadable:
            problem = Problem("/file", unreadable.code, unreadable.detail)
            raise Invalid([problem]) from None


def _named(name: str) -> str:
    plain = "".join(c if c.isprintable() else " " for c in name.rpartition("/")[2])
    return clean(plain)[-FILE_NAME_LENGTH_MAX:] or "file"
