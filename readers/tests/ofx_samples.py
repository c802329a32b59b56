"""OFX files for the tests, and their reading."""

from functools import partial

from readers.ofx.reader import FORMAT
from readers.tests import reading

items = partial(reading.items, FORMAT)
rows = partial(reading.rows, FORMAT)
refusal = partial(reading.refusal, FORMAT)
sure = partial(reading.sure, FORMAT)

HEADER = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

"""
XML_HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
"""
CHECKING = "<BANKACCTFROM>\n<BANKID>100\n<ACCTID>123\n<ACCTTYPE>CHECKING\n</BANKACCTFROM>\n"
OWN = "100:123:CHECKING"


def transaction(amount="-12.50", day="20240131", fitid="1", kind="DEBIT", **others):
    elements = {"TRNTYPE": kind, "DTPOSTED": day, "TRNAMT": amount, "FITID": fitid, **others}
    leaves = "".join(f"<{name}>{text}\n" for name, text in elements.items() if text is not None)
    return f"<STMTTRN>\n{leaves}</STMTTRN>\n"


def statement(*transactions, account=CHECKING, currency="EUR", after="", span=""):
    body = "".join(transactions)
    return (
        f"<STMTTRNRS><TRNUID>1\n<STMTRS>\n<CURDEF>{currency}\n{account}<BANKTRANLIST>\n{span}{body}"
        f"</BANKTRANLIST>\n{after}</STMTRS></STMTTRNRS>\n"
    )


def document(*statements, header=HEADER):
    return f"{header}<OFX><BANKMSGSRSV1>\n{''.join(statements)}</BANKMSGSRSV1></OFX>\n"


def one(*transactions, **others):
    return document(statement(*transactions, **others))


def ledger(amount, day="20240131"):
    return f"<LEDGERBAL>\n<BALAMT>{amount}\n<DTASOF>{day}\n</LEDGERBAL>\n"


def in_currency(element, code, rate="1.25"):
    inside = f"<{element}><CURRATE>{rate}<CURSYM>{code}</{element}></STMTTRN>"
    return transaction("-10.00", fitid="7").replace("</STMTTRN>", inside)
