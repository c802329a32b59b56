"""Books of GnuCash that are kept in XML: the second version of it, as written since 2001.

The parser's own events are followed, without a tree: a record is kept until it ends, and nothing
else is. What is scheduled (`gnc:template-transactions`) is not a transaction yet.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from readers.bounds import TEXT_LENGTH_MAX
from readers.common.texts import lines
from readers.common.xml_events import DEPTH_MAX, PART_BYTES, found_in, too_deep
from readers.format import CERTAIN, LIKELY, NO, Format
from readers.gnucash.book import (
    SPLITS_MAX,
    BookAccount,
    Books,
    BookSplit,
    Commodity,
    Fraction,
    Record,
)
from readers.source import Source
from readers.statement import Item, Options, Unreadable

_SPACE = "http://www.gnucash.org/XML/"
PREFIXES = (
    *("gnc", "act", "book", "cd", "cmdty", "price", "slot", "split", "sx", "trn", "ts", "fs"),
    *("bgt", "recurrence", "lot", "addr", "owner", "billterm", "bt-days", "bt-prox", "cust"),
    *("employee", "entry", "invoice", "job", "order", "taxtable", "tte", "vendor", "tax"),
)
_BARE_ROOT = b"<gnc-v2>"
_FRACTION = re.compile(r"\s*(-?[0-9]{1,25})/([0-9]{1,25})\s*", re.ASCII)


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{_SPACE}{prefix}}}{local}"


_ACCOUNT, _TRANSACTION, _SPLIT = _tag("gnc:account"), _tag("gnc:transaction"), _tag("trn:split")
_TEMPLATES, _SLOT, _KEY, _SLOT_VALUE = (
    _tag("gnc:template-transactions"),
    "slot",
    _tag("slot:key"),
    _tag("slot:value"),
)
_SPACE_TAG, _ID_TAG, _SECURITY = _tag("cmdty:space"), _tag("cmdty:id"), _tag("act:security")
_POSTED, _STAMP = _tag("trn:date-posted"), _tag("ts:date")
_NAME, _GUID, _TYPE, _PARENT = (
    _tag("act:name"),
    _tag("act:id"),
    _tag("act:type"),
    _tag("act:parent"),
)
_RECORD_ID, _NUMBER, _DESCRIPTION = _tag("trn:id"), _tag("trn:num"), _tag("trn:description")
_ON, _VALUE, _QUANTITY = _tag("split:account"), _tag("split:value"), _tag("split:quantity")
_MEMO, _STATE = _tag("split:memo"), _tag("split:reconciled-state")
_NAMED = {_POSTED, _SECURITY, *map(_tag, ("act:commodity", "act:currency", "trn:currency"))}
_KEPT = {_ACCOUNT, _TRANSACTION, _SPLIT, _SLOT}
_TEXTS = {
    *(_SPACE_TAG, _ID_TAG, _STAMP, _NAME, _GUID, _TYPE, _PARENT, _RECORD_ID, _NUMBER),
    *(_DESCRIPTION, _ON, _VALUE, _QUANTITY, _MEMO, _STATE, _KEY, _SLOT_VALUE, "gdate"),
}


class _Kept(dict[str, str]):
    """The texts within an element, by their tags; what is within another kept one stays there."""

    def __init__(self) -> None:
        super().__init__()
        self.slots: dict[str, str] = {}
        self.splits: list[_Kept] = []
        self.commodity = Commodity("", "")
        self.line = 0


class _Handler:
    """Follows the events of a parser and makes accounts and records of them."""

    def __init__(self, parser: Any) -> None:
        self.parser = parser
        self.ready: list[BookAccount | Record] = []
        self.is_book = False
        self._depth = 0
        self._templates = 0
        self._open: list[_Kept] = []
        self._text: list[str] = []
        self._length = 0
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def _start(self, tag: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise too_deep()
        if tag in _TEXTS:
            if self._open:
                self._text = []
                self._length = 0
                self.parser.CharacterDataHandler = self._data
        elif tag in _KEPT:
            if not self._templates:
                kept = _Kept()
                kept.line = self.parser.CurrentLineNumber
                self._open.append(kept)
        elif tag == _TEMPLATES:
            self._templates += 1
        elif self._depth == 1:
            self.is_book = tag == "gnc-v2"

    def _data(self, text: str) -> None:
        self._length += len(text)
        if self._length > TEXT_LENGTH_MAX:
            line = self.parser.CurrentLineNumber
            detail = f"The text in line {line} has more than {TEXT_LENGTH_MAX:,} characters."
            raise Unreadable("text_too_long", detail)
        self._text.append(text)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag in _TEXTS:
            if self._open:
                # Of a slot's value the text may be that of an element in it.
                self._open[-1][tag] = "".join(self._text)
                self.parser.CharacterDataHandler = None
        elif tag == _TEMPLATES:
            self._templates -= 1
        elif self._open:
            if tag in _KEPT:
                self._ended(tag, self._open.pop())
            elif tag in _NAMED:
                self._named(tag, self._open[-1])

    def _named(self, tag: str, kept: _Kept) -> None:
        """Tell apart what has the same tags within."""
        if tag == _POSTED:
            kept[_POSTED] = kept.get(_STAMP, "")
        elif tag == _SECURITY or not kept.commodity.id:
            kept.commodity = Commodity(_one(kept, _SPACE_TAG), _one(kept, _ID_TAG))

    def _ended(self, tag: str, kept: _Kept) -> None:
        above = self._open[-1] if self._open else None
        if tag == _ACCOUNT:
            self.ready.append(_account(kept))
        elif tag == _TRANSACTION:
            self.ready.append(_record(kept))
        elif above is not None and tag == _SPLIT:
            if len(above.splits) > SPLITS_MAX:
                raise Unreadable("too_many_splits", f"Line {kept.line}: too many splits.")
            above.splits.append(kept)
        elif above is not None:
            above.slots[_one(kept, _KEY)] = kept.get(_SLOT_VALUE, "")


def _recognises(source: Source) -> int:
    head = source.head_text
    if "<gnc-v2" in head:
        return CERTAIN
    return LIKELY if "<gnc>" in head and "<ledger-data>" in head else NO


def _read(source: Source, _options: Options) -> Iterator[Item]:
    if _recognises(source) == LIKELY:
        detail = (
            "This file has the first version of GnuCash's XML, from before 2001. Open it in "
            "GnuCash and save it again."
        )
        raise Unreadable("old_version", detail)
    handlers: list[_Handler] = []

    def begin(parser: Any) -> list[BookAccount | Record]:
        handlers.append(_Handler(parser))
        return handlers[0].ready

    books, declared = Books(), False
    for found in found_in(_parts(source), begin):
        if isinstance(found, BookAccount):
            books.add(found)
            continue
        if not declared:
            declared = True
            yield from books.declared()
        yield from books.items(found)
    if not handlers[0].is_book:
        raise Unreadable("no_book", "This is XML, but not a book of GnuCash.")
    if not declared:
        yield from books.declared()
    yield from books.rest()


def _parts(source: Source) -> Iterator[bytes]:
    """Yield the bytes of a file, with the names of its prefixes, which old versions left out."""
    parts = source.chunks(PART_BYTES)
    first = next(parts, b"")
    if _BARE_ROOT in first:
        spaces = " ".join(f'xmlns:{prefix}="{_SPACE}{prefix}"' for prefix in PREFIXES)
        first = first.replace(_BARE_ROOT, f"<gnc-v2 {spaces}>".encode(), 1)
    yield first
    yield from parts


def _account(kept: _Kept) -> BookAccount:
    return BookAccount(
        guid=_one(kept, _GUID),
        name=_one(kept, _NAME),
        type=_one(kept, _TYPE),
        commodity=kept.commodity,
        parent=_one(kept, _PARENT),
        placeholder=kept.slots.get("placeholder", "").strip() == "true",
        opens=kept.slots.get("equity-type", "").strip() == "opening-balance",
    )


def _record(kept: _Kept) -> Record:
    notes = kept.slots.get("notes", "")
    return Record(
        line=kept.line,
        guid=kept.get(_RECORD_ID, "").strip(),
        date=_day(kept.slots.get("date-posted", "")) or _day(kept.get(_POSTED, "")),
        currency=kept.commodity,
        splits=[_split(split) for split in kept.splits],
        number=_one(kept, _NUMBER),
        description=_one(kept, _DESCRIPTION),
        notes=lines(notes) if notes else "",
    )


def _split(kept: _Kept) -> BookSplit:
    value, quantity = kept.get(_VALUE, ""), kept.get(_QUANTITY, "")
    fraction = _fraction(value)
    return BookSplit(
        kept.get(_ON, ""),
        fraction,
        fraction if value == quantity else _fraction(quantity),
        _one(kept, _MEMO),
        kept.get(_STATE, ""),
        kept.slots.get("online_id", "").strip() if kept.slots else "",
    )


def _one(kept: _Kept, tag: str) -> str:
    """Return a text on one line."""
    return " ".join(kept.get(tag, "").split())


def _fraction(text: str) -> Fraction | None:
    match = _FRACTION.fullmatch(text)
    return None if match is None else Fraction(int(match[1]), int(match[2]))


@lru_cache(maxsize=10_000)  # 27 years of days; bounds memory
def _day(text: str) -> date | None:
    """Return the day of a moment, which is written in the time of where it was entered."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


FORMAT = Format(
    name="gnucash_xml",
    label="GnuCash (XML)",
    recognises=_recognises,
    read=_read,
)
