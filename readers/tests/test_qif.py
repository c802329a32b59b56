"""QIF: what records say, their accounts, transfers, splits and opening balances."""

from datetime import date
from decimal import Decimal

import pytest

from readers.statement import Account, Balance, BalanceKind, Fault, FileWarning, Row, Split
from readers.tests.qif_samples import account, bank, items, record, refusal, rows
from readers.tests.reading import of_kind

# What a record says


def test_a_record_says_all_of_it():
    lines = ("U-12.50", "CX", "N42", "PCorner shop", "MWeekly", "Mshopping", "A1 Main St", "ATown")
    assert items(bank(record(*lines, "LFood:Groceries/Home")), currency="eur") == [
        Row(
            line=2,
            date=date(2024, 1, 31),
            amount=Decimal("-12.50"),
            currency="EUR",
            payee="Corner shop",
            description="Weekly shopping",
            notes="1 Main St\nTown",
            reference="42",
            category="Food:Groceries",
            tags=("Home",),
            status="reconciled",
        )
    ]


def test_u_counts_where_t_is_missing():
    assert rows("!Type:Bank\nD1/31'24\nU-5.00\n^\n")[0].amount == -5


@pytest.mark.parametrize(
    ("mark", "status"),
    [
        *(("", ""), ("*", "cleared"), ("c", "cleared"), ("C", "cleared")),
        *(("X", "reconciled"), ("x", "reconciled"), ("R", "reconciled"), ("?", "")),
    ],
)
def test_c_is_the_status(mark, status):
    assert rows(bank(record(f"C{mark}")))[0].status == status


@pytest.mark.parametrize(
    ("text", "category", "other", "tags"),
    [
        ("Food", "Food", "", ()),
        ("Food : Snacks ", "Food:Snacks", "", ()),
        ("Food:Snacks/Trip:Rome", "Food:Snacks", "", ("Trip:Rome",)),
        ("/Trip", "", "", ("Trip",)),
        ("[Savings]", "", "Savings", ()),
        ("[Cash: EUR/USD]/Trip", "", "Cash: EUR/USD", ("Trip",)),
        ("Fees|[Savings]", "Fees", "Savings", ()),
        ("--Split--", "", "", ()),
        ("Back\\slash", "Back\\\\slash", "", ()),
    ],
)
def test_l_is_a_category_a_class_or_an_account(text, category, other, tags):
    (row,) = rows(bank(record(f"L{text}")))
    assert (row.category, row.other_account, row.tags) == (category, other, tags)


def test_a_memo_or_address_that_repeats_the_payee_is_left_out():
    (row,) = rows(bank(record("PShop", "MShop", "AShop")))
    assert (row.payee, row.description, row.notes) == ("Shop", "", "")


@pytest.mark.parametrize(
    "text",
    [
        bank(record("PShop")).replace("\n", "\r\n"),
        bank(record("PShop")).replace("\n", "\r"),
        bank(record("PShop")).replace("\n", "\n\n"),
        "\ufeff" + bank(record("PShop")),
        "\n\n### made by a program ###\n" + bank(record("PShop")),
        "! type : BANK  \n" + record("PShop"),
        "!Type:Bank\n^\n" + record("PShop").replace("^", "^^"),
        bank(record("PShop")).encode("utf-16"),
        bank(record("PShop")) + "\x1a",
        bank(record("PShop")).removesuffix("\n"),
        record("PShop"),
        bank(record(" PShop  ", "", "K", "F", "XI3")),
    ],
)
def test_the_same_record_in_other_clothes_is_the_same(text):
    ((*_, amount, _account, _currency, payee),) = [row[:6] for row in rows(text)]
    assert (amount, payee) == (Decimal("-12.50"), "Shop")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "Café Łódź"), ("cp1252", "Crédit für Müller"), ("latin-1", "Électricité")],
)
def test_the_bytes_decide_the_encoding(encoding, name):
    assert rows(bank(record(f"P{name}")).encode(encoding))[0].payee == name


def test_the_caller_may_state_the_encoding():
    content = bank(record("PMüller")).encode("cp1252")
    assert rows(content, encoding="cp437")[0].payee == "Mⁿller"
    assert refusal(content, encoding="utf-8").option == "encoding"


# Accounts


