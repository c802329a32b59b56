"""Exports of programs are read as they mean them: transfers, splits and opening balances."""

import csv
import io

import pytest

from readers.statement import Balance, BalanceKind, Row
from readers.tests.tables.files import (
    accounts_of,
    amounts_of,
    faults_of,
    items_of,
    rows_of,
    warnings_of,
)

YNAB = (
    "Account,Flag,Date,Payee,Category Group/Category,Category Group,Category,Memo,Outflow,Inflow,"
    "Cleared\n"
)


def ynab(*lines):
    return YNAB + "".join(f"{line}\n" for line in lines)


def test_a_ynab_register_has_its_categories_and_states():
    (food, pay) = rows_of(
        ynab(
            "Checking,Red,13.01.2026,Market,Food: Out,Food,Out,lunch,\u20ac5.00,0.00,Reconciled",
            "Checking,,13.01.2026,Boss,Inflow: x,Inflow,Ready to Assign,,0.00,9.00,Uncleared",
        )
    )
    assert (food.account, str(food.amount), food.category) == ("Checking", "-5.00", "Food:Out")
    assert (food.payee, food.description, food.tags) == ("Market", "lunch", ("Red",))
    assert (food.status, pay.status) == ("reconciled", "pending")
    assert (str(pay.amount), pay.category) == ("9.00", "")


def test_a_transfer_of_ynab_names_the_other_account():
    items = items_of(ynab("Checking,,13.01.2026,Transfer : Card,,,,,5.00,0.00,Cleared"))
    assert [item.key for item in items if hasattr(item, "own")] == ["Checking", "Card"]
    (row,) = [item for item in items if isinstance(item, Row)]
    assert (row.other_account, row.payee) == ("Card", "")


@pytest.mark.parametrize("memo", ["Split ({}) {}", "(Split {}) {}"])
def test_the_parts_of_a_split_of_ynab_are_one_row(memo):
    rows = rows_of(
        ynab(
            f"Card,,13.01.2026,Market,,Food,Home,{memo.format('1/3', 'veg')},3.00,0.00,Cleared",
            f"Card,,13.01.2026,Market,,Food,Out,{memo.format('2/3', '')},2.00,0.00,Cleared",
            f"Card,,13.01.2026,Transfer : Cash,,,,{memo.format('3/3', '')},1.00,0.00,Cleared",
            "Card,,14.01.2026,Market,,Food,Home,,4.00,0.00,Cleared",
        )
    )
    assert [str(row.amount) for row in rows] == ["-6.00", "-4.00"]
    assert rows[0].payee == "Market"
    assert [(str(part.amount), part.category, part.account) for part in rows[0].splits] == [
        *(("-3.00", "Food:Home", ""), ("-2.00", "Food:Out", ""), ("-1.00", "", "Cash"))
    ]


def test_splits_of_ynab_that_break_off_lose_no_amount():
    lines = [
        "Card,,13.01.2026,A,,Food,Home,Split (1/2) veg,3.00,0.00,Cleared",
        "Card,,14.01.2026,B,,Food,Home,Split (2/2) x,2.00,0.00,Cleared",
        "Card,,15.01.2026,C,,Food,Home,Split (1/2) y,1.00,0.00,Cleared",
    ]
    assert amounts_of(ynab(*lines)) == ["-3.00", "-2.00", "-1.00"]


def test_a_starting_balance_of_ynab_is_one():
    (balance,) = [
        item
        for item in items_of(
            ynab("Card,,13.01.2026,Starting Balance,,Inflow,Ready to Assign,,0.00,7.00,Cleared")
        )
        if isinstance(item, Balance)
    ]
    assert (balance.kind, str(balance.amount), balance.account) == (
        BalanceKind.OPENING,
        "7.00",
        "Card",
    )


