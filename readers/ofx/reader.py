"""OFX 1 and 2 (also called QFX and QBO), and its forerunner OFC: statements of banks and brokers.

A file is read twice: first for what it shows as a whole (`ofx_survey`), then for its rows. Neither
reading keeps more of it than the transaction that it is at.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice

from common.money import CURRENCIES
from readers.balance_rows import apart
from readers.common.amounts import Amounts
from readers.format import CERTAIN, LIKELY, NO, Format
from readers.ofx.encoding import ofx_encoding
from readers.ofx.first_pass import Statement, Survey
from readers.ofx.records import END, TRADES, Record, records
from readers.ofx.rows import row_of
from readers.ofx.values import day_of
from readers.source import Source
from readers.statement import Account, Balance, BalanceKind, Fault, FileWarning, Item, Options, Row

FIRSTS_MAX = 100_000
"""Of how many identifiers that may come again the first row is kept in mind; those after them are
taken for repeated ones, so their rows are matched by content."""

_ROOT = re.compile(r"<(?:[A-Za-z]\w*:)?OF[XC](?:\s[^<>]*)?>|OFXHEADER\s*[:=]", re.IGNORECASE)
_TRANSACTION = re.compile(r"<STMTTRN>\s*<", re.IGNORECASE)
_OPENING = re.compile(r"(?:opening|beginning|start(?:ing)?)\s+(?:ledger\s+)?bal", re.IGNORECASE)


def recognises(source: Source) -> int:
    """Return how sure it is that a file is OFX, by its root element or its header."""
    if source.members:
        return NO
    if _ROOT.search(source.head_text):
        return CERTAIN
    return LIKELY if _TRANSACTION.search(source.head_text) else NO


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield what an OFX file says.

    Raises Unreadable for a file that is cut, that carries an error instead of a statement, and
    whose amounts can be read in two ways.
    """
    encoding = ofx_encoding(source, options)
    survey = Survey(Amounts(options))
    survey.take(records(source, encoding))
    survey.conclude()
    yield from apart(lambda: _items(source, encoding, survey))


def _items(source: Source, encoding: str, survey: Survey) -> Iterator[Item]:
    reading = _Reading(survey)
    for record in records(source, encoding):
        yield from reading.items(record)
    yield from reading.warnings()


