"""Where the rows of a file go: accounts, categories, transfers, splits; and its balances."""

import io
import json
from zipfile import ZipFile

import pytest

from imports.tests.sending import committed, planned, rows_of, stored, table
from tests.cast import made

QIF = """!Account
NChecking
TBank
^
!Type:Bank
D2024-01-01
T100.00
POpening Balance
L[Checking]
^
D2024-01-05
T-30.00
PMarket
LFood:Groceries
^
D2024-01-06
T-50.00
PMove
L[Savings]
^
D2024-01-07
T-25.00
PShop
SFood:Groceries
$-20.00
SHome
$-5.00
^
!Account
NSavings
TBank
^
!Type:Bank
D2024-01-06
T50.00
PMove
L[Checking]
^
"""


def by_name(caller, kind):
    return {row["name"]: row for row in made(caller.get(f"{kind}/?limit=200"))["results"]}


def balance(caller, name):
    return by_name(caller, "accounts")[name]["balance"]


def test_accounts_that_a_file_names_are_made_with_their_opening_balances(alice):
    shown = planned(alice, QIF, "book.qif")
    assert [(a["name"], a["account"], a["opening_balance"]) for a in shown["accounts"]] == [
        ("Checking", None, "100.00"),
        ("Savings", None, "0.00"),
    ]
    done = committed(alice, QIF, "book.qif")
    assert done["recorded"] == 3
    assert (balance(alice, "Checking"), balance(alice, "Savings")) == ("-5.00", "50.00")


def test_an_account_without_rows_is_made_where_it_is_not_empty(alice):
    more = "!Account\nNJar\nTCash\n^\n!Type:Cash\nD2024-01-01\nT7.00\nPOpening Balance\nL[Jar]\n^\n"
    committed(alice, QIF + more, "book.qif")
    assert balance(alice, "Jar") == "7.00"


def test_an_account_that_nobody_has_used_takes_over_the_opening_balance(alice, cash):
    text = QIF.replace("Checking", "Cash")
    committed(alice, text, "book.qif")
    assert balance(alice, "Cash") == "-5.00"
    assert committed(alice, text, "book.qif")["recorded"] == 0
    assert balance(alice, "Cash") == "-5.00"


def test_an_opening_balance_alone_is_taken_over_as_well(alice, cash):
    begun = QIF[: QIF.index("D2024-01-05")].replace("Checking", "Cash")
    done = committed(alice, begun, "book.qif")
    assert (done["recorded"], done["accounts"][0]["opening_balance"]) == (0, "100.00")
    assert balance(alice, "Cash") == "100.00"


def test_a_transfer_goes_to_the_account_in_the_currency_that_the_file_says(alice, cash):
    journal = """
2024-01-01 Opening
    Assets:Cash          25.00 GBP
    Equity:Opening

2024-01-05 Withdrawn
    Assets:Cash          40.00 GBP
    Assets:Checking

2024-01-06 Withdrawn, and the fee
    Assets:Cash          10.00 GBP
    Expenses:Fees         1.00 GBP
    Assets:Checking
"""
    assert committed(alice, journal, "book.journal")["recorded"] == 2
    # The book's own Cash is in its home currency.
    names = ("Cash", "Cash GBP", "Checking")
    assert [balance(alice, name) for name in names] == ["0.00", "75.00", "-51.00"]


BOOK = """
2024-01-01 open Assets:Bank
2024-01-01 open Assets:Savings
2024-01-01 open Liabilities:Card
2024-01-02 * "Salary"
  Assets:Bank      1000.00 EUR
  Income:Job
2024-01-03 * "Saved"
  Assets:Savings     80.00 EUR
  Assets:Bank
2024-01-04 * "Shop"
  Expenses:Food      50.00 EUR
  Liabilities:Card
2024-01-05 * "Paid, and the fee"
  Liabilities:Card   50.00 EUR
  Expenses:Fees       1.00 EUR
  Assets:Bank
2024-01-06 balance Assets:Savings    80.00 EUR
2024-01-06 balance Liabilities:Card   0.00 EUR
2024-01-06 balance Assets:Bank      869.00 EUR
"""


def told_in(number):
    """BOOK as so many files of one archive."""
    file = io.BytesIO()
    with ZipFile(file, "w") as packed:
        for name in range(number):
            packed.writestr(f"{name}.beancount", BOOK)
    return file.getvalue()


@pytest.mark.parametrize("content", [BOOK, told_in(1), told_in(2)], ids=["alone", "once", "twice"])
def test_a_stated_balance_counts_what_only_another_account_tells(alice, content):
    done = committed(alice, content, "book")
    assert all(stated["holds"] for stated in done["balances"]["stated"])
    names = ("Savings", "Card", "Bank")
    assert [balance(alice, name) for name in names] == ["80.00", "0.00", "869.00"]
    assert {one["opening_balance"] for one in done["accounts"]} == {"0.00"}


