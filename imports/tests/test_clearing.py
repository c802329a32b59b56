"""A row that is the booking of a pending transaction clears it."""

import pytest

from imports.tests.sending import committed, planned, rows_of, worked
from tests.cast import made

REVOLUT = (
    "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
    "CARD_PAYMENT,Current,{},{},{},-50.00,0.00,EUR,{},\n"
)


def csv(day, text, state):
    return f"Date,Payee,Amount,Status\n{day},{text},-50.00,{state}\n", "statement.csv"


def revolut(day, text, state):
    word = {"Pending": "PENDING", "Posted": "COMPLETED"}[state]
    moment = f"{day} 10:00:00"
    return REVOLUT.format(moment, "" if word == "PENDING" else moment, text, word), "wallet.csv"


def ofx(day, text, state):
    kind = "STMTTRNP" if state == "Pending" else "STMTTRN"
    posted = "DTTRAN" if state == "Pending" else "DTPOSTED"
    entry = (
        f"<{kind}><TRNTYPE>DEBIT<{posted}>{day.replace('-', '')}<TRNAMT>-50.00"
        f"<FITID>{day}<NAME>{text}</{kind}>"
    )
    tag = "BANKTRANLISTP" if state == "Pending" else "BANKTRANLIST"
    start = "<DTASOF>20240302" if state == "Pending" else "<DTSTART>20240201<DTEND>20240331"
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
        "<CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>99<ACCTTYPE>CHECKING</BANKACCTFROM>"
        f"<{tag}>{start}{entry}</{tag}></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ), "statement.ofx"


def camt(day, text, state):
    code = "PDNG" if state == "Pending" else "BOOK"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.052.001.02"><BkToCstmrAcctRpt><Rpt>'
        "<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f'<Ntry><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>{code}</Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><NtryDtls><TxDtls>"
        f"<RltdPties><Cdtr><Nm>{text}</Nm></Cdtr></RltdPties></TxDtls></NtryDtls></Ntry>"
        "</Rpt></BkToCstmrAcctRpt></Document>"
    ), "report.xml"


FORMATS = [csv, revolut, ofx, camt]
BOOKINGS = [
    ("2024-03-02", "DEMO RESTAURANT"),
    ("2024-02-29", "Demo restaurant"),
    ("2024-02-29", "Demo restaurant authorisation"),
    ("2024-03-01", "Restaurant Demo"),
]


def whole(caller):
    return made(caller.get("transactions/"))["results"]


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.__name__)
@pytest.mark.parametrize(("day", "text"), BOOKINGS)
def test_the_booking_of_a_pending_row_clears_it_unasked(alice, cash, form, day, text):
    before, name = form("2024-02-29", "Demo restaurant authorisation", "Pending")
    committed(alice, before, name, account=cash)
    (pending,) = whole(alice)
    assert pending["status"] == "pending"
    category = alice.category()["id"]
    mine = {"category": category, "notes": "With Bob", "payee": "Trattoria"}
    made(alice.patch(f"transactions/{pending['id']}/", mine))
    after, name = form(day, text, "Posted")
    shown = planned(alice, after, name, account=cash)
    (row,) = rows_of(alice, shown["id"])
    assert row["action"] == "match"
    assert row["changes"] == {"status": "cleared", "date": day, "amount": "-50.00"}
    made(alice.post(f"imports/{shown['id']}/commit/"), 202)
    done = worked(alice, shown["id"])
    assert (done["state"], done["recorded"]) == ("committed", 0)
    (booked,) = whole(alice)
    assert (booked["id"], booked["status"], booked["date"]) == (pending["id"], "cleared", day)
    assert {name: booked[name] for name in mine} == mine
    # Both files are known from then on, and neither changes it again.
    for text_again in (before, after):
        assert committed(alice, text_again, name, account=cash)["recorded"] == 0
    assert whole(alice) == [booked]
    made(alice.post(f"history/{done['change']}/undo/"))
    (undone,) = whole(alice)
    assert (undone["status"], undone["date"]) == ("pending", "2024-02-29")


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.__name__)
def test_a_pending_transaction_that_somebody_entered_is_cleared(alice, cash, form):
    alice.transaction(
        account=cash, amount="50.00", date="2024-02-29", status="pending", payee="Demo"
    )
    text, name = form("2024-03-01", "DEMO RESTAURANT", "Posted")
    committed(alice, text, name, account=cash)
    (booked,) = whole(alice)
    assert (booked["status"], booked["date"], booked["payee"]) == ("cleared", "2024-03-01", "Demo")


