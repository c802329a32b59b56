"""Every format of the European Central Bank is read whole, or refused with each fault named."""

from datetime import date

import pytest

from currencies import ecb
from currencies.ecb import BrokenFile, read_published
from currencies.tests.ecb_files import (
    CSV_DAILY,
    CSV_HISTORY,
    XML_DAILY,
    XML_HISTORY,
    zipped,
)

HISTORY = {
    ("USD", date(2024, 2, 27)): "1.0856",
    ("JPY", date(2024, 2, 27)): "163.27",
    ("GBP", date(2024, 2, 27)): "0.85523",
    ("ISK", date(2024, 2, 27)): "149.3",
    ("USD", date(2024, 2, 26)): "1.0852",
    ("JPY", date(2024, 2, 26)): "163.35",
    ("GBP", date(2024, 2, 26)): "0.85525",
    ("ISK", date(2024, 2, 26)): "149.3",
    ("USD", date(2007, 12, 31)): "1.4721",
    ("JPY", date(2007, 12, 31)): "164.93",
    ("GBP", date(2007, 12, 31)): "0.73335",
}
NEWEST_DAY = {
    ("USD", date(2024, 2, 28)): "1.0808",
    ("JPY", date(2024, 2, 28)): "162.74",
    ("GBP", date(2024, 2, 28)): "0.85488",
    ("ISK", date(2024, 2, 28)): "149.1",
}


def faults_of(content):
    with pytest.raises(BrokenFile) as refused:
        read_published(content)
    return refused.value.faults


@pytest.mark.parametrize(
    ("content", "rates"),
    [
        (CSV_HISTORY, HISTORY),
        (b"\xef\xbb\xbf" + CSV_HISTORY.replace(b"\n", b"\r\n"), HISTORY),
        (CSV_HISTORY.replace(b",\n", b"\n"), HISTORY),
        (zipped(("eurofxref-hist.csv", CSV_HISTORY)), HISTORY),
        (XML_HISTORY, HISTORY),
        (CSV_DAILY, NEWEST_DAY),
        (zipped(("eurofxref.csv", CSV_DAILY)), NEWEST_DAY),
        (XML_DAILY, NEWEST_DAY),
        (b"\n" + XML_DAILY.split(b"\n", 1)[1], NEWEST_DAY),
    ],
    ids=[
        "csv history",
        "csv of a spreadsheet",
        "csv without commas at the ends",
        "zipped history",
        "xml history",
        "csv daily",
        "zipped daily",
        "xml daily",
        "xml without declaration",
    ],
)
def test_each_format_gives_the_same_rates(content, rates):
    assert read_published(content).rates == rates


@pytest.mark.parametrize("content", [CSV_HISTORY, XML_HISTORY])
def test_codes_that_are_no_currencies_are_left_out_and_named(content):
    assert read_published(content).unknown == {"XTS"}


def test_rates_of_currencies_of_the_past_are_taken():
    found = read_published(b"Date,CYP,\n2007-12-28,0.5853,\n")
    assert found.rates == {("CYP", date(2007, 12, 28)): "0.5853"}
    assert not found.unknown


def test_all_faults_of_a_csv_file_are_named_with_their_lines():
    content = b"""\
Date,USD,JPY,
2024-02-27,1.0856,oops,
2024-02-30,1.0852,163.35,
26 Smarch 2024,1.0852,163.35,
20240226,1.0852,163.35,
2024-02-25,1.0852,
2024-02-24,-1,0,
2024-02-23,1.0852,163.35,
2024-02-23,1.0852,163.35,
2024-02-22,1.0852,163.35,7
2024-02-21,N/A,,
"""
    faults = faults_of(content)
    assert [fault.split(":")[0] for fault in faults] == [
        "Line 2, JPY",
        "Line 3",
        "Line 4",
        "Line 5",
        "Line 6",
        "Line 7, USD",
        "Line 7, JPY",
        "Line 9, USD",
        "Line 9, JPY",
        "Line 10",
    ]
    assert faults[0].startswith("Line 2, JPY: 'oops' is not a rate.")


