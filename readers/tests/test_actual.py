"""Budgets of Actual: what their databases say."""

import sqlite3
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.actual.reader import FORMAT
from readers.format import CERTAIN, NO
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
from readers.tests.actual_files import NAMES, SCHEMA, of, stored, zipped


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
        ("##a is not a tag", ()),
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
    assert of(FileWarning, items)[0].code == "uneven_splits"


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


def test_a_starting_balance_comes_before_the_rows_of_its_day(read):
    rows = [{"id": "b", "amount": -1}, {"id": "a", "amount": 100, "starting_balance_flag": 1}]
    items = read(rows)
    assert [type(item) for item in items][-2:] == [Balance, Row]


def test_a_starting_balance_of_an_account_that_has_older_rows_is_a_row(read):
    items = read(
        [
            {"id": "a", "amount": 100, "starting_balance_flag": 1, "date": 20240301},
            {"id": "b", "amount": -1, "date": 20240201},
        ]
    )
    assert of(Balance, items) == []
    assert [row.amount for row in of(Row, items)] == [Decimal("-0.01"), Decimal("1.00")]


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
