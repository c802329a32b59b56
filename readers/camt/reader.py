"""Reading CAMT.052, CAMT.053 and CAMT.054: reports, statements and notifications of banks in XML.

Any version, any namespace. The document is never held as a whole: each entry is read, turned into
rows and let go. The parser is expat itself with what defusedxml forbids forbidden the same way,
document types and entities, since defusedxml's `iterparse` is written in Python and takes several
times as long.
"""

import codecs
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate, errors

from readers.camt.elements import MESSAGES, Element, message_elements
from readers.camt.entries import Entries, Record, amount_of, day_of, signed
from readers.camt.statement import Booked, Statement, roles
from readers.common.statement_chain import AccountKeys, Chains, OddBalances, sum_that_differs
from readers.common.xml_events import DEPTH_MAX, PART_BYTES, TOKEN_BYTES_MAX
from readers.encoding import MENDED, encoding_of, fits, known_encoding
from readers.format import CERTAIN, NO, Format
from readers.source import Source, wide_without_mark
from readers.statement import Balance, BalanceKind, Fault, FileWarning, Item, Options, Unreadable

DETAILS_MAX = 20_000
"""How many details of one entry are kept until it ends; one with more stays one row."""
TEXT_CHARACTERS_MAX = 4_000
"""How much of the texts of one kind is kept for one detail."""

