"""CAMT: balances, statements in a row, and files that are broken, hostile or huge."""

import gzip
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.camt import reader as camt
from readers.camt.reader import FORMAT
from readers.source import Source
from readers.statement import Balance, Item, Row, Unreadable
from readers.tests.camt_files import (
    IBAN,
    accounts,
    balance,
    balances,
    batch,
    codes,
    entry,
    message,
    read,
    refusal,
    rows,
    statement,
)
from readers.tests.reading import items as items_of
from readers.unpacking import unpacked


def test_a_booked_opening_comes_before_the_closing_of_the_day_before() -> None:
    items = read(
        message(
            statement(
                balance("PRCD", "2.02", "2024-01-30"),
                balance("OPBD", "1.01", "2024-01-31"),
                balance("CLBD", "4.04", "2024-01-31", "DBIT"),
                *(balance(kind, "9", "2024-01-31") for kind in ("CLAV", "FWAV", "OPAV", "INFO")),
            )
        )
    )
    assert balances(items) == [
        ("opening", "1.01", "2024-01-31"),
        ("closing", "-4.04", "2024-01-31"),
    ]


def test_the_closing_of_the_day_before_opens_where_nothing_else_does() -> None:
    items = read(message(statement(balance("PRCD", "2", "2024-01-30"), entry("1"))))
    assert balances(items) == [("opening", "2.00", "2024-01-30")]


def test_of_statements_in_a_row_the_first_opening_and_the_last_closing_hold() -> None:
    items = read(
        message(
            statement(
                balance("OPBD", "1", "2024-01-30"),
                balance("CLBD", "3", "2024-01-30"),
                entry("2", day="2024-01-30"),
            ),
            statement(
                balance("OPBD", "3", "2024-01-31"), balance("CLBD", "4", "2024-01-31"), entry("1")
            ),
        )
    )
    assert balances(items) == [
        ("closing", "3.00", "2024-01-30"),
        ("opening", "1.00", "2024-01-30"),
        ("closing", "4.00", "2024-01-31"),
    ]


def test_a_gap_between_statements_is_warned_of() -> None:
    one = statement(balance("OPBD", "1", "2024-01-01"), balance("CLBD", "1", "2024-01-02"))
    other = statement(balance("OPBD", "5", "2024-02-01"), balance("CLBD", "5", "2024-02-02"))
    assert codes(read(message(one, other))) == ["balance_gap"]


@pytest.mark.parametrize("closing", ["1", "2", "4", "3.01", "2.99", "300"])
def test_a_statement_whose_entries_do_not_lead_to_its_end_is_warned_of(closing: str) -> None:
    one = (balance("OPBD", "1", "2024-01-31"), balance("CLBD", closing, "2024-01-31"), entry("2"))
    assert codes(read(message(statement(*one)))) == ["sums_differ"]
    assert codes(read(message(statement(*one, entry("x"))))) == ["bad_amount"]


EMPTY = {
    "nothing": "",
    "a group header alone": "<GrpHdr><MsgId>1</MsgId></GrpHdr>",
    "supplementary data": "<SplmtryData><Envlp/></SplmtryData>",
    "an account outside": "<Acct><Id><IBAN>DE1</IBAN></Id></Acct>",
    "an entry outside": entry("1"),
    "a balance outside": balance("CLBD", "1", "2024-01-31"),
    "a statement of another message": "<Dbt><Stmt/></Dbt>",
}


@pytest.mark.parametrize("kind", ["052", "053", "054"])
@pytest.mark.parametrize("content", EMPTY)
def test_a_message_without_any_statement_is_refused(kind: str, content: str) -> None:
    whole = message(kind=kind)
    assert refusal(whole.replace("<GrpHdr>", EMPTY[content] + "<GrpHdr>")) == "no_statement"


OTHER = {
    "closing": [balance("CLBD", "9", "2024-01-31", currency="USD")],
    "opening": [balance("OPBD", "9", "2024-01-31", currency="USD")],
    "both": [balance(kind, "9", "2024-01-31", currency="USD") for kind in ("OPBD", "CLBD")],
    "debit": [balance("CLBD", "9", "2024-01-31", "DBIT", currency="USD")],
    "of no other decimals": [balance("CLBD", "900", "2024-01-31", currency="JPY")],
    "in no currency": [balance("CLBD", "900", "2024-01-31", currency="XXQ")],
    "available": [balance("CLAV", "9", "2024-01-31", currency="USD")],
    "interim": [balance("ITBD", "9", "2024-01-31", currency="USD")],
    "beside its own": [
        balance("CLBD", "9", "2024-01-31", currency="USD"),
        balance("OPBD", "1", "2024-01-31"),
        balance("CLBD", "3", "2024-01-31"),
    ],
    "before its own": [
        balance("OPBD", "1", "2024-01-31"),
        balance("CLBD", "3", "2024-01-31"),
        balance("CLBD", "9", "2024-01-31", currency="USD"),
    ],
}


