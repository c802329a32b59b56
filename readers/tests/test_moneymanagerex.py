"""Databases of Money Manager EX, of its old tables and its new ones."""

import sqlite3
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.format import CERTAIN, NO
from readers.moneymanagerex.reader import FORMAT
from readers.source import Source
from readers.statement import (
    Account,
    Balance,
    BalanceKind,
    Fault,
    FileWarning,
    Row,
    Split,
    Unreadable,
)

SCHEMA = """
CREATE TABLE ACCOUNTLIST_V1 (ACCOUNTID integer primary key, ACCOUNTNAME TEXT, ACCOUNTTYPE TEXT,
    ACCOUNTNUM TEXT, STATUS TEXT, INITIALBAL numeric, INITIALDATE TEXT, CURRENCYID integer);
CREATE TABLE CHECKINGACCOUNT_V1 (TRANSID integer primary key, ACCOUNTID integer,
    TOACCOUNTID integer, PAYEEID integer, TRANSCODE TEXT, TRANSAMOUNT numeric, STATUS TEXT,
    TRANSACTIONNUMBER TEXT, NOTES TEXT, CATEGID integer, SUBCATEGID integer, TRANSDATE TEXT,
    DELETEDTIME TEXT, TOTRANSAMOUNT numeric);
CREATE TABLE SPLITTRANSACTIONS_V1 (SPLITTRANSID integer primary key, TRANSID integer,
    CATEGID integer, SUBCATEGID integer, SPLITTRANSAMOUNT numeric, NOTES TEXT);
CREATE TABLE PAYEE_V1 (PAYEEID integer primary key, PAYEENAME TEXT);
CREATE TABLE CURRENCYFORMATS_V1 (CURRENCYID integer primary key, SCALE integer,
    CURRENCY_SYMBOL TEXT);
CREATE TABLE TAG_V1 (TAGID INTEGER PRIMARY KEY, TAGNAME TEXT);
CREATE TABLE TAGLINK_V1 (TAGLINKID INTEGER PRIMARY KEY, REFTYPE TEXT, REFID INTEGER, TAGID INTEGER);
INSERT INTO CURRENCYFORMATS_V1 VALUES (1, 100, 'EUR'), (2, 100, 'USD'), (3, 1, 'JPY'),
    (4, 100000000, 'BTC');
INSERT INTO ACCOUNTLIST_V1 VALUES
    (1, 'Giro', 'Checking', 'DE12', 'Open', 1000.1, '2024-01-01', 1),
    (2, 'Card', 'Credit Card', '', 'Closed', 0, NULL, 1),
    (3, 'Dollars', 'Cash', NULL, 'Open', -5, '', 2),
    (4, 'Coins', 'Investment', '', 'Open', 0.5, '', 4),
    (5, 'Yen', 'Term', '', 'Open', 120, '2023-05-01', 3);
INSERT INTO PAYEE_V1 VALUES (7, 'Corner  shop');
INSERT INTO TAG_V1 VALUES (1, 'holiday'), (2, 'work');
INSERT INTO TAGLINK_V1 VALUES (1, 'Transaction', 1, 2), (2, 'Transaction', 1, 1),
    (3, 'Asset', 1, 1), (4, 'Transaction', 2, 1);
"""
TREE = """
CREATE TABLE CATEGORY_V1 (CATEGID INTEGER PRIMARY KEY, CATEGNAME TEXT, PARENTID INTEGER);
INSERT INTO CATEGORY_V1 VALUES (1, 'Food', -1), (2, 'Bread: white', 1), (3, 'Fees', -1),
    (8, 'Round', 9), (9, 'About', 8);
"""
LEVELS = """
CREATE TABLE CATEGORY_V1 (CATEGID INTEGER PRIMARY KEY, CATEGNAME TEXT);
CREATE TABLE SUBCATEGORY_V1 (SUBCATEGID INTEGER PRIMARY KEY, SUBCATEGNAME TEXT, CATEGID INTEGER);
INSERT INTO CATEGORY_V1 VALUES (1, 'Food');
INSERT INTO SUBCATEGORY_V1 VALUES (1, 'Bread', 1);
"""


