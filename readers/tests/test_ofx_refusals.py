"""OFX: which files are refused, and that all others are read, whatever is in them."""

import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.format import CERTAIN, LIKELY, NO
from readers.statement import FileWarning, Row, Unreadable
from readers.tests.ofx_samples import (
    HEADER,
    XML_HEADER,
    document,
    in_currency,
    items,
    ledger,
    one,
    refusal,
    rows,
    statement,
    sure,
    transaction,
)
from readers.tests.reading import of_kind

# What is refused


@pytest.mark.parametrize(
    "end", ["</OFX>", "</BANKMSGSRSV1>", "</STMTTRN>", "<FITID>", "<TRNAMT>", "<BANKTRANLIST>"]
)
def test_a_file_that_ends_in_the_middle_is_refused(end):
    text = one(transaction(), after=ledger("5.00"))
    assert refusal(text[: text.index(end)]).code == "truncated"
    assert refusal(text[: text.index(end) + 3]).code == "truncated"


def test_a_list_alone_that_ends_in_the_middle_is_refused():
    assert refusal(f"{HEADER}<BANKTRANLIST>{transaction()}").code == "truncated"


STATUS = "<STATUS><CODE>2000<SEVERITY>ERROR<MESSAGE>General &amp; other error</STATUS>"


def test_an_error_of_the_bank_is_told_in_its_words():
    refused = refusal(document(f"<STMTTRNRS><TRNUID>1{STATUS}</STMTTRNRS>"))
    assert refused.code == "bank_error"
    assert "General & other error" in str(refused)


def test_an_error_beside_a_statement_is_warned_of():
    found = items(document(statement(transaction()), f"<STMTTRNRS>{STATUS}</STMTTRNRS>"))
    assert len(of_kind(Row, found)) == 1
    assert of_kind(FileWarning, found)[0].code == "bank_error"


def test_a_file_without_a_statement_is_refused():
    profile = "<SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><LANGUAGE>ENG</SONRS>"
    assert refusal(document(profile)).code == "no_statement"
    assert refusal("").code == "no_statement"


def test_entities_do_not_grow():
    bomb = '<!DOCTYPE OFX [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    text = document(statement(transaction(NAME="&b;")), header=XML_HEADER + bomb)
    assert rows(text)[0].payee == "&b;"


def test_hostile_sizes_are_bounded():
    assert refusal(HEADER + "<OFX>" + "x" * 3_000_000).code == "line_too_long"
    assert rows("<OFX>" + "<A>" * 300_000 + one(transaction(NAME="<" * 50_000)))
    many = "".join(f"<X{number}>1" for number in range(50_000))
    assert rows(one(transaction().replace("</STMTTRN>", f"{many}</STMTTRN>")))
    empty = "<STMTRS></STMTRS>" * 10_001
    assert refusal(document(empty)).code == "too_many_accounts"


# Which files it is


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        (one(transaction()), CERTAIN),
        (one(transaction()).lower(), CERTAIN),
        (HEADER, CERTAIN),
        ("<OFC><DTD>2", CERTAIN),
        (f"<BANKTRANLIST>{transaction()}", LIKELY),
        ("date,amount\n2024-01-31,5", NO),
        ("<Document><BkToCstmrStmt>", NO),
        ("!Type:Bank\n", NO),
        ("", NO),
    ],
)
def test_a_file_is_recognised_by_its_root(text, certainty):
    assert sure(text) == certainty


def test_an_archive_is_none():
    assert sure(HEADER, members=("a",)) == NO


# Whatever is in a file

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
)
SENT = st.tuples(
    st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    st.decimals("-99999.99", "99999.99", places=2),
    WORDS,
    WORDS.filter(lambda text: text.strip("0")),
)


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@given(
    st.lists(SENT, max_size=8),
    st.sampled_from(["\n", "", "\r\n"]),
    st.booleans(),
    st.sampled_from([".", ","]),
)
@settings(max_examples=40)
def test_what_is_written_is_read(sent, end, closed, sign):
    def leaf(name, value):
        return f"<{name}>{value}</{name}>{end}" if closed else f"<{name}>{value}{end}"

    body = "".join(
        f"<STMTTRN>{leaf('TRNTYPE', 'OTHER')}{leaf('DTPOSTED', day.strftime('%Y%m%d'))}"
        f"{leaf('TRNAMT', str(amount).replace('.', sign))}{leaf('FITID', number)}"
        f"{leaf('NAME', escaped(payee))}{leaf('MEMO', escaped(memo))}</STMTTRN>{end}"
        for number, (day, amount, payee, memo) in enumerate(sent, start=1)
    )
    found = rows(one(body, after=ledger("1.50")))
    assert [(row.date, row.amount, row.payee, row.bank_id) for row in found] == [
        (day, amount, payee, str(number)) for number, (day, amount, payee, _) in enumerate(sent, 1)
    ]
    assert [row.description for row in found] == [
        memo if memo != payee else "" for _, _, payee, memo in sent
    ]


SAMPLE = document(
    statement(
        transaction(NAME="A &amp; B", MEMO="<![CDATA[x]]>"),
        in_currency("CURRENCY", "USD"),
        transaction("1.234", CORRECTFITID="1", CORRECTACTION="DELETE"),
        after=ledger("5,00"),
    )
).encode()


@given(
    st.integers(0, len(SAMPLE)),
    st.integers(0, 40),
    st.one_of(
        st.binary(max_size=8), st.sampled_from([b"<", b">", b"</OFX>", b"<!--", b"\xff\xfe"])
    ),
)
@settings(max_examples=150)
def test_whatever_happens_to_a_file_it_is_read_or_refused(place, cut, junk):
    content = SAMPLE[:place] + junk + SAMPLE[place + cut :]
    sure(content.decode("latin-1"))
    with contextlib.suppress(Unreadable):
        assert len(items(content)) < 50