@pytest.mark.parametrize("others", OTHER)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_balance_in_another_currency_than_the_entries_is_a_warning(
    others: str, is_first: bool
) -> None:
    parts = [*OTHER[others], entry("2")] if is_first else [entry("2"), *OTHER[others]]
    items = read(message(statement(*parts)))
    assert [(one.key, one.currency) for one in accounts(items)] == [(IBAN, "EUR")]
    assert codes(items) == ["balance_currency"]
    own = [("opening", "1.00", "2024-01-31"), ("closing", "3.00", "2024-01-31")]
    assert balances(items) == (own if "its own" in others else [])


def test_balances_of_an_account_in_several_currencies_stay_with_their_entries() -> None:
    one = (entry("2"), entry("3", currency="USD"))
    both = [balance("CLBD", "9", "2024-01-31", currency=code) for code in ("EUR", "USD")]
    items = read(message(statement(*both, *one), statement(entry("1"), *both)))
    assert codes(items) == []
    assert [one.account for one in items if isinstance(one, Balance)] == [IBAN, f"{IBAN} USD"]


def test_a_statement_without_entries_is_of_the_currency_of_its_balances() -> None:
    items = read(message(statement(balance("CLBD", "9", "2024-01-31", currency="USD"))))
    assert (codes(items), accounts(items)[0].currency) == ([], "USD")


def test_balances_hold_for_rows_that_are_dated_beyond_them() -> None:
    items = read(
        message(
            statement(
                balance("OPBD", "1", "2024-01-10"),
                balance("CLBD", "4", "2024-01-11"),
                entry("1", day="2024-01-05"),
                entry("2", day="2024-01-20"),
                entry("7", day="2024-01-25", status="PDNG"),
            )
        )
    )
    assert balances(items) == [("opening", "1.00", "2024-01-05"), ("closing", "4.00", "2024-01-20")]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([("OPBD", "1"), ("ITBD", "3")], [("opening", "1.00"), ("closing", "3.00")]),
        ([("ITBD", "1"), ("CLBD", "3")], [("opening", "1.00"), ("closing", "3.00")]),
        ([("ITBD", "1"), ("ITBD", "3")], [("opening", "1.00"), ("closing", "3.00")]),
        ([("ITBD", "9"), ("CLBD", "3")], [("stated", "9.00"), ("closing", "3.00")]),
        ([("OPBD", "1"), ("ITBD", "2"), ("CLBD", "3")],
         [("stated", "2.00"), ("opening", "1.00"), ("closing", "3.00")]),
    ],
)  # fmt: skip
def test_an_interim_balance_opens_or_closes_where_the_sum_shows_it(
    kinds: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    stated = [balance(kind, amount, "2024-01-31") for kind, amount in kinds]
    items = read(message(statement(*stated, entry("2"))))
    assert [(kind, amount) for kind, amount, _day in balances(items)] == expected


def test_an_interim_balance_of_a_report_within_a_day_is_none_of_the_day() -> None:
    content = statement(balance("ITBD", "9", "2024-01-31"), entry("2"))
    assert balances(read(message(content, kind="052"))) == []
    assert balances(read(message(content))) == [("stated", "9.00", "2024-01-31")]


def test_a_balance_that_cannot_be_read_is_warned_of() -> None:
    assert codes(read(message(statement(balance("OPBD", "x", "2024-01-01"))))) == ["bad_balance"]


TEXT = message(
    statement(
        balance("OPBD", "1", "2024-01-30"),
        entry("2", more=batch('<Amt Ccy="EUR">1</Amt>', '<Amt Ccy="EUR">1</Amt>')),
        entry("3", more="<AddtlNtryInf>Grüße</AddtlNtryInf>"),
        balance("CLBD", "6", "2024-01-31"),
    )
)


@pytest.mark.parametrize("kept", [0.4, 0.7, 0.95, 0.999])
def test_a_document_that_ends_in_the_middle_is_refused(kept: float) -> None:
    assert refusal(TEXT[: int(len(TEXT) * kept)]) == "truncated"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TEXT.replace("</Ntry>", "</Nope>", 1), "bad_xml"),
        (TEXT + "<more/>", "bad_xml"),
        ("<Document><x/></Document>", "no_statement"),
        (TEXT.replace("UTF-8", "no-such-encoding"), "unknown_encoding"),
    ],
)
def test_what_is_no_message_is_refused(text: str, code: str) -> None:
    assert refusal(text) == code


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE d SYSTEM "file:///etc/passwd">',
        "<!DOCTYPE d>",
    ],
)
def test_document_types_and_entities_are_refused(declared: str) -> None:
    head, mark, rest = TEXT.partition("?>")
    assert refusal(f"{head}{mark}{declared}{rest}") == "doctype"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (message("<a>" * 200 + "</a>" * 200), "too_deep"),
        (message(statement("<Ntry><AddtlNtryInf>" + "x" * 2_000_000)), "text_too_long"),
        (message(statement(f'<Ntry a="{"x" * 2_000_000}">')), "text_too_long"),
        (message(statement(f"<!--{'x' * 2_000_000}")), "text_too_long"),
    ],
)
def test_what_would_fill_memory_is_refused(content: str, code: str) -> None:
    tracemalloc.start()
    assert refusal(content) == code
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50 * 2**20


