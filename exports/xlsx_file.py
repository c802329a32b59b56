"""Transactions as a workbook of Excel (Office Open XML): a row for each posting.

Text is written as text, which no spreadsheet runs as a formula, whatever it begins with. Amounts
are numbers, written digit by digit from exact decimals. What reads them may keep them as binary
doubles, which hold the fifteen digits of our largest amount.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from xlsxwriter import Workbook

from common.money import CURRENCIES
from common.scratch import filled_file, scratch_folder
from exports.csv_file import COLUMNS, Table
from exports.reading import Reading

ROWS_MAX = 1_000_000
"""Rows of one sheet; a sheet has room for 1,048,576."""
CURRENCY_OF = {"amount": "currency", "home_amount": "home_currency"}
"""The columns of amounts, and where the currency of each stands."""
OPTIONS = {
    # One row in memory at a time; the rest is in files of its own until the workbook is closed.
    "constant_memory": True,
}


def xlsx_file(reading: Reading) -> IO[bytes]:
    """Return the whole workbook, as an open file without a name that is gone once it is closed.

    Raises Overtaken where the book is changed while it is read.
    """
    # XlsxWriter keeps the rows of each sheet in a file with a name until the end.
    with (
        filled_file() as file,
        scratch_folder() as folder,
        Workbook(file, {**OPTIONS, "tmpdir": str(folder)}) as workbook,
    ):
        _fill(workbook, reading)
    return file


def _fill(workbook: Any, reading: Reading) -> None:
    table = Table(reading, str)
    shapes = {
        code: workbook.add_format({"num_format": f"{0:.{currency.exponent}f}"})
        for code, currency in CURRENCIES.items()
    }
    sheet, row = _sheet(workbook), 0
    for batch in reading.batches():
        for cells in (cells for transaction in batch for cells in table.rows(transaction)):
            if row == ROWS_MAX:
                sheet, row = _sheet(workbook), 0
            row += 1
            _write(sheet, row, dict(zip(COLUMNS, cells, strict=True)), shapes)


def _sheet(workbook: Any) -> Any:
    """Return a new sheet that has its heading."""
    sheet = workbook.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name)
    return sheet


def _write(
    sheet: Any, row: int, values: Mapping[str, str | int], shapes: Mapping[str, Any]
) -> None:
    for column, (name, value) in enumerate(values.items()):
        if name in CURRENCY_OF and value:
            shape = shapes[str(values[CURRENCY_OF[name]])]
            sheet.write_number(row, column, Decimal(value), shape)
        elif isinstance(value, int):
            sheet.write_number(row, column, value)
        elif value:
            sheet.write_string(row, column, value)