def test_mint_states_the_sign_in_a_column():
    rows = rows_of(
        "Date,Description,Original Description,Amount,Transaction Type,Category,Account Name,"
        "Labels,Notes\n1/13/2024,Shop,SHOP 1,4.50,debit,Food,Checking,a b,n\n"
        "1/12/2024,Boss,PAY,9.00,credit,Paycheck,Checking,,\n"
    )
    assert [str(row.amount) for row in rows] == ["-4.50", "9.00"]
    assert (rows[0].payee, rows[0].category, rows[0].account) == ("Shop", "Food", "Checking")


FIREFLY = (
    "user_id,group_id,journal_id,created_at,updated_at,group_title,type,amount,foreign_amount,"
    "currency_code,foreign_currency_code,description,date,source_name,source_iban,source_type,"
    "destination_name,destination_iban,destination_type,reconciled,category,budget,bill,tags,notes\n"
)


def firefly(kind, amount, source, target, foreign=",", more=",,,,,"):
    foreign_amount, foreign_code = foreign.split(",")
    made = "2024-01-01T00:00:00+00:00"
    return (
        f"1,1,7,{made},{made},,{kind},{amount},{foreign_amount},EUR,{foreign_code},"
        f"About,2024-01-31T00:00:00+01:00,{source},{target},{more}\n"
    )


CASH, SHOP = "Bank,DE1,Asset account", "Shop,,Expense account"


def test_a_withdrawal_and_a_deposit_of_firefly_are_rows_of_the_own_account():
    out, into = rows_of(
        FIREFLY
        + firefly("Withdrawal", "-5.00", CASH, SHOP, "-6.00,USD", '1,Food,,,"a,b",Hello')
        + firefly("Deposit", "9.00", "Boss,,Revenue account", CASH)
    )
    assert (out.account, str(out.amount), out.payee, out.category) == (
        "Bank",
        "-5.00",
        "Shop",
        "Food",
    )
    assert (out.tags, out.status, out.currency) == (("a", "b"), "reconciled", "EUR")
    assert out.notes == "Hello\nOriginal amount: -6.00 USD"
    assert (into.account, str(into.amount), into.payee) == ("Bank", "9.00", "Boss")


def test_a_transfer_of_firefly_is_one_row_with_what_arrives():
    (row,) = rows_of(FIREFLY + firefly("Transfer", "5.00", CASH, "Card,,Loan", "6.00,USD"))
    assert (row.account, row.other_account) == ("Bank", "Card")
    assert (str(row.amount), str(row.other_amount)) == ("-5.00", "6.00")


def test_each_account_of_firefly_is_in_its_own_currency():
    table = FIREFLY + firefly("Transfer", "5.00", CASH, "Card,,Loan", "6.00,USD")
    assert [(each.key, each.currency) for each in accounts_of(table)] == [
        ("Bank", "EUR"),
        ("Card", "USD"),
    ]


def test_an_opening_balance_of_firefly_is_one():
    table = FIREFLY + firefly("Opening balance", "5.00", "Start,,Initial balance account", CASH)
    (account,) = accounts_of(table)
    assert (account.key, account.number, account.type) == ("Bank", "DE1", "checking")
    assert [i.kind for i in items_of(table) if isinstance(i, Balance)] == [BalanceKind.OPENING]
    assert rows_of(table) == []


ACTUAL = "Account,Date,Payee,Notes,Category,Amount,Split_Amount,Cleared\n"


def test_a_payee_of_actual_that_is_an_account_is_a_transfer():
    shop, moved, _other = rows_of(
        ACTUAL
        + "Bank,2024-01-01,Shop,n,Food,-5.00,0,Cleared\n"
        + "Bank,2024-01-02,Cash,,,-9.00,0,Not cleared\nCash,2024-01-02,Bank,,,9.00,0,Reconciled\n"
    )
    assert (shop.payee, shop.category, shop.notes) == ("Shop", "Food", "n")
    assert (moved.payee, moved.other_account) == ("", "Cash")