def test_an_account_record_names_the_account_of_what_follows():
    text = (
        "!Option:AutoSwitch\n"
        + account("Giro")
        + "NVisa\nTCCard\n^\n!Clear:AutoSwitch\n"
        + account("Giro")
        + bank(record("L[Visa]", amount="-50.00"))
        + account("Visa", "CCard")
        + bank(record("L[Giro]", amount="50.00"), kind="CCard")
    )
    found = items(text, currency="EUR")
    assert of_kind(Account, found) == [
        Account("Giro", "Giro", "", "EUR", "checking"),
        Account("Visa", "Visa", "", "EUR", "credit_card"),
    ]
    assert [(row.account, row.amount, row.other_account) for row in of_kind(Row, found)] == [
        ("Giro", -50, "Visa"),
        ("Visa", 50, "Giro"),
    ]


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        *(("Bank", "checking"), ("Cash", "cash"), ("CCard", "credit_card")),
        *(("Oth A", "other"), ("Oth L", "loan"), ("Invst", "investment")),
    ],
)
def test_the_header_is_the_type_of_the_account(kind, type_):
    found = items(account("Mine", kind) + bank(record(), kind=kind))
    assert of_kind(Account, found)[0].type == type_
    assert of_kind(Row, found)[0].account == "Mine"


def test_an_account_that_only_a_transfer_names_is_named_before_it():
    assert items(bank(record("L[Savings]")))[0] == Account("Savings", "Savings")


def test_sections_of_several_types_without_names_are_accounts_of_their_own():
    text = bank(record()) + bank(record(amount="-1.00"), kind="CCard")
    found = items(text)
    assert [(a.key, a.type) for a in of_kind(Account, found)] == [
        ("Bank", "checking"),
        ("Ccard", "credit_card"),
    ]
    assert [row.account for row in of_kind(Row, found)] == ["Bank", "Ccard"]


def test_a_section_of_another_type_is_not_of_the_account_named_last():
    text = account("Giro") + bank(record()) + bank(record(amount="-1.00"), kind="Cash")
    assert [row.account for row in rows(text)] == ["Giro", "Cash"]


def test_the_balance_of_an_account_record_is_stated():
    text = account("Giro", "Bank", "/1/31'24", "$1,234.50") + bank(record(day="1/30'24"))
    (balance,) = of_kind(Balance, items(text))
    assert (balance.kind, balance.amount) == (BalanceKind.STATED, Decimal("1234.50"))
    assert (balance.date, balance.account) == (date(2024, 1, 31), "Giro")


def test_money_manager_ex_states_the_currency_and_what_the_account_began_with():
    text = account("Konto", "Invoice", "D[CHF]", "$1 000 000.00") + bank(record())
    account_, balance, row = items(text, currency="EUR")
    assert (account_.currency, row.currency) == ("CHF", "CHF")
    assert balance == Balance(2, BalanceKind.OPENING, Decimal("1000000.00"), None, "Konto", "CHF")


def test_lists_are_no_transactions():
    lists = "".join(
        f"!Type:{name}\nNName\nD1/31'24\nT5.00\n^\n"
        for name in ("Cat", "Class", "Memorized", "Security", "Prices", "Budget")
    )
    prices = '!Type:Prices\n"IBM",12 1/2,"13/13\'24"\n^\n'
    assert [row.payee for row in rows(lists + prices + bank(record("PShop")) + lists)] == ["Shop"]


def test_transactions_under_an_unknown_header_are_read():
    assert len(rows(bank(record(), kind="Banque"))) == 1


# Opening balances


def opening(name, amount="100.00", payee="Opening Balance", day="1/30'24"):
    return record("CX", f"P{payee}", f"L[{name}]", day=day, amount=amount)


def test_an_opening_balance_names_the_account_and_is_no_row():
    account_, balance, row = items(bank(opening("Giro", "5,762.36"), record("PShop")))
    assert account_ == Account("Giro", "Giro", type="checking")
    assert balance == Balance(
        2, BalanceKind.OPENING, Decimal("5762.36"), date(2024, 1, 30), "Giro", ""
    )
    assert (row.account, row.payee) == ("Giro", "Shop")


