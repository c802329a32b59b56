"""By what a row of a file is known again: the bank's id of it, or else all that it says."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import blake2b

from common.text import fold, fold_case
from readers.cells import Origin
from readers.statement import Row

_DIGEST_BYTES = 16
"""128 bits: among a billion texts, two meet by chance with a probability below 1e-20. KEY_LENGTH of
imports.models has room for their 22 characters."""

_OF_LINE = "l"


def row_keys(row: Row, day: str, minor: int) -> tuple[str, ...]:
    """Return what a row is known by on its own account, the bank's id first."""
    content = content_keys(day, minor, row.payee, row.description)
    if row.corrected and row.origin:
        content = (*content, line_key(row.origin))
    return (id_key(row.bank_id, minor), *content) if row.bank_id else content


def id_key(bank_id: str, minor: int) -> str:
    """Return the key of what the bank calls `bank_id`.

    The amount is part of it: a bank may give the id to another payment later.
    """
    return "i" + _digest(f"{bank_id}\0{minor}")


def content_keys(day: str, minor: int, payee: str, description: str) -> tuple[str, ...]:
    """Return the keys of a row by its day (ISO 8601), its amount and its text: one or two.

    Case, width and white space of the text do not count: exports of one bank differ in them. The
    second key tells dotted and dotless i apart, as the only key of earlier versions did: rows
    that those had seen are known by it.
    """
    text = f"{payee} {description}"
    folds = dict.fromkeys((fold(text), fold_case(text)))
    return tuple("c" + _digest(f"{day}\0{minor}\0{folded}") for folded in folds)


def line_key(origin: Origin) -> str:
    """Return the key of a line as it stands in its file.

    A corrected row is known by it beside its content: the same file has the faulty line again.
    """
    return _OF_LINE + origin.digest


def line_keys(keys: Iterable[str]) -> tuple[str, ...]:
    """Return those of `keys` that are of lines."""
    return tuple(key for key in keys if key[0] == _OF_LINE)


def content_among(keys: Iterable[str]) -> tuple[str, ...]:
    """Return those of `keys` that are neither of lines nor of ids: of contents and of transfers."""
    return tuple(key for key in keys if key[0] not in {_OF_LINE, "i"})


def transfer_key(day: str, minor: int) -> str:
    """Return the key of a transfer, which the files of both accounts state, each in its words."""
    return "t" + _digest(f"{day}\0{minor}")


def _digest(text: str) -> str:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()
    return b64encode(digest).rstrip(b"=").decode()
