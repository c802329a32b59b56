"""Budgets of Actual: what their databases say, and what becomes of broken and crafted ones."""

import io
import sqlite3
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.formats import actual, sqlite_files
from imports.formats.actual import FORMAT
from imports.formats.format import CERTAIN, NO
from imports.source import Source
from imports.statement import Account, Balance, BalanceKind, Fault, Remark, Row, Split, Unreadable

SCHEMA = """
CREATE TABLE accounts (id TEXT PRIMARY KEY, account_id TEXT, name TEXT, mask TEXT,
    official_name TEXT, type TEXT, offbudget INTEGER DEFAULT 0, closed INTEGER DEFAULT 0,
    tombstone INTEGER DEFAULT 0);
CREATE TABLE transactions (id TEXT PRIMARY KEY, isParent INTEGER DEFAULT 0,
    isChild INTEGER DEFAULT 0, acct TEXT, category TEXT, amount INTEGER, description TEXT,
    notes TEXT, date INTEGER, financial_id TEXT, imported_description TEXT,
    starting_balance_flag INTEGER DEFAULT 0, transferred_id TEXT, sort_order REAL,
    tombstone INTEGER DEFAULT 0, cleared INTEGER DEFAULT 1, pending INTEGER DEFAULT 0,
    parent_id TEXT, reconciled INTEGER DEFAULT 0);
CREATE TABLE payees (id TEXT PRIMARY KEY, name TEXT, transfer_acct TEXT, tombstone INTEGER);
CREATE TABLE payee_mapping (id TEXT PRIMARY KEY, targetId TEXT);
CREATE TABLE category_groups (id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE categories (id TEXT PRIMARY KEY, name TEXT, cat_group TEXT);
CREATE TABLE category_mapping (id TEXT PRIMARY KEY, transferId TEXT);
CREATE TABLE preferences (id TEXT PRIMARY KEY, value TEXT);
CREATE TABLE messages_crdt (id INTEGER PRIMARY KEY);
"""
NAMES = """
INSERT INTO accounts (id, name, type, mask) VALUES ('chk', 'Checking', 'checking', '1234');
INSERT INTO accounts (id, name, offbudget, closed) VALUES ('sav', 'Savings', 1, 1);
INSERT INTO accounts (id, name, tombstone) VALUES ('gone', 'Gone', 1);
INSERT INTO payees (id, name) VALUES ('p1', 'Corner  shop'), ('p2', 'Corner shop Ltd');
INSERT INTO payees (id, transfer_acct) VALUES ('to-sav', 'sav'), ('to-chk', 'chk');
INSERT INTO payee_mapping VALUES ('p1', 'p1'), ('p2', 'p1'), ('to-sav', 'to-sav');
INSERT INTO category_groups VALUES ('g', 'Usual');
INSERT INTO categories VALUES ('c1', 'Food', 'g'), ('c2', 'Rent: flat', 'g');
INSERT INTO category_mapping VALUES ('c1', 'c1'), ('old', 'c1'), ('c2', 'c2');
"""