def test_a_transfer_to_another_currency_without_an_amount_there_is_said_to_be_none(alice):
    alice.account(name="Dollars", currency="USD")
    text = QIF.replace("Savings", "Dollars").replace("$-5.00", "$-2.00\nS[Dollars]\n$-3.00")
    shown = planned(alice, text[: text.rindex("!Account")], "book.qif")
    [said] = [one["detail"] for one in shown["warnings"] if one["code"] == "one_sided_transfers"]
    assert said.startswith("2 transfers")
    assert "one_sided_transfers" not in str(planned(alice, QIF, "book.qif")["warnings"])


def test_an_account_that_is_used_keeps_its_opening_balance(alice, cash):
    alice.transaction(account=cash, amount="1.00")
    shown = committed(alice, QIF.replace("Checking", "Cash"), "book.qif")
    assert shown["accounts"][0]["opening_balance"] is None
    assert balance(alice, "Cash") == "-106.00"


def test_a_transfer_that_a_file_tells_from_both_sides_is_one(alice):
    committed(alice, QIF, "book.qif")
    rows = made(alice.get("transactions/?type=transfer"))["results"]
    accounts = by_name(alice, "accounts")
    assert [(r["amount"], r["account"], r["to_account"]) for r in rows] == [
        ("50.00", accounts["Checking"]["id"], accounts["Savings"]["id"])
    ]
    assert committed(alice, QIF, "book.qif")["recorded"] == 0


def test_two_equal_transfers_on_a_day_stay_two(alice):
    one = "D2024-01-06\nT-50.00\nPMove\nL[Savings]\n^\n"
    other = "D2024-01-06\nT50.00\nPMove\nL[Checking]\n^\n"
    text = QIF.replace(one, one * 2).replace(other, other * 2)
    assert committed(alice, text, "book.qif")["recorded"] == 4
    assert balance(alice, "Savings") == "100.00"


def test_a_split_keeps_its_parts(alice):
    committed(alice, QIF, "book.qif")
    (split,) = made(alice.get("transactions/?q=Shop"))["results"]
    categories = by_name(alice, "categories")
    assert [(p["category"], p["amount"]) for p in split["postings"]] == [
        (categories["Groceries"]["id"], "-20.00"),
        (categories["Home"]["id"], "-5.00"),
    ]


def test_categories_that_a_file_names_are_found_or_made(alice, cash):
    heading = "Date,Amount,Payee,Category"
    text = table(
        ("2024-01-05", "-3.00", "Mill", "Groceries"),
        ("2024-01-06", "-4.00", "Zoo", "Animals:Visits"),
        ("2024-01-07", "900.00", "Work", "Odd jobs"),
        heading=heading,
    )
    there = by_name(alice, "categories")["Groceries"]["id"]
    shown = planned(alice, text, account=cash)
    assert [(c["path"], c["type"], c["category"]) for c in shown["categories"]] == [
        ("Groceries", "expense", there),
        ("Animals:Visits", "expense", None),
        ("Odd jobs", "income", None),
    ]
    committed(alice, text, account=cash)
    made_now = by_name(alice, "categories")
    assert made_now["Visits"]["parent"] == made_now["Animals"]["id"]
    assert made_now["Odd jobs"]["type"] == "income"


def test_money_back_is_a_refund_of_its_category(alice, cash):
    heading = "Date,Amount,Payee,Category"
    text = table(
        ("2024-01-05", "-30.00", "Shoes", "Clothes"),
        ("2024-01-06", "-20.00", "Shoes", "Clothes"),
        ("2024-01-09", "30.00", "Shoes", "Clothes"),
        heading=heading,
    )
    committed(alice, text, account=cash)
    (back,) = [row for row in made(alice.get("transactions/"))["results"] if row["refund"]]
    assert (back["type"], back["amount"]) == ("expense", "30.00")


def test_no_category_is_made_where_only_existing_ones_are_asked_for(alice, cash):
    text = table(("2024-01-05", "-3.00", "Zoo", "Animals"), heading="Date,Amount,Payee,Category")
    before = by_name(alice, "categories")
    committed(alice, text, account=cash, categories="existing")
    assert by_name(alice, "categories") == before
    assert made(alice.get("transactions/"))["results"][0]["category"] is None


