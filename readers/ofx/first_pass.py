"""What all of an OFX file shows together, before its first row is made.

Whether amounts have signs, how decimals are written, which account each statement is of, which
transactions others of the file correct, and which identifiers are not valid.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from common.money import CURRENCIES
from readers.common.amounts import Amounts
from readers.common.seen_set import Repeats
from readers.ofx.records import ACCOUNTS, END, STATEMENTS, TRADES, Record
from readers.ofx.values import account_of, currency_of, day_of
from readers.statement import Account, Unreadable

STATEMENTS_MAX = 10_000
"""How many statements a file may have: one for each account and month is common; it bounds
memory."""
SECURITIES_MAX = 20_000
"""Of how many securities the names are kept; a row of a further one has no name."""
CORRECTIONS_MAX = 20_000
"""Of how many corrections the target is kept: banks send a few; it bounds memory."""

DEBITS = frozenset({"DEBIT", "DIRECTDEBIT"})
"""Types of transactions that can be nothing but money out (OFX 2.2, section 11.4.4.3)."""

_DIGIT = re.compile("[1-9]")


@dataclass(slots=True)
class Statement:
    """One statement of one account."""

    account: Account | None = None
    currency: str = ""
    start: date | None = None
    end: date | None = None
    last: date | None = None
    """The day of its last row."""
    pending: bool = False
    """Whether rows of it are not in its balance yet."""
    converted: bool = False
    """Whether rows of it are in another currency than its own, on an account of their own."""
    rows: int = 0

    @property
    def key(self) -> str:
        return self.account.key if self.account else ""


@dataclass
class Survey:
    """The findings; `take` every record of the file, then `conclude`."""

    amounts: Amounts
    statements: list[Statement] = field(default_factory=lambda: [Statement()])
    numbers: dict[str, str] = field(default_factory=dict)
    """The keys of the file's accounts by their numbers; empty for a number of several."""
    securities: dict[str, str] = field(default_factory=dict)
    corrected: dict[tuple[str, str], str] = field(default_factory=dict)
    """What becomes of a transaction by its account and FITID: REPLACE or DELETE."""
    repeats: Repeats = field(default_factory=Repeats)
    errors: list[str] = field(default_factory=list)
    unsigned: bool = False
    """Whether the type alone shows that money leaves."""
    lines: int = 1
    rows: int = 0
    _negative: bool = False
    _positive_debit: bool = False
    _stated: bool = False
    """Whether there is a statement, with rows or without."""

    def take(self, records: Iterable[Record]) -> None:
        """Look at all `records`; raises Unreadable for more statements than a file may have."""
        for record in records:
            kind = record.kind
            if kind in ("STMTTRN", "STMTTRNP"):
                self._transaction(record)
            elif kind in TRADES:
                self._trade(record)
            else:
                self._other(record)
            self.lines = record.line

    def conclude(self) -> None:
        """Settle what is decided over the whole file; raises Unreadable where it says nothing.

        That is where it has no statement, with the bank's words where it says why.
        """
        if not self._stated:
            if self.errors:
                raise Unreadable("bank_error", f"The bank sent no statement: {self.errors[0]}")
            detail = "The file has no statement of an account; download transactions from the bank."
            raise Unreadable("no_statement", detail)
        currencies = {s.currency for s in self.statements if s.rows and s.currency}
        self.amounts.decide(currencies)
        self.unsigned = self._positive_debit and not self._negative
        for statement in self.statements:
            if statement.account is not None:
                number, key = statement.account.number, statement.account.key
                if self.numbers.setdefault(number, key) != key:
                    self.numbers[number] = ""

    @property
    def by_line(self) -> bool:
        """Whether a line's number tells a person where a row is: not where all is on one line."""
        return self.lines >= self.rows

    def _transaction(self, record: Record) -> None:
        fields, statement = record.fields, self.statements[-1]
        self._row(statement, day_of(fields.get("DTPOSTED") or fields.get("DTTRAN") or ""))
        if record.kind == "STMTTRNP":
            statement.pending = True
        amount = fields.get("TRNAMT", "")
        self.amounts.see(amount)
        if _DIGIT.search(amount):
            if "-" in amount or "(" in amount or "\u2212" in amount:
                self._negative = True
            elif fields.get("TRNTYPE", "").upper() in DEBITS:
                self._positive_debit = True
        self._identity(record, statement)
        self._currency(fields, statement)

    def _trade(self, record: Record) -> None:
        statement = self.statements[-1]
        self._row(statement, day_of(record.fields.get("DTTRADE", "")))
        if amount := record.fields.get("TOTAL", ""):
            self.amounts.see(amount)
        self._identity(record, statement)
        self._currency(record.fields, statement)

    def _row(self, statement: Statement, day: date | None) -> None:
        statement.rows += 1
        self.rows += 1
        self._stated = True
        if day is not None and (statement.last is None or day > statement.last):
            statement.last = day

    def _identity(self, record: Record, statement: Statement) -> None:
        fitid = record.fields.get("FITID")
        if fitid:
            self.repeats.add(hash(fitid))
        if (target := record.text("CORRECTFITID")) and len(self.corrected) < CORRECTIONS_MAX:
            action = record.text("CORRECTACTION").upper() or "REPLACE"
            self.corrected[statement.key, target] = action

    def _currency(self, fields: Mapping[str, Any], statement: Statement) -> None:
        if "CURRENCY.CURSYM" in fields:
            code = currency_of(fields["CURRENCY.CURSYM"])
            if code and not statement.currency:
                self._curdef(statement, code)
            elif code and code != statement.currency:
                statement.converted = True

    def _other(self, record: Record) -> None:
        statement, kind = self.statements[-1], record.kind
        if kind in ACCOUNTS:
            statement.account = account_of(record, _known(statement.currency))
        elif kind == "CURDEF":
            self._curdef(statement, currency_of(record.text("")))
        elif kind in ("DTSTART", "DTEND"):
            day = day_of(record.text(""))
            if kind == "DTSTART":
                statement.start = day
            else:
                statement.end = day
        elif kind in ("LEDGERBAL", "LEDGER", "BAL", "INVBAL"):
            self.amounts.see(_money_of(record))
        elif kind in STATEMENTS or kind in ("BANKTRANLIST", "INVTRANLIST"):
            self._stated = True
        else:
            self._rare(record)

    def _curdef(self, statement: Statement, code: str) -> None:
        statement.currency = code
        if statement.account is not None:
            statement.account = statement.account._replace(currency=_known(code))

    def _rare(self, record: Record) -> None:
        if record.kind == "STATUS":
            if record.text("SEVERITY").upper() == "ERROR":
                words = record.text("MESSAGE") or f"error {record.text('CODE')}"
                self.errors.append(words[:300])
                del self.errors[20:]
        elif record.kind == "SECINFO":
            if len(self.securities) < SECURITIES_MAX:
                name = record.text("SECNAME") or record.text("TICKER")
                self.securities[record.text("UNIQUEID")] = name[:100]
        elif record.kind == END:
            if len(self.statements) >= STATEMENTS_MAX:
                detail = f"The file has more than {STATEMENTS_MAX:,} statements."
                raise Unreadable("too_many_accounts", detail)
            self.statements.append(Statement())


def _money_of(balance: Record) -> str:
    """Return the amount of money that a balance states, as it is written; empty for none."""
    if balance.kind == "INVBAL":
        return balance.text("AVAILCASH")
    if balance.kind == "BAL":
        is_money = balance.text("BALTYPE").upper() in ("", "DOLLAR")
        return balance.text("VALUE") if is_money else ""
    return balance.text("BALAMT") or balance.text("")


def _known(code: str) -> str:
    return code if code in CURRENCIES else ""