def stored(rows, *, schema=SCHEMA, names=NAMES):
    """The bytes of a database with these transactions."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema + names)
    for row in rows:
        row = {"id": f"t{len(rows)}", "acct": "chk", "date": 20240131, "amount": 0, **row}
        marks = ", ".join("?" * len(row))
        connection.execute(
            f"INSERT INTO transactions ({', '.join(row)}) VALUES ({marks})", list(row.values())
        )
    connection.commit()
    content = connection.serialize()
    connection.close()
    return content


def zipped(content, *, folder=""):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{folder}db.sqlite", content)
        archive.writestr(f"{folder}metadata.json", '{"id": "My-Finances"}')
    return file.getvalue()


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


def of(kind, items):
    return [item for item in items if isinstance(item, kind)]


def test_an_archive_with_its_two_members_is_recognised_wherever_they_are(source):
    content = zipped(stored([]), folder="My-Finances/")
    assert FORMAT.recognises(source(content, folder="My-Finances/")) == CERTAIN


def test_the_database_alone_is_recognised_and_read(source):
    found = source(stored([{"id": "a", "amount": -1250}]))
    assert FORMAT.recognises(found) == CERTAIN
    assert [row.amount for row in of(Row, FORMAT.read(found, {}))] == [Decimal("-12.50")]


def test_other_archives_and_databases_are_not_recognised(source, tmp_path):
    other = sqlite3.connect(":memory:")
    other.execute("CREATE TABLE transactions (id)")
    assert FORMAT.recognises(source(other.serialize())) == NO
    other.close()
    (tmp_path / "a").write_bytes(b"PK\x03\x04")
    assert FORMAT.recognises(Source(tmp_path / "a", members=("content.xml",))) == NO


def test_accounts_off_the_budget_and_closed_ones_are_accounts_and_deleted_ones_are_not(read):
    assert of(Account, read([])) == [
        Account("chk", "Checking", number="1234", type="checking"),
        Account("sav", "Savings"),
    ]


def test_a_transaction_has_its_payee_category_notes_and_ids(read):
    (row,) = of(
        Row,
        read(
            [
                {
                    "id": "t",
                    "amount": -7550,
                    "description": "p2",
                    "category": "old",
                    "notes": "Weekly #food  shopping\nsecond line",
                    "financial_id": "F-1",
                    "imported_description": "CORNER SHOP 4711",
                }
            ]
        ),
    )
    assert row == Row(
        line=1,
        date=date(2024, 1, 31),
        amount=Decimal("-75.50"),
        account="chk",
        payee="Corner shop",
        description="Weekly #food shopping",
        notes="second line\nCORNER SHOP 4711",
        bank_id="F-1",
        category="Usual:Food",
        tags=("food",),
        status="cleared",
    )


def test_without_a_payee_what_the_bank_wrote_is_the_payee(read):
    (row,) = of(Row, read([{"imported_description": "SHELL 42"}]))
    assert (row.payee, row.notes) == ("SHELL 42", "")


def test_a_colon_within_a_name_of_a_category_stays_part_of_it(read):
    (row,) = of(Row, read([{"category": "c2"}]))
    assert row.category == "Usual:Rent\\: flat"


@pytest.mark.parametrize(
    ("notes", "tags"),
    [
        ("#a #b", ("a", "b")),
        ("#a#b", ("a", "b")),
        ("##a is no tag", ()),
        ("x#y", ("y",)),
        ("#a #a", ("a",)),
        ("# a", ()),
    ],
)
def test_tags_are_what_actual_takes_for_tags(read, notes, tags):
    assert of(Row, read([{"notes": notes}]))[0].tags == tags


@pytest.mark.parametrize(
    ("stored", "status"),
    [
        ({"cleared": 0}, "pending"),
        ({"cleared": 1}, "cleared"),
        ({"cleared": 1, "pending": 1}, "pending"),
        ({"cleared": 1, "reconciled": 1}, "reconciled"),
        ({"cleared": None}, ""),
    ],
)
def test_the_status_is_how_far_the_bank_has_confirmed_it(read, stored, status):
    assert of(Row, read([stored]))[0].status == status


def test_both_sides_of_a_transfer_name_the_account_of_the_other(read):
    rows = of(
        Row,
        read(
            [
                {"id": "a", "amount": -500, "description": "to-sav", "transferred_id": "b"},
                {
                    "id": "b",
                    "acct": "sav",
                    "amount": 500,
                    "description": "to-chk",
                    "transferred_id": "a",
                },
            ]
        ),
    )
    assert [(r.account, r.amount, r.other_account, r.payee) for r in rows] == [
        ("chk", Decimal("-5.00"), "sav", ""),
        ("sav", Decimal("5.00"), "chk", ""),
    ]


@pytest.mark.parametrize("other", [None, {"tombstone": 1, "acct": "sav"}, {"acct": "gone"}])
def test_half_a_transfer_is_no_transfer(read, other):
    rows = [{"id": "a", "amount": -500, "description": "to-sav", "transferred_id": "b"}]
    if other:
        rows.append({"id": "b", "amount": 500, "transferred_id": "a", **other})
    (row,) = of(Row, read(rows))
    assert (row.other_account, row.payee) == ("", "Savings")


def test_the_children_of_a_split_are_its_parts_and_may_be_transfers(read):
    rows = of(
        Row,
        read(
            [
                {"id": "p", "isParent": 1, "amount": -1000, "description": "p1"},
                {
                    "id": "k1",
                    "isChild": 1,
                    "parent_id": "p",
                    "amount": -700,
                    "category": "c1",
                    "notes": "bread",
                },
                {
                    "id": "k2",
                    "isChild": 1,
                    "parent_id": "p",
                    "amount": -300,
                    "description": "to-sav",
                    "transferred_id": "s",
                },
                {"id": "k3", "isChild": 1, "parent_id": "p", "amount": -9, "tombstone": 1},
                {"id": "s", "acct": "sav", "amount": 300, "transferred_id": "k2"},
            ]
        ),
    )
    assert rows[0].splits == (
        Split(Decimal("-7.00"), category="Usual:Food", description="bread"),
        Split(Decimal("-3.00"), account="sav"),
    )
    assert (rows[0].category, rows[0].other_account, rows[0].payee) == ("", "", "Corner shop")
    assert (rows[1].account, rows[1].other_account) == ("sav", "chk")
    assert len(rows) == 2


def test_parts_that_do_not_add_up_are_completed_and_told(read):
    items = read(
        [
            {"id": "p", "isParent": 1, "amount": -1000},
            {"id": "k", "isChild": 1, "parent_id": "p", "amount": -700, "category": "c1"},
        ]
    )
    (row,) = of(Row, items)
    assert sum(split.amount for split in row.splits) == row.amount
    assert row.splits[-1] == Split(Decimal("-3.00"))
    assert of(Remark, items)[0].code == "uneven_splits"


def test_children_of_old_databases_are_told_by_their_ids(read):
    schema = SCHEMA.replace("parent_id TEXT,", "")
    rows = of(
        Row,
        read(
            [
                {"id": "p", "isParent": 1, "amount": -10},
                {"id": "p/k1", "isChild": 1, "amount": -4},
                {"id": "p/k2", "isChild": 1, "amount": -6},
            ],
            schema=schema,
        ),
    )
    assert [split.amount for split in rows[0].splits] == [Decimal("-0.04"), Decimal("-0.06")]


def test_what_is_deleted_or_has_lost_its_parent_is_left_out(read):
    items = read(
        [
            {"id": "a", "tombstone": 1},
            {"id": "b", "acct": "gone"},
            {"id": "c", "isChild": 1, "parent_id": "none"},
            {"id": "d", "isParent": 1, "tombstone": 1},
            {"id": "e", "isChild": 1, "parent_id": "d"},
        ]
    )
    assert of((Row, Fault), items) == []


def test_a_starting_balance_opens_its_account(read):
    items = read(
        [
            {"id": "a", "amount": 100000, "starting_balance_flag": 1, "date": 20240101},
            {"id": "b", "amount": -1},
        ]
    )
    assert of(Balance, items) == [
        Balance(1, BalanceKind.OPENING, Decimal("1000.00"), date(2024, 1, 1), "chk")
    ]
    assert len(of(Row, items)) == 1


def test_a_starting_balance_opens_an_account_before_its_oldest_row(read):
    items = read(
        [
            {"id": "a", "amount": 100, "starting_balance_flag": 1, "date": 20240301},
            {"id": "b", "amount": -1, "date": 20240201},
        ]
    )
    assert of(Balance, items)[0].date == date(2024, 2, 1)


@pytest.mark.parametrize("day", [0, 20240231, 20241301, 18000101, "soon", None, 2024013])
def test_a_date_that_is_none_is_a_fault_and_the_rest_goes_on(read, day):
    items = read([{"id": "a", "date": day}, {"id": "b", "amount": -1}])
    assert [fault.code for fault in of(Fault, items)] == ["no_date"]
    assert len(of(Row, items)) == 1


@pytest.mark.parametrize("amount", ["12.5x", 0.5, b"12"])
def test_an_amount_that_is_no_whole_number_is_a_fault(read, amount):
    items = read([{"id": "a", "amount": amount}, {"id": "b"}])
    assert [fault.code for fault in of(Fault, items)] == ["no_amount"]
    assert len(of(Row, items)) == 1


def test_the_currency_is_that_of_the_preferences_or_of_the_caller(read):
    names = NAMES + "INSERT INTO preferences VALUES ('defaultCurrencyCode', 'EUR');"
    assert of(Row, read([{}], names=names))[0].currency == "EUR"
    assert of(Row, read([{}], options={"currency": "usd"}))[0].currency == "USD"
    assert of(Row, read([{}]))[0].currency == ""


def test_the_decimals_of_a_currency_without_any_are_asked_for(read):
    with pytest.raises(Unreadable) as refused:
        read([{"amount": 120000}], options={"currency": "JPY"})
    assert refused.value.option == "decimals"
    amounts = [
        of(Row, read([{"amount": 120000}], options={"currency": "JPY", "decimals": d}))[0].amount
        for d in (0, "2")
    ]
    assert amounts == [Decimal(120000), Decimal(1200)]
    assert amounts[1].as_tuple().exponent == 0


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


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(
            st.integers(-(10**12), 10**12),
            st.dates(date(1900, 1, 1), date(2200, 12, 31)),
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
        ),
        max_size=20,
    )
)
def test_what_is_stored_is_what_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("actual") / "budget"
    path.write_bytes(
        stored(
            [
                {"id": f"{n}", "amount": cents, "date": int(f"{day:%Y%m%d}"), "notes": notes}
                for n, (cents, day, notes) in enumerate(rows)
            ]
        )
    )
    found = [row for row in FORMAT.read(Source(path), {}) if isinstance(row, Row)]
    assert sorted((row.amount * 100, row.date, row.description) for row in found) == sorted(
        (cents, day, " ".join(notes.split())) for cents, day, notes in rows
    )


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
    assert all(isinstance(item, Account | Row | Balance | Fault | Remark) for item in items)
