"""Idempotency keys: one effect and one answer for a request that is sent again.

Follows draft-ietf-httpapi-idempotency-key-header-07, with the key kept on the change itself, so
that the effect and the memory of it commit together or not at all.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from books.models import Book
from books.unit_of_work import RequestKey
from common.errors import Invalid, KeyReused, Problem

KEY_LENGTH_MAX = 255
"""In characters. A UUID has 36; Stripe, which made the header known, takes 255."""
HEADERS_KEPT = ("Location", "ETag")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it is kept on a change."""

    status: int
    headers: dict[str, str]
    data: Any

    @classmethod
    def of(cls, response: Response) -> "KeptAnswer":
        headers = {name: response[name] for name in HEADERS_KEPT if response.has_header(name)}
        return cls(response.status_code, headers, response.data)

    def dump(self) -> str:
        return json.dumps([self.status, self.headers, self.data], cls=JSONEncoder)

    @classmethod
    def load(cls, text: str) -> "KeptAnswer":
        return cls(*json.loads(text))

    def response(self) -> Response:
        headers = {**self.headers, "Idempotency-Replayed": "true"}
        return Response(self.data, status=self.status, headers=headers)


def request_key(request: Request) -> RequestKey | None:
    """Return the key that `request` carries.

    Raises Invalid for one that is empty or overlong, that is not UTF-8, or that holds characters
    which do not print.
    """
    header = request.headers.get("Idempotency-Key")
    if header is None:
        return None
    key = _text(header)
    if not (1 <= len(key) <= KEY_LENGTH_MAX and key.isprintable()):
        detail = f"The Idempotency-Key header has 1 to {KEY_LENGTH_MAX} printable characters."
        raise Invalid([Problem("", "invalid_idempotency_key", detail)])
    asked = json.dumps(_without_files(request), sort_keys=True, cls=JSONEncoder)
    return RequestKey(
        key=_digest(str(request.user.pk), key),
        fingerprint=_digest(str(request.method), request.get_full_path(), asked),
    )


def _text(header: str) -> str:
    """Return the key in `header`; empty where its bytes, handed on as Latin-1, are not UTF-8."""
    try:
        text = header.encode("latin-1").decode()
    except UnicodeError:
        return ""
    # The draft's structured string is quoted; the bare form is what most clients send.
    return text.strip(" ").removeprefix('"').removesuffix('"')


def kept_answer(book: Book, key: RequestKey) -> Response | None:
    """Return the answer first given under `key`, if any; raises KeyReused for another request."""
    made = book.changes.filter(idempotency_key=key.key).first()
    if made is None:
        return None
    if made.fingerprint != key.fingerprint:
        raise KeyReused
    return KeptAnswer.load(made.answer).response()


def _without_files(request: Request) -> Any:
    """Return what was sent, with the digest of each file in its place."""
    sent: Any = request.data
    if not request.FILES:
        return sent
    asked = {name: sent.getlist(name) for name in sent.keys() - request.FILES.keys()}
    for name, files in request.FILES.lists():
        asked[name] = [_digest_of_file(file) for file in files]
    return asked


def _digest_of_file(file: "UploadedFile[Any]") -> str:
    found = hashlib.sha256()
    for part in file.chunks():
        found.update(part)
    return found.hexdigest()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