def test_all_faults_of_an_xml_file_are_named_with_their_days():
    content = (
        XML_DAILY.replace(b"1.0808", b"1,0808")
        .replace(b"'JPY'", b"'yen'")
        .replace(b"'GBP'", b"'USD'")
    )
    assert [fault.split(":")[0] for fault in faults_of(content)] == [
        "2024-02-28, USD",
        "2024-02-28",
    ]
    assert faults_of(XML_DAILY.replace(b"2024-02-28", b"2024-02-31")) == (
        "'2024-02-31' is not a date from 1900-01-01 to 2200-12-31.",
    )


@pytest.mark.parametrize("year", [b"1899", b"2201"])
def test_rates_beyond_the_years_of_the_tracker_are_refused(year):
    assert "Line 2" in faults_of(b"Date,USD,\n" + year + b"-01-01,1.1,\n")[0]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (b"Day,USD", 'Line 1: a file of rates begins with "Date" and the currencies.'),
        (b"Date", 'Line 1: a file of rates begins with "Date" and the currencies.'),
        (b"Date,", 'Line 1: a file of rates begins with "Date" and the currencies.'),
        (b"", 'Line 1: a file of rates begins with "Date" and the currencies.'),
        (b"Date,usd", "Line 1: 'usd' is not a heading of a column of rates."),
        (b"Date,,USD", "Line 1: '' is not a heading of a column of rates."),
        (b"Date,EUR", "Line 1: 'EUR' is not a heading of a column of rates."),
        (b"Date,USD,USD", "Line 1: USD is the heading of two columns."),
    ],
)
def test_a_header_that_is_not_understood_is_refused(header, fault):
    assert faults_of(header + b"\n2024-02-27,1.0856\n") == (fault,)


@pytest.mark.parametrize(
    "content",
    [
        b"Date,USD,\n",
        b"Date,USD,\n2024-02-27,N/A,\n\n",
        b"Date,XTS,\n2007-12-31,0.585274,\n",
        b"<html><body>Service unavailable</body></html>",
    ],
)
def test_a_file_without_rates_is_refused(content):
    assert faults_of(content) == ("The file has no exchange rates of the European Central Bank.",)


@pytest.mark.parametrize("cut", [1, 200, len(XML_HISTORY) // 2, len(XML_HISTORY) - 5])
def test_xml_that_was_cut_off_is_refused(cut):
    assert "this is not XML" in faults_of(XML_HISTORY[:cut])[0]


@pytest.mark.parametrize(
    "prologue",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        b"<!DOCTYPE x>",
    ],
)
def test_xml_that_declares_a_document_type_is_refused(prologue):
    declaration, rest = XML_DAILY.split(b"\n", 1)
    assert "refused" in faults_of(declaration + prologue + rest)[0]


def test_bytes_that_are_no_text_are_refused():
    assert "neither a zip archive nor XML nor CSV" in faults_of(b"\x00\xff\xfe\x80")[0]


def test_a_cell_longer_than_any_is_refused():
    faults = faults_of(b"Date,USD,\n2024-02-27," + b"1" * 200_000 + b",\n")
    assert faults == ("Line 2: field larger than field limit (131072).",)


def test_an_archive_holds_one_file():
    two = zipped(("a.csv", CSV_HISTORY), ("b.csv", CSV_DAILY))
    assert faults_of(two) == ("The archive has 2 files instead of one.",)
    assert faults_of(zipped(("empty/", b""))) == ("The archive has 0 files instead of one.",)


@pytest.mark.parametrize("cut", [10, 60, -30])
def test_a_damaged_archive_is_refused(cut):
    archive = zipped(("eurofxref-hist.csv", CSV_HISTORY))
    assert "cannot be unpacked" in faults_of(archive[:cut])[0]


def test_an_archive_in_an_archive_is_not_opened():
    inner = zipped(("eurofxref-hist.csv", CSV_HISTORY))
    assert "neither" in faults_of(zipped(("inner.zip", inner)))[0]


def test_a_file_beyond_the_limit_is_refused_packed_or_not(monkeypatch):
    monkeypatch.setattr(ecb, "FILE_BYTES_MAX", len(CSV_HISTORY) - 1)
    assert "more than" in faults_of(CSV_HISTORY)[0]
    assert "more than" in faults_of(zipped(("eurofxref-hist.csv", CSV_HISTORY)))[0]


def test_reading_stops_after_a_number_of_faults():
    content = b"Date,USD,\n" + b"2024-02-27,oops,\n" * 1000
    faults = faults_of(content)
    assert len(faults) == ecb.FAULTS_MAX + 1
    assert faults[-1] == "There may be more."
