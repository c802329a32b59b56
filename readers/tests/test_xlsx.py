"""Excel workbooks: what their cells are worth, and which of their sheets are tables."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from readers.format import CERTAIN, NO
from readers.source import Source
from readers.statement import Fault, FileWarning, Row, Unreadable
from readers.tables.xlsx import FORMAT
from readers.tests.xlsx_files import HEADER, by_hand, cell, of, read_bytes, table, written


@pytest.fixture
def read(tmp_path):
    def items(content, **options):
        return read_bytes(content, tmp_path / "book.xlsx", options)

    return items


def test_a_workbook_is_recognised_by_its_members(tmp_path):
    (tmp_path / "a").write_bytes(b"PK\x03\x04")
    found = Source(tmp_path / "a", members=("[Content_Types].xml", "xl/workbook.xml"))
    assert FORMAT.recognises(found) == CERTAIN
    assert FORMAT.recognises(Source(tmp_path / "a", members=("word/document.xml",))) == NO
    assert FORMAT.recognises(Source(tmp_path / "a")) == NO


def test_dates_numbers_and_texts_become_rows(read):
    items = read(
        table(
            [
                [date(2024, 1, 31), "Corner shop", -75.5],
                [datetime.fromisoformat("2024-02-01T14:30"), "Employer & Co", 2500],
            ]
        )
    )
    assert [(row.line, row.date, row.payee, row.amount) for row in of(Row, items)] == [
        (2, date(2024, 1, 31), "Corner shop", Decimal("-75.5")),
        (3, date(2024, 2, 1), "Employer & Co", Decimal(2500)),
    ]


def test_dates_count_from_1904_where_the_workbook_says_so(read):
    content = table([[date(2024, 1, 31), "Shop", -1]], date_1904=True)
    assert [row.date for row in of(Row, read(content))] == [date(2024, 1, 31)]


def test_a_workbook_of_openpyxl_is_read(read):
    workbook = Workbook()
    workbook.active.append(HEADER)
    workbook.active.append([date(2024, 1, 31), "Shop", Decimal("-12.10")])
    file = io.BytesIO()
    workbook.save(file)
    (row,) = of(Row, read(file.getvalue()))
    assert (row.date, row.amount) == (date(2024, 1, 31), Decimal("-12.1"))


def test_styles_of_every_kind_are_followed(read):
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="d mmm yy"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs>'
    )
    rows = [
        cell(45322, style="1") + cell("Shop", "str") + cell("-1"),
        cell(45323, style="2") + cell("Shop", "str") + cell("-2", style="0"),
    ]
    assert [(row.date, row.amount) for row in of(Row, read(by_hand(rows, styles=styles)))] == [
        (date(2024, 1, 31), Decimal(-1)),
        (date(2024, 2, 1), Decimal(-2)),
    ]


def test_shared_texts_are_put_together_without_their_pronunciation(read):
    strings = (
        "<si><t>2024-01-31</t></si>"
        "<si><r><t>Corner </t></r><r><t>shop</t></r><rPh><t>oops</t></rPh></si>"
        "<si><t>a_x0009_b</t></si>"
    )
    rows = [cell(0, "s") + cell(1, "s") + cell(-5)]
    (row,) = of(Row, read(by_hand(rows, strings=strings)))
    assert row.payee == "Corner shop"
    strings = strings.replace("Corner </t>", "A_x0041__xD800_ </t>")
    assert of(Row, read(by_hand(rows, strings=strings)))[0].payee == "AA_xD800_ shop"


def test_cells_may_say_where_they_are_and_leave_others_out(read):
    rows = [
        '<c r="C2"><v>-7</v></c><c r="A2" t="str"><v>2024-01-31</v></c>',
        '<c r="A3" t="d"><v>2024-02-01T00:00:00</v></c><c r="C3"><v>-8</v></c>',
    ]
    assert [(row.date, row.amount) for row in of(Row, read(by_hand(rows)))] == [
        (date(2024, 1, 31), Decimal(-7)),
        (date(2024, 2, 1), Decimal(-8)),
    ]


def test_a_formula_is_the_value_that_is_kept_of_it(read):
    rows = [cell("2024-01-31", "str") + cell("x", "str") + "<c><f>1/0*HACK()</f><v>-9.5</v></c>"]
    assert [row.amount for row in of(Row, read(by_hand(rows)))] == [Decimal("-9.5")]


def test_a_formula_that_was_never_computed_is_a_fault(read):
    rows = [
        cell("2024-01-31", "str") + cell("x", "str") + cell("-1"),
        cell("2024-01-31", "str") + cell("x", "str") + "<c><f>A1+1</f></c>",
    ]
    (fault,) = of(Fault, read(by_hand(rows)))
    assert "NO VALUE" in fault.detail


def test_an_error_is_a_fault_and_the_rest_goes_on(read):
    rows = [
        cell("2024-01-31", "str") + cell("x", "str") + cell("#REF!", "e"),
        cell("2024-01-31", "str") + cell("x", "str") + cell("-1"),
    ]
    items = read(by_hand(rows))
    assert (len(of(Fault, items)), len(of(Row, items))) == (1, 1)


def sheets_of(workbook):
    for name, rows in (
        ("Notes", [["Nothing", "to", "see"]]),
        ("January", [HEADER, ["2024-01-31", "Shop", -1]]),
        ("Empty", []),
        ("February", [HEADER, ["2024-02-29", "Shop", -2]]),
        ("Old", [HEADER, ["2023-12-31", "Shop", -3]]),
    ):
        sheet = workbook.add_worksheet(name)
        for place, cells in enumerate(rows):
            sheet.write_row(place, 0, cells)
        if name == "Old":
            sheet.hide()


def test_every_sheet_that_is_a_table_is_read_and_the_others_are_named(read):
    items = read(written(sheets_of))
    assert [row.amount for row in of(Row, items)] == [Decimal(-1), Decimal(-2)]
    (warning,) = [
        warning for warning in of(FileWarning, items) if warning.code == "sheets_left_out"
    ]
    assert "'Old', 'Notes'" in warning.detail


@pytest.mark.parametrize(("sheet", "amount"), [("february", -2), (2, -1), ("5", -3)])
def test_a_sheet_may_be_chosen_by_its_name_or_number(read, sheet, amount):
    assert [row.amount for row in of(Row, read(written(sheets_of), sheet=sheet))] == [amount]


def test_a_sheet_that_is_not_there_is_asked_for(read):
    with pytest.raises(Unreadable, match="'January'") as refused:
        read(written(sheets_of), sheet="March")
    assert refused.value.option == "sheet"


def test_what_the_file_cannot_tell_is_asked_for(read):
    rows = [["01/02/2024", "Shop", -1], ["03/04/2024", "Shop", -2]]
    with pytest.raises(Unreadable) as refused:
        read(table(rows))
    assert refused.value.option == "date_order"
    assert of(Row, read(table(rows), date_order="dmy"))[0].date == date(2024, 2, 1)


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.dates(date(1900, 3, 1), date(2200, 12, 31)),
            st.from_regex(r"[A-Z][a-zäöüß]{2,8}( [A-Z][a-z]{2,8})?", fullmatch=True),
            st.integers(-(10**11), 10**11),
        ),
        min_size=1,
        max_size=15,
    )
)
@example([(date(2000, 1, 1), "Aaa", 1_000_000)])
def test_what_is_written_is_what_is_read(tmp_path_factory, rows):
    content = table([[day, payee, cents / 100] for day, payee, cents in rows])
    path = tmp_path_factory.mktemp("xlsx") / "book"
    items = read_bytes(content, path, {"future_dates": True, "invert": False})
    assert [(row.date, row.payee, row.amount * 100) for row in of(Row, items)] == rows
