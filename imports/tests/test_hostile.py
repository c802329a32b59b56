"""Files that were made to do harm, are cut, or are not files of any format, sent as anybody would.

Each is refused with a sentence, at once or by the worker, or read as far as it is sound; nothing
is ever logged as an error of ours, and no money is added that the whole file has not.
"""

import gzip
import io
import logging
import random
import time
import zipfile
from collections import Counter

import pytest

from imports.tests.households import Household, csv_of, csv_of_all, journal_of, ofx_of, qif_of
from imports.tests.sending import planned, rows_of, sent, table
from imports.worker.pipeline import take_further
from readers.tests.xlsx_files import by_hand, cell
from tests.cast import made

SOUND = table(("2024-01-02", "-3.40", "Bakery"), ("2024-01-15", "-5.00", "Kiosk"))
SECONDS_MAX = 10
"""Of the processor: far more than any takes, and far less than one that does not end."""
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE x [<!ENTITY a0 "lol">{LAUGHS}]>'
CAMT = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
GNUCASH = '<gnc-v2 xmlns:gnc="http://www.gnucash.org/XML/gnc"><gnc:book>'
STATEMENT = "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>"


@pytest.fixture(autouse=True)
def quiet(caplog):
    """Nothing is logged as an error."""
    yield
    errors = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert not errors


def packed(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return file.getvalue()


def outcome(caller, account, content):
    """The code of the refusal, at once or by the worker; "" for a file that was planned."""
    begun = time.process_time()
    response = sent(caller, content, account=account)
    if response.status_code == 400:
        problem = response.json()["errors"][0]
    else:
        row_id = made(response, 202)["id"]
        take_further(row_id)
        shown = made(caller.get(f"imports/{row_id}/"))
        problem = shown["problem"] or {"code": "", "detail": "."}
        assert shown["state"] == ("failed" if problem["code"] else "planned")
    assert problem["code"] != "not_read"
    assert problem["detail"].endswith((".", "?"))
    assert time.process_time() - begun < SECONDS_MAX
    return problem["code"]


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "content",
    [
        b"\n" * 70_000,
        b"\t\n" * 35_000,
        b" " * 70_000,
        b"\0" * 70_000,
        b"," * 70_000,
        random.Random(2).randbytes(70_000),
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n" * 50,
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + random.Random(1).randbytes(9_000),
        b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(9_000),
        b"<!DOCTYPE html><html><table><tr><td>2024-01-01</td><td>3.00</td></tr></table></html>",
        b'[{"date": "2024-01-01", "amount": 3}]',
        b"SQLite format 3\0" + bytes(84),
        packed(a__jpg=b"\xff\xd8\xff" * 1_000),
    ],
    ids=range(13),
)
def test_what_is_no_file_of_any_format_is_said_to_be_none(alice, cash, content):
    assert outcome(alice, cash, content) == "unknown_format"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (packed(), "empty"),
        (packed(a__csv=""), "empty"),
        (packed(a__csv=b"0" * 30_000_000), "archive_bomb"),
        (gzip.compress(b"0" * 30_000_000), "archive_bomb"),
        (gzip.compress(SOUND.encode() * 50)[:-20], "truncated"),
        (packed(a__csv=SOUND)[:-30], "truncated"),
        (f'<?xml version="1.0"?>{BOMB}{CAMT}<Id>&a11;</Id>', "doctype"),
        (f'<?xml version="1.0"?>{BOMB}{GNUCASH}&a11;', "forbidden_xml"),
        (by_hand([cell("&a9;", "str")], workbook=f"</workbook>{BOMB}"), "broken_xml"),
        (f'<?xml version="1.0"?>{CAMT}{"<a>" * 100_000}', "too_deep"),
        (f'<?xml version="1.0"?>{GNUCASH}{"<a>" * 100_000}', "too_deep"),
        (f'<?xml version="1.0"?>{CAMT}<Id>{"x" * 3_000_000}', "text_too_long"),
        (f"OFXHEADER:100\n\n<OFX>{'<a>' * 100_000}", "truncated"),
        (f"OFXHEADER:100\n\n{STATEMENT}{'x' * 3_000_000}", "line_too_long"),
        (f"!Type:Bank\nD2024-01-02\nT-1\nP{'x' * 3_000_000}\n^\n", "line_too_long"),
        (SOUND + f"2024-01-16,{'x' * 3_000_000},-1.00\n", "line_too_long"),
        (",".join(["Date,Amount,Payee", *["x"] * 2_000]) + "\n" + "," * 2_002, "too_wide"),
        (by_hand([f'<c r="ZZZZZZ9" t="str"><v>{"x" * 9}</v></c>']), "too_wide"),
        ("include /etc/passwd\n2024-01-01 x\n  Assets:A  1 EUR\n  Expenses:B\n", "include"),
    ],
    ids=range(20),
)
def test_what_was_made_to_do_harm_is_refused(alice, cash, content, code):
    assert outcome(alice, cash, content) == code


@pytest.mark.one_engine
def test_a_workbook_of_endless_empty_rows_is_refused(alice, cash):
    assert outcome(alice, cash, by_hand(["</row>" + "<row/>" * 1_100_000])) == "too_many_rows"