def test_many_texts_of_one_detail_are_cut_and_take_no_time() -> None:
    details = "<RmtInf>" + "<Ustrd>abc def</Ustrd>" * 50_000 + "</RmtInf>"
    (found,) = rows(message(statement(entry("1", more=batch(details)))))
    assert len(found.description) < 2 * camt.TEXT_CHARACTERS_MAX


def test_an_entry_with_too_many_details_stays_one_row(monkeypatch) -> None:
    monkeypatch.setattr(camt, "DETAILS_MAX", 3)
    details = batch(*['<Amt Ccy="EUR">1</Amt>'] * 4)
    assert [str(row.amount) for row in rows(message(statement(entry("4", more=details))))] == [
        "4.00"
    ]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("UTF-8", "latin-1"),
        ("ISO-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("windows-1252", "utf-8"),
        ("ISO-8859-1", "utf-8"),
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-8"),
        ("UTF-8", "utf-16-le"),
    ],
)
def test_texts_come_out_whatever_encoding_is_declared(declared: str, encoding: str) -> None:
    content = TEXT.replace("UTF-8", declared).encode(encoding)
    assert [row.description for row in rows(content)] == ["", "", "Grüße"]


def test_a_broken_character_costs_itself_alone():
    names = "<Dbtr><Nm>Müller é {}</Nm></Dbtr>"
    text = message(statement(entry("1", more=batch(f"<RltdPties>{names}</RltdPties>"))))
    (row,) = rows(text.encode().replace(b"{}", b"\xe9"))
    assert row.payee == "Müller é \ufffd"


def test_space_before_the_declaration_does_not_matter() -> None:
    assert len(rows("\n\n  " + TEXT)) == 3


def test_a_message_may_come_packed(tmp_path: Path) -> None:
    path, folder = tmp_path / "upload", tmp_path / "folder"
    path.write_bytes(gzip.compress(TEXT.encode()))
    folder.mkdir()
    (source,) = unpacked(path, folder)
    assert FORMAT.recognises(source)
    assert sum(isinstance(item, Row) for item in FORMAT.read(source, {})) == 3


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "big.xml"
    more = batch("<RmtInf><Ustrd>Some text that is here for its length</Ustrd></RmtInf>")
    path.write_text(message(statement(entry("1.00", more=more) * 10_000)))
    tracemalloc.start()
    count = sum(isinstance(item, Row) for item in FORMAT.read(Source(path), {}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 10_000
    assert peak < 24 * 2**20


ENTRIES = st.lists(
    st.tuples(
        st.decimals(0, 10**12, places=2),
        st.sampled_from(["CRDT", "DBIT"]),
        st.dates(),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(ENTRIES)
def test_what_was_written_comes_back(entries) -> None:
    kept = [one for one in entries if 1900 <= one[2].year <= 2200]
    texts = [
        entry(amount, direction, day, "<RvslInd>true</RvslInd>" if is_reversal else "")
        for amount, direction, day, is_reversal in entries
    ]
    found = rows(message(statement(*texts)))
    assert [(row.amount, row.date) for row in found] == [
        (amount if direction == "CRDT" else -amount, day) for amount, direction, day, _ in kept
    ]


@settings(max_examples=120)
@given(st.data())
def test_a_broken_file_is_read_or_refused(data) -> None:
    content = bytearray(TEXT.encode())
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    content = content[: data.draw(st.integers(0, len(content)))]
    try:
        found = items_of(FORMAT, bytes(content))
    except Unreadable:
        return
    assert all(isinstance(item, Item) for item in found)
