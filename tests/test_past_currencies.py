"""A book with accounts in currencies that the euro replaced, through the API."""

from django.core.management import call_command

from archives.tests.conftest import archive_of, restored
from tests.cast import made


def spent(caller, code, amount, day):
    account = caller.account(name=f"{code} {day}", currency=code)["id"]
    row = caller.transaction(account=account, amount=amount, date=day)
    return made(caller.get(f"transactions/{row['id']}/?expand=postings"))["postings"][0]


def worth(posting):
    return posting["converted"], posting["rate"], posting["rate_date"], posting["rate_source"]


def expense(caller, year, month):
    report = made(caller.get(f"reports/monthly/?year={year}&month={month}"))
    return report["expense"], [one["amount"] for one in report["unconverted"]]


def test_what_was_spent_in_marks_counts_at_the_fixed_rate_once_that_is_law(alice):
    before = spent(alice, "DEM", "100.00", "1998-12-31")
    after = spent(alice, "DEM", "100.00", "1999-01-01")
    assert worth(before) == (False, None, None, None)
    assert worth(after) == (True, "0.511291881196218", "1999-01-01", "fixed")
    assert expense(alice, 1998, 12) == ("0.00", ["100.00"])
    assert expense(alice, 1999, 1) == ("51.13", [])
    call_command("check_books")


def test_a_rate_of_the_book_values_what_was_before_the_law(alice):
    spent(alice, "DEM", "100.00", "1998-12-31")
    rate = {"date": "1998-12-31", "base": "DEM", "quote": "EUR", "rate": "0.5"}
    made(alice.post("rates/", rate), 201)
    assert expense(alice, 1998, 12) == ("50.00", [])
    call_command("check_books")


def test_a_book_in_marks_counts_euro_and_francs_at_the_fixed_rates(alice):
    spent(alice, "EUR", "100.00", "2001-06-15")
    spent(alice, "FRF", "100.00", "2001-06-15")
    assert expense(alice, 2001, 6) == ("115.24", [])
    made(alice.patch("book/", {"home_currency": "DEM"}))
    assert expense(alice, 2001, 6) == ("225.40", [])
    call_command("check_books")


def test_balances_of_today_count_at_the_fixed_rates(alice):
    alice.account(name="Lire", currency="ITL", opening_balance="193627", opening_date="2001-01-01")
    held = made(alice.get("reports/balances/"))
    row = next(one for one in held["accounts"] if one["name"] == "Lire")
    assert (row["balance"], row["rate_source"]) == ("193627", "fixed")
    assert held["net_worth"] == "100.00"


def test_the_look_up_knows_them_both_ways(alice):
    asked = {"from": "EUR", "to": "HRK", "date": "2023-01-01"}
    found = made(alice.get("rates/lookup/", asked))
    assert (found["rate"], found["source"], found["unconverted"]) == ("7.5345", "fixed", False)
    asked = {"from": "HRK", "to": "EUR", "date": "2022-12-31"}
    assert made(alice.get("rates/lookup/", asked))["unconverted"]


def test_an_archive_brings_the_account_and_what_it_is_worth(alice, bob):
    spent(alice, "GRD", "340.75", "2001-01-01")
    book = restored(archive_of(alice.book.pk), bob.user).book
    assert expense(bob.at(book), 2001, 1) == ("1.00", [])
    call_command("check_books", "--book", str(book.pk))
