"""Delimited text is recognised, cut into cells as it was meant, and never left out."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.format import LIKELY, NO, POSSIBLE
from readers.statement import Row, Unreadable
from readers.tables.delimited import FORMAT, KNOWN, recognises, understood
from readers.tests.tables.files import amounts_of, faults_of, items_of, rows_of, source_of

PLAIN = (
    "Date,Payee,Text,Amount\n2024-01-31,Caf\u00e9 \u017b,Bread,-1.50\n2024-02-01,Boss,Pay,100.00\n"
)


@pytest.mark.parametrize(
    ("encoding", "payee"),
    [
        *[
            ("utf-8", "Caf\u00e9 \u017b"),
            ("utf-8-sig", "Caf\u00e9 \u017b"),
            ("utf-16", "Caf\u00e9 \u017b"),
        ],
        *[
            ("utf-16-le", "Caf\u00e9 \u017b"),
            ("utf-16-be", "Caf\u00e9 \u017b"),
            ("cp1252", "Caf\u00e9"),
        ],
    ],
)
def test_encodings_are_told_by_the_bytes(encoding, payee):
    text = PLAIN.replace("Caf\u00e9 \u017b", payee)
    assert rows_of(text.encode(encoding))[0].payee == payee


def test_the_names_of_the_columns_show_an_encoding_of_one_byte():
    table = "Data ksi\u0119gowania;Tytu\u0142;Kwota\n2024-01-02;Op\u0142ata;-5,50\n"
    assert [row.description for row in rows_of(table.encode("cp1250"))] == ["Op\u0142ata"]


def test_a_stated_encoding_is_used_and_checked():
    assert rows_of(PLAIN.encode("cp1250"), encoding="windows-1250")[0].payee == "Caf\u00e9 \u017b"
    for encoding in ("utf-8", "no-such-encoding"):
        with pytest.raises(Unreadable) as refused:
            rows_of(PLAIN.encode("cp1250"), encoding=encoding)
        assert refused.value.option == "encoding"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_rows(delimiter):
    text = PLAIN.replace(",", delimiter)
    assert amounts_of(text) == ["-1.50", "100.00"]
    assert understood(source_of(text), {}).delimiter == delimiter


def test_a_decimal_comma_is_not_the_delimiter():
    assert amounts_of("Datum;Text;Betrag\n31.01.2024;a, b;-1,50\n01.02.2024;c, d;2,50\n") == [
        *("-1.50", "2.50")
    ]


def test_a_stated_delimiter_is_used_and_checked():
    assert amounts_of(PLAIN.replace(",", "^"), delimiter="^") == ["-1.50", "100.00"]
    assert amounts_of(PLAIN.replace(",", "\t"), delimiter="tab") == ["-1.50", "100.00"]
    with pytest.raises(Unreadable) as refused:
        amounts_of(PLAIN, delimiter="ab")
    assert refused.value.option == "delimiter"


def test_a_first_line_that_names_the_delimiter_is_no_row():
    rows = rows_of("sep=;\n" + PLAIN.replace(",", ";"))
    assert [row.line for row in rows] == [3, 4]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ('"a ""b"" c"', 'a "b" c'),
        ('a "b" c', 'a "b" c'),
        ('"a, b"', "a, b"),
        ('"a\nb"', "a b"),
        ('"a\r\nb"', "a b"),
        ('"a \\"b\\" c"', 'a "b" c'),
        ('"a \\"b\\""', 'a "b"'),
        ('"C:\\"', "C:\\"),
        ('"a\\""b"', 'a\\"b'),
        ("'=1+2", "=1+2"),
        ('"=""0012"""', "0012"),
        ("a\0b", "ab"),
        ("  a   b ", "a b"),
    ],
)
def test_cells_are_read_as_they_were_meant(cell, meant):
    (row, *_rest) = rows_of(f"Date,Text,Amount\n2024-01-31,{cell},1.00\n2024-02-01,x,-2.00\n")
    assert row.description == meant


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n"])
def test_a_backslash_may_end_a_line(end):
    lines = ["Date,Amount,Text", '2024-01-31,1.00,"C:\\"', '2024-02-01,-2.00,"x"', ""]
    assert [row.description for row in rows_of(end.join(lines))] == ["C:\\", "x"]


def test_lines_wholly_in_quotes_are_unwrapped():
    text = '"Date,Text,Amount"\n"2024-01-31,""a, b"",1.00"\n"2024-02-01,c,-2.00"\n'
    assert [(row.description, str(row.amount)) for row in rows_of(text)] == [
        *(("a, b", "1.00"), ("c", "-2.00"))
    ]


def test_a_row_over_several_lines_keeps_the_number_of_its_first():
    rows = rows_of('Date,Text,Amount\n2024-01-31,"a\nb\nc",1.00\n2024-02-01,x,-2.00\n')
    assert [row.line for row in rows] == [2, 5]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_any_line_end_will_do(end):
    assert amounts_of(PLAIN.replace("\n", end)) == ["-1.50", "100.00"]


def test_a_quote_that_is_never_closed_costs_its_own_line_alone():
    lines = [f'2024-01-{day:02},"x{day}",-{day}.00' for day in range(1, 29)]
    lines[4] = lines[4].replace('x5"', "x5")
    text = "\n".join(["Date,Text,Amount", *lines]) + "\n"
    assert faults_of(text) == [(6, "open_quote")]
    assert len(rows_of(text)) == 27