@pytest.mark.parametrize("payee", ["Solde initial", "Anfangssaldo", "Saldo inicial", "Whatever"])
def test_the_first_transfer_to_itself_opens_an_account(payee):
    found = items(account("Giro") + bank(opening("Giro", payee=payee), record()))
    assert len(of_kind(Balance, found)) == len(of_kind(Row, found)) == 1


def test_an_opening_balance_may_come_from_equity():
    text = account("Giro") + bank(opening("Equity:Opening Balances"), record())
    found = items(text)
    assert [balance.account for balance in of_kind(Balance, found)] == ["Giro"]
    assert [a.key for a in of_kind(Account, found)] == ["Giro"]


def test_a_later_transfer_to_itself_corrects_the_balance():
    (_, row) = rows(account("Giro") + bank(record(), record("PAdjustment", "L[Giro]")))
    assert (row.payee, row.other_account, row.category) == ("Adjustment", "", "")


def test_a_first_record_that_only_sounds_like_an_opening_is_a_row():
    assert len(rows(bank(record("PStarting Balance", "LIncome")))) == 1


# Splits


def test_splits_are_the_parts_of_a_row():
    lines = ("LFood", "SFood/Trip", "Esnacks", "$-7.50", "S[Savings]", "$-5.00")
    found = items(bank(record(*lines)))
    assert found[0] == Account("Savings", "Savings")
    row = found[1]
    assert row.splits == (
        Split(Decimal("-7.50"), "Food", "", "snacks"),
        Split(Decimal("-5.00"), "", "Savings", ""),
    )
    assert (row.category, row.other_account, row.tags) == ("", "", ("Trip",))


def test_what_splits_leave_is_a_part_without_a_category():
    found = items(bank(record("SFood", "$-7.00", "SHome", "$-5.00")))
    assert [split.amount for split in of_kind(Row, found)[0].splits] == [-7, -5, Decimal("-0.50")]
    assert of_kind(FileWarning, found)[0].code == "unequal_splits"


def test_a_split_that_says_nothing_is_left_out():
    (row,) = rows(bank(record("SFood", "$-7.50", "S", "$0.00", "SHome", "$-5.00")))
    assert [split.category for split in row.splits] == ["Food", "Home"]


def test_a_date_within_a_split_is_not_the_rows():
    (row,) = rows(bank(record("SFood", "D1/10'24", "$-7.50", "SHome", "$-5.00")))
    assert (row.date, len(row.splits)) == (date(2024, 1, 31), 2)


def test_one_part_is_no_split():
    (row,) = rows(bank(record("L[Savings]", "S[Savings]", "Emove", "$-12.50")))
    assert (row.other_account, row.splits, row.description) == ("Savings", (), "move")
    (row,) = rows(bank(record("Mmine", "SFood", "Etheirs", "$-12.50")))
    assert (row.category, row.description, row.notes) == ("Food", "mine", "theirs")


def test_parts_in_percent_add_up():
    lines = ("SFood", "%33.33%", "SHome", "%33.33%", "SFun", "%33.34%")
    (row,) = rows(bank(record(*lines, amount="-10.00")))
    amounts = [split.amount for split in row.splits]
    assert amounts == [Decimal("-3.33"), Decimal("-3.33"), Decimal("-3.34")]


UNREADABLE = ["$much", "$1.2.3", "$--5", "$5+x", "$1,2,3.4.5", "$.", "$(", "$?", "$12,5,0", "$1-2"]


@pytest.mark.parametrize("amount", UNREADABLE)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_part_that_cannot_be_read_is_what_the_others_leave_and_is_reported(amount, at):
    parts = [["SFood", "$-7.50"], ["S[Savings]", "$-3.00"], ["SHome", "$-2.00"]]
    parts[at][1] = amount
    found = items(bank(record(*parts[0], *parts[1], *parts[2])))
    (row,) = of_kind(Row, found)
    assert row.amount == Decimal("-12.50")
    assert [split.amount for split in row.splits] == [Decimal("-7.50"), -3, -2]
    assert [(split.category, split.account) for split in row.splits] == [
        *(("Food", ""), ("", "Savings"), ("Home", "")),
    ]
    (warning,) = of_kind(FileWarning, found)
    assert (warning.code, "line 2" in warning.detail) == ("no_split_amount", True)
    assert not of_kind(Fault, found)


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (("SFood", "$x", "SHome", "$y"), []),
        (("SFood", "%1e9", "SHome", "%x"), []),
        (("SFood", "$-7.50", "SHome", "$x", "SFun", "$y"), ["-7.50", "-5.00"]),
        (("SFood", "%60", "SHome", "%x"), ["-7.50", "-5.00"]),
        (("SFood", "$-12.50", "SHome", "$x"), ["-12.50", "0.00"]),
    ],
)
def test_the_total_comes_in_whichever_parts_cannot_be_read(lines, parts):
    found = items(bank(record(*lines)))
    (row,) = of_kind(Row, found)
    assert row.amount == Decimal("-12.50")
    assert [split.amount for split in row.splits] == [Decimal(part) for part in parts]
    assert [warning.code for warning in of_kind(FileWarning, found)] == ["no_split_amount"]


