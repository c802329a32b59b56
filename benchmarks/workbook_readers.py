"""Excel workbooks by openpyxl, by python-calamine and by our reader: time and memory of each.

    pip install openpyxl==3.1.5 python-calamine==0.9.1
    .venv/bin/python -m benchmarks.workbook_readers

Each reads three workbooks in a process of its own, which may take 4 GiB: an ordinary one of 100,000
rows, and two small files that come to much text. Our reader also interprets what it reads.
"""

import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from readers.source import Source
from readers.tables import xlsx

ADDRESS_SPACE = 4 * 2**30
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STYLES = (
    f"<styleSheet xmlns='{SPREADSHEET}'><fonts><font/></fonts>"
    "<fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/></cellXfs>"
    "</styleSheet>"
)


def write_ordinary(path: Path, rows: int = 100_000) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["Date", "Payee", "Description", "Amount", "Currency"])
        for number in range(1, rows + 1):
            sheet.write_datetime(number, 0, date(2024, 1, 1) + timedelta(number % 365), day)
            sheet.write_row(number, 1, [f"Shop {number % 977}", f"Purchase {number}"])
            sheet.write_row(number, 3, [-(number % 9000) / 100, "EUR"])


def write_repeating(path: Path, *, rows: int, length: int) -> None:
    """Write a workbook whose cells all point at one text of `length` characters."""
    cells = "<c t='s'><v>0</v></c>" * 3
    lines = "".join(f"<row r='{number}'>{cells}</row>" for number in range(1, rows + 1))
    kinds = f"{PACKAGE}/content-types"
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        file.writestr(
            "[Content_Types].xml",
            f"<Types xmlns='{kinds}'><Default Extension='xml' ContentType='application/xml'/>"
            f"<Override PartName='/xl/workbook.xml' ContentType='{office}.sheet.main+xml'/>"
            f"<Override PartName='/xl/sharedStrings.xml' ContentType='{office}.sharedStrings+xml'/>"
            "</Types>",
        )
        file.writestr("_rels/.rels", _relations(("officeDocument", "xl/workbook.xml")))
        file.writestr(
            "xl/workbook.xml",
            f"<workbook xmlns='{SPREADSHEET}' xmlns:r='{OFFICE}'>"
            "<sheets><sheet name='A' sheetId='1' r:id='r0'/></sheets></workbook>",
        )
        parts = (
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
        )
        file.writestr("xl/_rels/workbook.xml.rels", _relations(*parts))
        file.writestr("xl/styles.xml", STYLES)
        text = f"<sst xmlns='{SPREADSHEET}'><si><t>{'x' * length}</t></si></sst>"
        file.writestr("xl/sharedStrings.xml", text)
        sheet = f"<worksheet xmlns='{SPREADSHEET}'><sheetData>{lines}</sheetData></worksheet>"
        file.writestr("xl/worksheets/sheet1.xml", sheet)


def _relations(*parts: tuple[str, str]) -> str:
    links = "".join(
        f"<Relationship Id='r{number}' Type='{OFFICE}/{kind}' Target='{target}'/>"
        for number, (kind, target) in enumerate(parts)
    )
    return f"<Relationships xmlns='{PACKAGE}/relationships'>{links}</Relationships>"


def by_openpyxl(path: Path) -> Iterable[object]:
    book = import_module("openpyxl").load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield from sheet.iter_rows(values_only=True)


def by_calamine(path: Path) -> Iterable[object]:
    book = import_module("python_calamine").CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        yield from book.get_sheet_by_name(name).iter_rows()


def by_our_reader(path: Path) -> Iterable[object]:
    return xlsx.FORMAT.read(Source(path), {})


READERS: dict[str, Callable[[Path], Iterable[object]]] = {
    "openpyxl": by_openpyxl,
    "python-calamine": by_calamine,
    "here": by_our_reader,
}


def measure(name: str, path: Path) -> int:
    """Read a workbook in this process, and print what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    before, started = _peak(), time.monotonic()
    try:
        said = f"{sum(1 for _ in READERS[name](path))} rows"
    except Exception as error:  # each has errors of its own
        said = f"{type(error).__name__}: {error}"[:60]
    seconds, grown = time.monotonic() - started, _peak() - before
    print(f"{path.stem:<12} {name:<16} {seconds:6.1f} s {grown:7.0f} MiB   {said}", flush=True)
    return 0


def _peak() -> int:
    """Return the most memory that this process has had, in MiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]  # it is there


def main() -> int:
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{name}.xlsx") for name in ("ordinary", "long texts", "many texts")]
        write_ordinary(files[0])
        write_repeating(files[1], rows=2_000, length=500_000)
        write_repeating(files[2], rows=200_000, length=30_000)
        for path in files:
            print(f"{path.stem}: {path.stat().st_size:,} bytes")
            for name in READERS:
                program = (sys.executable, "-m", "benchmarks.workbook_readers", name, str(path))
                if subprocess.run(program, check=False).returncode:
                    print(f"{path.stem:<12} {name:<16} killed, or out of memory")
    return 0


if __name__ == "__main__":
    sys.exit(measure(sys.argv[1], Path(sys.argv[2])) if len(sys.argv) > 1 else main())
