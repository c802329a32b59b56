"""The workbook: the lines of the CSV, text as text and amounts to the digit."""

import csv
import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from exports import reading, xlsx_file
from exports.csv_file import COLUMNS
from tests.cast import made, text_of

XLSX = "exports/transactions.xlsx"
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(response):
    """The rows of each sheet: a dict of column to (type of the cell, its text)."""
    assert response.status_code == 200
    assert response["Content-Type"].endswith("openxmlformats-officedocument.spreadsheetml.sheet")
    assert response["Content-Disposition"].startswith('attachment; filename="transactions-')
    body = response.getvalue()
    assert int(response["Content-Length"]) == len(body)
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        names = sorted(name for name in parts.namelist() if name.startswith("xl/worksheets/"))
        return [rows(ElementTree.fromstring(parts.read(name))) for name in names]


def rows(sheet):
    assert not list(sheet.iter(f"{NAMESPACE}f"))
    found = []
    for row in sheet.iter(f"{NAMESPACE}row"):
        cells = {}
        for cell in row:
            column = ord(cell.get("r").rstrip("0123456789")) - ord("A")
            cells[COLUMNS[column]] = (cell.get("t"), "".join(cell.itertext()))
        found.append(cells)
    return found


def test_a_workbook_has_the_text_as_it_was_written_and_no_formula(hostile):
    (found,) = sheets(hostile.get(XLSX))
    assert [name for _, name in found[0].values()] == list(COLUMNS)
    listed = made(hostile.get("transactions/?limit=200"))["results"][::-1]
    for row, wanted in zip(found[1:], listed, strict=True):
        assert row["payee"] == ("inlineStr", wanted["payee"])
        assert row["description"] == ("inlineStr", wanted["description"])


def test_an_amount_is_a_number_with_exactly_its_digits(alice):
    amounts = ["0.01", "0.10", "75.50", "999999999999.99", "123456789012.34", "3000"]
    for amount in amounts:
        alice.transaction(amount=amount)
    (found,) = sheets(alice.get(XLSX))
    lines = list(csv.DictReader(io.StringIO(text_of(alice.get("exports/transactions.csv")))))
    assert [-Decimal(row["amount"][1]) for row in found[1:]] == [Decimal(a) for a in amounts]
    for row, line in zip(found[1:], lines, strict=True):
        assert (row["amount"][0], Decimal(row["amount"][1])) == (None, Decimal(line["amount"]))
        assert row["date"] == ("inlineStr", line["date"])
        assert row["posting"] == (None, line["posting"])


def test_a_full_sheet_is_followed_by_another(alice, monkeypatch):
    monkeypatch.setattr(xlsx_file, "ROWS_MAX", 2)
    for _ in range(5):
        alice.transaction()
    found = sheets(alice.get(XLSX))
    assert [len(sheet) for sheet in found] == [3, 3, 2]
    assert {sheet[0]["date"][1] for sheet in found} == {"date"}


def test_a_book_that_changes_meanwhile_is_busy(alice, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 1)
    alice.transaction()
    alice.transaction()
    read = reading.Reading.batches

    def overtaken(self):
        for batch in read(self):
            yield batch
            alice.transaction()

    monkeypatch.setattr(reading.Reading, "batches", overtaken)
    response = alice.get(XLSX)
    assert (response.status_code, response.json()["code"]) == (409, "busy")


@pytest.mark.parametrize("file", [XLSX, "exports/transactions.csv", "exports/journal.ledger"])
def test_only_the_headers_are_sent_where_only_those_are_asked_for(alice, file):
    alice.transaction()
    whole, heading = alice.get(file), alice.head(file)
    assert heading["ETag"] == whole["ETag"]
    assert whole.getvalue() != heading.getvalue() == b""
    assert alice.get(file, HTTP_IF_NONE_MATCH=whole["ETag"]).status_code == 304
