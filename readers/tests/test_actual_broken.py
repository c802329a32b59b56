"""Budgets of Actual that are broken or crafted, and databases that are not to be trusted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.actual import reader as actual
from readers.actual.reader import FORMAT
from readers.common import sqlite_files
from readers.format import CERTAIN
from readers.source import Source
from readers.statement import Account, Balance, Fault, FileWarning, Row, Unreadable
from readers.tests.actual_files import SCHEMA, stored, zipped


@pytest.fixture
def source(tmp_path):
    def make(content, *, folder=""):
        path = tmp_path / "budget"
        path.write_bytes(content)
        members = ()
        if content.startswith(b"PK"):
            members = (f"{folder}db.sqlite", f"{folder}metadata.json")
        return Source(path, members=members)

    return make


@pytest.fixture
def read(source):
    def items(rows, *, options=None, **how):
        return list(FORMAT.read(source(zipped(stored(rows, **how))), options or {}))

    return items


@pytest.mark.parametrize("options", [{"currency": "XXY"}, {"decimals": 9}, {"decimals": "two"}])
def test_options_that_mean_nothing_are_refused(read, options):
    with pytest.raises(Unreadable) as refused:
        read([], options=options)
    assert refused.value.option == next(iter(options))


def test_a_budget_without_a_table_that_is_needed_is_refused(read):
    with pytest.raises(Unreadable, match="no table accounts"):
        read([], schema=SCHEMA.replace("TABLE accounts", "TABLE elsewhere"), names="")


def test_a_view_in_the_place_of_a_table_is_no_table(read):
    schema = SCHEMA.replace("CREATE TABLE accounts", "CREATE TABLE real_accounts")
    schema += "CREATE VIEW accounts AS SELECT * FROM real_accounts;"
    with pytest.raises(Unreadable, match="no table accounts"):
        read([], schema=schema, names="")


def test_an_archive_that_ends_in_the_middle_is_refused(source):
    content = zipped(stored([{"id": str(n)} for n in range(50)]))
    with pytest.raises(Unreadable) as refused:
        list(FORMAT.read(source(content[: len(content) // 2]), {}))
    assert refused.value.code == "broken_archive"


def test_a_database_that_ends_in_the_middle_is_refused(source):
    content = stored([{"id": str(n), "notes": "x" * 500} for n in range(50)])
    with pytest.raises(Unreadable) as refused:
        list(FORMAT.read(source(content[:-4096]), {}))
    assert refused.value.code == "truncated"


def test_a_database_that_unpacks_to_more_than_is_allowed_is_refused(source, monkeypatch):
    monkeypatch.setattr(actual, "DATABASE_BYTES_MAX", 10_000)
    with pytest.raises(Unreadable) as refused:
        list(FORMAT.read(source(zipped(stored([]))), {}))
    assert refused.value.code == "too_large"


def test_a_table_of_names_without_end_is_refused(read, monkeypatch):
    monkeypatch.setattr(sqlite_files, "NAMES_MAX", 1)
    with pytest.raises(Unreadable) as refused:
        read([])
    assert refused.value.code == "too_many_names"


def test_a_query_that_takes_too_long_is_given_up(read, monkeypatch):
    monkeypatch.setattr(sqlite_files, "COMPUTING_SECONDS_MAX", 0.0)
    monkeypatch.setattr(sqlite_files, "_INSTRUCTIONS_AT_ONCE", 10)
    with pytest.raises(Unreadable) as refused:
        read([{"id": str(n)} for n in range(100)])
    assert refused.value.code == "too_slow"


def test_keys_that_are_not_unique_do_not_multiply_the_rows(read):
    schema = SCHEMA.replace("transactions (id TEXT PRIMARY KEY", "transactions (id TEXT")
    rows = [{"id": "p"}] * 20 + [{"id": "k", "isChild": 1, "parent_id": "p"}] * 20
    with pytest.raises(Unreadable, match="same key"):
        read(rows, schema=schema)


def test_progress_ends_at_the_end_of_the_file(source):
    found = source(zipped(stored([{"id": str(n)} for n in range(10)])))
    list(FORMAT.read(found, {}))
    assert found.position == found.size


@settings(max_examples=40)
@given(st.data())
def test_a_mutated_file_is_read_or_refused(tmp_path_factory, data):
    content = bytearray(stored([{"id": str(n), "amount": n} for n in range(30)]))
    if data.draw(st.booleans()):
        content = bytearray(zipped(bytes(content)))
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    path = tmp_path_factory.mktemp("actual") / "budget"
    path.write_bytes(content)
    members = ("db.sqlite", "metadata.json") if content.startswith(b"PK") else ()
    found = Source(path, members=members)
    FORMAT.recognises(found)
    try:
        items = list(FORMAT.read(found, {}))
    except Unreadable:
        return
    assert all(isinstance(item, Account | Row | Balance | Fault | FileWarning) for item in items)


def test_a_database_whose_schema_is_no_text_is_refused(source):
    content = stored([]).replace(b"CREATE TABLE accounts", b"CREATE \xff\xfeBLE accounts")
    assert FORMAT.recognises(source(content)) == CERTAIN
    with pytest.raises(Unreadable) as refused:
        list(FORMAT.read(source(content), {}))
    assert refused.value.code == "broken_database"
