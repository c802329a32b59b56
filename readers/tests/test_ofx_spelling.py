"""OFX: the ways in which banks write elements, characters, amounts and dates."""

from datetime import date
from decimal import Decimal

import pytest

from readers.statement import Balance, Fault, FileWarning, Row
from readers.tests.ofx_samples import (
    HEADER,
    XML_HEADER,
    document,
    items,
    one,
    refusal,
    rows,
    statement,
    transaction,
)
from readers.tests.reading import of_kind

# How it is written


def test_closed_and_open_and_lower_case_elements_say_the_same():
    plain = one(transaction(NAME="A &amp; B", MEMO="x"))
    closed = (
        XML_HEADER
        + """<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR</CURDEF>
        <BANKACCTFROM><BANKID>100</BANKID><ACCTID>123</ACCTID><ACCTTYPE>CHECKING</ACCTTYPE>
        </BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT</TRNTYPE>
        <DTPOSTED>20240131</DTPOSTED><TRNAMT>-12.50</TRNAMT><FITID>1</FITID>
        <NAME>A &amp; B</NAME><MEMO>x</MEMO></STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS>
        </BANKMSGSRSV1></OFX>"""
    )
    variants = [
        plain,
        closed,
        plain.replace("\n", ""),
        plain.replace("\n", "\r"),
        plain.replace("\n", "\r\n"),
        plain.lower().replace("a &amp; b", "A &amp; B"),
        closed.replace("<", "<o:").replace("<o:/", "</o:").replace("<o:?", "<?"),
        closed.replace("<OFX>", '<OFX xmlns="http://ofx.net/types/2003/04" a="b">'),
        closed.replace("<MEMO>x", "<REFNUM/><MEMO>x"),
        closed.replace("<NAME>A &amp; B", "<NAME><![CDATA[A & B]]>"),
        plain.replace("A &amp; B", "A & B"),
        plain.replace("<NAME>", "<SIC>\n<!-- <NAME>no -->\n<NAME>"),
        "\ufeffjunk\n\n" + plain,
        plain.replace(HEADER, ""),
        plain.replace(HEADER, " ".join(HEADER.split())),
        plain.replace(HEADER, f"<!--\n{HEADER}-->\n"),
        plain.encode("utf-16"),
        plain.encode("utf-16-le"),
        plain.encode("utf-8-sig"),
        plain.replace("DEBIT", "DEBIT\x00"),
    ]
    expected = rows(plain)[0]._replace(line=0)
    assert expected.payee == "A & B"
    for variant in variants:
        assert [row._replace(line=0) for row in rows(variant)] == [expected], variant


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("AT&T", "AT&T"),
        ("AT&times", "AT&times"),
        ("a &lt; b &gt; c", "a < b > c"),
        ("a &amp;lt;b&amp;gt; &amp;amp; c", "a <b> & c"),
        ("a < b", "a < b"),
        ("a <= 5 < b", "a <= 5 < b"),
        ("caf&#233; &#xE9; &#146;s", "café é \u2019s"),
        ("a&nbsp;&nbsp;b", "a b"),
        ("a&#0;b &#55555; &#9999999;", "a&#0;b &#55555; &#9999999;"),
        ("a  b\n   c", "a b c"),
        ("<![CDATA[1 < 2 & <b>3</b>]]>", "1 < 2 & <b>3</b>"),
        ("before <![CDATA[in]]> after", "before in after"),
        ("mail <!-- hidden > --> me", "mail me"),
    ],
)
def test_characters_that_mean_something_are_read_as_meant(written, read):
    assert rows(one(transaction(NAME=written)))[0].payee == read


