"""CAMT: what the entries of reports, statements and notifications say comes out to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from readers.camt.reader import FORMAT
from readers.format import CERTAIN, NO
from readers.statement import Account, Balance, BalanceKind, Row
from readers.tests.camt_files import (
    IBAN,
    accounts,
    balance,
    batch,
    codes,
    entry,
    message,
    read,
    row,
    rows,
    statement,
)
from readers.tests.reading import sure

PARTIES = (
    "<RltdPties><Dbtr><Nm>Debtor Ltd</Nm></Dbtr>"
    "<DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct>"
    "<Cdtr><Nm>Creditor Inc</Nm></Cdtr>"
    "<CdtrAcct><Id><Othr><Id>4711</Id></Othr></Id></CdtrAcct></RltdPties>"
)


def test_a_statement_comes_out_whole() -> None:
    details = (
        "<Refs><EndToEndId>E2E</EndToEndId><MndtId>M-1</MndtId></Refs>"
        f"{PARTIES}<RltdAgts><DbtrAgt><FinInstnId><BIC>GENODEF1PFK</BIC></FinInstnId></DbtrAgt>"
        "</RltdAgts><RmtInf><Ustrd>Invoice  7</Ustrd></RmtInf><AddtlTxInf>More</AddtlTxInf>"
    )
    more = f"<AcctSvcrRef>REF-1</AcctSvcrRef>{batch(details)}<AddtlNtryInf>Credit</AddtlNtryInf>"
    items = read(
        message(
            statement(
                balance("OPBD", "1.00", "2024-01-30"),
                balance("CLBD", "3.50", "2024-01-31"),
                entry("2.50", more=more),
            )
        )
    )
    assert items == [
        Account(IBAN, number=IBAN, currency="EUR"),
        Row(
            line=2,
            date=date(2024, 1, 31),
            amount=Decimal("2.50"),
            account=IBAN,
            currency="EUR",
            payee="Debtor Ltd",
            description="Invoice 7",
            notes="More\nCredit\nAccount DE02120300000000202051\nBIC GENODEF1PFK\nMandate M-1",
            bank_id="REF-1",
            reference="E2E",
            status="cleared",
        ),
        Balance(2, BalanceKind.OPENING, Decimal("1.00"), date(2024, 1, 30), IBAN, "EUR"),
        Balance(2, BalanceKind.CLOSING, Decimal("3.50"), date(2024, 1, 31), IBAN, "EUR"),
    ]


@pytest.mark.parametrize(
    ("direction", "reversal", "amount", "payee"),
    [
        ("CRDT", "", "5.00", "Debtor Ltd"),
        ("DBIT", "", "-5.00", "Creditor Inc"),
        ("CRDT", "false", "5.00", "Debtor Ltd"),
        # The payment that is taken back went the other way, and so did its parties.
        ("CRDT", "true", "5.00", "Creditor Inc"),
        ("DBIT", "true", "-5.00", "Debtor Ltd"),
        ("DBIT", "1", "-5.00", "Debtor Ltd"),
    ],
)
def test_the_indicator_says_where_the_money_went_of_a_reversal_too(
    direction: str, reversal: str, amount: str, payee: str
) -> None:
    more = f"<RvslInd>{reversal}</RvslInd>" if reversal else ""
    found = row(entry("5.00", direction, more=more + batch(PARTIES)))
    assert (str(found.amount), found.payee) == (amount, payee)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("BOOK", "cleared"),
        ("PDNG", "pending"),
        ("<Cd>BOOK</Cd>", "cleared"),
        ("<Cd>PDNG</Cd>", "pending"),
        ("<Prtry>OTHER</Prtry>", ""),
    ],
)
def test_the_status_is_a_text_or_a_code(status: str, expected: str) -> None:
    assert row(entry("1", status=status)).status == expected


@pytest.mark.parametrize("status", ["INFO", "<Cd>INFO</Cd>"])
def test_what_is_for_information_only_is_no_booking(status: str) -> None:
    items = read(message(statement(entry("1", status=status), entry("2"))))
    assert [str(item.amount) for item in items if isinstance(item, Row)] == ["2.00"]
    assert codes(items) == ["information_only"]


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ("<BookgDt><Dt>2024-02-29</Dt></BookgDt><ValDt><Dt>2024-03-01</Dt></ValDt>", 29),
        ("<BookgDt><DtTm>2024-02-29T23:59:59+02:00</DtTm></BookgDt>", 29),
        ("<BookgDt><Dt>2024-02-29+01:00</Dt></BookgDt>", 29),
        ("<BookgDt><Dt>2024-02-29Z</Dt></BookgDt>", 29),
        ("<ValDt><Dt>2024-02-28</Dt></ValDt>", 28),
        (("<NtryDtls><TxDtls><RltdDts><TxDtTm>2024-02-27T00:00:00</TxDtTm></RltdDts></TxDtls>"
         "</NtryDtls>"), 27),
        ("<BookgDt><Dt>2024-02-30</Dt></BookgDt>", None),
        ("<BookgDt><Dt>20240229</Dt></BookgDt>", 29),
        ("<BookgDt><Dt>2024-02-299</Dt></BookgDt>", None),
        ("<BookgDt><Dt>0001-01-01</Dt></BookgDt>", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_booking_date(dates: str, day: int | None) -> None:
    one = f'<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd>{dates}</Ntry>'
    items = read(message(statement(one, entry("2"))))
    found = [item for item in items if isinstance(item, Row)]
    if day is None:
        assert codes(items) == ["no_date"]
        assert len(found) == 1
    else:
        assert found[0].date == date(2024, 2, day)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("8.850", "8.85"),
        ("5442.09000", "5442.09"),
        ("80", "80.00"),
        ("+1.5", "1.50"),
        (".5", "0.50"),
        ("0", "0.00"),
        ("1.23456", "1.23456"),
        ("1,50", None),
        ("-1.50", None),
        ("", None),
        ("NaN", None),
        ("1E5", None),
        ("9" * 5_000, None),
    ],
)
def test_amounts_are_exact_or_faults(amount: str, expected: str | None) -> None:
    items = read(message(statement(entry(amount), entry("2"))))
    found = [str(item.amount) for item in items if isinstance(item, Row)]
    if expected is None:
        assert (found, codes(items)) == (["2.00"], ["bad_amount"])
    else:
        assert found == [expected, "2.00"]


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (entry("1", "XXXX"), "no_direction"),
        (entry("1", ""), "no_direction"),
        (entry("1", currency="XTS"), "unknown_currency"),
    ],
)
def test_an_entry_that_is_no_row_is_a_fault_that_names_it(one: str, code: str) -> None:
    items = read(message(statement(entry("2"), one)))
    assert codes(items) == [code]
    assert any("Entry 2: " in getattr(item, "detail", "") for item in items)


def part(amount: str, name: str, more: str = "", currency: str = "EUR") -> str:
    return (
        f'<Amt Ccy="{currency}">{amount}</Amt>{more}'
        f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties>"
    )


def test_a_batch_whose_parts_add_up_is_a_row_for_each() -> None:
    details = batch(part("1.00", "A"), part("2.50", "B"))
    found = rows(message(statement(entry("3.50", more=f"<AcctSvcrRef>R1</AcctSvcrRef>{details}"))))
    assert [(str(row.amount), row.payee, row.bank_id) for row in found] == [
        ("1.00", "A", "R1/1"),
        ("2.50", "B", "R1/2"),
    ]


def test_parts_may_go_the_other_way() -> None:
    details = batch(
        part("5.00", "A", "<CdtDbtInd>CRDT</CdtDbtInd>"),
        part("1.50", "B", "<CdtDbtInd>DBIT</CdtDbtInd>"),
    )
    found = rows(message(statement(entry("3.50", more=details))))
    assert [str(row.amount) for row in found] == ["5.00", "-1.50"]


def test_parts_in_the_older_element_count_too() -> None:
    old = '<AmtDtls><TxAmt><Amt Ccy="EUR">{}</Amt></TxAmt></AmtDtls>'
    found = rows(message(statement(entry("3", "DBIT", more=batch(old.format(1), old.format(2))))))
    assert [str(row.amount) for row in found] == ["-1.00", "-2.00"]


@pytest.mark.parametrize(
    "details",
    [
        batch(part("1.00", "A"), part("2.00", "B")),
        batch(part("1.00", "A"), "<Refs/>"),
        batch(part("1.00", "A", currency="USD"), part("2.50", "B", currency="USD")),
    ],
)
def test_a_batch_whose_parts_do_not_add_up_stays_one_row(details: str) -> None:
    (found,) = rows(message(statement(entry("3.50", more=details))))
    assert str(found.amount) == "3.50"
    assert "A" in found.notes


def test_one_detail_never_changes_the_amount_of_the_entry() -> None:
    assert str(row(entry("3.50", more=batch(part("9.99", "A")))).amount) == "3.50"


def test_parts_keep_ids_of_their_own() -> None:
    refs = "<Refs><AcctSvcrRef>{}</AcctSvcrRef></Refs>"
    details = batch(part("1", "A", refs.format("P1")), part("1", "B", refs.format("P2")))
    more = f"<AcctSvcrRef>R1</AcctSvcrRef>{details}"
    assert [row.bank_id for row in rows(message(statement(entry("2", more=more))))] == ["P1", "P2"]


def test_an_id_that_comes_twice_is_none_the_second_time() -> None:
    more = "<AcctSvcrRef>R1</AcctSvcrRef>"
    found = rows(message(statement(entry("1", more=more), entry("2", more=more))))
    assert [(str(row.amount), row.bank_id) for row in found] == [("1.00", "R1"), ("2.00", "")]


@pytest.mark.parametrize("word", ["NOTPROVIDED", "NONREF", "not provided", "0", "-", "N/A"])
def test_words_for_no_reference_are_none(word: str) -> None:
    refs = f"<Refs><EndToEndId>{word}</EndToEndId></Refs>"
    found = row(entry("1", more=f"<AcctSvcrRef>{word}</AcctSvcrRef>{batch(refs)}"))
    assert (found.bank_id, found.reference) == ("", "")


def test_the_number_of_an_entry_is_an_id_with_its_day_and_amount_only() -> None:
    one = entry("1").replace("<Ntry>", "<Ntry><NtryRef>17</NtryRef>")
    assert row(one).bank_id == "17/2024-01-31/1.00"


@pytest.mark.parametrize(
    ("parties", "payee"),
    [
        ("<Dbtr><Nm>A</Nm></Dbtr>", "A"),
        ("<Dbtr><Pty><Nm>A</Nm></Pty></Dbtr>", "A"),
        ("<UltmtDbtr><Nm>U</Nm></UltmtDbtr>", "U"),
        ("<Dbtr><Agt><FinInstnId><Nm>Bank</Nm></FinInstnId></Agt></Dbtr>", "Bank"),
        ("<Cdtr><Nm>Other</Nm></Cdtr>", "Other"),
        ("<Cdtr><Nm>THE OWNER</Nm></Cdtr>", ""),
        ("<InitgPty><Nm>X</Nm></InitgPty>", ""),
    ],
)
def test_the_payee_is_the_other_side(parties: str, payee: str) -> None:
    owner = f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ownr><Nm>The Owner</Nm></Ownr></Acct>"
    one = entry("1", more=batch(f"<RltdPties>{parties}</RltdPties>"))
    (found,) = rows(message(statement(one, of=owner)))
    assert found.payee == payee


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("<RmtInf><Ustrd>One</Ustrd><Ustrd>two</Ustrd></RmtInf>", "One two"),
        (f"<RmtInf><Ustrd>{'x' * 140}</Ustrd><Ustrd>yz</Ustrd></RmtInf>", "x" * 140 + "yz"),
        ("<RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf>", "RF18"),
        ("<RmtInf><Strd><CdtrRefInf><CdtrRef>RF18</CdtrRef></CdtrRefInf></Strd></RmtInf>", "RF18"),
        (("<RmtInf><Strd><CdtrRefInf><Ref>21</Ref></CdtrRefInf>"
         "<AddtlRmtInf>?REJECT?0</AddtlRmtInf></Strd></RmtInf>"), "21"),
        ("<AddtlTxInf>Info</AddtlTxInf>", "Info"),
        ("<RmtInf><Ustrd><![CDATA[A & B]]> &amp; C&#xA0;D</Ustrd></RmtInf>", "A & B & C D"),
        ("", "Entry info"),
    ],
)  # fmt: skip
def test_what_it_was_for(text: str, description: str) -> None:
    one = entry("1", more=f"{batch(text)}<AddtlNtryInf>Entry info</AddtlNtryInf>")
    assert row(one).description == description


def test_a_foreign_amount_its_rate_and_charges_go_to_the_notes() -> None:
    details = (
        '<AmtDtls><InstdAmt><Amt Ccy="USD">10.00</Amt></InstdAmt><TxAmt><Amt Ccy="EUR">9.20</Amt>'
        "<CcyXchg><XchgRate>0.92</XchgRate></CcyXchg></TxAmt></AmtDtls>"
        '<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">0.30</TtlChrgsAndTaxAmt></Chrgs>'
    )
    found = row(entry("9.50", "DBIT", more=batch(details)))
    assert str(found.amount) == "-9.50"
    assert found.notes.splitlines() == ["10.00 USD, rate 0.92", "Charges 0.30 EUR"]


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("<IBAN>NL77 ABNA 0574 9087 65</IBAN>", "NL77ABNA0574908765"),
        ("<Othr><Id>12345</Id></Othr>", "12345"),
        ("<PrtryAcct><Id>CH28</Id></PrtryAcct>", "CH28"),
        ("<BBAN>998877</BBAN>", "998877"),
    ],
)
def test_the_account_is_named_by_its_number(number: str, key: str) -> None:
    items = read(message(statement(entry("1"), of=f"<Acct><Id>{number}</Id><Nm>Main</Nm></Acct>")))
    assert accounts(items) == [Account(key, name="Main", number=key, currency="EUR")]


def test_currencies_of_one_account_have_keys_of_their_own() -> None:
    items = read(message(statement(entry("1")), statement(entry("2", currency="USD"))))
    assert [item.key for item in accounts(items)] == [IBAN, f"{IBAN} USD"]
    assert [item.account for item in items if isinstance(item, Row)] == [IBAN, f"{IBAN} USD"]


@pytest.mark.parametrize("kind", ["052", "053", "054"])
@pytest.mark.parametrize("version", ["02", "04", "08", "13"])
@pytest.mark.parametrize("prefix", ["", "ns2:"])
def test_kind_version_and_prefix_do_not_matter(kind: str, version: str, prefix: str) -> None:
    text = message(statement(entry("1.25", more=batch(PARTIES))), kind=kind, version=version)
    if prefix:
        text = text.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
        text = text.replace("<ns2:?", "<?").replace("xmlns=", "xmlns:ns2=")
    assert [str(found.amount) for found in rows(text)] == ["1.25"]
    assert sure(FORMAT, text) == CERTAIN


def test_the_first_version_is_read() -> None:
    details = f"<TxDtls>{PARTIES}</TxDtls>"
    opening = "<Bal><Tp><Cd>OPBD</Cd></Tp>" + balance("", "1", "2024-01-30").partition("</Tp>")[2]
    text = message(statement(opening, entry("1", more=details))).replace(
        "BkToCstmrStmt>", "BkToCstmrStmtV01>"
    )
    items = read(text)
    assert [item.payee for item in items if isinstance(item, Row)] == ["Debtor Ltd"]
    assert [item.kind for item in items if isinstance(item, Balance)] == ["opening"]


def test_a_message_within_other_elements_is_found() -> None:
    text = message(statement(entry("1")))
    inner = text.partition("?>")[2]
    assert len(rows(f"<Envelope><Header><Stmt/></Header><Body>{inner}</Body></Envelope>")) == 1


@pytest.mark.parametrize(
    "text", ["", "<html/>", "MsgId;camt.053.001", "<Document><CstmrCdtTrfInitn/></Document>"]
)
def test_other_files_are_not_recognised(text: str) -> None:
    assert sure(FORMAT, text) == NO
