"""Workbooks for tests: written by XlsxWriter, or part by part by hand."""

import io
import zipfile
from datetime import date

import xlsxwriter

from readers.source import Source
from readers.tables.xlsx import FORMAT

HEADER = ["Date", "Payee", "Amount"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>%s</sheetData></worksheet>'


def written(fill, **options):
    """The bytes of a workbook that XlsxWriter writes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as workbook:
        fill(workbook)
    return file.getvalue()


def table(rows, **options):
    """A workbook of one sheet with `rows` below a header."""

    def fill(workbook):
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet = workbook.add_worksheet("Bank")
        for place, cells in enumerate([HEADER, *rows]):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(place, column, cell, day)
                else:
                    sheet.write(place, column, cell)

    return written(fill, **options)


def by_hand(cells, *, strings="", styles="", workbook="", sheet=None):
    """A workbook whose XML is written here: `cells` are those of its second and third lines."""
    head = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER)
    rows = f'<row r="1">{head}</row>' + "".join(f"<row>{row}</row>" for row in cells)
    relations = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in (
            ("r1", "worksheet", "/xl/worksheets/one.xml"),
            ("r2", "sharedStrings", "texts.xml"),
            ("r3", "styles", "styles.xml"),
        )
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" '
        f'Type="{OFFICE}/officeDocument" Target="xl/book.xml"/></Relationships>',
        "xl/book.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}'
        '<sheets><sheet name="One" r:id="r1"/></sheets></workbook>',
        "xl/_rels/book.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
        "xl/texts.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/worksheets/one.xml": sheet
        or f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return zipped(parts)


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def cell(value, kind="", style=""):
    return (
        f"<c{f' t={kind!r}' if kind else ''}{f' s={style!r}' if style else ''}><v>{value}</v></c>"
    )


def read_bytes(content, path, options=None):
    path.write_bytes(content)
    return list(FORMAT.read(Source(path, members=("xl/workbook.xml",)), options or {}))


def of(kind, items):
    return [item for item in items if isinstance(item, kind)]