@pytest.mark.parametrize(
    ("encoding", "charset", "name"),
    [
        ("utf-8", "1252", "Café Łódź"),
        ("cp1252", "1252", "Café \u2013 Müller"),
        ("cp1252", "1252", "SQ *ECCO \u00a6 NATURA"),
        ("cp1252", "NONE", "Señor"),
        ("latin-1", "ISO-8859-1", "Crédit"),
        ("cp1252", "8859-1", "Prix: 5\x80".replace("\x80", "€")),
        ("cp1252", "UTF-8", "São Paulo é"),
        ("cp1250", "1250", "Zażółć gęślą"),
        ("iso8859-2", "8859-2", "Příliš žluťoučký"),
        ("cp1251", "1251", "Магазин продуктов на углу, покупка по карте"),
    ],
)
def test_the_bytes_decide_the_encoding_and_the_header_where_they_do_not(encoding, charset, name):
    text = one(transaction(NAME=name)).replace("CHARSET:1252", f"CHARSET:{charset}")
    assert rows(text.encode(encoding))[0].payee == name


def test_a_whole_text_in_another_script_shows_that_the_header_lies():
    text = "Перевод средств между счетами клиента, комиссия банка за обслуживание счета"
    content = one(*(transaction(NAME=text, fitid=n) for n in range(5))).encode("cp1251")
    assert {row.payee for row in rows(content)} == {text}


def test_the_caller_may_state_the_encoding():
    content = one(transaction(NAME="Müller")).encode("cp1252")
    assert rows(content, encoding="cp437")[0].payee == "Mⁿller"
    assert refusal(content, encoding="utf-8").option == "encoding"
    assert refusal(content, encoding="nonsense").code == "unknown_encoding"
    assert refusal(content, encoding="hex").code == "unknown_encoding"


def test_a_file_on_one_line_is_counted_by_its_transactions():
    text = one(transaction(), transaction(fitid="2"), transaction("x")).replace("\n", "")
    places = [item.line for item in items(text) if isinstance(item, Row | Fault)]
    assert places == [1, 2, 3]


def test_a_transaction_that_is_left_open_ends_where_the_next_begins():
    text = one(transaction("-1.00"), transaction("-2.00", fitid="2")).replace("</STMTTRN>\n", "")
    assert [row.amount for row in rows(text)] == [Decimal("-1.00"), Decimal("-2.00")]


def test_a_statement_may_be_closed_by_another_name():
    card = "<CCACCTFROM><ACCTID>9</CCACCTFROM>"
    text = document(statement(transaction(), account=card)).replace("<STMTRS>", "<CCSTMTRS>")
    assert rows(text)[0].account == "9:credit_card"


def test_a_list_without_a_statement_around_it_is_read():
    text = f"{HEADER}<BANKTRANLIST>{transaction(NAME='Shop')}</BANKTRANLIST>"
    assert items(text) == [Row(11, date(2024, 1, 31), Decimal("-12.50"), payee="Shop", bank_id="1")]


def test_text_of_enormous_length_is_cut():
    assert len(rows(one(transaction(MEMO="x" * 900_000)))[0].description) == 10_000


# Amounts


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("+12,00", "12.00"),
        ("-1.234,56", "-1234.56"),
        ("1,234.56-", "-1234.56"),
        ("(12.50)", "-12.50"),
        ("- 12.50", "-12.50"),
        ("\u221212,5", "-12.5"),
        ("$1,234.50", "1234.50"),
        ("-12.50 EUR", "-12.50"),
        ("-1 234,56", "-1234.56"),
        ("-1&nbsp;234,56", "-1234.56"),
        ("1'234.50", "1234.50"),
        ("-00000000012.5000", "-12.5000"),
        (".50", "0.50"),
        ("-100", "-100"),
        ("-1.0E-2", "-0.010"),
        ("1.234.567", "1234567"),
    ],
)
def test_an_amount_reads_as_it_is_meant(written, read):
    (row,) = rows(one(transaction(written, kind="OTHER")))
    assert str(row.amount) == read


def test_three_decimals_or_thousands_are_decided_by_the_rest_of_the_file():
    comma = rows(one(transaction("-1.234"), transaction("-5,50", fitid="2")))
    assert comma[0].amount == -1234
    point = rows(one(transaction("-1.234"), transaction("-5.50", fitid="2")))
    assert point[0].amount == Decimal("-1.234")