def test_a_file_that_ends_within_a_quote_has_a_fault_at_its_last_line():
    text = PLAIN + '2024-02-02,"Half a'
    assert (faults_of(text), len(rows_of(text))) == ([(4, "open_quote")], 2)


def test_a_last_line_that_breaks_off_is_a_fault():
    assert faults_of(PLAIN + "2024-02-02,Shop,Br") == [(4, "wrong_width")]


def test_a_line_without_end_is_refused():
    with pytest.raises(Unreadable) as refused:
        items_of(PLAIN + "2024-02-02,Shop," + "x" * (2 * 1024 * 1024))
    assert refused.value.code == "line_too_long"


def test_a_table_of_headers_alone_has_no_rows():
    assert rows_of("Date,Payee,Text,Amount\n") == []


@pytest.mark.parametrize("text", ["", "\n\n", "hello\n", "a,b\n1,2\n"])
def test_what_is_no_table_of_transactions_is_refused(text):
    with pytest.raises(Unreadable):
        items_of(text)
    assert recognises(source_of(text)) == NO


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (PLAIN, LIKELY),
        ("2024-01-01,-5.00,Shop\n2024-01-02,10.00,Boss\n", LIKELY - 10),
        ("2024-01-01,-5.00,Shop\n", POSSIBLE),
        ("Trans. Date,Post Date,Description,Amount,Category\n01/02/2024,01/02/2024,x,1,y\n", KNOWN),
    ],
)
def test_how_sure_it_is_depends_on_how_much_is_known(text, sure):
    assert recognises(source_of(text)) == sure


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-01 * Shop\n  Expenses:Food  5.00 EUR\n  Assets:Cash\n",
        "2024/01/01 (12) Shop, Berlin\n    Expenses:Food    $5.00\n    Assets:Cash\n" * 3,
        '2024-01-01 * "Shop" "Bread, milk"\n  Expenses:Food  5.00 EUR\n  Assets:Cash\n' * 3,
        '2024-01-01 open Assets:Cash EUR,USD\n2024-01-02 * "a, b" ""\n',
        "!Type:Bank\nD01/02/2024\nT-5.00\nPShop\n^\n",
        ":20:START\n:25:123/456\n:60F:C240101EUR100,00\n:61:2401020102D5,00NMSC\n",
        '{"rows": [["2024-01-01", "1.00"]]}',
        '[{"date": "2024-01-01", "amount": "1.00"}]',
        "<?xml version='1.0'?><a>2024-01-01,1.00</a>",
        "OFXHEADER:100\nDATA:OFXSGML\n",
        "Dear Sir,\n\nI write to you on 2024-01-01, and owe you 5.00.\nYours, Anna\n",
    ],
)
def test_other_formats_are_not_taken_for_tables(text):
    assert recognises(source_of(text)) == NO


@pytest.mark.parametrize("content", [f"{PLAIN}{chr(0) * 200}", PLAIN.replace(",", "\0,")])
def test_zeros_in_a_text_or_after_it_are_left_out(content):
    assert recognises(source_of(content)) > NO
    assert rows_of(content) == rows_of(PLAIN)


def test_bytes_that_are_no_text_are_not_taken_for_a_table():
    assert recognises(source_of(b"PK\x03\x04" + bytes(range(256)))) == NO
    assert recognises(source_of(bytes(range(256)) * 20)) == NO


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Co", "Cn")),
    min_size=1,
    max_size=12,
).filter(lambda text: text[0] not in "='" and text.strip(" -#") == text)
ROWS = st.lists(
    st.tuples(
        st.dates(date(2000, 1, 1), date(2060, 12, 31)),
        WORDS.map(lambda text: f"P{text}"),
        WORDS.map(lambda text: f"T{text}"),
        st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    ),
    min_size=1,
    max_size=30,
)


def written(rows, delimiter):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["Date", "Payee", "Description", "Amount"])
    writer.writerows(
        (day.isoformat(), payee, about, f"{amount:.2f}") for day, payee, about, amount in rows
    )
    return text.getvalue()


@settings(max_examples=60)
@given(ROWS, st.sampled_from([",", ";", "\t"]))
def test_what_was_written_is_read_back(rows, delimiter):
    read = rows_of(written(rows, delimiter), future_dates=True, invert=False)
    assert [(row.date, row.payee, row.description, row.amount) for row in read] == rows


BROKEN = st.sampled_from(
    ['"', ",", "\n", "\r", "\0", "\\", "'", "=", ";", "9" * 40, "\u2028", "(", "-"]
)


@settings(max_examples=150)
@given(ROWS, st.lists(st.tuples(st.integers(0, 2000), BROKEN), max_size=8), st.integers(0, 2000))
def test_a_broken_file_is_read_or_refused_and_nothing_else(rows, breaks, end):
    text = written(rows, ",")
    for place, what in breaks:
        text = text[:place] + what + text[place:]
    source = source_of(text[: end or None])
    recognises(source)
    try:
        items = list(FORMAT.read(source, {}))
    except Unreadable:
        return
    assert all(isinstance(item.amount, Decimal) for item in items if isinstance(item, Row))


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    source = source_of(content)
    recognises(source)
    try:
        list(FORMAT.read(source, {}))
    except Unreadable:
        return
