"""How a table is read: guessed, shown, corrected, and remembered for the next one."""

from imports.tests.sending import planned, rows_of, table
from tests.cast import made

TEXT = table(("01/02/2024", "-3.40", "Bakery"), ("01/02/2024", "-4.40", "Bakery"))
DAY_FIRST = '{"date_order": "dmy"}'


def test_what_was_understood_is_shown_with_a_preview(alice, cash):
    layout = planned(alice, table(("2024-01-05", "-3.40", "Mill")), account=cash)["layout"]
    assert layout["names"] == ["Date", "Amount", "Payee"]
    assert layout["preview"] == [["2024-01-05", "-3.40", "Mill"]]
    assert (layout["encoding"], layout["delimiter"], layout["date_order"]) == ("utf-8", ",", "ymd")
    assert layout["columns"]["amount"] == [2]


def test_the_lines_are_shown_even_where_something_has_to_be_said_first(alice, cash):
    failed = planned(alice, TEXT, account=cash)
    assert failed["state"] == "failed"
    assert failed["layout"]["preview"][0] == ["01/02/2024", "-3.40", "Bakery"]


def test_a_correction_holds_for_the_next_file_of_that_shape(alice, cash):
    planned(alice, TEXT, account=cash, options=DAY_FIRST)
    again = planned(alice, TEXT.replace("3.40", "5.40"))
    assert again["state"] == "planned"
    assert {row["date"] for row in rows_of(alice, again["id"])} == {"2024-02-01"}
    assert again["accounts"][0]["account"] == cash
    assert "account_recalled" in {warning["code"] for warning in again["warnings"]}


def test_what_is_stated_goes_before_what_is_remembered(alice, cash):
    planned(alice, TEXT, account=cash, options=DAY_FIRST)
    other = alice.account(name="Other")["id"]
    options = '{"date_order": "mdy"}'
    again = planned(alice, TEXT, account=other, options=options)
    assert {row["date"] for row in rows_of(alice, again["id"])} == {"2024-01-02"}
    assert again["accounts"][0]["account"] == other


def test_a_file_of_another_shape_is_guessed_at(alice, cash):
    planned(alice, TEXT, account=cash, options=DAY_FIRST)
    other = TEXT.replace("Payee", "Recipient")
    assert planned(alice, other, account=cash)["state"] == "failed"


def test_what_is_remembered_is_listed_and_forgotten(alice, cash):
    planned(alice, TEXT, account=cash, options=DAY_FIRST)
    (layout,) = made(alice.get("import-layouts/"))["results"]
    assert layout["columns"] == ["Date", "Amount", "Payee"]
    assert (layout["options"], layout["account"]) == ({"date_order": "dmy"}, cash)
    assert alice.delete(f"import-layouts/{layout['id']}/").status_code == 204
    assert planned(alice, TEXT, account=cash)["state"] == "failed"


def test_another_book_does_not_know_it(alice, bob, cash):
    planned(alice, TEXT, account=cash, options=DAY_FIRST)
    account = made(bob.get("accounts/"))["results"][0]["id"]
    assert planned(bob, TEXT, account=account)["state"] == "failed"