def test_three_decimals_or_thousands_are_asked_for_where_nothing_shows_which():
    text = one(transaction("-1.234"), transaction("-12", fitid="2"))
    assert (refusal(text).code, refusal(text).option) == ("ambiguous_amounts", "decimal_sign")
    assert rows(text, decimal_sign=",")[0].amount == -1234
    assert rows(text, decimal_sign=".")[0].amount == Decimal("-1.234")
    assert refusal(text, decimal_sign="x").option == "decimal_sign"


def test_a_currency_with_three_decimals_decides_itself():
    assert rows(one(transaction("-1.234"), currency="KWD"))[0].amount == Decimal("-1.234")


def test_an_amount_that_is_none_is_a_fault_and_the_rest_goes_on():
    found = items(one(transaction("twelve"), transaction(None, fitid="2"), transaction(fitid="3")))
    faults = of_kind(Fault, found)
    assert [(fault.line, fault.code) for fault in faults] == [(21, "no_amount"), (27, "no_amount")]
    assert "'twelve'" in faults[0].detail
    assert [row.bank_id for row in of_kind(Row, found)] == ["3"]


def test_digits_without_end_are_no_amount():
    assert of_kind(Fault, items(one(transaction("9" * 5000))))[0].code == "no_amount"


def test_amounts_without_signs_take_them_from_their_types():
    found = items(
        one(
            transaction("5.00"),
            transaction("7.00", fitid="2", kind="CREDIT"),
            transaction("1.00", fitid="3", kind="FEE"),
            transaction("2.00", fitid="4", kind="XFER"),
        )
    )
    assert [row.amount for row in of_kind(Row, found)] == [-5, 7, -1]
    assert of_kind(Fault, found)[0].code == "no_sign"
    assert of_kind(FileWarning, found)[0].code == "unsigned_amounts"


@pytest.mark.parametrize("amount", ["-7.00", "(7.00)", "7.00-"])
def test_one_amount_with_a_sign_shows_that_all_have_theirs(amount):
    found = items(one(transaction("5.00"), transaction(amount, fitid="2")))
    assert [row.amount for row in of_kind(Row, found)] == [5, -7]
    assert of_kind(FileWarning, found) == []


def test_a_type_that_is_no_debit_shows_nothing_of_signs():
    assert rows(one(transaction("5.00", kind="PAYMENT")))[0].amount == 5


# Dates


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("20240131", date(2024, 1, 31)),
        ("20240131235959", date(2024, 1, 31)),
        ("20240131235959.000[-5:EST]", date(2024, 1, 31)),
        ("20240131 [0:GMT]", date(2024, 1, 31)),
        ("2024-01-31", date(2024, 1, 31)),
        ("2024-01-31T10:00:00", date(2024, 1, 31)),
        ("01/31/2024", date(2024, 1, 31)),
        ("31/01/2024", date(2024, 1, 31)),
        ("05.05.2024", date(2024, 5, 5)),
    ],
)
def test_a_date_is_the_day_that_is_written(written, read):
    assert rows(one(transaction(day=written)))[0].date == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        "00000000",
        "20240231",
        "2024",
        "01/02/2024",
        "99999999",
        "201120000000",
        "20240131x",
        "\u0662\u0660\u0662\u0664\u0660\u0661\u0663\u0661",
    ],
)
def test_a_date_that_is_none_is_a_fault(written):
    (fault,) = of_kind(Fault, items(one(transaction(day=written))))
    assert (fault.line, fault.code) == (21, "no_date")


def test_a_balance_is_spelled_as_the_amounts_are():
    listed = (
        "<BALLIST><BAL><NAME>Opening balance<DESC>x<BALTYPE>DOLLAR<VALUE>3.745<DTASOF>20240101"
        "</BAL></BALLIST>"
    )
    text = one(transaction("-0.25"), currency="BHD", after=listed)
    (opening,) = of_kind(Balance, items(text))
    assert opening.amount == Decimal("3.745")
