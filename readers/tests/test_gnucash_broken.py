"""GnuCash books with records that cannot be read, and ones that are broken or crafted."""

import sqlite3
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.format import LIKELY
from readers.gnucash import sqlite as gnucash_sqlite
from readers.gnucash import xml as gnucash_xml
from readers.source import Source
from readers.statement import Account, Balance, Fault, FileWarning, Row, Unreadable
from readers.tests.gnucash_files import (
    ACCOUNTS,
    KINDS,
    A,
    S,
    T,
    as_sqlite,
    as_xml,
    of,
    read_bytes,
    spent,
)


@pytest.fixture(params=["xml", "sqlite"])
def read(request, tmp_path):
    def items(*transactions, **how):
        content = KINDS[request.param][1](transactions, **how)
        return read_bytes(content, tmp_path / "book.gnucash", request.param)

    return items


def test_what_only_moves_shares_is_a_fault(read):
    splits = (S("shares", "10000/100", "5/1"), S("salary", "-10000/100"))
    assert [fault.code for fault in of(Fault, read(T("t", splits)))] == ["no_currency"]


@pytest.mark.parametrize("stored", ["1/3", "1/0", "x/100", "1/-100", "/", "1x/100"])
def test_what_is_no_decimal_is_a_fault_and_the_rest_goes_on(read, stored):
    bad = T("b", (S("bank", stored), S("food", "1/100")))
    items = read(bad, spent(date="2024-02-01 10:59:00"))
    assert [fault.code for fault in of(Fault, items)] == ["no_amount"]
    assert of(Row, items)[-1].amount == Decimal("-75.50")


@pytest.mark.parametrize("stamp", ["", "2024-02-31 10:59:00", "soon", "0000-00-00", "1700-01-01"])
def test_what_has_no_date_is_a_fault(read, stamp):
    items = read(spent(date=stamp, id="b"), spent())
    assert [fault.code for fault in of(Fault, items)] == ["no_date"]
    assert len(of(Row, items)) == 1


def test_what_is_on_no_account_of_the_book_is_a_fault(read):
    items = read(spent(account="nowhere", id="b"), spent())
    assert [fault.code for fault in of(Fault, items)] == ["no_account"]


def test_a_record_without_splits_is_a_fault(read):
    assert [fault.code for fault in of(Fault, read(T("t", ())))] == ["no_splits"]


def test_what_moves_between_categories_only_is_a_fault_that_names_it(read):
    splits = (S("food", "1/100"), S("rent", "-1/100"))
    (fault,) = of(Fault, read(T("t", splits, description="Sorted")))
    assert fault.code == "no_own_account"
    assert "Sorted" in fault.detail


def test_accounts_above_each_other_in_a_circle_end(read):
    accounts = (*ACCOUNTS, A("One", "EXPENSE", "two"), A("Two", "EXPENSE", "one"))
    (row,) = of(Row, read(spent(account="one"), accounts=accounts))
    assert row.category.endswith("One")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.999])
def test_xml_that_ends_in_the_middle_is_refused(tmp_path, share):
    content = as_xml([spent(id=str(n)) for n in range(30)])
    with pytest.raises(Unreadable) as refused:
        read_bytes(content[: int(len(content) * share)], tmp_path / "a")
    assert refused.value.code == "truncated"


def test_a_database_that_ends_in_the_middle_is_refused(tmp_path):
    content = as_sqlite([spent(id=str(n)) for n in range(300)])
    with pytest.raises(Unreadable) as refused:
        read_bytes(content[: len(content) // 2], tmp_path / "a", "sqlite")
    assert refused.value.code == "truncated"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>', "forbidden_xml"),
        ("</trn:description>", "</trn:oops>", "broken_xml"),
        ("utf-8", "utf-99", "wrong_encoding"),
        ("Corner", "\x00", "broken_xml"),
        ("<trn:splits>", f"<!--{'x' * 2_000_000}--><trn:splits>", "token_too_long"),
        ("Corner", "x" * 2_000_000, "text_too_long"),
        ("Corner", "<a>" * 200, "too_deep"),
        ("gnc-v2", "other", "no_book"),
    ],
)
def test_xml_that_is_no_book_is_refused_with_the_reason(tmp_path, old, new, code):
    content = as_xml([spent()]).decode().replace(old, new)
    with pytest.raises(Unreadable) as refused:
        read_bytes(content.encode(), tmp_path / "a")
    assert refused.value.code == code


def test_the_first_version_of_the_xml_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"<?xml version='1.0'?><gnc><version>1</version><ledger-data></ledger-data>")
    assert gnucash_xml.FORMAT.recognises(Source(path)) == LIKELY
    with pytest.raises(Unreadable, match="save it again"):
        list(gnucash_xml.FORMAT.read(Source(path), {}))


def test_a_database_without_a_column_that_is_needed_is_refused(tmp_path):
    connection = sqlite3.connect(tmp_path / "a")
    connection.executescript("CREATE TABLE transactions (guid, currency_guid)")
    connection.close()
    with pytest.raises(Unreadable) as refused:
        list(gnucash_sqlite.FORMAT.read(Source(tmp_path / "a"), {}))
    assert refused.value.code == "missing_table"


def test_too_many_splits_are_refused_or_a_fault(read, monkeypatch):
    for module in (gnucash_xml, gnucash_sqlite):
        monkeypatch.setattr(module, "SPLITS_MAX", 2)
    with pytest.raises(Unreadable) as refused:
        read(T("t", (S("bank", "-9/100"), *[S("food", "1/100")] * 9)))
    assert refused.value.code == "too_many_splits"


@settings(max_examples=60)
@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_a_mutated_file_is_read_or_refused(tmp_path_factory, data, kind):
    content = bytearray(KINDS[kind][1]([spent(id=str(n)) for n in range(5)]))
    for _ in range(data.draw(st.integers(1, 10))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    path = tmp_path_factory.mktemp("gnucash") / "book"
    path.write_bytes(content)
    KINDS[kind][0].recognises(Source(path))
    try:
        items = list(KINDS[kind][0].read(Source(path), {}))
    except Unreadable:
        return
    assert all(isinstance(item, Account | Row | Balance | Fault | FileWarning) for item in items)


@pytest.mark.parametrize("digits", [24, 5000])
def test_an_amount_without_end_is_a_fault(tmp_path, digits):
    content = as_xml([spent(cents="9" * digits)])
    assert [f.code for f in of(Fault, read_bytes(content, tmp_path / "a"))] == ["no_amount"]