_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_NAMESPACE = re.compile(r"camt\.05[234]\.001|<(?:\w+:)?(?:" + "|".join(MESSAGES) + r")\b")
_CUT_OFF = {
    errors.codes[message]
    for message in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_PARTIAL_CHAR,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


class _Message:
    """What has been read of a document, and what is to be yielded of it."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.kind = ""
        self._statement = Statement({})
        self._keys = AccountKeys()
        self._entries = Entries()
        self._chains = Chains()
        self._odd_balances = OddBalances()
        self._has_statement = False
        self._count = self._information = 0

    def begin_statement(self, record: Record) -> None:
        self._has_statement = True
        self._statement = Statement(record)

    def add_balance(self, line: int, record: Record) -> None:
        """Keep a balance until its statement ends, when it is known which of them it has."""
        amount = amount_of(record)
        total = None if amount is None else signed(amount, record.get("direction", ""))
        if total is None:
            detail = f"Line {line}: a balance without an amount or without CRDT or DBIT."
            self.items.append(FileWarning("bad_balance", detail))
            return
        day = day_of(record.get("day", ""))
        balance = Balance(line, BalanceKind.STATED, total, day, "", record.get("amount@", ""))
        if len(self._statement.balances) < DETAILS_MAX:
            self._statement.balances.append((record.get("type", "").upper(), balance))

    def add_entry(self, line: int, entry: Record, details: list[Record]) -> None:
        """Turn an entry into rows."""
        self._count += 1
        if entry.get("status", "").upper() == "INFO":
            self._information += 1
            return
        statement = self._statement
        currency = entry.get("amount@") or statement.record.get("currency", "")
        if not currency and statement.balances:
            currency = statement.balances[0][1].currency
        entry["amount@"] = currency
        statement.currencies.add(currency)
        key = self._account(currency)
        owner = statement.record.get("owner", "")
        place = f"Entry {self._count}"
        for item in self._entries.rows(line, place, entry, details, (key, owner)):
            self.items.append(item)
            if isinstance(item, Fault):
                statement.faults += 1
            elif item.status != "pending":
                statement.book(item)

    def _number(self) -> str:
        record = self._statement.record
        return "".join(record.get("iban", "").split()) or record.get("number", "")

    def _account(self, currency: str) -> str:
        """Return the key of the statement's account in a currency, which is named when new."""
        record, number = self._statement.record, self._number()
        name = record.get("name") or record.get("owner", "")
        stated = currency or record.get("currency", "")
        key, account = self._keys.key(number, stated, " ".join(name.split()))
        if account:
            self.items.append(account)
        return key

    def end_statement(self) -> None:
        """Say which of the balances the statement begins and ends with."""
        by_account: dict[str, list[tuple[str, Balance]]] = {}
        for kind, balance in self._statement.balances:
            if self._is_odd(balance.currency):
                self._odd_balances.add(balance.line, balance.amount, balance.currency)
                continue
            key = self._account(balance.currency)
            by_account.setdefault(key, []).append((kind, balance._replace(account=key)))
        for key in {**by_account, **self._statement.booked}:
            booked = self._statement.booked.get(key)
            opening, closing, stated = roles(by_account.get(key, []), booked)
            if self.kind != "camt.052":
                self.items.extend(stated)
                self._check_sum(opening, closing, booked)
            days = (booked.first, booked.last) if booked else (None, None)
            self._chains.add(key, (opening, closing), days)

    def _is_odd(self, currency: str) -> bool:
        """Whether a balance is in another currency than the statement's entries.

        An account in several currencies may have entries of each in other statements.
        """
        statement = self._statement
        stated = statement.record.get("currency")
        currencies = statement.currencies or ({stated} if stated else set())
        if not currency or not currencies or currency in currencies:
            return False
        return not self._keys.knows(self._number(), currency)

    def _check_sum(
        self, opening: Balance | None, closing: Balance | None, booked: Booked | None
    ) -> None:
        """Warning a statement whose entries do not lead to its closing balance."""
        moved = booked.total if booked else Decimal()
        if not self._statement.faults and (warning := sum_that_differs(opening, closing, moved)):
            self.items.append(warning)

    def end(self) -> None:
        """Take the end of the document."""
        if not self.kind:
            detail = "The file has no CAMT.052, CAMT.053 or CAMT.054 message."
            raise Unreadable("no_statement", detail)
        if not self._has_statement:
            detail = (
                "The message has no statement of an account; download transactions from the bank."
            )
            raise Unreadable("no_statement", detail)
        self.items.extend(self._chains.ends())
        self.items.extend(self._odd_balances.warnings())
        if self._information:
            detail = f"{self._information} entries are for information only and were left out."
            self.items.append(FileWarning("information_only", detail))


class _Reader:
    """Takes the events of the parser; knows where in the message it is."""

    def __init__(self, encoding: str | None) -> None:
        self.message = _Message()
        self.parser = parser = ParserCreate(encoding)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.EntityDeclHandler = _refuse_doctype
        self.texts: list[str] = []
        parser.CharacterDataHandler = self.texts.append
        self._within = message_elements()
        self._path: list[Element | None] = []
        self._records: list[Record] = []
        self._details: list[Record] = []
        self._details_count = 0
        self._line = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        path = self._path
        element = path[-1] if path else None
        self.texts.clear()
        if ":" in name:
            name = name.rpartition(":")[2]
        if element is not None:
            element = element.get(name)
        elif not self._records and name in MESSAGES:
            element = self._within
            self.message.kind = MESSAGES[name]
        path.append(element)
        if element is None:
            if len(path) > DEPTH_MAX:
                detail = f"More than {DEPTH_MAX} elements are nested; this is not a statement."
                raise Unreadable("too_deep", detail)
        elif element.begins:
            self._begin(element.begins)
        elif attributes and element.keeps and "Ccy" in attributes:
            self._records[-1].setdefault(f"{element.keeps}@", attributes["Ccy"])

    def _begin(self, kind: str) -> None:
        record: Record = {}
        self._records.append(record)
        if kind == "statement":
            self.message.begin_statement(record)
        elif kind != "details":
            self._line = self.parser.CurrentLineNumber
            self._details, self._details_count = [], 0

    def _end(self, _name: str) -> None:
        element = self._path.pop()
        if element is None:
            return
        texts = self.texts
        name = element.keeps
        if name and texts:
            text = texts[0].strip() if len(texts) == 1 else "".join(texts).strip()
            texts.clear()
            record = self._records[-1]
            if text and name in record:
                _add_text(record, name, text)
            elif text:
                record[name] = text[:TEXT_CHARACTERS_MAX]
        elif element.begins:
            self._finish(element.begins, self._records.pop())

    def _finish(self, kind: str, record: Record) -> None:
        if kind == "details":
            self._details_count += 1
            if self._details_count <= DETAILS_MAX:
                self._details.append(record)
        elif kind == "balance":
            self.message.add_balance(self._line, record)
        elif kind == "entry":
            if self._details_count > DETAILS_MAX:
                # They cannot be distinguished without all of them at hand.
                self._details = [{}, {}]
            self.message.add_entry(self._line, record, self._details)
            self._details = []
        else:
            self.message.end_statement()


def _add_text(record: Record, name: str, text: str) -> None:
    """Keep a further text of the same kind, up to a length."""
    before = record[name]
    if len(before) < TEXT_CHARACTERS_MAX:
        record[name] = f"{before}\n{text[:TEXT_CHARACTERS_MAX]}"


def _refuse_doctype(*_declared: Any) -> None:
    detail = "The file declares a document type or entities, which no bank does. It was refused."
    raise Unreadable("doctype", detail)


def _recognises(source: Source) -> int:
    head = source.head_text
    return CERTAIN if head.lstrip().startswith("<") and _NAMESPACE.search(head) else NO


def _read(source: Source, _options: Options) -> Iterator[Item]:
    try:
        encoding = _actual_encoding(source)
        reader = _Reader("utf-8" if encoding == MENDED else encoding)
        feed, message, fed = reader.parser.Parse, reader.message, 0
        for part in _mended(source) if encoding == MENDED else source.chunks(PART_BYTES):
            # Space before the declaration of XML is an error, and not rare.
            known = part if fed or b"\0" in part[:4] else part.lstrip()
            fed += len(known)
            feed(known, False)  # noqa: FBT003  # as pyexpat calls it
            pending = fed - reader.parser.CurrentByteIndex
            if max(pending, sum(map(len, reader.texts))) > TOKEN_BYTES_MAX:
                raise Unreadable("text_too_long", "A single text or tag is longer than 1 MiB.")
            yield from message.items
            message.items.clear()
        feed(b"", True)  # noqa: FBT003
    except ExpatError as error:
        raise _refusal(error) from None
    except (LookupError, ValueError) as error:
        raise Unreadable("unknown_encoding", f"The file cannot be decoded: {error}.") from None
    message.end()
    yield from message.items


def _mended(source: Source) -> Iterator[bytes]:
    """Yield a file as UTF-8 where a byte here and there is none, as the parser knows no such."""
    decode = codecs.getincrementaldecoder(MENDED)().decode
    return (decode(part).encode() for part in source.chunks(PART_BYTES))


def _refusal(error: ExpatError) -> Unreadable:
    if error.code in _CUT_OFF:
        detail = f"The file ends in the middle, in line {error.lineno}; download it again."
        return Unreadable("truncated", detail)
    return Unreadable("bad_xml", f"Line {error.lineno}: this is not XML: {error}.")


def _actual_encoding(source: Source) -> str | None:
    """Return the encoding where the file declares a wrong one or none; None to believe it."""
    declared = _DECLARED.match(source.head.removeprefix(b"\xef\xbb\xbf"))
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if source.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if wide := wide_without_mark(source.head):
        return wide.replace("16-", "16")
    if name in {"utf-8", "utf8"} or name.startswith(("utf-16", "ucs")):
        actual = encoding_of(source)
        return "utf-8" if actual in {"utf-8", "utf-8-sig"} else actual
    known_encoding(name)
    # Hardly any text of another encoding is UTF-8 by chance.
    return "utf-8" if fits(source, "utf-8") else None


FORMAT = Format(
    name="camt",
    label="CAMT.052, CAMT.053, CAMT.054",
    recognises=_recognises,
    read=_read,
)