def test_the_line_of_a_split_of_actual_does_not_count_beside_its_parts():
    table = (
        ACTUAL
        + "Bank,2024-01-01,Shop,(SPLIT INTO 2),,0,-5.00,Cleared\n"
        + "Bank,2024-01-01,Shop,(SPLIT 1 OF 2),Food,-3.00,0,Cleared\n"
        + "Bank,2024-01-01,Shop,(SPLIT 2 OF 2),Home,-2.00,0,Cleared\n"
    )
    assert amounts_of(table) == ["-3.00", "-2.00"]


WISE = (
    "ID,Status,Direction,Created on,Finished on,Source fee amount,Source fee currency,"
    "Target fee amount,Target fee currency,Source name,Source amount (after fees),Source currency,"
    "Target name,Target amount (after fees),Target currency,Exchange rate,Reference,Batch\n"
)


def test_the_history_of_wise_has_an_account_for_each_currency():
    table = (
        WISE + "T1,COMPLETED,OUT,2026-08-03 1:00,2026-08-03 1:01,0.45,EUR,,,Me,120.00,EUR,Landlord,"
        "120.00,EUR,1,Rent,\n"
        "T2,COMPLETED,IN,2026-07-31 1:00,2026-07-31 1:01,,,5,GBP,Acme,2505,GBP,Me,2500.00,GBP,1,,\n"
        "B3,COMPLETED,NEUTRAL,2026-08-01 1:00,2026-08-01 1:01,1.20,EUR,,,Me,498.80,EUR,Me,430.00,"
        "GBP,0.862,,\n"
        "T4,CANCELLED,OUT,2026-08-03 1:00,,0.45,EUR,,,Me,120.00,EUR,L,120.00,EUR,1,,\n"
        "T5,COMPLETED,SIDEWAYS,2026-08-03 1:00,,0.45,EUR,,,Me,120.00,EUR,L,120.00,EUR,1,,\n"
    )
    rent, pay, moved = rows_of(table)
    assert (rent.account, str(rent.amount), rent.payee) == ("Wise EUR", "-120.45", "Landlord")
    assert (pay.account, str(pay.amount), pay.payee) == ("Wise GBP", "2500.00", "Acme")
    assert (moved.account, str(moved.amount)) == ("Wise EUR", "-500.00")
    assert (moved.other_account, str(moved.other_amount)) == ("Wise GBP", "430.00")
    assert warnings_of(table) == ["not_booked"]


OWN = [
    *("date", "type", "status", "payee", "description", "notes", "tags", "account", "kind"),
    *("category", "amount", "currency", "home_amount", "home_currency", "rate"),
    *("posting_description", "transaction", "posting"),
]


def own(*lines):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, OWN)
    writer.writeheader()
    for number, line in enumerate(lines):
        common = {"date": "2024-01-31", "status": "cleared", "currency": "EUR", "posting": number}
        writer.writerow(common | line)
    return text.getvalue()


def test_the_postings_of_our_own_export_become_rows_again():
    bread = {
        "transaction": 1,
        "account": "Cash",
        "type": "expense",
        "kind": "expense",
        "payee": "'=Shop",
        "tags": "a; b",
    }
    moved = {"transaction": 2, "type": "transfer", "kind": "transfer"}
    split, transfer = rows_of(
        own(
            bread | {"category": "Food:Out", "amount": "-3.00", "posting_description": "x"},
            bread | {"category": "A\\:B", "amount": "-2.00"},
            moved | {"account": "Bank", "amount": "-9.00"},
            moved | {"account": "Cash", "amount": "9.00"},
        )
    )
    assert (split.payee, split.tags, split.status) == ("=Shop", ("a", "b"), "cleared")
    assert [posting[1:] for posting in split.postings] == [
        ("Cash", "EUR", "expense", "Food:Out", "x"),
        ("Cash", "EUR", "expense", "A\\:B", ""),
    ]
    assert str(split.amount) == "-5.00"
    assert (transfer.account, transfer.other_account, transfer.other_amount) == (
        "Bank",
        "Cash",
        None,
    )