def stored(rows, splits=(), *, schema=SCHEMA + TREE):
    """The bytes of a database with these transactions."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema)
    for row in rows:
        row = {"ACCOUNTID": 1, "TRANSCODE": "Withdrawal", "TRANSAMOUNT": 1, **row}
        row = {"PAYEEID": -1, "TRANSDATE": "2024-01-31", **row}
        marks = ", ".join("?" * len(row))
        connection.execute(
            f"INSERT INTO CHECKINGACCOUNT_V1 ({', '.join(row)}) VALUES ({marks})",
            list(row.values()),
        )
    for split in splits:
        connection.execute("INSERT INTO SPLITTRANSACTIONS_V1 VALUES (NULL, ?, ?, ?, ?, ?)", split)
    connection.commit()
    content = connection.serialize()
    connection.close()
    return content


@pytest.fixture
def read(tmp_path):
    def items(rows, splits=(), **how):
        (tmp_path / "book.mmb").write_bytes(stored(rows, splits, **how))
        return list(FORMAT.read(Source(tmp_path / "book.mmb"), {}))

    return items


def of(kind, items):
    return [item for item in items if isinstance(item, kind)]


def test_a_database_is_recognised_by_its_tables(tmp_path):
    (tmp_path / "a").write_bytes(stored([]))
    assert FORMAT.recognises(Source(tmp_path / "a")) == CERTAIN
    (tmp_path / "a").write_text("CHECKINGACCOUNT_V1 ACCOUNTLIST_V1")
    assert FORMAT.recognises(Source(tmp_path / "a")) == NO


def test_accounts_have_types_numbers_and_currencies_and_open_with_a_balance(read):
    items = read([])
    assert of(Account, items) == [
        Account("1", "Giro", "DE12", "EUR", "checking"),
        Account("2", "Card", "", "EUR", "credit_card"),
        Account("3", "Dollars", "", "USD", "cash"),
        Account("5", "Yen", "", "JPY", "savings"),
    ]
    opening = BalanceKind.OPENING
    assert of(Balance, items) == [
        Balance(0, opening, Decimal("1000.10"), date(2024, 1, 1), "1", "EUR"),
        Balance(0, opening, Decimal("0.00"), None, "2", "EUR"),
        Balance(0, opening, Decimal("-5.00"), None, "3", "USD"),
        Balance(0, opening, Decimal(120), date(2023, 5, 1), "5", "JPY"),
    ]


def test_an_initial_balance_comes_before_the_oldest_row(read):
    balances = of(Balance, read([{"TRANSDATE": "2023-06-01"}, {"TRANSDATE": "2025-06-01"}]))
    assert balances[0].date == date(2023, 6, 1)


def test_a_withdrawal_has_its_payee_category_number_notes_and_tags(read):
    (row,) = of(
        Row,
        read(
            [
                {
                    "TRANSAMOUNT": 75.5,
                    "PAYEEID": 7,
                    "CATEGID": 2,
                    "STATUS": "R",
                    "TRANSACTIONNUMBER": "42",
                    "NOTES": "Weekly  bread\nand more",
                    "TRANSDATE": "2024-01-31T18:30:00",
                }
            ]
        ),
    )
    assert row == Row(
        line=1,
        date=date(2024, 1, 31),
        amount=Decimal("-75.50"),
        account="1",
        currency="EUR",
        payee="Corner shop",
        description="Weekly bread",
        notes="and more",
        reference="42",
        category="Food:Bread\\: white",
        tags=("holiday", "work"),
        status="reconciled",
    )


def test_a_deposit_is_money_that_comes_in(read):
    assert of(Row, read([{"TRANSCODE": "Deposit"}]))[0].amount == Decimal("1.00")


def test_categories_of_the_old_tables_have_two_levels(read):
    rows = of(
        Row,
        read(
            [{"CATEGID": 1, "SUBCATEGID": 1}, {"CATEGID": 1, "SUBCATEGID": -1}],
            schema=SCHEMA + LEVELS,
        ),
    )
    assert [row.category for row in rows] == ["Food:Bread", "Food"]


def test_categories_above_each_other_in_a_circle_end(read):
    assert of(Row, read([{"CATEGID": 8}]))[0].category.endswith("About:Round")


def test_the_parts_of_a_split_have_the_sign_of_the_whole(read):
    splits = [(1, 1, -1, 70, "bread"), (1, 3, -1, 30.5, None), (2, 1, -1, 2, None)]
    rows = of(
        Row,
        read([{"TRANSAMOUNT": 100.5}, {"TRANSAMOUNT": 2, "TRANSCODE": "Deposit"}], splits),
    )
    assert rows[0].splits == (
        Split(Decimal("-70.00"), "Food", description="bread"),
        Split(Decimal("-30.50"), "Fees"),
    )
    assert rows[1].splits == (Split(Decimal("2.00"), "Food"),)


def test_parts_that_do_not_add_up_are_completed(read):
    (row,) = of(Row, read([{"TRANSAMOUNT": 10}], [(1, 1, -1, 7, None)]))
    assert row.splits[-1] == Split(Decimal("-3.00"))


def test_a_transfer_is_one_row_from_where_the_money_leaves(read):
    (row,) = of(
        Row,
        read([{"TRANSCODE": "Transfer", "TOACCOUNTID": 2, "TRANSAMOUNT": 5, "TOTRANSAMOUNT": 5}]),
    )
    assert (row.account, row.amount, row.other_account) == ("1", Decimal("-5.00"), "2")
    assert row.other_amount is None


def test_a_transfer_into_another_currency_says_what_arrives(read):
    (row,) = of(
        Row,
        read([{"TRANSCODE": "Transfer", "TOACCOUNTID": 3, "TRANSAMOUNT": 5, "TOTRANSAMOUNT": 6}]),
    )
    assert (row.other_account, row.other_amount) == ("3", Decimal("6.00"))


def test_what_of_a_transfer_does_not_arrive_is_a_row_of_its_own(read):
    rows = of(
        Row,
        read([{"TRANSCODE": "Transfer", "TOACCOUNTID": 2, "TRANSAMOUNT": 5, "TOTRANSAMOUNT": 4}]),
    )
    assert [(row.amount, row.other_account) for row in rows] == [
        (Decimal("-4.00"), "2"),
        (Decimal("-1.00"), ""),
    ]


def test_of_a_transfer_into_what_is_no_currency_the_money_is_right(read):
    items = read(
        [{"TRANSCODE": "Transfer", "TOACCOUNTID": 4, "TRANSAMOUNT": 5, "TOTRANSAMOUNT": 0.1}]
    )
    (row,) = of(Row, items)
    assert (row.account, row.amount, row.other_account) == ("1", Decimal("-5.00"), "")
    assert [fault.code for fault in of(Fault, items)] == ["unknown_currency"]


@pytest.mark.parametrize(
    ("status", "kept", "note"),
    [
        ("R", "reconciled", ""),
        ("Reconciled", "reconciled", ""),
        ("", "", ""),
        (None, "", ""),
        ("F", "", "Status in Money Manager EX: follow up"),
        ("D", "", "Status in Money Manager EX: duplicate"),
    ],
)
def test_the_status_is_kept_or_noted(read, status, kept, note):
    (row,) = of(Row, read([{"STATUS": status}]))
    assert (row.status, row.notes) == (kept, note)


@pytest.mark.parametrize("status", ["V", "Void"])
def test_what_is_void_is_left_out_and_told(read, status):
    items = read([{"STATUS": status}, {}])
    assert len(of(Row, items)) == 1
    assert [warning.code for warning in of(FileWarning, items)] == ["void"]


def test_what_is_deleted_is_left_out(read):
    assert of((Row, FileWarning), read([{"DELETEDTIME": "2024-02-01T10:00:00"}])) == []


@pytest.mark.parametrize(
    ("kept", "amount"),
    [
        (0.1 + 0.2, "-0.30"),
        (12.1, "-12.10"),
        (100, "-100.00"),
        (1e-17, "0.00"),
        (123456789.13, "-123456789.13"),
    ],
)
def test_binary_numbers_are_the_decimals_that_were_meant(read, kept, amount):
    items = read([{"TRANSAMOUNT": kept}])
    assert of(Row, items)[0].amount == Decimal(amount)
    assert of(Row, items)[0].amount.as_tuple().exponent == -2
    assert of(FileWarning, items) == []


def test_more_decimals_than_the_currency_has_are_rounded_and_told(read):
    items = read([{"TRANSAMOUNT": 12.345}])
    assert of(Row, items)[0].amount == Decimal("-12.34")
    assert [warning.code for warning in of(FileWarning, items)] == ["rounded"]


@pytest.mark.parametrize("amount", ["12,5", None, b"1", float("inf"), 1e30])
def test_an_amount_that_is_none_is_a_fault_and_the_rest_goes_on(read, amount):
    schema = (SCHEMA + TREE).replace("TRANSAMOUNT numeric, STATUS", "TRANSAMOUNT, STATUS")
    items = read([{"TRANSAMOUNT": amount}, {}], schema=schema)
    assert [fault.code for fault in of(Fault, items)] == ["no_amount"]
    assert len(of(Row, items)) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"TRANSDATE": "2024-02-31"}, "no_date"),
        ({"TRANSDATE": None}, "no_date"),
        ({"TRANSDATE": "1700-01-01"}, "no_date"),
        ({"TRANSCODE": "Loan"}, "no_sign"),
        ({"ACCOUNTID": 99}, "no_account"),
        ({"ACCOUNTID": 4}, "unknown_currency"),
        ({"TRANSCODE": "Transfer", "TOACCOUNTID": 3}, "no_amount"),
    ],
)
def test_what_cannot_be_read_is_a_fault_and_the_rest_goes_on(read, change, code):
    items = read([change, {}])
    assert [fault.code for fault in of(Fault, items)] == [code]
    assert len(of(Row, items)) == 1


def test_an_initial_balance_that_is_none_is_a_fault(read):
    schema = SCHEMA.replace("1000.1", "'much'") + TREE
    assert [fault.code for fault in of(Fault, read([], schema=schema))] == ["no_amount"]


def test_tables_of_tags_and_splits_may_be_missing(read):
    schema = SCHEMA.replace("TAGLINK_V1", "ELSEWHERE").replace("SPLITTRANSACTIONS_V1", "NOWHERE")
    assert of(Row, read([{}], schema=schema + TREE))[0].tags == ()


def test_a_database_without_a_column_that_is_needed_is_refused(read):
    with pytest.raises(Unreadable) as refused:
        read([], schema=(SCHEMA + TREE).replace("TRANSDATE TEXT", "GONE TEXT"))
    assert refused.value.code == "missing_table"


def test_a_generated_column_is_not_computed(read):
    column = "INITIALBAL numeric GENERATED ALWAYS AS (zeroblob(1000000000)) VIRTUAL"
    schema = (SCHEMA + TREE).replace("INITIALBAL numeric", column)
    schema = schema[: schema.index("INSERT INTO ACCOUNTLIST")]
    assert of(Balance, read([], schema=schema)) == []


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.integers(-(10**11), 10**11),
            st.dates(date(1900, 1, 1), date(2200, 12, 31)),
            st.sampled_from(["Withdrawal", "Deposit"]),
        ),
        max_size=20,
    )
)
def test_what_is_stored_is_what_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("mmex") / "book"
    path.write_bytes(
        stored(
            [
                {"TRANSAMOUNT": cents / 100, "TRANSDATE": day.isoformat(), "TRANSCODE": code}
                for cents, day, code in rows
            ]
        )
    )
    found = of(Row, FORMAT.read(Source(path), {}))
    assert [(row.amount * 100, row.date) for row in found] == [
        (cents if code == "Deposit" else -cents, day) for cents, day, code in rows
    ]


@settings(max_examples=50)
@given(st.data())
def test_a_mutated_file_is_read_or_refused(tmp_path_factory, data):
    content = bytearray(stored([{"TRANSAMOUNT": n} for n in range(30)], [(1, 1, 1, 0, "x")]))
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    path = tmp_path_factory.mktemp("mmex") / "book"
    path.write_bytes(content)
    FORMAT.recognises(Source(path))
    try:
        items = list(FORMAT.read(Source(path), {}))
    except Unreadable:
        return
    assert all(isinstance(item, Account | Row | Balance | Fault | FileWarning) for item in items)
