"""MT940: files that end early, that are broken, huge, or something else."""

import tracemalloc
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.format import NO
from readers.mt940.reader import FORMAT
from readers.source import Source
from readers.statement import FileWarning, Item, Row, Unreadable
from readers.tests.mt940_files import HEAD, INTERIM, TAIL, faults, read, refusal, rows

ROW = ":61:240131D1,NTRFNONREF\n"
ENDS = {
    "after its rows": HEAD + ROW,
    "after the details": HEAD + ROW + ":86:Some\n",
    "within the details": HEAD + ROW + ":86:So",
    "within the tag of the balance": HEAD + ROW + ":62",
    "within the day of the balance": HEAD + ROW + ":62F:C2401",
    "within the amount of the balance": HEAD + ROW + ":62F:C240131EUR9",
    "with the trailer": HEAD + ROW + "-\n",
    "with the available balance": HEAD + ROW + ":64:C240131EUR9,00\n",
    "before the next statement": HEAD + ROW + ":20:B\n:25:1\n" + TAIL,
    "before a whole statement": HEAD + ROW + HEAD + ":62F:C240131EUR100,00\n-\n",
    "after a whole statement": HEAD + TAIL + HEAD + ROW,
    "after a whole statement, without rows": HEAD + ROW + TAIL + ":20:A\n:25:1\n",
    "without an opening": ":20:A\n:25:1\n" + ROW,
    "within a reference": HEAD + ":61:240131D1,NTRFNON",
}


@pytest.mark.parametrize("end", ENDS)
def test_the_rows_of_a_statement_without_its_end_come_in(end: str) -> None:
    items = read(ENDS[end])
    assert [row.amount for row in rows(items)] == [-1]
    assert [item.code for item in items if isinstance(item, FileWarning)].count("truncated") == 1
    assert faults(items) == []


@pytest.mark.parametrize("end", ["D1", "D12,", "D12,3", "D1.234,5", "RD5,", "C7,00"])
def test_an_amount_that_the_file_ends_within_is_a_fault(end: str) -> None:
    items = read(f"{HEAD}{ROW}:61:240131{end}")
    assert [str(row.amount) for row in rows(items)] == ["-1.00"]
    assert faults(items) == [(6, "cut")]


@pytest.mark.parametrize("text", [HEAD, HEAD[:40], ":20:A\n:25:1\n", HEAD + ":62F:C2401"])
def test_the_beginning_of_a_statement_alone_is_refused(text: str) -> None:
    assert refusal(text) == "truncated"


def test_a_file_without_a_statement_is_refused() -> None:
    assert refusal("hello\nworld\n") == "no_statement"


def test_a_line_without_end_is_refused() -> None:
    assert refusal(HEAD + ":61:" + "9" * (2**20 + 10)) == "line_too_long"


@pytest.mark.parametrize("text", ["date;amount\n:20:\n", "<Document/>", "", ":20 Uhr\n:25:x"])
def test_other_files_are_not_recognised(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other"
    path.write_text(text)
    assert FORMAT.recognises(Source(path)) == NO


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "big.sta"
    entry = ":61:2401310131D1,00NTRFNONREF//{}\n:86:166?20SVWZ+Zweck {}?32Name\n"
    body = "".join(entry.format(i, i) for i in range(12_000))
    path.write_text(HEAD + body + TAIL)
    tracemalloc.start()
    count = sum(isinstance(item, Row) for item in FORMAT.read(Source(path), {}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 12_000
    assert peak < 24 * 2**20


ENTRIES = st.lists(
    st.tuples(
        st.dates(date(1981, 1, 1), date(2079, 12, 31)),
        st.integers(-40, 40),
        st.decimals(0, 10**12, places=2),
        st.sampled_from(["C", "D", "RC", "RD"]),
        st.text("abc XYZ0.", max_size=80),
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(ENTRIES, st.sampled_from(["\n", "\r\n"]))
def test_what_was_written_comes_back(tmp_path_factory, entries, end: str) -> None:
    text = HEAD
    expected = []
    for value, shift, amount, mark, purpose in entries:
        entered = value + timedelta(days=shift)
        sign = 1 if mark in {"C", "RD"} else -1
        text += f":61:{value:%y%m%d}{entered:%m%d}{mark}{amount}".replace(".", ",")
        content = "166?20SVWZ+" + "".join(
            f"?{20 + i // 27}{purpose[i : i + 27]}" if i else purpose[:27]
            for i in range(0, len(purpose), 27)
        )
        text += "NTRFNONREF\n:86:" + "\n".join(
            content[i : i + 65] for i in range(0, len(content), 65)
        )
        text += "\n"
        expected.append((entered, sign * amount))
    path = tmp_path_factory.mktemp("mt940") / "file"
    path.write_text((text + TAIL).replace("\n", end), newline="")
    found = rows(list(FORMAT.read(Source(path), {})))
    assert [(row.date, row.amount) for row in found] == expected


SAMPLE = (
    HEAD
    + ":61:2401310131D42,50NTRFREF1//BANK1\nmore\n:86:166?00X?20SVWZ+Strom?32Werke\n:NS:01x\n"
    + ":61:240131RC1,NMSCNONREF\n:86:/EREF/1/NAME/x/REMI/y\n"
    + TAIL
    + INTERIM
    + ":90D:1PLN0,03\n-\n"
).encode()


@settings(max_examples=150)
@given(st.data())
def test_a_broken_file_is_read_or_refused(tmp_path_factory, data) -> None:
    content = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(0, 5))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    content = content[: data.draw(st.integers(0, len(content)))]
    path = tmp_path_factory.mktemp("mt940") / "file"
    path.write_bytes(content)
    source = Source(path)
    FORMAT.recognises(source)
    try:
        items = list(FORMAT.read(source, {}))
    except Unreadable:
        return
    assert all(isinstance(item, Item) for item in items)
