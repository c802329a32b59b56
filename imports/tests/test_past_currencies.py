"""Files in currencies of the past make accounts in those currencies."""

import pytest

from imports.tests.sending import committed, planned, rows_of, worked
from tests.cast import made

QIF = """!Account
NGiro
TBank
^
!Type:Bank
D05.01.1998
T-49,90
PKaufhaus
^
D13.01.1998
T1.250,00
PLohn
^
"""
CSV = """Datum;Konto;Betrag;Währung;Empfänger
05.01.1998;Giro;-49,90;DEM;Kaufhaus
13.01.1998;Giro;1.250,00;DEM;Lohn
"""
SIGNS = """Datum;Betrag;Empfänger
05.01.1998;-49,90 DM;Kaufhaus
13.01.1998;1.250,00 DM;Lohn
"""
OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>DEM
<BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>19980101<DTEND>19980131
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>19980105<TRNAMT>-49.90<FITID>1<NAME>Kaufhaus</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>19980113<TRNAMT>1250.00<FITID>2<NAME>Lohn</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
JOURNAL = """1998-01-05 Kaufhaus
    Expenses:Shop  DEM 49.90
    Assets:Giro

1998-01-13 Lohn
    Assets:Giro  DEM 1250.00
    Income:Work
"""


@pytest.mark.parametrize(
    ("text", "name", "stated"),
    [
        (QIF, "giro.qif", {"options": '{"currency": "DEM"}'}),
        (CSV, "giro.csv", {}),
        (OFX, "giro.ofx", {}),
        (JOURNAL, "giro.journal", {}),
    ],
    ids=["qif", "csv", "ofx", "hledger"],
)
def test_a_file_in_marks_makes_an_account_in_marks(alice, text, name, stated):
    committed(alice, text, name, **stated)
    accounts = made(alice.get("accounts/?limit=200"))["results"]
    assert [row["balance"] for row in accounts if row["currency"] == "DEM"] == ["1200.10"]
    report = made(alice.get("reports/monthly/?year=1998&month=1"))
    assert {one["currency"] for one in report["unconverted"]} == {"DEM"}


def test_amounts_with_the_sign_of_the_mark_go_to_an_account_in_marks(alice):
    giro = alice.account(name="Giro", currency="DEM")["id"]
    committed(alice, SIGNS, account=giro)
    assert made(alice.get(f"accounts/{giro}/"))["balance"] == "1200.10"


def test_they_do_not_go_to_an_account_in_euro(alice, cash):
    plan = planned(alice, SIGNS, account=cash)
    assert {row["code"] for row in rows_of(alice, plan["id"], "faulty")} == {"currency_differs"}


@pytest.mark.parametrize(
    ("code", "amount", "balance", "warnings"),
    [
        ("ITL", "-49900", "-49900", []),
        ("ITL", "-49900.50", "-49900", ["rounded"]),
        ("PTE", "-49.50", "-49.50", []),
    ],
)
def test_amounts_have_the_decimals_that_the_currency_had(alice, code, amount, balance, warnings):
    account = alice.account(name="Then", currency=code)["id"]
    plan = planned(alice, f"Date,Amount,Payee\n1998-01-05,{amount},Shop\n", account=account)
    assert [warning["code"] for warning in plan["warnings"]] == warnings
    made(alice.post(f"imports/{plan['id']}/commit/"), 202)
    worked(alice, plan["id"])
    assert made(alice.get(f"accounts/{account}/"))["balance"] == balance