@dataclass
class _Reading:
    """The second time through a file."""

    survey: Survey
    place: int = 0
    """Which statement this is, from 0."""
    rows: int = 0
    named: set[str] = field(default_factory=set)
    firsts: dict[int, int] = field(default_factory=dict)
    """What the first row of each identifier that may come twice says."""
    here: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How often each of them came in the statement that is read."""
    repeated: int = 0
    replaced: set[tuple[str, str]] = field(default_factory=set)
    converted: int = 0

    @property
    def statement(self) -> Statement:
        return self.survey.statements[self.place]

    def items(self, record: Record) -> Iterator[Item]:
        """Yield what `record` says."""
        kind = record.kind
        if kind in ("STMTTRN", "STMTTRNP") or kind in TRADES:
            self.rows += 1
            yield from self._transaction(record)
        elif kind in ("LEDGERBAL", "LEDGER"):
            yield from self._ledger(record)
        elif kind == "INVBAL":
            yield from self._stated(record, record.text("AVAILCASH"), BalanceKind.STATED, None)
        elif kind == "BAL":
            yield from self._listed(record)
        elif kind == END:
            yield from self._account(self.statement.key)
            self.place += 1
            self.here.clear()

    def warnings(self) -> Iterator[FileWarning]:
        """Yield what people should know of the file as a whole."""
        survey = self.survey
        if survey.unsigned:
            detail = (
                "No amount of the file has a sign; the type of each transaction shows its "
                "direction."
            )
            yield FileWarning("unsigned_amounts", detail)
        if self.repeated:
            detail = (
                f"The bank gave {self.repeated} transactions the identifier of another one. They "
                "are matched by content; equal transactions of one statement are counted."
            )
            yield FileWarning("repeated_ids", detail)
        if self.converted:
            detail = f"{self.converted} transactions are in another currency than their statement."
            yield FileWarning("other_currency", detail)
        for (key, fitid), action in survey.corrected.items():
            if (key, fitid) not in self.replaced:
                verb = "deletes" if action == "DELETE" else "replaces"
                detail = f"The bank {verb} transaction {fitid[:60]}, which is in an earlier file."
                yield FileWarning("correction", detail)
        for words in survey.errors:
            yield FileWarning("bank_error", f"The bank could not send everything: {words}")

    def _transaction(self, record: Record) -> Iterator[Item]:
        statement, survey = self.statement, self.survey
        if survey.corrected and self._is_gone(record):
            return
        number = record.line if survey.by_line else self.rows
        row = row_of(record, number, statement, survey)
        if row is None:
            return
        if isinstance(row, Fault):
            yield row
            return
        if row.bank_id:
            row = self._with_own_id(row, record.fields["FITID"], record.kind)
        if row.account not in self.named:
            yield from self._account(statement.key)
            if row.account != statement.key and statement.account:
                yield from self._account(row.account, row.currency)
        if row.currency != statement.currency:
            self.converted += 1
        yield from self._other_account(row.other_account)
        yield row

    def _is_gone(self, record: Record) -> bool:
        """Whether another transaction of this file corrects `record`, or it only deletes one."""
        key, fitid = self.statement.key, record.text("FITID")
        target = record.text("CORRECTFITID")
        if (key, fitid) in self.survey.corrected and target != fitid:
            self.replaced.add((key, fitid))
            return True
        return bool(target) and record.text("CORRECTACTION").upper() == "DELETE"

    def _with_own_id(self, row: Row, fitid: str, kind: str) -> Row:
        """Return `row` with an identifier that no other row of its statement has.

        Another statement of the file may tell the same row once more, which this one is then. But
        no bank lists one row twice: it gives equal ones one identifier.
        """
        if not self.survey.repeats.may_have(hash(fitid)):
            return row
        identity = hash((self.statement.key, fitid))
        says = hash((row.date, row.amount, row.payee, row.description))
        if len(self.firsts) < FIRSTS_MAX:
            self.firsts.setdefault(identity, says)
        if self.firsts.get(identity) != says:
            self.repeated += 1
            return row._replace(bank_id="")
        self.here[kind, identity] += 1
        nth = self.here[kind, identity]
        if nth == 1:
            return row
        self.repeated += 1
        return row._replace(bank_id=f"{row.bank_id}/{nth}")

    def _account(self, key: str, currency: str = "") -> Iterator[Account]:
        """Yield the statement's account, once; under another key, that for another currency."""
        account = self.statement.account
        if account is not None and key not in self.named:
            self.named.add(key)
            yield account._replace(key=key, currency=currency or account.currency)

    def _other_account(self, key: str) -> Iterator[Account]:
        """Yield the account of a later statement, which says what currency it is in; once."""
        if key and key not in self.named:
            self.named.add(key)
            yield from islice((s.account for s in self.survey.statements if s.key == key), 1)

    def _ledger(self, record: Record) -> Iterator[Item]:
        """Yield the balance of the books; OFC has it as one text, of the statement's last day."""
        statement = self.statement
        day = day_of(record.text("DTASOF")) or (statement.end if record.kind == "LEDGER" else None)
        text = record.text("BALAMT") or record.text("")
        yield from self._stated(record, text, self._kind_of_closing(day), day)

    def _kind_of_closing(self, day: date | None) -> BalanceKind:
        """Return what the balance of `day` holds for.

        It closes the statement only where no row is after it and no row is left out of it. Nor
        may a row be possible between the statement's end and it.
        """
        statement = self.statement
        last, end = statement.last, statement.end
        if day is None or statement.pending or statement.converted or (last and day < last):
            return BalanceKind.STATED
        if end is not None and day > max(end, last or end):
            return BalanceKind.STATED
        return BalanceKind.CLOSING

    def _listed(self, record: Record) -> Iterator[Item]:
        """Yield what BALLIST says of the start; its other balances may be of anything."""
        day = day_of(record.text("DTASOF")) or self.statement.start
        words = f"{record.text('NAME')} {record.text('DESC')}"
        is_money = record.text("BALTYPE").upper() in ("", "DOLLAR")
        if is_money and day is not None and _OPENING.search(words):
            yield from self._stated(record, record.text("VALUE"), BalanceKind.OPENING, day)

    def _stated(
        self, record: Record, text: str, kind: BalanceKind, day: date | None
    ) -> Iterator[Item]:
        if not text:
            return
        number = record.line if self.survey.by_line else max(self.rows, 1)
        amount: Decimal | None = self.survey.amounts.read(text)
        if amount is None:
            yield Fault(number, "no_balance", f"{text[:40]!r} is not a balance.")
            return
        yield from self._account(self.statement.key)
        currency = self.statement.currency
        known = currency if currency in CURRENCIES else ""
        yield Balance(number, kind, amount, day, self.statement.key, known)


FORMAT = Format("ofx", "OFX, QFX, QBO", recognises, read, frozenset({"encoding", "decimal_sign"}))
