"""Excel workbooks that are broken, crafted or of another kind."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.common import zip_members
from readers.format import LIKELY
from readers.source import Source
from readers.statement import Row, Unreadable
from readers.tables import sheets, xlsx_parts
from readers.tables.xlsx import FORMAT
from readers.tests.xlsx_files import (
    OFFICE,
    PACKAGE,
    SHEET,
    by_hand,
    cell,
    of,
    read_bytes,
    table,
    written,
    zipped,
)


@pytest.fixture
def read(tmp_path):
    def items(content, **options):
        return read_bytes(content, tmp_path / "book.xlsx", options)

    return items


def test_a_workbook_without_a_table_is_refused(read):
    with pytest.raises(Unreadable):
        read(written(lambda workbook: workbook.add_worksheet("Nothing")))
    with pytest.raises(Unreadable):
        read(written(lambda workbook: workbook.add_worksheet("A").write(0, 0, "Hello")))


def test_old_workbooks_and_ones_with_a_password_are_refused_with_what_to_do(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    assert FORMAT.recognises(Source(path)) == LIKELY
    with pytest.raises(Unreadable, match=r"save it as \.xlsx"):
        list(FORMAT.read(Source(path), {}))


def test_a_binary_workbook_is_refused_with_what_to_do(read):
    relations = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.bin"/></Relationships>'
    )
    with pytest.raises(Unreadable, match="xlsb"):
        read(zipped({"_rels/.rels": relations, "xl/workbook.bin": b"\x83\x01"}))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.99])
def test_a_workbook_that_ends_in_the_middle_is_refused(read, share):
    content = table([[date(2024, 1, 31), f"Shop {n}", -n] for n in range(100)])
    with pytest.raises(Unreadable) as refused:
        read(content[: int(len(content) * share)])
    assert refused.value.code == "broken_archive"


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (SHEET % '<row r="x"/>', "broken_workbook"),
        (SHEET % '<row><c r="!1"><v>1</v></c></row>', "broken_workbook"),
        (SHEET % '<row><c t="s"><v>99</v></c></row>', "broken_workbook"),
        (SHEET % '<row><c t="s"><v>x</v></c></row>', "broken_workbook"),
        (SHEET % '<row><c r="XFD1"><v>1</v></c></row>', "too_wide"),
        (SHEET % '<row><c r="ZZZZZZZZZZ1"><v>1</v></c></row>', "too_wide"),
        (SHEET % f"<row><c><v>{'9' * 2_000_000}</v></c></row>", "text_too_long"),
        (SHEET % ("<row>" * 200), "too_deep"),
        ("<worksheet>", "truncated"),
        ("<worksheet></oops>", "broken_xml"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "forbidden_xml"),
    ],
)
def test_a_broken_sheet_is_refused_with_the_reason(read, sheet, code):
    with pytest.raises(Unreadable) as refused:
        read(by_hand([], sheet=sheet))
    assert refused.value.code == code


def test_what_is_missing_of_a_workbook_is_named(read):
    parts = {"[Content_Types].xml": "<Types/>"}
    with pytest.raises(Unreadable, match=r"xl/_rels/workbook\.xml\.rels"):
        read(zipped(parts))


def test_a_workbook_that_expands_without_end_is_refused(read, monkeypatch):
    monkeypatch.setattr(zip_members, "EXPANDED_BYTES_MAX", 100_000)
    with pytest.raises(Unreadable) as refused:
        read(by_hand([], sheet=SHEET % (" " * 1_000_000)))
    assert refused.value.code == "too_large"


def test_more_rows_and_texts_than_are_allowed_are_refused(read, monkeypatch):
    rows = [[date(2024, 1, 31), f"Shop {n}", -n] for n in range(10)]
    monkeypatch.setattr(sheets, "ROWS_MAX", 5)
    with pytest.raises(Unreadable) as refused:
        read(table(rows))
    assert refused.value.code == "too_many_rows"
    monkeypatch.setattr(xlsx_parts, "STRINGS_MAX", 5)
    with pytest.raises(Unreadable) as refused:
        read(table(rows))
    assert refused.value.code == "too_many_strings"


def test_many_lines_are_kept_on_disk_and_gone_through_again(read, monkeypatch):
    monkeypatch.setattr(sheets, "_BATCH_LENGTH", 100)
    rows = [[date(2024, 1, 1 + n % 28), f"Shop {n}", -n] for n in range(200)]
    assert [row.amount for row in of(Row, read(table(rows)))] == [-n for n in range(200)]


@settings(max_examples=40)
@given(st.data())
def test_a_mutated_workbook_is_read_or_refused(tmp_path_factory, data):
    rows = [cell("2024-01-31", "str") + cell(0, "s") + cell(n) for n in range(5)]
    content = bytearray(by_hand(rows, strings="<si><t>Shop</t></si>"))
    for _ in range(data.draw(st.integers(1, 10))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(len(content) // 2, len(content)))]
    try:
        read_bytes(content, tmp_path_factory.mktemp("xlsx") / "book")
    except Unreadable:
        return


@settings(max_examples=60)
@given(st.data())
def test_a_mutated_sheet_is_read_or_refused(tmp_path_factory, data):
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><v>2024-01-31</v></c>'
        f'<c r="B{n}" t="s"><v>0</v></c><c r="C{n}" s="0"><v>{n}</v></c></row>'
        for n in range(1, 5)
    )
    sheet = bytearray((SHEET % rows).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        sheet[data.draw(st.integers(0, len(sheet) - 1))] = data.draw(st.integers(0, 255))
    content = by_hand([], sheet=bytes(sheet), strings="<si><t>Shop</t></si>")
    try:
        read_bytes(content, tmp_path_factory.mktemp("xlsx") / "book")
    except Unreadable:
        return
