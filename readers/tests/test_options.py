"""Options of a reader may have any value: it is accepted, or refused with a reason."""

from contextlib import suppress

import pytest

from readers.registry import FORMATS
from readers.source import Source
from readers.statement import Unreadable

SAMPLES = {
    "csv": "Date;Amount;Payee\n2024-01-05;-3,40;Bakery\n2024-01-09;-1.042,00;Market\n",
    "qif": "!Type:Bank\nD1/2/24\nT-3.40\nPBakery\n^\nD13/2/24\nT-4.40\nPBakery\n^\n",
    "ofx": "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
    "<CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>99<ACCTTYPE>CHECKING</BANKACCTFROM>"
    "<BANKTRANLIST><STMTTRN><TRNTYPE>OTHER<DTPOSTED>20220105<TRNAMT>-1.05<FITID>x<NAME>Shop"
    "</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
    "mt940": ":20:X\n:25:NL91ABNA0417164300\n:28C:1\n:60F:C240101EUR100,00\n"
    ":61:2401050105D3,40NMSC//abc\n:86:Bakery\n:62F:C240105EUR96,60\n-\n",
    "hledger": "2024-01-05 Bakery\n    Expenses:Food    3.40 EUR\n    Assets:Cash\n\n",
    "ledger": "2024/01/05 Bakery\n    Expenses:Food    3.40 EUR\n    Assets:Cash\n\n",
    "beancount": "2020-01-01 open Assets:Cash EUR\n2020-01-01 open Expenses:Food EUR\n"
    '2024-01-05 * "Bakery"\n  Expenses:Food  3.40 EUR\n  Assets:Cash\n',
}  # fmt: skip
VALUES = [
    *(None, True, 0, -1, 2024, 10**30, 1.5, "", "x", "dmy", ".", ";", "\0", "é" * 300),
    *("utf-16", "rot13", "base64", "EUR", "%", "%Y%Y", [], ["Date"], [0], [None], [["a"]]),
    *({}, {"a": 1}, {"date": "Date"}, {"date": 99}, {"date": None}, {"date": [0], "amount": 1}),
]
PAIRS = [(known, option) for known in FORMATS if known.name in SAMPLES for option in known.options]


@pytest.mark.parametrize(
    ("known", "option"), PAIRS, ids=[f"{known.name} {option}" for known, option in PAIRS]
)
def test_a_reader_takes_an_option_or_refuses_it_with_a_reason(tmp_path, known, option):
    file = tmp_path / "file"
    file.write_text(SAMPLES[known.name], encoding="utf-8")
    for value in VALUES:
        with suppress(Unreadable):
            list(known.read(Source(file), {option: value}))
