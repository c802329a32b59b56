"""The parts of an OFX file that say something of money, as flat records in the order of the file.

OFX 1 and 2 alike, and its forerunner OFC. An element that is left open ends where the next one of
its kind begins, or what it stands in ends.
"""

from collections.abc import Iterator
from typing import NamedTuple

from readers.common.lines import chunks_of
from readers.common.sgml import plain_text, tokens
from readers.source import Source
from readers.statement import Unreadable

_FIELDS_MAX = 200
"""More elements than this are in no transaction."""

ACCOUNTS = frozenset(
    {"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM", "LOANACCTFROM", "ACCTFROM"}  # the last is OFC's
)
BUYS = frozenset({"BUYDEBT", "BUYMF", "BUYOPT", "BUYOTHER", "BUYSTOCK"})
SELLS = frozenset({"SELLDEBT", "SELLMF", "SELLOPT", "SELLOTHER", "SELLSTOCK"})
OTHER_TRADES = frozenset(
    {"INCOME", "INVEXPENSE", "MARGININTEREST", "RETOFCAP", "REINVEST", "SPLIT"}
    | {"CLOSUREOPT", "JRNLFUND", "JRNLSEC", "TRANSFER"}
)
TRADES = BUYS | SELLS | OTHER_TRADES
POSITIONS = frozenset({"POSDEBT", "POSMF", "POSOPT", "POSOTHER", "POSSTOCK"})
_BALANCES = frozenset({"LEDGERBAL", "AVAILBAL", "BAL", "INVBAL", "INV401KBAL"})
_WITH_ELEMENTS = (
    ACCOUNTS | TRADES | POSITIONS | _BALANCES | {"STATUS", "STMTTRN", "STMTTRNP", "SECINFO"}
)
_PARTS = frozenset(
    {"PAYEE", "CURRENCY", "ORIGCURRENCY", "BANKACCTTO", "CCACCTTO", "INVACCTTO", "IMAGEDATA"}
    | {"LOANINFO", "STPCHKNUM", "SECIDOLD", "SECIDNEW"}
)
STATEMENTS = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
_LISTS = frozenset({"BANKTRANLIST", "INVTRANLIST", "BANKTRANLISTP"})
_ROOTS = frozenset({"OFX", "OFC"})
_SINGLE = frozenset({"CURDEF", "DTSTART", "DTEND", "LEDGER"})
_AROUND = STATEMENTS | _LISTS | _ROOTS
_CLOSINGS = _WITH_ELEMENTS | _PARTS | _AROUND

END = "/STMTRS"
"""The kind of the record that stands where a statement of one account ends, whatever its kind."""


class Record(NamedTuple):
    """An element and what stands in it; the name of a part in it, such as PAYEE, comes first."""

    kind: str
    fields: dict[str, str]
    line: int

    def text(self, name: str) -> str:
        """Return what stands in element `name`, on one line; empty for nothing."""
        value = self.fields.get(name)
        return plain_text(value) if value else ""


def records(source: Source, encoding: str) -> Iterator[Record]:
    """Yield the records of a file.

    An element without others in it, such as CURDEF, is a record with one text, named "". Raises
    Unreadable for a file that ends before its last element does.
    """
    reading = _Reading()
    for name, text, line in tokens(chunks_of(source, encoding), _CLOSINGS):
        record = reading.record
        if record is None or not text:
            yield from reading.element(name, text, line)
        elif len(record.fields) < _FIELDS_MAX:
            record.fields.setdefault(reading.part + name, text)
    if reading.is_unfinished:
        raise Unreadable(
            "truncated", ("The file ends in the middle; download it from the bank again.")
        )


class _Reading:
    """The record that is being put together, and what it stands in."""

    def __init__(self) -> None:
        self.record: Record | None = None
        self.part = ""
        """The part of the record that the next elements are of, with "." after it."""
        self._around: set[str] = set()

    @property
    def is_unfinished(self) -> bool:
        """Whether a file that ends now has lost its end."""
        return self.record is not None or bool(self._around & (_ROOTS | _LISTS))

    def element(self, name: str, text: str, line: int) -> Iterator[Record]:
        """Take an element that begins or ends; yield the records that are whole by that."""
        if self.record is not None and name in _PARTS:
            self.part = f"{name}."
        elif f"{name}." == f"/{self.part}":
            self.part = ""
        elif name in _WITH_ELEMENTS:
            yield from self._whole()
            self.record, self.part = Record(name, {}, line), ""
        elif name in _SINGLE:
            if text:
                yield Record(name, {"": text}, line)
        elif name.removeprefix("/") in _AROUND:
            yield from self._whole()
            yield from self._edge(name, line)
        elif self.record is not None and name == f"/{self.record.kind}":
            yield from self._whole()

    def _whole(self) -> Iterator[Record]:
        if self.record is not None:
            yield self.record
            self.record = None

    def _edge(self, name: str, line: int) -> Iterator[Record]:
        """Note that an element around others begins or ends, and yield what that tells."""
        if not name.startswith("/"):
            self._around.add(name)
            yield Record(name, {}, line)
            return
        name = name[1:]
        self._around.discard(name)
        if name in _ROOTS:
            self._around.clear()
        elif name in STATEMENTS:
            yield Record(END, {}, line)
