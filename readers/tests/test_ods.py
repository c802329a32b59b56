"""OpenDocument spreadsheets: what their cells are worth, and what becomes of broken ones."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.common import zip_members
from readers.format import CERTAIN, LIKELY, NO
from readers.source import Source
from readers.statement import Fault, FileWarning, Row, Unreadable
from readers.tables import ods, sheets
from readers.tables.ods import FORMAT

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
HEADER = ("Date", "Payee", "Amount")
EMPTY = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def text(words):
    return (
        f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'
    )


def number(value, kind="float"):
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}">'
        "<text:p>shown</text:p></table:table-cell>"
    )


def day(value):
    return (
        f'<table:table-cell office:value-type="date" office:date-value="{value}">'
        "<text:p>shown</text:p></table:table-cell>"
    )


def row(*cells, times=1):
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{''.join(cells)}</table:table-row>"


def sheet(*rows, name="One", header=HEADER):
    head = row(*map(text, header)) if header else ""
    return f'<table:table table:name="{name}">{head}{"".join(rows)}</table:table>'


def content(*tables):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES}><office:body>'
        f"<office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def packed(xml, manifest="<manifest/>"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", xml)
    return file.getvalue()


def read_bytes(data, path, options=None):
    path.write_bytes(data)
    members = ("mimetype", "content.xml") if data.startswith(b"PK") else ()
    return list(FORMAT.read(Source(path, members=members), options or {}))


@pytest.fixture
def read(tmp_path):
    def items(*tables, **options):
        return read_bytes(packed(content(*tables)), tmp_path / "book.ods", options)

    return items


def of(kind, items):
    return [item for item in items if isinstance(item, kind)]


def test_a_spreadsheet_is_recognised_by_its_members_or_its_root(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"PK\x03\x04")
    assert FORMAT.recognises(Source(path, members=("mimetype", "content.xml"))) == LIKELY
    assert FORMAT.recognises(Source(path, members=("xl/workbook.xml",))) == NO
    path.write_text(
        f'<office:document {SPACES} mimetype="application/vnd.oasis.opendocument.spreadsheet">'
    )
    assert FORMAT.recognises(Source(path)) == CERTAIN


def test_values_are_read_and_not_what_is_shown(read):
    items = read(
        sheet(
            row(day("2024-01-31"), text("Corner shop"), number("-75.5", "currency")),
            row(day("2024-02-01T14:30:00"), text("Employer"), number("0.30000000000000004")),
        )
    )
    assert [(r.line, r.date, r.payee, r.amount) for r in of(Row, items)] == [
        (2, date(2024, 1, 31), "Corner shop", Decimal("-75.5")),
        (3, date(2024, 2, 1), "Employer", Decimal("0.3")),
    ]


def test_equal_lines_that_are_written_once_are_as_many_rows(read):
    rows = (
        row(day("2024-01-31"), text("Coffee"), number("-3"), times=2),
        row(day("2024-02-01"), text("Tea"), number("-2")),
    )
    items = read(sheet(*rows))
    assert [(r.line, r.amount) for r in of(Row, items)] == [
        (2, Decimal(-3)),
        (3, Decimal(-3)),
        (4, Decimal(-2)),
    ]


def test_a_line_that_is_repeated_beyond_all_bounds_is_refused_and_not_read_once(read):
    with pytest.raises(Unreadable) as refused:
        read(sheet(row(day("2024-01-31"), text("Coffee"), number("-3"), times=10**9)))
    assert refused.value.code == "expands_too_much"


def test_a_million_empty_lines_and_cells_are_nothing(read):
    items = read(
        sheet(
            row(day("2024-01-31"), text("Shop"), number("-1")),
            '<table:table-row table:number-rows-repeated="500000"><table:table-cell'
            ' table:number-columns-repeated="16384"/></table:table-row>',
            row(day("2024-02-01"), text("Shop"), number("-2")),
            EMPTY,
        )
    )
    assert [r.line for r in of(Row, items)] == [2, 500_003]


def test_repeated_and_covered_cells_keep_the_columns_in_place(read):
    empty = '<table:table-cell table:number-columns-repeated="2"/><table:covered-table-cell/>'
    header = ("Date", "a", "b", "c", "Payee", "Amount")
    (found,) = of(
        Row,
        read(sheet(row(day("2024-01-31"), empty, text("Shop"), number("-1")), header=header)),
    )
    assert (found.payee, found.amount) == ("Shop", Decimal(-1))


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<text:p>a<text:s text:c='3'/>b<text:tab/>c</text:p>", "a b c"),
        ("<text:p>one</text:p><text:p>two</text:p>", "one two"),
        ("<text:p><text:span>in</text:span> <text:a>link</text:a></text:p>", "in link"),
        (
            "<office:annotation><text:p>note</text:p></office:annotation><text:p>real</text:p>",
            "real",
        ),
    ],
)
def test_texts_are_put_together_without_the_notes_on_them(read, cell, shown):
    words = f'<table:table-cell office:value-type="string">{cell}</table:table-cell>'
    (found,) = of(Row, read(sheet(row(day("2024-01-31"), words, number("-1")))))
    assert " ".join(f"{found.payee} {found.description}".split()) == shown


def test_times_booleans_and_stated_texts_are_what_they_are_worth(read):
    cells = (
        '<table:table-cell office:value-type="time" office:time-value="PT14H30M05S"/>',
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
        '<table:table-cell office:value-type="string" office:string-value="Kept"/>',
    )
    header = ("Date", "Description", "Notes", "Payee", "Amount")
    items = read(sheet(row(day("2024-01-31"), *cells, number("-1")), header=header))
    (found,) = of(Row, items)
    assert (found.payee, found.description, found.notes) == ("Kept", "14:30:05", "TRUE")


def test_every_sheet_that_is_a_table_is_read_and_the_others_are_named(read):
    items = read(
        sheet(row(text("Hello")), name="Notes", header=()),
        sheet(row(day("2024-01-31"), text("Shop"), number("-1")), name="January"),
        sheet(row(day("2024-02-29"), text("Shop"), number("-2")), EMPTY, name="February"),
        sheet(name="Empty", header=()),
    )
    assert [r.amount for r in of(Row, items)] == [Decimal(-1), Decimal(-2)]
    assert [r.line for r in of(Row, items)] == [2, 2]
    assert [
        "'Notes'" in r.detail for r in of(FileWarning, items) if r.code == "sheets_left_out"
    ] == [True]


def test_a_sheet_may_be_chosen(read):
    tables = [
        sheet(row(day("2024-01-31"), text("Shop"), number(-n)), name=f"S{n}") for n in range(1, 4)
    ]
    assert [r.amount for r in of(Row, read(*tables, sheet="s2"))] == [Decimal(-2)]
    assert [r.amount for r in of(Row, read(*tables, sheet=3))] == [Decimal(-3)]


def test_a_table_within_a_cell_is_no_sheet(read):
    inner = f"<table:table-cell>{sheet(row(text('x')), header=())}<text:p>Shop</text:p>"
    items = read(sheet(row(day("2024-01-31"), inner + "</table:table-cell>", number("-1"))))
    assert [r.amount for r in of(Row, items)] == [Decimal(-1)]


def test_a_flat_document_is_read(tmp_path):
    xml = content(sheet(row(day("2024-01-31"), text("Shop"), number("-1"))))
    assert len(of(Row, read_bytes(xml.encode(), tmp_path / "a.fods"))) == 1


def test_an_error_is_a_fault_and_the_rest_goes_on(read):
    items = read(
        sheet(
            row(day("2024-01-31"), text("Shop"), text("#REF!")),
            row(day("2024-01-31"), text("Shop"), number("-1")),
        )
    )
    assert (len(of(Fault, items)), len(of(Row, items))) == (1, 1)


def test_a_spreadsheet_with_a_password_is_refused_with_what_to_do(tmp_path):
    data = packed("garbage", manifest="<manifest:encryption-data/>")
    with pytest.raises(Unreadable, match="without") as refused:
        read_bytes(data, tmp_path / "a")
    assert refused.value.code == "encrypted"


def test_a_text_document_is_refused(read):
    with pytest.raises(Unreadable) as refused:
        read()
    assert refused.value.code == "no_rows"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_spreadsheet_that_ends_in_the_middle_is_refused(tmp_path, share):
    rows = [row(day("2024-01-31"), text(f"Shop {n}"), number(n)) for n in range(100)]
    xml = content(sheet(*rows))
    data = packed(xml)
    for cut, code in ((data, "broken_archive"), (xml.encode(), "truncated")):
        with pytest.raises(Unreadable) as refused:
            read_bytes(cut[: int(len(cut) * share)], tmp_path / "a")
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ('<table:table-cell table:number-columns-repeated="9999"><text:p>x</text:p>', "too_wide"),
        (f"<table:table-cell><text:p>{'x' * 2_000_000}</text:p>", "text_too_long"),
        ("<table:table-cell><text:p><text:s text:c='99999999'/>a</text:p>", "text_too_long"),
        ("<table:table-cell>" * 200, "too_deep"),
    ],
)
def test_cells_beyond_a_limit_are_refused(read, cells, code):
    with pytest.raises(Unreadable) as refused:
        read(sheet(row(cells + "</table:table-cell>")))
    assert refused.value.code == code


def test_lines_that_are_repeated_without_end_are_refused(read, monkeypatch):
    monkeypatch.setattr(sheets, "ROWS_MAX", 1_000)
    with pytest.raises(Unreadable) as refused:
        read(sheet(row(text("x"), times=2_000_000)))
    assert refused.value.code == "too_many_rows"


def test_too_many_sheets_and_too_much_content_are_refused(read, monkeypatch):
    monkeypatch.setattr(ods, "SHEETS_MAX", 2)
    with pytest.raises(Unreadable) as refused:
        read(*[sheet(name=str(n)) for n in range(3)])
    assert refused.value.code == "too_many_sheets"
    monkeypatch.setattr(zip_members, "EXPANDED_BYTES_MAX", 10_000)
    with pytest.raises(Unreadable) as refused:
        read(sheet(row(" " * 100_000)))
    assert refused.value.code == "too_large"


def test_entities_are_refused(tmp_path):
    xml = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with pytest.raises(Unreadable) as refused:
        read_bytes(packed(xml), tmp_path / "a")
    assert refused.value.code == "forbidden_xml"


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.dates(date(1900, 1, 1), date(2200, 12, 31)),
            st.from_regex(r"[A-Z][a-zäöüß]{2,8}( [A-Z][a-z]{2,8})?", fullmatch=True),
            st.integers(-(10**11), 10**11),
        ),
        min_size=1,
        max_size=15,
    )
)
def test_what_is_written_is_what_is_read(tmp_path_factory, rows):
    table = sheet(*[row(day(d), text(payee), number(c / 100)) for d, payee, c in rows])
    path = tmp_path_factory.mktemp("ods") / "book"
    items = read_bytes(packed(content(table)), path, {"future_dates": True, "invert": False})
    assert [(r.date, r.payee, r.amount * 100) for r in of(Row, items)] == rows


@settings(max_examples=60)
@given(st.data())
def test_a_mutated_spreadsheet_is_read_or_refused(tmp_path_factory, data):
    rows = [row(day("2024-01-31"), text("Shop"), number(n), times=n) for n in range(1, 4)]
    found = bytearray(content(sheet(*rows)).encode())
    packs = data.draw(st.booleans())
    if packs:
        found = bytearray(packed(bytes(found)))
    for _ in range(data.draw(st.integers(1, 8))):
        found[data.draw(st.integers(0, len(found) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_bytes(bytes(found), tmp_path_factory.mktemp("ods") / "book")
    except Unreadable:
        return
