"""Messages of CAMT that tests write, and what is read of them."""

from readers.camt.reader import FORMAT
from readers.statement import Account, Balance, Fault, FileWarning, Row
from readers.tests import reading

ELEMENTS = {
    "053": ("BkToCstmrStmt", "Stmt"),
    "052": ("BkToCstmrAcctRpt", "Rpt"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
IBAN = "DE14740618130000033626"


def account(number=f"<IBAN>{IBAN}</IBAN>", currency="", owner=""):
    ccy = f"<Ccy>{currency}</Ccy>" if currency else ""
    ownr = f"<Ownr><Nm>{owner}</Nm></Ownr>" if owner else ""
    return f"<Acct><Id>{number}</Id>{ccy}{ownr}</Acct>"


def balance(kind, amount, day, direction="CRDT", currency="EUR"):
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def entry(amount, direction="CRDT", day="2024-01-31", more="", currency="EUR", status="BOOK"):
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
        f"<Sts>{status}</Sts><BookgDt><Dt>{day}</Dt></BookgDt>{more}</Ntry>"
    )


def batch(*details):
    return f"<NtryDtls>{''.join(f'<TxDtls>{detail}</TxDtls>' for detail in details)}</NtryDtls>"


def statement(*parts, of=None):
    return f"{account() if of is None else of}{''.join(parts)}"


def message(*statements, kind="053", version="02"):
    outer, inner = ELEMENTS[kind]
    body = "".join(f"<{inner}>{content}</{inner}>" for content in statements)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}">'
        f"<{outer}><GrpHdr><MsgId>1</MsgId></GrpHdr>{body}</{outer}></Document>"
    )


def read(content):
    return reading.items(FORMAT, content)


def rows(content):
    return reading.of_kind(Row, read(content))


def row(*parts):
    """Return the row of the one entry that has these parts after its booking date."""
    (found,) = rows(message(statement(*parts)))
    return found


def accounts(items):
    return reading.of_kind(Account, items)


def codes(items):
    return [item.code for item in items if isinstance(item, Fault | FileWarning)]


def balances(items):
    found = reading.of_kind(Balance, items)
    return [(item.kind.value, str(item.amount), str(item.date)) for item in found]


def refusal(content):
    """Return the code of the refusal, which has a sentence for people."""
    refused = reading.refusal(FORMAT, content)
    assert refused.detail.endswith(".")
    return refused.code
