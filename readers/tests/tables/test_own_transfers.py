"""Apps tell transfers between own accounts each in their own way; none of them is lost."""

import pytest

from readers.tests.tables.files import accounts_of, amounts_of, faults_of, rows_of

HEAD = "Date,Title,Category,Account,Amount,Currency,Type,{},{},{},{}\n"
SPENT = "2024-02-0{0},Lunch,Food,Purse,1{0}.50,EUR,EXPENSE,,,,\n"
EARNED = "2024-02-08,Pay,Work,Bank,2000.00,EUR,INCOME,,,,\n"
NAMES = [
    *[("Transfer Amount", "To Account", "Receive Amount", "Receive Currency")],
    *[("Transfer amount", "Target account", "Target amount", "Target currency")],
    *[("Amount transferred", "Destination account", "Destination amount", "Destination currency")],
    *[("Umbuchungsbetrag", "Zielkonto", "Zielbetrag", "Zielw\u00e4hrung")],
    *[("Sent amount", "Receiving account", "Received amount", "Received currency")],
]
TRANSFER = "2024-02-09,Move,,Bank,{amount},EUR,TRANSFER,{sent},{other},{arrived},{code}\n"


def table(names, spent=1, **cells):
    row = TRANSFER.format(**{"amount": "", "sent": "100.00", "other": "Purse", "arrived": "100.00",
                             "code": "EUR"} | cells)  # fmt: skip
    rows = "".join(SPENT.format(n) for n in range(1, spent + 1))
    return HEAD.format(*names) + rows + EARNED + row


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("spent", [1, 2, 6])
@pytest.mark.parametrize("amount", ["", "0.00"])
def test_the_amount_of_a_transfer_stands_in_its_own_column(names, spent, amount):
    content = table(names, spent, amount=amount)
    *others, moved = rows_of(content)
    assert [str(row.amount) for row in others] == [f"-1{n + 1}.50" for n in range(spent)] + [
        "2000.00"
    ]
    assert (str(moved.amount), moved.account, moved.other_account) == ("-100.00", "Bank", "Purse")
    assert (moved.other_amount, faults_of(content)) == (None, [])


@pytest.mark.parametrize("names", NAMES)
def test_what_arrives_in_another_currency_is_kept(names):
    content = table(names, other="Dollars", arrived="108.50", code="USD")
    moved = rows_of(content)[-1]
    assert (str(moved.amount), str(moved.other_amount)) == ("-100.00", "108.50")
    assert {a.key: a.currency for a in accounts_of(content)}["Dollars"] == "USD"


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("word", ["TRANSFER", "Transfer", "Umbuchung", "\u8f6c\u8d26"])
def test_a_type_that_is_neither_leaves_for_the_account_that_it_names(names, word):
    content = table(names, sent="", amount="100.00").replace("TRANSFER", word)
    assert (amounts_of(content)[-1], rows_of(content)[-1].other_account) == ("-100.00", "Purse")


def test_a_transfer_without_the_other_account_is_a_fault():
    content = table(NAMES[0], sent="", amount="100.00", other="")
    assert faults_of(content) == [(4, "no_sign")]


@pytest.mark.parametrize(
    ("out", "into"),
    [
        *[("Transfer-Out", "Transfer-In"), ("TRANSFER_OUT", "TRANSFER_IN")],
        *[("Transfer out", "Transfer in"), ("Transfer to", "Transfer from")],
    ],
)
def test_a_type_says_on_which_side_of_a_transfer_a_row_is(out, into):
    content = (
        f"Date,Type,Category,Amount,Account\n2024-02-01,Expense,Food,5.00,A\n"
        f"2024-02-02,Income,Pay,9.00,A\n2024-02-03,{out},Move,3.00,A\n2024-02-03,{into},Move,3.00,B\n"
    )
    assert amounts_of(content) == ["-5.00", "9.00", "-3.00", "3.00"]
