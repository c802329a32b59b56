"""GnuCash books: the same in XML and in SQLite."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.format import CERTAIN, NO
from readers.gnucash import xml as gnucash_xml
from readers.source import Source
from readers.statement import Account, Balance, BalanceKind, Fault, FileWarning, Row, Split
from readers.tests.gnucash_files import (
    ACCOUNTS,
    KINDS,
    PREFIXES,
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


@pytest.mark.parametrize("kind", ["xml", "sqlite"])
def test_a_book_is_recognised_by_what_is_in_it(kind, tmp_path):
    path = tmp_path / "book"
    path.write_bytes(KINDS[kind][1]([]))
    assert {name: found.recognises(Source(path)) for name, (found, _) in KINDS.items()} == {
        **dict.fromkeys(KINDS, NO),
        kind: CERTAIN,
    }


def test_accounts_have_full_names_types_and_currencies(read):
    assert of(Account, read()) == [
        Account("bank", "Assets:Bank", currency="EUR", type="checking"),
        Account("savings", "Assets:Savings", currency="EUR", type="checking"),
        Account("dollars", "Assets:Dollars", currency="USD", type="checking"),
        Account("card", "Card", currency="EUR", type="credit_card"),
    ]


def test_a_payment_is_a_row_with_its_category_below_the_root(read):
    splits = (
        S("bank", "-7550/100", memo="paid by card", state="y"),
        S("bread: white", "7550/100"),
    )
    items = read(
        spent(splits=splits, num="42", notes="first  line\nsecond", day="2024-02-01", id="f00")
    )
    (row,) = of(Row, items)
    assert row._replace(line=0) == Row(
        line=0,
        date=date(2024, 2, 1),
        amount=Decimal("-75.50"),
        account="bank",
        currency="EUR",
        payee="Corner shop",
        description="paid by card",
        notes="first line\nsecond",
        bank_id="f00",
        reference="42",
        category="Food:Bread\\: white",
        status="reconciled",
    )


def test_categories_that_are_under_no_common_root_keep_their_whole_names(read):
    accounts = (*ACCOUNTS, A("Travel", "EXPENSE"))
    assert of(Row, read(spent(), accounts=accounts))[0].category == "Expenses:Food"


def test_a_category_that_is_the_root_itself_keeps_its_name(read):
    assert of(Row, read(spent(account="expenses")))[0].category == "Expenses"


@pytest.mark.parametrize(
    ("state", "status"), [("n", ""), ("c", "cleared"), ("y", "reconciled"), ("?", "")]
)
def test_the_status_is_that_of_the_split_on_the_account(read, state, status):
    splits = (S("bank", "-1/100", state=state), S("food", "1/100", state="y"))
    assert of(Row, read(spent(splits=splits)))[0].status == status


def test_several_categories_are_splits(read):
    splits = (
        S("bank", "-10000/100"),
        S("food", "7000/100", memo="bread"),
        S("rent", "3000/100"),
    )
    (row,) = of(Row, read(spent(splits=splits)))
    assert row.splits == (
        Split(Decimal("-70.00"), "Food", description="bread"),
        Split(Decimal("-30.00"), "Rent"),
    )
    assert (row.amount, row.payee) == (Decimal("-100.00"), "Corner shop")


def test_a_transfer_is_one_row_from_where_the_money_leaves(read):
    splits = (S("savings", "50000/100"), S("bank", "-50000/100"))
    (row,) = of(Row, read(T("t", splits, description="Put aside")))
    assert (row.account, row.other_account, row.amount) == ("bank", "savings", Decimal("-500.00"))
    assert (row.payee, row.description, row.category) == ("", "Put aside", "")


def test_a_transfer_into_another_currency_says_what_arrives(read):
    splits = (S("bank", "-10000/100"), S("dollars", "10000/100", "11000/100"))
    (row,) = of(Row, read(T("t", splits)))
    assert (row.amount, row.other_amount) == (Decimal("-100.00"), Decimal("110.00"))


def test_a_payment_in_another_currency_is_on_the_account_in_its_own(read):
    splits = (S("bank", "-11000/100", "-10000/100"), S("food", "11000/100", "10000/100"))
    (row,) = of(Row, read(T("t", splits, unit="CURRENCY:USD")))
    assert (row.amount, row.currency, row.category) == (Decimal("-100.00"), "EUR", "Food")


def test_trading_accounts_change_nothing(read):
    splits = (
        *(S("bank", "-10000/100"), S("dollars", "10000/100", "11000/100")),
        *(S("trading", "10000/100"), S("trading", "-10000/100", "-11000/100")),
    )
    (row,) = of(Row, read(T("t", splits)))
    assert (row.amount, row.other_amount, row.splits) == (Decimal("-100.00"), Decimal(110), ())


def test_every_account_that_pays_gets_a_row(read):
    splits = (S("bank", "-6000/100"), S("card", "-4000/100"), S("food", "10000/100"))
    rows = of(Row, read(T("t", splits)))
    assert {(row.account, row.amount, row.category) for row in rows} == {
        ("bank", Decimal("-60.00"), "Food"),
        ("card", Decimal("-40.00"), "Food"),
    }


def test_two_rows_of_one_record_on_one_account_have_ids_of_their_own(read):
    splits = (
        *(S("bank", "-10500/100"), S("dollars", "10000/100", "11000/100")),
        S("food", "500/100"),
    )
    rows = of(Row, read(T("t", splits)))
    assert [row.bank_id for row in rows if row.account == "bank"] == ["t", "t/2"]
    assert sum(row.amount for row in rows) == Decimal("-105.00")


def test_an_id_of_the_bank_comes_before_that_of_the_record(read):
    splits = (S("bank", "-1/100", online_id="FIT-7"), S("food", "1/100"))
    assert of(Row, read(spent(splits=splits)))[0].bank_id == "FIT-7"


def test_shares_leave_the_row_of_the_money_right(read):
    splits = (S("bank", "-10000/100"), S("shares", "10000/100", "5/1"))
    items = read(T("t", splits, description="Bought"))
    (row,) = of(Row, items)
    # The Albanian lek has the code that this share has.
    assert (row.amount, row.other_account, row.notes) == (
        Decimal("-100.00"),
        "",
        "5 NASDAQ:ALL",
    )
    assert [warning.code for warning in of(FileWarning, items)] == ["no_currency"]


@pytest.mark.parametrize(
    "equity",
    [
        A("Opening Balances", "EQUITY", "equity"),
        A("Opening Balances - EUR", "EQUITY", "equity"),
        A("Anfangsbestand", "EQUITY", "equity"),
        A("Début", "EQUITY", "equity", slots=(("equity-type", "opening-balance"),)),
    ],
)
def test_what_comes_from_opening_balances_is_one(read, equity):
    splits = (S("bank", "100000/100"), S(equity.id, "-100000/100"))
    accounts = (*(a for a in ACCOUNTS if a.id != equity.id), equity)
    items = read(T("o", splits), spent(date="2024-02-29 10:59:00"), accounts=accounts)
    (balance,) = of(Balance, items)
    assert balance._replace(line=0) == Balance(
        0, BalanceKind.OPENING, Decimal("1000.00"), date(2024, 1, 31), "bank", "EUR"
    )
    assert [row.amount for row in of(Row, items)] == [Decimal("-75.50")]


def test_an_opening_balance_may_stand_after_the_rows_that_it_comes_before(read):
    splits = (S("bank", "100000/100"), S("opening balances", "-100000/100"))
    items = read(spent(date="2024-02-29 10:59:00"), T("o", splits))
    assert [balance.date for balance in of(Balance, items)] == [date(2024, 1, 31)]


def opening(amount, day, name="o"):
    splits = (S("bank", f"{amount}/100"), S("opening balances", f"{-amount}/100"))
    return T(f"{name}{day}{amount}", splits, date=f"{day} 10:59:00", description="Start")


LATER = {
    "on the same day": [(100000, "2024-01-15"), (5000, "2024-01-15")],
    "on the next day": [(100000, "2024-01-15"), (5000, "2024-01-16")],
    "on the day of the row": [(100000, "2024-01-15"), (5000, "2024-01-31")],
    "after the row": [(100000, "2024-01-15"), (5000, "2024-02-15")],
    "years later": [(100000, "2024-01-15"), (5000, "2029-02-15")],
    "less": [(100000, "2024-01-15"), (-5000, "2024-02-15")],
    "back to nothing": [(100000, "2024-01-15"), (-100000, "2024-02-15")],
    "below nothing": [(100000, "2024-01-15"), (-150000, "2024-02-15")],
    "three": [(100000, "2024-01-15"), (5000, "2024-02-15"), (-2500, "2024-03-15")],
    "the later one first": [(5000, "2024-02-15"), (100000, "2024-01-15")],
    "all after the row": [(100000, "2024-02-15"), (5000, "2024-03-15")],
    "one, after the row": [(100000, "2024-02-15")],
    "of a debt": [(-100000, "2024-01-15"), (-5000, "2024-02-15")],
    "equal ones": [(5000, "2024-01-15"), (5000, "2024-02-15")],
}


@pytest.mark.parametrize("given_", LATER)
def test_every_opening_balance_of_an_account_is_opening(read, given_):
    openings = LATER[given_]
    items = read(spent(), *(opening(*one) for one in openings))
    (balance,) = of(Balance, items)
    day = min(date(2024, 1, 31), *(date.fromisoformat(day) for _, day in openings))
    assert balance.amount == Decimal(sum(amount for amount, _ in openings)) / 100
    assert (balance.kind, balance.date, balance.account) == (BalanceKind.OPENING, day, "bank")
    assert [row.amount for row in of(Row, items)] == [Decimal("-75.50")]
    late = [warning for warning in of(FileWarning, items) if warning.code == "late_openings"]
    count = sum(one > day.isoformat() for _, one in openings)
    assert [warning.detail.split()[0] for warning in late] == ([str(count)] if count else [])


def test_several_accounts_may_open_with_one_record(read):
    splits = (
        *(S("bank", "100000/100"), S("card", "-20000/100")),
        S("opening balances", "-80000/100"),
    )
    balances = of(Balance, read(T("o", splits)))
    assert {(b.account, b.amount) for b in balances} == {
        ("bank", Decimal("1000.00")),
        ("card", Decimal("-200.00")),
    }


def test_what_is_voided_is_left_out_and_told(read):
    splits = (S("bank", "0/100", state="v"), S("food", "0/100", state="v"))
    items = read(T("t", splits))
    assert of((Row, Fault), items) == []
    assert [warning.code for warning in of(FileWarning, items)] == ["void"]


def test_what_is_scheduled_is_no_transaction_yet(read):
    template = T("s", (S("scheduled", "0/1"), S("scheduled", "0/1")), unit="template:template")
    items = read(spent(), templates=[template])
    assert len(of(Row, items)) == 1
    assert of((Fault, FileWarning), items) == []


def test_a_zero_is_a_row(read):
    assert [row.amount for row in of(Row, read(spent(cents=0)))] == [Decimal("0.00")]


@pytest.mark.parametrize(
    ("stored", "amount"),
    [("-30000000/100000", "-300.00"), ("-3/1", "-3.00"), ("-5/8", "-0.625"), ("-1/4", "-0.25")],
)
def test_fractions_are_the_decimals_that_they_are(read, stored, amount):
    row = of(Row, read(T("t", (S("bank", stored), S("food", stored.lstrip("-"))))))[0]
    assert str(row.amount) == amount


def test_what_does_not_add_up_gets_a_part_that_says_nothing(read):
    (row,) = of(Row, read(T("t", (S("bank", "-1000/100"), S("food", "900/100")))))
    assert row.amount == Decimal("-10.00")
    assert row.splits == (Split(Decimal("-9.00"), "Food"), Split(Decimal("-1.00")))


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2024-01-31 10:59:00", date(2024, 1, 31)),
        ("20240131105900", date(2024, 1, 31)),
        ("2024-01-31 23:00:00", date(2024, 2, 1)),
        ("20231231230000", date(2024, 1, 1)),
        ("2024-01-31 05:00:00", date(2024, 1, 31)),
        ("2024-01-31 00:00:00", date(2024, 1, 31)),
    ],
)
def test_midnights_of_old_databases_are_days_at_home(tmp_path, stamp, day):
    items = read_bytes(as_sqlite([spent(date=stamp)]), tmp_path / "a", "sqlite")
    assert [row.date for row in of(Row, items)] == [day]


def test_rows_of_xml_are_told_by_their_lines(tmp_path):
    content = as_xml([spent()])
    (row,) = of(Row, read_bytes(content, tmp_path / "a"))
    assert b"<gnc:transaction" in content.splitlines()[row.line - 1]


def test_old_files_that_do_not_declare_their_prefixes_are_read(tmp_path):
    content = as_xml([spent()], spaces="")
    assert b"<gnc-v2><gnc:book" in content
    assert len(of(Row, read_bytes(content, tmp_path / "a"))) == 1


def test_an_old_declared_encoding_is_read(tmp_path):
    content = as_xml([spent(description="Bäcker")]).decode().replace("utf-8", "ISO-8859-1")
    assert of(Row, read_bytes(content.encode("latin-1"), tmp_path / "a"))[0].payee == "Bäcker"


CENTS = st.integers(-(10**9), 10**9)
OWN = st.sampled_from(["bank", "savings", "card"])
OTHER = st.sampled_from(["food", "rent", "salary", "bread: white"])


@st.composite
def balanced(draw):
    splits = draw(st.lists(st.tuples(st.one_of(OWN, OTHER), CENTS), min_size=1, max_size=5))
    splits.append((draw(OWN), -sum(cents for _, cents in splits)))
    return splits


@settings(max_examples=60)
@given(st.lists(balanced(), max_size=6), st.sampled_from(sorted(KINDS)))
def test_the_sum_of_every_account_and_category_is_kept(tmp_path_factory, records, kind):
    stored = [
        T(f"t{n}", tuple(S(account, f"{cents}/100") for account, cents in splits))
        for n, splits in enumerate(records)
    ]
    path = tmp_path_factory.mktemp("gnucash") / "book"
    rows = of(Row, read_bytes(KINDS[kind][1](stored), path, kind))
    sums = {}
    for row in rows:
        parts = row.splits or (Split(row.amount, row.category, row.other_account),)
        assert sum(part.amount for part in parts) == row.amount
        sums[row.account] = sums.get(row.account, 0) + row.amount
        for part in parts:
            key = part.account or part.category
            sums[key] = sums.get(key, 0) - part.amount
    expected = {}
    names = {
        "food": "Food",
        "rent": "Rent",
        "salary": "Salary",
        "bread: white": "Food:Bread\\: white",
    }
    for splits in records:
        for account, cents in splits:
            key = names.get(account, account)
            expected[key] = expected.get(key, 0) + Decimal(cents) / 100
    assert {k: v for k, v in sums.items() if v} == {k: v for k, v in expected.items() if v}


def test_the_prefixes_of_the_tests_are_those_of_the_reader():
    assert set(PREFIXES) <= set(gnucash_xml.PREFIXES)