def test_rows_in_another_currency_than_their_account_are_not_mixed_in(alice, cash):
    text = table(
        ("2024-01-05", "-3.00", "Mill", "EUR"),
        ("2024-01-06", "-4.00", "Diner", "USD"),
        heading="Date,Amount,Payee,Currency",
    )
    shown = planned(alice, text, account=cash)
    assert (shown["rows"]["new"], shown["rows"]["faulty"]) == (1, 1)
    assert rows_of(alice, shown["id"], "faulty")[0]["code"] == "currency_differs"
    dollars = alice.account(name="Dollars", currency="USD")["id"]
    mapped = json.dumps({"USD": dollars})
    again = committed(alice, text, account=cash, accounts=mapped)
    assert again["recorded"] == 2
    assert stored(alice, account=dollars) == [("2024-01-06", "-4.00", "Diner")]


def test_an_account_is_found_by_its_name_or_by_the_mapping(alice):
    mine = alice.account(name="Savings", currency="EUR")["id"]
    other = alice.account(name="Giro", currency="EUR")["id"]
    done = committed(alice, QIF, "book.qif", accounts=json.dumps({"Checking": other}))
    assert [a["account"] for a in done["accounts"]] == [other, mine]


def test_what_a_file_calls_an_account_is_remembered(alice):
    mine = alice.account(name="Everyday", currency="EUR")["id"]
    committed(alice, MT940.format(closing="96,60"), "bank.sta", account=mine)
    more = MT940.format(closing="90,60").replace("240105", "240205")
    assert planned(alice, more, "bank.sta")["accounts"][0]["account"] == mine
    made(alice.patch(f"accounts/{mine}/", {"name": "Renamed"}))
    assert planned(alice, more, "bank.sta")["accounts"][0]["account"] == mine


def test_no_account_is_made_where_that_is_not_wanted(alice):
    shown = planned(alice, QIF, "book.qif", create_accounts="false")
    codes = {row["code"] for row in rows_of(alice, shown["id"], "faulty")}
    assert (shown["rows"]["new"], codes) == (0, {"account_unknown"})


def test_an_account_of_a_file_whose_closing_balance_is_stated_ends_on_it(alice):
    statement = (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
        "<CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>99<ACCTTYPE>CHECKING</BANKACCTFROM>"
        "<BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20240105<TRNAMT>-3.40<FITID>1<NAME>Mill"
        "</STMTTRN></BANKTRANLIST><LEDGERBAL><BALAMT>96.60<DTASOF>20240131</LEDGERBAL>"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )
    done = committed(alice, statement, "bank.ofx")
    (account,) = done["accounts"]
    assert (account["opening_balance"], account["type"]) == ("100.00", "checking")
    assert balance(alice, account["name"]) == "96.60"
    again = planned(alice, statement, "bank.ofx", account=account["account"])
    (checked,) = again["balances"]["stated"]
    assert (checked["against"], checked["stated"], checked["holds"]) == ("book", "96.60", True)


MT940 = (
    ":20:ONE\r\n:25:DE02120300000000202051\r\n:28C:1/1\r\n:60F:C240101EUR100,00\r\n"
    ":61:2401050105D3,40NMSCNONREF\r\n:86:Bakery\r\n:62F:C240131EUR{closing}\r\n-\r\n"
)


def test_whether_the_balances_of_a_file_hold_is_said(alice):
    good = planned(alice, MT940.format(closing="96,60"), "bank.sta")
    assert good["balances"]["hold"] is True
    bad = planned(alice, MT940.format(closing="96,50"), "bank.sta")
    assert bad["balances"]["hold"] is False
    wrong = [one for one in bad["balances"]["stated"] if not one["holds"]]
    assert [(one["against"], one["stated"], one["found"]) for one in wrong] == [
        ("file", "96.50", "96.60")
    ]


def test_running_balances_are_checked_row_by_row(alice, cash):
    lines = [
        ("2024-01-05", "-3.00", "A", "97.00"),
        ("2024-01-06", "-4.00", "B", "93.00"),
        ("2024-01-07", "-5.00", "C", "88.00"),
    ]
    heading = "Date,Amount,Payee,Balance"
    shown = planned(alice, table(*lines, heading=heading), account=cash)
    assert (shown["balances"]["running_checked"], shown["balances"]["running_broken"]) == (2, 0)
    backwards = planned(alice, table(*reversed(lines), heading=heading), account=cash)
    assert backwards["balances"]["running_broken"] == 0
    lines[1] = ("2024-01-06", "-4.00", "B", "92.00")
    broken = planned(alice, table(*lines, heading=heading), account=cash)
    assert broken["balances"]["hold"] is False
    assert broken["balances"]["broken_lines"] == [3, 4]


def test_long_texts_are_kept_in_the_notes(alice, cash):
    payee, text = "P" * 150, "d" * 300
    heading = "Date,Amount,Payee,Description"
    committed(alice, table(("2024-01-05", "-3.00", payee, text), heading=heading), account=cash)
    (row,) = made(alice.get("transactions/"))["results"]
    assert (row["payee"], len(row["description"])) == ("P" * 100, 255)
    assert row["notes"] == f"{payee}\n{text}"