def test_a_transfer_of_our_own_export_keeps_what_arrives_and_its_fee():
    moved = {"transaction": 2, "type": "transfer", "kind": "transfer"}
    (row,) = rows_of(
        own(
            moved | {"account": "Bank", "amount": "-9.00"},
            moved | {"account": "Wallet", "amount": "10.00", "currency": "USD"},
            {
                "transaction": 2,
                "kind": "expense",
                "account": "Bank",
                "category": "Fee",
                "amount": "-1",
            },
        )
    )
    assert str(row.amount) == "-10.00"
    assert [(str(part.amount), part.kind, part.account) for part in row.postings] == [
        *(("-9.00", "transfer", "Bank"), ("10.00", "transfer", "Wallet")),
        ("-1", "expense", "Bank"),
    ]


def test_a_household_table_has_accounts_transfers_and_tags():
    table = (
        "Date,Account,Payee,Category,Amount,Currency,Notes,Tags,Transfer account\n"
        "2024-01-31,Cash,Shop,Food: Out,-5.00,EUR,n,a;b,\n"
        "2024-02-01,Bank,,,-50.00,EUR,,,Cash\n2024-02-02,Bank,,,-7.00,USD,,,\n"
    )
    shop, moved, abroad = rows_of(table)
    assert (shop.account, shop.category, shop.tags) == ("Cash", "Food:Out", ("a", "b"))
    assert (moved.account, moved.other_account) == ("Bank EUR", "Cash")
    assert abroad.account == "Bank USD"
    assert [account.key for account in accounts_of(table)] == ["Cash", "Bank EUR", "Bank USD"]


EZBOOKKEEPING = (
    "Time,Timezone,Type,Category,Sub Category,Account,Account Currency,Amount,Account2,"
    "Account2 Currency,Account2 Amount,Geographic Location,Tags,Description\n"
)


def test_types_of_ezbookkeeping_say_which_way_the_money_goes():
    table = EZBOOKKEEPING + (
        "2024-09-01 10:00:00,+08:00,Balance Modification,,,Cash,CNY,90.00,,,,,,\n"
        "2024-09-01 12:34:56,+08:00,Income,Job,Salary,Cash,CNY,123.45,,,,,a;b,Hello\n"
        "2024-09-02 12:34:56,+00:00,Expense,Living,Food,Cash,CNY,10.00,,,,,,Lunch\n"
        "2024-09-02 13:34:56,+00:00,Expense,Living,Food,Cash,CNY,-0.10,,,,,,Back\n"
        "2024-09-03 12:34:56,-05:00,Transfer,Moves,Bank,Cash,CNY,50.00,Bank,CNY,50.00,,,\n"
        "2024-09-04 12:34:56,-05:00,Transfer,Moves,Bank,Cash,CNY,70.00,Trip,USD,10.00,,,\n"
    )
    assert amounts_of(table) == ["123.45", "-10.00", "0.10", "-50.00", "-70.00"]
    income, lunch, _, moved, changed = rows_of(table)
    assert (income.category, income.tags, lunch.description) == ("Job:Salary", ("a", "b"), "Lunch")
    assert (moved.other_account, moved.other_amount, moved.category) == ("Bank", None, "")
    assert (changed.other_account, str(changed.other_amount)) == ("Trip", "10.00")
    assert [(each.key, each.currency) for each in accounts_of(table)] == [
        *(("Cash", "CNY"), ("Bank", "CNY"), ("Trip", "USD"))
    ]
    (opening,) = [item for item in items_of(table) if isinstance(item, Balance)]
    assert (opening.kind, str(opening.amount)) == (BalanceKind.OPENING, "90.00")
    assert faults_of(table.replace(",Income,", ",Other,")) == [(3, "unknown_direction")]