def test_the_month_of_the_booking_has_it(alice, cash):
    committed(alice, csv("2024-02-29", "Demo", "Pending")[0], account=cash)
    committed(alice, csv("2024-03-02", "Demo", "Posted")[0], account=cash)
    months = [
        made(alice.get(f"reports/monthly/?year=2024&month={month}"))["expense"] for month in (2, 3)
    ]
    assert months == ["0.00", "50.00"]


def test_a_row_that_is_still_pending_clears_nothing(alice, cash):
    committed(alice, csv("2024-02-29", "Demo", "Pending")[0], account=cash)
    committed(alice, csv("2024-03-01", "Demo", "Pending")[0], account=cash)
    assert {row["status"] for row in whole(alice)} == {"pending"}


def test_where_probable_rows_are_to_be_left_out_nothing_is_cleared(alice, cash):
    committed(alice, csv("2024-02-29", "Demo", "Pending")[0], account=cash)
    committed(alice, csv("2024-03-01", "Demo", "Posted")[0], account=cash, probable="skip")
    assert [(row["status"], row["date"]) for row in whole(alice)] == [("pending", "2024-02-29")]


@pytest.mark.parametrize("status", ["cleared", "reconciled"])
def test_what_is_not_pending_is_not_changed(alice, cash, status):
    mine = alice.transaction(account=cash, amount="50.00", date="2024-02-29", status=status)
    shown = planned(alice, csv("2024-03-01", "Demo", "Posted")[0], account=cash)
    made(
        alice.patch(f"imports/{shown['id']}/rows/", [{"row": 1, "action": "match"}], format="json")
    )
    assert rows_of(alice, shown["id"])[0]["changes"] is None
    made(alice.post(f"imports/{shown['id']}/commit/"), 202)
    assert worked(alice, shown["id"])["state"] == "committed"
    assert whole(alice) == [mine]


def matched_by_hand(alice, cash, mine):
    shown = planned(alice, csv("2024-03-01", "Demo", "Posted")[0], account=cash)
    decision = [{"row": 1, "match": mine["id"]}]
    made(alice.patch(f"imports/{shown['id']}/rows/", decision, format="json"))
    (row,) = rows_of(alice, shown["id"])
    made(alice.post(f"imports/{shown['id']}/commit/"), 202)
    assert worked(alice, shown["id"])["state"] == "committed"
    (stored,) = whole(alice)
    return row["changes"], stored


def test_the_booked_amount_replaces_the_one_that_somebody_matches_with_it(alice, cash):
    mine = alice.transaction(account=cash, amount="45.00", date="2024-02-29", status="pending")
    changes, stored = matched_by_hand(alice, cash, mine)
    assert changes == {"status": "cleared", "date": "2024-03-01", "amount": "-50.00"}
    assert (stored["status"], stored["amount"]) == ("cleared", "50.00")


def test_a_split_of_another_amount_stays_pending(alice, cash):
    parts = [{"amount": "-20.00"}, {"amount": "-25.00"}]
    mine = alice.transaction(
        account=cash, amount="45.00", date="2024-02-29", status="pending", postings=parts
    )
    assert matched_by_hand(alice, cash, mine) == (None, mine)


def test_a_transaction_on_another_account_stays_pending(alice, cash):
    other = alice.account(name="Other")["id"]
    mine = alice.transaction(account=other, amount="50.00", date="2024-02-29", status="pending")
    assert matched_by_hand(alice, cash, mine) == (None, mine)


def test_a_booking_on_an_account_that_was_archived_since_clears_and_adds_nothing(alice):
    account = alice.account(name="Old")["id"]
    alice.transaction(account=account, amount="50.00", date="2024-02-29", status="pending")
    made(alice.patch(f"accounts/{account}/", {"archived": True}))
    text = "Date,Payee,Amount,Status,Account\n2024-03-01,Demo,-50.00,Posted,Old\n"
    shown = planned(alice, f"{text}2024-03-02,Shop,-1.00,Posted,Old\n", query="?commit=auto")
    assert (shown["state"], shown["rows"]["faulty"], shown["recorded"]) == ("committed", 1, 0)
    (booked,) = whole(alice)
    assert (booked["status"], booked["date"]) == ("cleared", "2024-03-01")
