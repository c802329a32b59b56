"""What was decided about a file, and on what evidence, is in the answer."""

import json

import pytest

from imports.tests.sending import committed, planned, rows_of, worked
from tests.cast import made

PROVED = "Date,Payee,Amount,Balance\n2024-01-31,A,-1.00,5.00\n2024-02-01,B,2.00,7.00\n"
PLAIN = "Date,Payee,Amount\n2024-01-31,A,-1.00\n2024-02-01,B,2.00\n"
UNSIGNED = "Date,Payee,Amount\n2024-01-31,A,1.00\n2024-02-01,B,2.00\n"
OPENING = "Opening balance,10.00\n"


def evidence(shown, about):
    return [one["evidence"] for one in shown["decisions"] if one["about"] == about]


def stated(**options):
    return {"options": json.dumps(options)}


@pytest.mark.parametrize(
    ("text", "options", "about", "kind"),
    [
        (PROVED, {}, "direction", "proved"),
        (PROVED, {}, "column amount", "proved"),
        (PROVED, {}, "column date", "stated"),
        (PLAIN, {}, "direction", "stated"),
        (PLAIN.replace("Payee", "Frobbed"), {}, "column description", "assumed"),
        (UNSIGNED, {"invert": True}, "direction", "stated"),
        (PLAIN.replace("2024-01-31", "31/01/2024"), {}, "date_order", "stated"),
        (PLAIN, {"currency": "EUR"}, "currency", "stated"),
        (f"{OPENING}{UNSIGNED}Closing balance,13.00\n", {}, "direction", "proved"),
        (f"{OPENING}{PLAIN}Closing balance,11.00\n", {}, "direction", "proved"),
        (f"{OPENING}{PLAIN}Closing balance,99.00\n", {}, "direction", "stated"),
    ],
)
def test_each_decision_names_its_evidence(alice, cash, text, options, about, kind):
    shown = planned(alice, text, account=cash, **stated(**options))
    assert shown["state"] == "planned", shown["problem"]
    assert kind in evidence(shown, about)


def test_what_was_stated_of_an_earlier_file_is_known_of_the_next(alice, cash):
    planned(alice, UNSIGNED, account=cash, **stated(invert=True))
    shown = planned(alice, UNSIGNED)
    assert evidence(shown, "direction") == ["known"]
    assert evidence(shown, "account") == ["known"]


def test_an_open_question_is_a_decision_without_an_outcome(alice, cash):
    shown = planned(alice, UNSIGNED, query="?commit=auto", account=cash)
    assert (shown["state"], shown["recorded"]) == ("failed", 0)
    (open_one,) = [one for one in shown["decisions"] if one["decided"] is None]
    assert (open_one["option"], open_one["evidence"]) == ("invert", None)
    row = made(alice.patch(f"imports/{shown['id']}/", {"options": {"invert": True}}), 202)
    assert evidence(worked(alice, row["id"]), "direction") == ["stated"]


@pytest.mark.parametrize(
    ("closing", "amounts"), [("13.00", ["1.00", "2.00"]), ("7.00", ["-1.00", "-2.00"])]
)
def test_a_file_whose_balances_answer_is_not_asked_about(alice, cash, closing, amounts):
    text = f"{OPENING}{UNSIGNED}Closing balance,{closing}\n"
    shown = committed(alice, text, account=cash)
    assert [row["amount"] for row in rows_of(alice, shown["id"])] == amounts
    assert (shown["balances"]["hold"], shown["rows"]["new"]) == (True, 2)


def test_signs_that_break_the_balances_are_not_recorded_and_not_turned(alice, cash):
    turned = f"{OPENING}{PLAIN}Closing balance,9.00\n"
    shown = planned(alice, turned, query="?commit=auto", account=cash)
    assert (shown["state"], shown["problem"]["code"]) == ("planned", "unproved")
    assert [row["amount"] for row in rows_of(alice, shown["id"])] == ["-1.00", "2.00"]


def test_what_is_owed_on_a_card_is_no_contradiction(alice):
    account = alice.account(type="credit_card")["id"]
    rows = "2024-01-30,BOOKS,25.00\n2024-01-31,CAFE,5.00\n2024-02-01,AUTOPAY PAYMENT,-10.00\n"
    text = f"Previous balance,10.00\nDate,Description,Amount\n{rows}New balance,30.00\n"
    shown = committed(alice, text, account=account)
    amounts = [row["amount"] for row in rows_of(alice, shown["id"])]
    assert amounts == ["-25.00", "-5.00", "10.00"]
    assert evidence(shown, "direction") == ["assumed"]


def test_what_a_person_states_is_reported_and_not_overruled(alice, cash):
    text = f"{OPENING}{UNSIGNED}Closing balance,13.00\n"
    shown = planned(alice, text, query="?commit=auto", account=cash, **stated(invert=True))
    assert (shown["state"], shown["problem"]["code"]) == ("planned", "unproved")


def test_a_currency_that_no_file_says_is_assumed_and_shown(alice):
    shown = planned(alice, "Account Number,12345678\n" + PLAIN)
    assert "assumed" in evidence(shown, "currency")


def test_formats_that_leave_nothing_open_say_so(alice, cash):
    qif = "!Type:Bank\nD2024-01-31\nT-5.00\nPShop\n^\n"
    shown = planned(alice, qif, "a.qif", account=cash)
    assert evidence(shown, "direction") == ["stated"]


def test_a_file_of_purchases_abroad_goes_to_one_account_in_the_currency_of_its_heading(alice):
    rows = (
        "2024-02-28,Hotel,-1000.00,-25.00,EUR,2000.00\n2024-02-27,Pay,3000.00,3000.00,UAH,3000.00\n"
    )
    heading = "Date,Text,Amount (UAH),Frobbed,Currency,Balance\n"
    shown = committed(alice, heading + rows)
    assert [(one["name"], one["total"]) for one in shown["accounts"]] == [("UAH", "2000.00")]
    again = planned(alice, heading + rows)
    assert again["rows"]["known"] == 2
