"""What statements of single formats come to in a book."""

import pytest

from imports.tests.sending import committed, planned, rows_of, stored
from readers.tests import camt_files, gnucash_files
from readers.tests.ofx_samples import ledger
from readers.tests.tables import test_cards, test_states
from readers.tests.test_balance_rows import AMOUNTS, MOVES, in_ofx, in_qif
from readers.tests.test_gnucash import opening
from readers.tests.test_mt940_statements import statement
from tests.cast import made

DAYS = {
    "on the same day": (("240102", "240102"), ("240102", "240103")),
    "later": (("240102", "240102"), ("240103", "240103")),
    "all on one day": (("240102", "240102"), ("240102", "240102")),
    "dated ahead": (("240102", "240105"), ("240103", "240106")),
    "dated back": (("240102", "240102"), ("240101", "240103")),
    "without rows": ((), ("240102", "240103")),
    "then without rows": (("240101", "240102"), ()),
    "three rows": (("240101", "240102", "240102"), ("240102",)),
    "long before": (("231201",), ("240102", "240102")),
    "long after": (("240102",), ("240202", "240302")),
}


def test_the_worker_tells_the_reader_the_type_of_the_account(alice):
    card = alice.account(name="Card", currency="EUR", type="credit_card")["id"]
    table = test_cards.table(test_cards.PLAIN, "Lastschrift")
    committed(alice, table, account=card)
    assert [amount for _day, amount, _payee in stored(alice)] == test_cards.RIGHT


def test_the_currency_of_the_account_in_the_book_decides(alice):
    yen = alice.account(name="Yen", currency="JPY")["id"]
    shown = planned(alice, 'Date;Text;Amount\n2024-02-29;a;"-3,300"\n', account=yen)
    assert [row["amount"] for row in rows_of(alice, shown["id"])] == ["-3300"]


@pytest.mark.parametrize("word", ["Umsatz vorgemerkt", "PENDING - not yet booked"])
def test_a_pending_payment_is_the_one_that_is_booked_later(alice, word):
    cash = alice.account(name="Checking", currency="EUR")["id"]
    committed(alice, test_states.table(word, heading="Status"), account=cash)
    head = test_states.HEAD.format("Status")
    later = head + "2024-03-04,SHOP SAGT DANKE,-5.00,Umsatz gebucht\n"
    shown = planned(alice, later, account=cash)
    assert [row["verdict"] for row in rows_of(alice, shown["id"])] == ["probable"]


@pytest.mark.parametrize("kind", ["ofx", "qif"])
def test_income_and_balance_are_without_the_rows_that_state_balances(alice, kind):
    account = alice.account(name="Main", currency="EUR")["id"]
    write = in_ofx if kind == "ofx" else in_qif
    text = write("SALDO DO DIA", MOVES, ("MEMO",))
    shown = committed(alice, text, f"statement.{kind}", account=account)
    assert sorted(row[1] for row in stored(alice)) == sorted(AMOUNTS)
    assert [warning["code"] for warning in shown["warnings"]] == ["skipped_lines"]
    assert made(alice.get(f"accounts/{account}/"))["balance"] == "4730.00"
    again = committed(alice, text, f"statement.{kind}", account=account)
    assert again["recorded"] == 0


def test_a_balance_before_other_rows_of_its_day_raises_no_alarm(alice, cash):
    moves = [*MOVES[:4], ("20240229", "*", "4930.00"), ("20240229", "Bar", "-30.00"), *MOVES[5:6]]
    moves += [("20240301", "*", "4800.00")]
    text = in_ofx("SALDO DO DIA", moves, ("NAME",), ledger("4800.00", "20240301"))
    shown = planned(alice, text, "statement.ofx", account=cash)
    assert [one for one in shown["balances"]["stated"] if one["against"] == "file"]
    assert all(o["holds"] for o in shown["balances"]["stated"] if o["against"] == "file")
    assert shown["rows"]["new"] == 5


def test_a_balance_in_another_currency_opens_no_account(alice):
    closing = camt_files.balance("CLBD", "9", "2024-01-31", currency="USD")
    text = camt_files.message(camt_files.statement(closing, camt_files.entry("2")))
    shown = committed(alice, text, "statement.xml")
    assert [one["code"] for one in shown["warnings"]] == ["balance_currency"]
    found = made(alice.get("accounts/"))["results"]
    assert {one["currency"] for one in found} == {"EUR"}
    assert [one["balance"] for one in found if one["balance"] != "0.00"] == ["2.00"]


@pytest.mark.parametrize("kind", ["xml", "sqlite"])
def test_a_second_opening_balance_is_no_income_of_the_month(alice, kind):
    openings = [opening(100000, "2024-01-15"), opening(5000, "2024-02-15")]
    content = gnucash_files.KINDS[kind][1]([gnucash_files.spent(), *openings])
    shown = committed(alice, content, f"book.{kind}")
    assert [warning["code"] for warning in shown["warnings"]] == ["late_openings"]
    assert made(alice.get("transactions/?type=income"))["results"] == []
    balances = {one["name"]: one["balance"] for one in made(alice.get("accounts/"))["results"]}
    assert balances["Assets:Bank"] == "974.50"


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("newest_first", [False, True])
def test_a_balance_of_a_good_file_holds_whichever_days_its_rows_are_of(alice, days, newest_first):
    first, second = DAYS[days]
    middle, end = 1 + len(first), 1 + len(first) + len(second)
    parts = [
        statement("C240101EUR1,00", f"C240102EUR{middle},00", *first),
        statement(f"C240102EUR{middle},00", f"C240103EUR{end},00", *second),
    ]
    shown = planned(alice, "".join(reversed(parts) if newest_first else parts), "bank.sta")
    assert all(one["holds"] for one in shown["balances"]["stated"])
    assert shown["warnings"] == []
