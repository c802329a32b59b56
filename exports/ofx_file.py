"""Transactions as OFX 2.2, the file that banks offer for download: a statement for each account.

It has what a bank knows: no categories, and one line for each transaction on an account. FITID is
the transaction's id and ACCTID the account's, so a program that has them already knows them again
(Open Financial Exchange Specification 2.2, section 11).
"""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from typing import IO
from xml.sax.saxutils import escape

from accounts.models import Account, AccountType
from common.money import CURRENCIES, format_amount
from common.scratch import filled_file
from exports.reading import Reading
from exports.statements import Part, Selection, Statement, Statements
from transactions.stored import StoredTransaction

NAME_LENGTH_MAX = 32
"""In characters: NAME is A-32 in OFX 2.2, section 11.4.4."""
MEMO_LENGTH_MAX = 255
"""In characters: MEMO is A-255 there."""
TYPES = {
    AccountType.SAVINGS.value: "SAVINGS",
    AccountType.INVESTMENT.value: "MONEYMRKT",
    AccountType.LOAN.value: "CREDITLINE",
}
CHECKING = "CHECKING"
"""Also for cash, of which OFX knows nothing."""
CARDS = {AccountType.CREDIT_CARD.value}
_DECLARATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DONE = "<STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>"


def ofx_file(reading: Reading, wanted: Selection) -> IO[bytes]:
    """Return the whole file, open and without a name; raises Overtaken."""
    writer = Writer(reading)
    statements = Statements(reading, wanted, writer.entry)
    with closing(statements), filled_file() as file:
        file.write(writer.beginning().encode())
        for is_card, message in ((False, "BANKMSGSRSV1"), (True, "CREDITCARDMSGSRSV1")):
            found = [one for one in statements if (one.account.type in CARDS) is is_card]
            if found:
                file.write(f"<{message}>\n".encode())
                for one in found:
                    file.write(writer.before(one).encode())
                    statements.copy(one, file)
                    file.write(writer.after(one).encode())
                file.write(f"</{message}>\n".encode())
        file.write(b"</OFX>\n")
    return file


class Writer:
    """Writes the parts of a file."""

    def __init__(self, reading: Reading) -> None:
        self._book_id = reading.book.pk
        self._accounts = reading.accounts

    def beginning(self) -> str:
        """Return what stands before the statements."""
        now = datetime.now(UTC).strftime("%Y%m%d%H%M%S.000[0:GMT]")
        return (
            f"{_DECLARATIONS}<OFX>\n<SIGNONMSGSRSV1><SONRS>{_DONE}<DTSERVER>{now}</DTSERVER>"
            "<LANGUAGE>ENG</LANGUAGE></SONRS></SIGNONMSGSRSV1>\n"
        )

    def before(self, one: Statement) -> str:
        """Return what stands before the entries of a statement."""
        account, prefix = one.account, _prefix(one.account)
        return (
            f"<{prefix}STMTTRNRS><TRNUID>{account.pk}</TRNUID>{_DONE}\n"
            f"<{prefix}STMTRS><CURDEF>{account.currency}</CURDEF>\n"
            f"{self._account(account, 'FROM')}\n"
            f"<BANKTRANLIST><DTSTART>{_day(one.start)}</DTSTART><DTEND>{_day(one.end)}</DTEND>\n"
        )

    def after(self, one: Statement) -> str:
        """Return what stands after the entries of a statement: the balances."""
        prefix, day = _prefix(one.account), _day(one.end)
        balances = ""
        if one.opening is not None:
            balances = (
                "<BALLIST><BAL><NAME>Opening balance</NAME>"
                "<DESC>Balance before the first transaction</DESC><BALTYPE>DOLLAR</BALTYPE>"
                f"<VALUE>{_amount(one.opening, one.account)}</VALUE>"
                f"<DTASOF>{_day(one.start)}</DTASOF></BAL></BALLIST>\n"
            )
        return (
            "</BANKTRANLIST>\n"
            f"<LEDGERBAL><BALAMT>{_amount(one.closing, one.account)}</BALAMT>"
            f"<DTASOF>{day}</DTASOF></LEDGERBAL>\n{balances}"
            f"</{prefix}STMTRS></{prefix}STMTTRNRS>\n"
        )

    def entry(self, row: StoredTransaction, account: Account, parts: list[Part]) -> str:
        """Return what `row` is to `account`."""
        amount = sum(part.amount for part in parts)
        others = {part.other_id for part in parts}
        other = self._accounts.get(others.pop() or 0) if len(others) == 1 else None
        kind = "XFER" if other else "DEBIT" if amount < 0 else "CREDIT"
        words = row.description or row.notes or parts[0].description
        return "".join(
            (
                f"<STMTTRN><TRNTYPE>{kind}</TRNTYPE><DTPOSTED>{_day(row.date)}</DTPOSTED>",
                f"<TRNAMT>{_amount(amount, account)}</TRNAMT><FITID>{row.pk}</FITID>",
                *_names(row.payee or ""),
                self._account(other, "TO") if other else "",
                _element("MEMO", words, MEMO_LENGTH_MAX),
                "</STMTTRN>\n",
            )
        )

    def _account(self, account: Account, which: str) -> str:
        if account.type in CARDS:
            return f"<CCACCT{which}><ACCTID>{account.pk}</ACCTID></CCACCT{which}>"
        kind = TYPES.get(account.type, CHECKING)
        return (
            f"<BANKACCT{which}><BANKID>{self._book_id}</BANKID><ACCTID>{account.pk}</ACCTID>"
            f"<ACCTTYPE>{kind}</ACCTTYPE></BANKACCT{which}>"
        )


def _names(payee: str) -> Iterator[str]:
    yield _element("NAME", payee, NAME_LENGTH_MAX)
    if len(payee) > NAME_LENGTH_MAX:
        yield _element("EXTDNAME", payee, len(payee))


def _element(name: str, text: str, longest: int) -> str:
    plain = " ".join(_NOT_IN_XML.sub("\ufffd", text).split())[:longest].rstrip()
    return f"<{name}>{escape(plain)}</{name}>" if plain else ""


def _prefix(account: Account) -> str:
    return "CC" if account.type in CARDS else ""


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _amount(minor: int, account: Account) -> str:
    return format_amount(minor, CURRENCIES[account.currency])