def test_names_in_an_archive_lead_nowhere(alice, cash, tmp_path):
    target = tmp_path / "evil.csv"
    content = packed(**{f"../..{target}": SOUND, f"{target}": SOUND})
    assert planned(alice, content, account=cash)["state"] == "planned"
    assert not target.exists()


def test_overlapping_statements_in_one_archive_are_one(alice, cash):
    later = SOUND + "2024-02-01,-1.00,Cinema\n"
    shown = planned(alice, packed(a__csv=SOUND, b__csv=later), "x.zip", "?commit=auto",
                    account=cash)  # fmt: skip
    assert shown["recorded"] == 3


def test_a_broken_character_is_said_and_changes_no_other(alice, cash):
    rows = "".join(f"2024-01-0{n},Café Müller {n},-{n}.00\n" for n in range(1, 5))
    content = f"Date,Payee,Amount\n{rows}".encode().replace(b" 3", b"\xff3")
    shown = planned(alice, content, account=cash)
    assert [warning["code"] for warning in shown["warnings"]] == ["broken_text"]
    assert [row["payee"] for row in rows_of(alice, shown["id"])] == [
        *("Café Müller 1", "Café Müller 2", "Café Müller\ufffd3", "Café Müller 4")
    ]


def test_amounts_beyond_all_bounds_are_faults_and_the_rest_is_read(alice, cash):
    text = SOUND + "".join(
        f"2024-01-16,{amount},x\n" for amount in ("9" * 5_000, "1e999999999", "NaN", "Infinity")
    )
    shown = planned(alice, text, account=cash)
    assert (shown["rows"]["new"], shown["rows"]["faulty"]) == (2, 4)


def test_a_balance_in_a_currency_that_is_not_listed_is_no_row_and_stops_nothing(alice):
    statement = ":20:1\n:25:123\n:28C:1\n:60F:C990101XTS5,\n:62F:C990131XTS5,\n-\n"
    shown = planned(alice, statement)
    assert (shown["state"], shown["problem"], shown["accounts"]) == ("planned", None, [])


HOUSEHOLD = Household(40)
WHOLE = {
    "csv": csv_of_all(HOUSEHOLD),
    "bank": csv_of(HOUSEHOLD, "Giro"),
    "ofx": ofx_of(HOUSEHOLD),
    "qif": qif_of(HOUSEHOLD),
    "hledger": journal_of(HOUSEHOLD).replace(" A:", " Assets:").replace(" C:", " Expenses:"),
}


def money_of(caller, content, account):
    """The days and amounts that would be added; none for a file that is refused."""
    response = sent(caller, content, account=account)
    if response.status_code == 400:
        return Counter()
    shown = worked_on(caller, made(response, 202)["id"])
    assert (shown["problem"] or {}).get("code") != "not_read"
    return Counter(
        (row["date"], row["amount"])
        for row in rows_of(caller, shown["id"])
        if row["verdict"] != "faulty"
    )


def worked_on(caller, row_id):
    take_further(row_id)
    return made(caller.get(f"imports/{row_id}/"))


@pytest.mark.one_engine
@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_cut_anywhere_brings_no_other_money(alice, cash, name):
    content = WHOLE[name].encode()
    whole = money_of(alice, content, cash)
    assert whole
    draw = random.Random(name)
    for end in sorted(draw.sample(range(1, len(content)), 12)):
        assert not money_of(alice, content[:end], cash) - whole, content[max(0, end - 60) : end]


@pytest.mark.parametrize("name", ["csv", "bank"])
def test_an_amount_that_is_cut_is_a_fault(alice, cash, name):
    content = WHOLE[name].encode()
    whole = money_of(alice, content, cash)
    for missing in range(1, 7):
        assert not money_of(alice, content.rstrip()[:-missing], cash) - whole


ENDS = ("\n", "\r\n", "\r", "\r\r\n")


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("name", "end"),
    # hledger itself reads no file of an old Macintosh, and ours recognises none.
    [(name, end) for name in WHOLE for end in ENDS if (name, end) != ("hledger", "\r")],
)
def test_line_ends_change_nothing(alice, cash, name, end):
    text = WHOLE[name].replace("\r\n", "\n")
    whole = money_of(alice, text, cash)
    mixed = "".join(line + (end if n % 2 else "\n") for n, line in enumerate(text.split("\n")[:-1]))
    assert money_of(alice, text.replace("\n", end), cash) == whole
    assert money_of(alice, mixed, cash) == whole


@pytest.mark.one_engine
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp850"])
@pytest.mark.parametrize("name", WHOLE)
def test_encodings_change_nothing(alice, cash, name, encoding):
    response = sent(alice, WHOLE[name].encode(encoding), account=cash)
    shown = worked_on(alice, made(response, 202)["id"])
    whole = worked_on(alice, made(sent(alice, WHOLE[name], account=cash), 202)["id"])
    texts = [
        [(row["amount"], row["payee"], row["description"]) for row in rows_of(alice, one["id"])]
        for one in (shown, whole)
    ]
    assert texts[0] == texts[1]
    assert any("ö" in str(text) for text in texts[0])
