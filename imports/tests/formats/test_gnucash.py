"""GnuCash books: the same in XML and in SQLite, and what becomes of broken and crafted ones."""

import sqlite3
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.formats import gnucash_sqlite, gnucash_xml
from imports.formats.format import CERTAIN, LIKELY, NO
from imports.source import Source
from imports.statement import Account, Balance, BalanceKind, Fault, Remark, Row, Split, Unreadable
from imports.tests.formats.gnucash_files import ACCOUNTS, PREFIXES, A, S, T, as_sqlite, as_xml

KINDS = {"xml": (gnucash_xml.FORMAT, as_xml), "sqlite": (gnucash_sqlite.FORMAT, as_sqlite)}


def of(kind, items):
    return [item for item in items if isinstance(item, kind)]


def read_bytes(content, path, kind="xml"):
    path.write_bytes(content)
    return list(KINDS[kind][0].read(Source(path), {}))


@pytest.fixture(params=["xml", "sqlite"])
def read(request, tmp_path):
    def items(*transactions, **how):
        content = KINDS[request.param][1](transactions, **how)
        return read_bytes(content, tmp_path / "book.gnucash", request.param)

    return items


def spent(cents=7550, account="food", **how):
    """A payment from the bank."""
    splits = (S("bank", f"-{cents}/100"), S(account, f"{cents}/100"))
    return T(**{"id": "t1", "splits": splits, "description": "Corner  shop", **how})


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
    ("state", "status"), [("n", "pending"), ("c", "cleared"), ("y", "reconciled"), ("?", "")]
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
    assert [remark.code for remark in of(Remark, items)] == ["no_currency"]


def test_what_only_moves_shares_is_a_fault(read):
    splits = (S("shares", "10000/100", "5/1"), S("salary", "-10000/100"))
    assert [fault.code for fault in of(Fault, read(T("t", splits)))] == ["no_currency"]


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


def test_what_opens_an_account_that_has_older_rows_is_a_row(read):
    splits = (S("bank", "100000/100"), S("opening balances", "-100000/100"))
    items = read(spent(), T("o", splits, date="2024-03-01 10:59:00", description="Late"))
    assert of(Balance, items) == []
    assert [(row.amount, row.description) for row in of(Row, items)] == [
        (Decimal("-75.50"), ""),
        (Decimal("1000.00"), "Late"),
    ]


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
    assert [remark.code for remark in of(Remark, items)] == ["void"]


def test_what_is_scheduled_is_no_transaction_yet(read):
    template = T("s", (S("scheduled", "0/1"), S("scheduled", "0/1")), unit="template:template")
    items = read(spent(), templates=[template])
    assert len(of(Row, items)) == 1
    assert of((Fault, Remark), items) == []


def test_a_zero_is_a_row(read):
    assert [row.amount for row in of(Row, read(spent(cents=0)))] == [Decimal("0.00")]


@pytest.mark.parametrize(
    ("stored", "amount"),
    [("-30000000/100000", "-300.00"), ("-3/1", "-3.00"), ("-5/8", "-0.625"), ("-1/4", "-0.25")],
)
def test_fractions_are_the_decimals_that_they_are(read, stored, amount):
    row = of(Row, read(T("t", (S("bank", stored), S("food", stored.lstrip("-"))))))[0]
    assert str(row.amount) == amount


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


def test_accounts_above_each_other_in_a_circle_end(read):
    accounts = (*ACCOUNTS, A("One", "EXPENSE", "two"), A("Two", "EXPENSE", "one"))
    (row,) = of(Row, read(spent(account="one"), accounts=accounts))
    assert row.category.endswith("One")


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
    with pytest.raises(Unreadable, match="save it anew"):
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
    assert all(isinstance(item, Account | Row | Balance | Fault | Remark) for item in items)


def test_the_prefixes_of_the_tests_are_those_of_the_reader():
    assert set(PREFIXES) <= set(gnucash_xml.PREFIXES)


@pytest.mark.parametrize("digits", [24, 5000])
def test_an_amount_without_end_is_a_fault(tmp_path, digits):
    content = as_xml([spent(cents="9" * digits)])
    assert [f.code for f in of(Fault, read_bytes(content, tmp_path / "a"))] == ["no_amount"]