def test_splits_of_nothing_are_a_fault():
    (fault,) = items("!Type:Bank\nD1/31'24\nSFood\n$5.00\n^\n")
    assert fault.code == "no_amount"


# Investments


def action(name, *lines, amount="100.00"):
    return record(f"N{name}", "YAcme", "Q10", *lines, amount=amount)


@pytest.mark.parametrize(
    ("name", "amounts", "words"),
    [
        ("Buy", ["-100.00"], "Buy 10 Acme"),
        ("Sell", ["100.00"], "Sell 10 Acme"),
        ("ShtSell", ["100.00"], "Sell short 10 Acme"),
        ("CvrShrt", ["-100.00"], "Cover short sale of 10 Acme"),
        ("Div", ["100.00"], "Dividend 10 Acme"),
        ("IntInc", ["100.00"], "Interest 10 Acme"),
        ("CGLong", ["100.00"], "Long-term capital gains 10 Acme"),
        ("RtrnCap", ["100.00"], "Return of capital 10 Acme"),
        ("MiscInc", ["100.00"], "Income 10 Acme"),
        ("MiscExp", ["-100.00"], "Expense 10 Acme"),
        ("MargInt", ["-100.00"], "Margin interest 10 Acme"),
        *((name, [], "") for name in ("ReinvDiv", "ReinvSh", "ShrsIn", "ShrsOut", "StkSplit")),
    ],
)
def test_an_action_makes_rows_of_what_it_does_to_cash(name, amounts, words):
    found = rows(bank(action(name), record("NCash", amount="-1.00"), kind="Invst"))[:-1]
    assert [(str(row.amount), row.description) for row in found] == [(a, words) for a in amounts]


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("BuyX", ["-100.00", "100.00"]),
        ("SellX", ["100.00", "-100.00"]),
        ("DivX", ["100.00", "-100.00"]),
        ("MiscExpX", ["-100.00", "100.00"]),
        ("XIn", ["100.00"]),
        ("XOut", ["-100.00"]),
        ("WithdrwX", ["-100.00"]),
        ("ContribX", ["100.00"]),
    ],
)
def test_an_action_with_another_account_moves_the_money_there(name, amounts):
    found = rows(account("Depot", "Invst") + bank(action(name, "L[Giro]"), kind="Invst"))
    assert [str(row.amount) for row in found] == amounts
    assert [row.other_account for row in found] == [""] * (len(amounts) - 1) + ["Giro"]


def test_what_is_moved_may_differ_from_what_is_bought():
    found = rows(bank(action("BuyX", "L[Giro]", "$110.00"), kind="Invst"))
    assert [row.amount for row in found] == [-100, 110]


def test_an_action_that_nobody_knows_is_a_fault():
    assert items(bank(action("Conjure"), kind="Invst"))[0].code == "unknown_action"


def test_an_action_paid_from_the_account_itself_opens_nothing():
    text = account("Depot", "Invst") + bank(record("NMiscIncX", "LFees|[Depot]"), kind="Invst")
    found = items(text)
    assert [row.amount for row in of_kind(Row, found)] == [Decimal("-12.50"), Decimal("12.50")]
    assert of_kind(Balance, found) == []


def test_an_investment_account_may_open_without_cash():
    text = account("Depot", "Port") + "!Type:Invst\nD1/31'24\nNCash\nL[Depot]\n^\n"
    assert items(text) == [Account("Depot", "Depot", type="investment")]
