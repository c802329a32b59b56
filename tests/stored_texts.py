"""Every text that a copy of the database gives: of each column, and of what its values encode."""

import json
import pickletools
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress

from django.db import connection

_BASE64 = re.compile("[A-Za-z0-9+/_-]{16,}={0,2}")
"""Shorter texts are words rather than encoded values."""
_HEX = re.compile("(?:[0-9a-f]{2}){16,}")
_LAYERS_MAX = 4
"""How deep encodings are undone: the session's signature, base64, compression and JSON."""


def texts_of_every_table():
    """Return every text in every table, those of Django and of libraries included."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            values = {value for row in cursor for value in row if value is not None}
            for value in values:
                add_texts(value, found)
    return found


def add_texts(value, found, layers=_LAYERS_MAX):
    """Add to `found` the text of `value`, and each text that it holds in an encoded form."""
    if isinstance(value, bytes | bytearray | memoryview):
        data = bytes(value)
        texts = {data.decode("latin-1"), data.hex(), base64url(data)}
    else:
        data, texts = None, {str(value)}
    texts -= found
    found |= texts
    if not layers or not texts:
        return
    inner = [part for text in texts for part in decoded(text)] if data is None else unpacked(data)
    for part in inner:
        add_texts(part, found, layers - 1)


def decoded(text):
    """Yield what `text` is a form of: members of JSON, parts of a signed value, bytes."""
    if ":" in text:
        yield from text.split(":")
    if text[:1] in {"{", "[", '"'}:
        with suppress(ValueError):
            yield from leaves(json.loads(text))
    if _HEX.fullmatch(text):
        yield bytes.fromhex(text)
    elif _BASE64.fullmatch(text):
        with suppress(ValueError):
            plain = text.translate(str.maketrans("+/", "-_")).rstrip("=")
            yield urlsafe_b64decode(plain + "=" * (-len(plain) % 4))


def unpacked(data):
    """Yield what `data` holds: the texts of a pickle, what was compressed, a text in UTF-8."""
    with suppress(ValueError, zlib.error):
        yield zlib.decompress(data)
    with suppress(UnicodeDecodeError):
        yield data.decode()
    if data[:1] == b"\x80":
        with suppress(ValueError, IndexError):
            yield from (
                arg for _, arg, _ in pickletools.genops(data) if isinstance(arg, str | bytes)
            )


def leaves(value):
    """Yield the names and values of parsed JSON, at any depth."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from leaves(part)
    elif value is not None:
        yield value


def base64url(data):
    return urlsafe_b64encode(data).decode().rstrip("=")
