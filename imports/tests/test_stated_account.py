"""The stated account is where the rows of a file go, and never what money is transferred to."""

import pytest

from imports.tests.sending import committed, planned, rows_of
from tests.cast import made

PLAIN = "!Type:Bank\nD02/15'24\nT-12.50\nPMill\n^\nD02/16'24\nT-100.00\nL[Savings]\n^\n"
SPLIT = PLAIN.replace("T-100.00\nL[Savings]", "T-112.50\nSFood\n$-12.50\nS[Savings]\n$-100.00")
NAMED = "!Account\nNEveryday\nTBank\n^\n" + PLAIN
BOTH = (
    NAMED + "!Account\nNSavings\nTBank\n^\n!Type:Bank\nD02/16'24\nT100.00\nL[Everyday]\n^\n"
    "D02/17'24\nT1.00\nPInterest\n^\n"
)
JOURNAL = """
2024-02-15 Mill
    Expenses:Food      12.50 EUR
    Assets:Everyday

2024-02-16 Saved
    Assets:Savings    100.00 EUR
    Assets:Everyday
"""
BEANCOUNT = """
2024-01-01 open Assets:Everyday
2024-01-01 open Assets:Savings
2024-02-15 * "Mill"
  Expenses:Food      12.50 EUR
  Assets:Everyday
2024-02-16 * "Saved"
  Assets:Savings    100.00 EUR
  Assets:Everyday
"""
TABLE = "Date,Amount,Payee,Transfer account\n2024-02-15,-12.50,Mill,\n2024-02-16,-100.00,,Savings\n"
FILES = {
    "qif": PLAIN,
    "qif, in a split": SPLIT,
    "qif, with a category": PLAIN.replace("[Savings]", "Saved|[Savings]"),
    "qif, with a class": PLAIN.replace("[Savings]", "[Savings]/Holiday"),
    "qif, in cash": PLAIN.replace("Bank", "Cash"),
    "qif, of a card": PLAIN.replace("Bank", "CCard"),
    "qif, that names its account": NAMED,
    "qif, the transfer first": "!Type:Bank\nD02/16'24\nT-100.00\nL[Savings]\n^\n"
    "D02/15'24\nT-12.50\nPMill\n^\n",
    "qif, with white space": PLAIN.replace("[Savings]", "[ Savings ]"),
    "hledger": JOURNAL,
    "beancount": BEANCOUNT,
    "table": TABLE,
}


def balances(caller):
    return {row["name"]: row["balance"] for row in made(caller.get("accounts/"))["results"]}


def spent(caller):
    return made(caller.get("reports/monthly/?year=2024&month=2"))["expense"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("is_there", [False, True])
def test_a_transfer_goes_to_the_account_that_the_file_names(alice, name, is_there):
    main = alice.account(name="Main")
    if is_there:
        alice.account(name="Savings")
    committed(alice, FILES[name], account=main["id"])
    found = balances(alice)
    out = "-125.00" if name == "qif, in a split" else "-112.50"
    assert (found["Main"], found["Savings"]) == (out, "100.00")
    assert spent(alice) == ("25.00" if name == "qif, in a split" else "12.50")
    assert committed(alice, FILES[name], account=main["id"])["recorded"] == 0


QIFS = [name for name in FILES if name.startswith("qif")]


@pytest.mark.parametrize("name", QIFS)
def test_money_that_comes_from_an_account_is_no_income(alice, name):
    main = alice.account(name="Main")
    text = FILES[name].replace("T-1", "T1").replace("$-1", "$1")
    committed(alice, text, account=main["id"])
    assert balances(alice)["Savings"] == "-100.00"


def test_a_section_without_a_name_beside_an_account_that_it_transfers_to_is_the_stated_one(alice):
    main = alice.account(name="Main")
    there = "!Account\nNSavings\nTBank\n^\n!Type:Bank\nD02/17'24\nT1.00\nPInterest\n^\n"
    committed(alice, PLAIN + there, account=main["id"])
    found = balances(alice)
    assert (found["Main"], found["Savings"]) == ("-112.50", "101.00")


@pytest.mark.parametrize("name", FILES)
def test_a_transfer_to_no_account_is_a_fault_where_none_is_to_be_made(alice, name):
    main = alice.account(name="Main")
    shown = planned(alice, FILES[name], account=main["id"], create_accounts="false")
    codes = [row["code"] for row in rows_of(alice, shown["id"], "faulty")]
    assert (shown["rows"]["new"], codes) == (1, ["account_unknown"])


@pytest.mark.parametrize("swapped", [False, True])
def test_accounts_between_which_a_file_transfers_stay_apart(alice, swapped):
    main = alice.account(name="Main")
    at = BOTH.rindex("!Account")
    text = BOTH[at:] + BOTH[:at] if swapped else BOTH
    shown = committed(alice, text, account=main["id"])
    found = balances(alice)
    other = "Everyday" if swapped else "Savings"
    assert (found["Main"], found[other]) == (
        ("101.00", "-112.50") if swapped else ("-112.50", "101.00")
    )
    assert [warning["code"] for warning in shown["warnings"]] == ["several_accounts"]
