"""What entries of double entry come to on the accounts of a person."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readers.double_entry.account_roles import Role, place_of
from readers.double_entry.converter import DoubleEntry, Entry, Leg
from readers.statement import Split
from readers.tests.journals import accounts, balances, faults, row, rows, totals, warnings


def legs_of(*parts):
    """Legs from texts such as "Assets:Bank -10 EUR", with "@@ 9 USD" for what they count."""
    found = []
    for part in parts:
        account, amount, currency, *counted = part.split()
        value = (Decimal(counted[1]), counted[2]) if counted else (None, "")
        found.append(Leg(account, Decimal(amount), currency, *value))
    return found


def booked(*entries):
    books = DoubleEntry(place_of)
    items = []
    for number, legs in enumerate(entries, start=1):
        items += books.items(Entry(number, date(2024, 1, number), legs_of(*legs), payee="P"))
    return [*items, *books.rest()]


def plain(amount):
    return f"{amount.normalize():f}"


def short(items):
    """Account, amount, category or other account, other amount and parts of each row."""
    return [
        (
            item.account.rpartition(":")[2],
            plain(item.amount),
            item.category or item.other_account,
            item.other_amount and plain(item.other_amount),
            [(plain(part.amount), part.category or part.account) for part in item.splits],
        )
        for item in rows(items)
    ]


def test_an_account_and_a_category_are_one_row():
    found = row(booked(["Assets:Bank -10.50 EUR", "Expenses:Food:Snacks 10.50 EUR"]))
    assert (found.account, found.amount, found.category) == (
        "Assets:Bank",
        Decimal("-10.50"),
        "Food:Snacks",
    )
    assert (found.currency, found.payee, found.date) == ("EUR", "P", date(2024, 1, 1))


def test_several_categories_are_parts_of_one_row():
    items = booked(["Expenses:Food 7 EUR", "Assets:Bank -10 EUR", "Expenses:Fun 3 EUR"])
    assert row(items).splits == (Split(Decimal(-7), "Food"), Split(Decimal(-3), "Fun"))


def test_a_transfer_is_one_row_of_the_account_that_the_money_leaves():
    items = booked(["Assets:Cash 50 EUR", "Assets:Bank -50 EUR"])
    assert short(items) == [("Bank", "-50", "Assets:Cash", None, [])]


def test_a_transfer_with_a_fee_has_both_as_parts():
    items = booked(["Assets:Bank -53 EUR", "Assets:Cash 50 EUR", "Expenses:Fees 3 EUR"])
    assert short(items) == [("Bank", "-53", "", None, [("-50", "Assets:Cash"), ("-3", "Fees")])]


def test_accounts_that_pay_together_have_a_row_each():
    items = booked(["Assets:Bank -70 EUR", "Liabilities:Card -30 EUR", "Expenses:Rent 100 EUR"])
    assert short(items) == [("Bank", "-70", "Rent", None, []), ("Card", "-30", "Rent", None, [])]


def test_equal_amounts_belong_together():
    items = booked(
        [
            "Assets:Bank -10 EUR",
            "Liabilities:Card -20 EUR",
            "Expenses:Food 20 EUR",
            "Expenses:Fun 10 EUR",
        ]
    )
    assert short(items) == [("Bank", "-10", "Fun", None, []), ("Card", "-20", "Food", None, [])]


def test_a_salary_with_tax_goes_to_two_accounts():
    items = booked(
        [
            "Income:Salary -3000 EUR",
            "Expenses:Tax 500 EUR",
            "Assets:Bank 2000 EUR",
            "Assets:Savings 500 EUR",
        ]
    )
    assert short(items) == [
        ("Bank", "2000", "", None, [("2500", "Salary"), ("-500", "Tax")]),
        ("Savings", "500", "Salary", None, []),
    ]


def test_postings_of_one_account_are_one_row():
    items = booked(
        [
            "Assets:Bank -1 EUR",
            "Expenses:Food 1 EUR",
            "Assets:Bank -2 EUR",
            "Expenses:Fun 2 EUR",
        ]
    )
    assert short(items) == [("Bank", "-3", "", None, [("-1", "Food"), ("-2", "Fun")])]


def test_a_transfer_between_currencies_has_both_amounts():
    items = booked(["Assets:Bank -100 EUR", "Assets:Dollars 110 USD @@ 100 EUR"])
    assert short(items) == [("Bank", "-100", "Assets:Dollars", "110", [])]


def test_what_stands_between_two_currencies_is_left_out():
    items = booked(
        [
            "Assets:Bank -100 EUR",
            "Equity:Conversion 100 EUR",
            "Equity:Conversion -110 USD",
            "Assets:Dollars 110 USD",
        ]
    )
    assert short(items) == [("Bank", "-100", "Assets:Dollars", "110", [])]


def test_what_changes_currency_goes_to_the_account_that_pays_the_rest():
    items = booked(
        ["Assets:Dollars -11 USD @@ -9.50 EUR", "Assets:Bank 8.50 EUR", "Expenses:Fee 1 EUR"]
    )
    assert short(items) == [
        ("Dollars", "-11", "Assets:Bank", "9.5", []),
        ("Bank", "-1", "Fee", None, []),
    ]


def test_the_fee_of_a_change_of_currencies_is_a_row_of_its_own():
    items = booked(
        ["Assets:Bank -103 EUR", "Assets:Dollars 110 USD @@ 100 EUR", "Expenses:Fee 3 EUR"]
    )
    assert totals(items) == {
        ("Assets:Bank", "EUR"): -103,
        ("Assets:Dollars", "USD"): 110,
        ("> Fee", "EUR"): 3,
    }
    assert len(rows(items)) == 2


def test_a_purchase_in_another_currency_notes_its_amount():
    found = row(booked(["Assets:Bank -9.63 EUR", "Expenses:Food 10.55 USD @@ 9.625187 EUR"]))
    assert (found.amount, found.category, found.notes) == (Decimal("-9.63"), "Food", "10.55 USD")


def test_parts_in_another_currency_add_up_to_the_row():
    items = booked(
        [
            "Assets:Dollars -10 USD @@ -9 EUR",
            "Expenses:A 3 EUR",
            "Expenses:B 3 EUR",
            "Expenses:C 3 EUR",
        ]
    )
    amounts = [part.amount for part in row(items).splits]
    assert amounts == [Decimal("-3.33"), Decimal("-3.33"), Decimal("-3.34")]


def test_further_currencies_of_an_account_are_accounts_of_their_own():
    items = booked(
        ["Assets:Bank -1 EUR", "Expenses:A 1 EUR"], ["Assets:Bank -1 USD", "Expenses:A 1 USD"]
    )
    assert {key: found.currency for key, found in accounts(items).items()} == {
        "Assets:Bank": "EUR",
        "Assets:Bank (USD)": "USD",
    }


def test_shares_are_not_kept_but_what_was_paid_for_them_is():
    items = booked(
        [
            "Assets:Bank 1200 USD",
            "Assets:Broker -10 AAPL @@ -1000 USD",
            "Income:Gains -200 USD",
        ]
    )
    assert totals(items) == {("Assets:Bank", "USD"): 1200, ("> Gains", "USD"): -200}
    assert row(items).notes == "-10 AAPL"
    assert "AAPL" in warnings(items)["no_currency"]


def test_an_entry_of_nothing_but_shares_is_a_fault():
    items = booked(["Assets:Broker 10 AAPL @@ 1000 USD", "Equity:Opening -1000 USD"])
    assert faults(items) == [(1, "no_currency")]


def test_an_entry_without_an_own_account_is_a_fault():
    assert faults(booked(["Expenses:A 1 EUR", "Expenses:B -1 EUR"])) == [(1, "no_own_account")]


def test_the_result_of_a_year_carried_to_equity_is_left_out():
    items = booked(["Expenses:A -5 EUR", "Equity:Retained 5 EUR"])
    assert "1 entries" in warnings(items)["no_own_account"]
    assert not rows(items)


def test_the_first_opening_balance_is_a_balance():
    items = booked(["Assets:Bank 100 EUR", "Equity:Opening-Balances -100 EUR"])
    assert balances(items) == [("opening", "Assets:Bank", 100, "2024-01-01")]
    assert not rows(items)


def test_an_opening_balance_after_other_rows_is_a_row():
    items = booked(
        ["Assets:Bank -1 EUR", "Expenses:A 1 EUR"],
        ["Assets:Bank 100 EUR", "Equity:Opening -100 EUR"],
    )
    assert short(items)[1] == ("Bank", "100", "", None, [])


def test_other_equity_is_uncategorised():
    items = booked(["Assets:Bank 100 EUR", "Equity:Adjustments -100 EUR"])
    assert short(items) == [("Bank", "100", "", None, [])]


OPENED = ["Assets:Bank 100 EUR", "Equity:Opening/Closing -100 EUR"]
CLOSED = ["Assets:Bank -100 EUR", "Equity:Opening/Closing 100 EUR"]


def test_a_year_closed_and_opened_again_moves_nothing():
    items = booked(OPENED, CLOSED, OPENED)
    assert balances(items) == [("opening", "Assets:Bank", 100, "2024-01-01")]
    assert not rows(items)
    assert "closing_entries" in warnings(items)


def test_a_year_closed_at_the_end_is_a_closing_balance():
    items = booked(OPENED, CLOSED)
    assert balances(items)[1:] == [("closing", "Assets:Bank", 100, "2024-01-02")]
    assert not rows(items)


WRITTEN_OFF = ["Assets:Bank -100 EUR", "Equity:Opening 100 EUR"]


def test_an_account_that_is_emptied_has_that_as_a_row():
    items = booked(["Assets:Bank 100 EUR", "Income:Gifts -100 EUR"], WRITTEN_OFF)
    assert totals(items) == {("> Gifts", "EUR"): -100}
    assert "closing_entries" not in warnings(items)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2024, 12, 31), {}),
        (date(2025, 6, 30), {"description": "Closing balances"}),
        (date(2025, 3, 31), {"payee": "Jahresabschluss"}),
    ],
)
def test_an_entry_closes_where_its_day_or_its_words_say_so(day, said):
    books = DoubleEntry(place_of)
    items = books.items(Entry(1, date(2024, 1, 1), legs_of(*OPENED)))
    items += books.items(Entry(2, day, legs_of(*WRITTEN_OFF), **said))
    items += books.rest()
    assert balances(items)[1:] == [("closing", "Assets:Bank", 100, str(day))]
    assert not rows(items)


def test_an_account_that_goes_on_after_it_was_emptied_has_that_as_a_row():
    items = booked(OPENED, CLOSED, ["Assets:Bank -1 EUR", "Expenses:A 1 EUR"])
    assert [found.amount for found in rows(items)] == [-100, -1]


def test_what_is_less_than_a_cent_is_borne_by_what_a_price_brought_in():
    items = booked(["Assets:Bank -33.33 EUR", "Assets:Dollars 30 USD @@ 33.333 EUR"])
    assert totals(items) == {
        ("Assets:Bank", "EUR"): Decimal("-33.33"),
        ("Assets:Dollars", "USD"): 30,
    }


@pytest.mark.parametrize(
    ("name", "role", "kind"),
    [
        ("Assets:Bank:Savings", Role.OWN, "savings"),
        ("assets:cash", Role.OWN, "cash"),
        ("Asset:Broker:Cash", Role.OWN, "cash"),
        ("Assets:US:Vanguard:401k", Role.OWN, "investment"),
        ("Assets:Girokonto", Role.OWN, "checking"),
        ("Assets:Loan to Bob", Role.OWN, "other"),
        ("Liabilities:Visa", Role.OWN, "credit_card"),
        ("liabilities:mortgage", Role.OWN, "loan"),
        ("Verbindlichkeiten:Darlehen", Role.OWN, "loan"),
        ("Aktiva:Bargeld", Role.OWN, "cash"),
        ("Ausgaben:Essen", Role.CATEGORY, ""),
        ("revenues:salary", Role.CATEGORY, ""),
        ("Equity:Opening Balances", Role.OPENING, ""),
        ("Eigenkapital:Anfangsbestand", Role.OPENING, ""),
        ("equity:conversion:EUR-USD:EUR", Role.CONVERSION, ""),
        ("Equity:Retained", Role.OTHER, ""),
        ("Wallet", Role.OWN, "cash"),
        ("Groceries", Role.CATEGORY, ""),
    ],
)
def test_names_say_what_an_account_is(name, role, kind):
    place = place_of(name)
    assert (place.role, place.type) == (role, kind)


def test_a_path_is_what_stands_below_the_root():
    assert place_of("Expenses:Food:Snacks").path == "Food:Snacks"
    assert place_of("personal:expenses:food").path == "personal:food"
    assert place_of("Expenses:Uncategorised").path == ""
    assert place_of("Assets:Bank:Giro").name == "Bank:Giro"


def test_an_unknown_root_is_told():
    items = booked(["Wallet -1 EUR", "Groceries 1 EUR"])
    assert row(items).category == "Groceries"
    assert "Wallet as an account" in warnings(items)["unknown_accounts"]


NAMES = ["Assets:A", "Assets:B", "Liabilities:C", "Expenses:X", "Expenses:Y", "Income:Z"]
LEGS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(-20, 20), st.sampled_from(["EUR", "USD"])),
    min_size=1,
    max_size=7,
)


@given(st.lists(LEGS, max_size=4))
def test_every_account_and_category_keeps_its_sum(entries):
    expected = defaultdict(Decimal)
    books = DoubleEntry(place_of)
    items = []
    for number, parts in enumerate(entries, start=1):
        legs = [Leg(name, Decimal(amount), currency) for name, amount, currency in parts]
        for currency in ("EUR", "USD"):
            rest = sum(leg.amount for leg in legs if leg.currency == currency)
            if rest or any(leg.currency == currency for leg in legs):
                legs.append(Leg("Assets:Z", -rest, currency))
        for leg in legs:
            place = place_of(leg.account)
            name = leg.account if place.role is Role.OWN else f"> {place.path}"
            expected[name, leg.currency] += leg.amount
        items += books.items(Entry(number, date(2024, 1, 1), legs))
    assert not faults(items)
    assert totals(items) == {key: amount for key, amount in expected.items() if amount}
