"""Journals of hledger: every feature and every refusal."""

from datetime import date
from decimal import Decimal

import pytest

from readers.journal.hledger import FORMAT
from readers.statement import Split, Unreadable
from readers.tests.journals import accounts, balances, faults, read, row, rows, totals, warnings

SPENT = "    expenses:food  10.50 EUR\n    assets:bank\n"


def read_entry(folder, head, postings=SPENT, **options):
    return row(read(FORMAT, folder, f"{head}\n{postings}", **options))


def amounts(folder, *written, before="", **options):
    """The amounts that are read for what is written of each of some postings."""
    text = before + "".join(
        f"\n2024-01-01 x\n    expenses:food  {one}\n    assets:bank\n" for one in written
    )
    return [-found.amount for found in rows(read(FORMAT, folder, text, **options))]


def refusal(folder, text, **options):
    with pytest.raises(Unreadable) as refused:
        read(FORMAT, folder, text, **options)
    return refused.value.code, refused.value.option


@pytest.mark.parametrize("day", ["2024-01-05", "2024/1/5", "2024.01.05", "2024-1-5=2024-01-09"])
def test_a_date_has_several_spellings(tmp_path, day):
    assert read_entry(tmp_path, f"{day} Shop").date == date(2024, 1, 5)


def test_a_second_date_is_kept_in_the_notes(tmp_path):
    assert read_entry(tmp_path, "2024-01-05=2024-01-09 Shop").notes == "2024-01-09 (second date)"


def test_a_date_without_a_year_has_that_of_the_directive(tmp_path):
    items = read(FORMAT, tmp_path, f"Y2023\n01-05 a\n{SPENT}\nY 2024\n\n01/06 b\n{SPENT}")
    assert [found.date for found in rows(items)] == [date(2023, 1, 5), date(2024, 1, 6)]


def test_a_date_without_a_year_is_asked_for(tmp_path):
    assert refusal(tmp_path, f"01-05 a\n{SPENT}") == ("no_year", "year")
    assert read_entry(tmp_path, "01-05 a", year="2024").date == date(2024, 1, 5)


@pytest.mark.parametrize("day", ["2024-02-31", "2024-13-01", "0000-00-00", "9999-01-01"])
def test_a_day_that_is_none_is_a_fault(tmp_path, day):
    text = f"{day} x\n{SPENT}\n2024-01-02 y\n{SPENT}"
    items = read(FORMAT, tmp_path, text)
    assert faults(items) == [(1, "no_date")]
    assert row(items).payee == "y"


@pytest.mark.parametrize(("mark", "status"), [("*", "cleared"), ("!", "pending"), ("", "")])
def test_a_mark_is_a_status(tmp_path, mark, status):
    assert read_entry(tmp_path, f"2024-01-05 {mark} Shop").status == status


def test_a_mark_of_the_postings_is_a_status_too(tmp_path):
    postings = "    * expenses:food  1 EUR\n    * assets:bank\n"
    assert read_entry(tmp_path, "2024-01-05 Shop", postings).status == "cleared"


def test_the_line_of_a_transaction_has_code_payee_and_note(tmp_path):
    found = read_entry(tmp_path, "2024-01-05 * (C 12) The  Shop | weekly food  ; by car")
    assert (found.reference, found.payee) == ("C 12", "The Shop")
    assert (found.description, found.notes) == ("weekly food", "by car")


def test_comments_are_notes_and_tags_are_tags(tmp_path):
    head = "2024-01-05 Shop  ; a remark\n    ; trip:, food:\n    ; place: Rome\n    ; :one:two:"
    found = read_entry(tmp_path, head)
    assert found.tags == ("trip", "food", "one", "two")
    assert (found.description, found.notes) == ("a remark", "place: Rome")


def test_a_comment_of_a_posting_is_what_its_part_was_for(tmp_path):
    postings = (
        "    expenses:a  1 EUR  ; bread\n    expenses:b  2 EUR\n    ; milk\n    assets:bank\n"
    )
    found = read_entry(tmp_path, "2024-01-05 Shop", postings)
    assert found.splits == (
        Split(Decimal(-1), "a", "", "bread"),
        Split(Decimal(-2), "b", "", "milk"),
    )


def test_a_posting_may_have_a_day_of_its_own(tmp_path):
    postings = "    expenses:a  1 EUR\n    assets:bank  -1 EUR  ; date:2024-01-08\n"
    assert read_entry(tmp_path, "2024-01-05 Shop", postings).date == date(2024, 1, 8)
    postings = "    expenses:a  1 EUR\n    assets:bank  -1 EUR  ; [2024-01-08]\n"
    assert read_entry(tmp_path, "2024-01-05 Shop", postings).date == date(2024, 1, 8)


def test_numbers_and_signs_have_several_spellings(tmp_path):
    written = ["$-5.25", "-$5.25", "$ -5.25", "-5.25 USD", "USD -5.25", "+5 EUR", '3 "EUR"']
    assert amounts(tmp_path, *written) == [Decimal("-5.25")] * 5 + [5, 3]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1,234.50 EUR", "1234.50"),
        ("1.234,50 EUR", "1234.50"),
        ("1 234,50 EUR", "1234.50"),
        ("12,34,567.00 INR", "1234567.00"),
        ("1.234.567 EUR", "1234567"),
        ("0,125 BHD", "0.125"),
        ("10, EUR", "10"),
        (".5 EUR", "0.5"),
        ("1.125 BHD", "1.125"),
    ],
)
def test_a_number_that_tells_its_decimal_sign_is_read_by_it(tmp_path, written, amount):
    assert amounts(tmp_path, written) == [Decimal(amount)]


def test_a_number_that_does_not_tell_is_read_by_the_directives(tmp_path):
    assert amounts(tmp_path, "1,000 EUR", before="decimal-mark .\n") == [1000]
    assert amounts(tmp_path, "1,000 EUR", before="decimal-mark ,\n") == [1]
    assert amounts(tmp_path, "1,000 EUR", before="commodity 1,000.00 EUR\n") == [1000]
    assert amounts(tmp_path, "1.000 EUR", before="commodity 1.000,00 EUR\n") == [1000]
    assert amounts(tmp_path, "$1,000", before="D $1,000.00\n") == [1000]
    assert amounts(tmp_path, "1.000 EUR", before="commodity EUR\n  format 1.000,00 EUR\n") == [1000]


def test_a_number_that_nothing_tells_is_asked_for(tmp_path):
    text = f"2024-01-01 x\n    expenses:a  1,000 EUR\n    assets:bank\n\n2024-01-01 y\n{SPENT}"
    assert refusal(tmp_path, text) == ("decimal_mark", "decimal_mark")
    assert rows(read(FORMAT, tmp_path, text, decimal_mark="."))[0].amount == -1000
    assert refusal(tmp_path, text, decimal_mark="x")[0] == "unknown_decimal_mark"


def test_numbers_against_the_decimal_sign_of_the_file_are_faults(tmp_path):
    text = "decimal-mark .\n2024-01-01 x\n    expenses:a  1,5 EUR\n    assets:bank\n"
    assert faults(read(FORMAT, tmp_path, text)) == [(3, "no_amount")]


@pytest.mark.parametrize("amount", ["1..2 EUR", "9" * 5000 + " EUR", "1E5 EUR", "x", "1 EUR 2"])
def test_what_is_no_amount_is_a_fault_with_its_line(tmp_path, amount):
    text = f"2024-01-01 x\n    expenses:a  {amount}\n    assets:bank\n\n2024-01-02 y\n{SPENT}"
    items = read(FORMAT, tmp_path, text)
    assert [line for line, _ in faults(items)] == [2]
    assert row(items).payee == "y"


def test_signs_of_currencies_are_told(tmp_path):
    text = "2024-01-01 x\n    expenses:a  £1\n    assets:bank\n"
    items = read(FORMAT, tmp_path, text)
    assert row(items).currency == "GBP"
    assert "£ for GBP" in warnings(items)["currency_signs"]


def test_a_dollar_is_that_which_the_caller_or_the_file_says(tmp_path):
    text = "2024-01-01 x\n    expenses:a  $1\n    assets:bank\n"
    assert row(read(FORMAT, tmp_path, text)).currency == "USD"
    assert row(read(FORMAT, tmp_path, text, currency="CAD")).currency == "CAD"


def test_a_sign_of_several_currencies_is_asked_for(tmp_path):
    text = "2024-01-01 x\n    expenses:a  5 kr\n    assets:bank\n"
    assert refusal(tmp_path, text) == ("which_currency", "currency")
    assert row(read(FORMAT, tmp_path, text, currency="NOK")).currency == "NOK"
    assert refusal(tmp_path, text, currency="XYZ") == ("unknown_currency", "currency")


def test_amounts_without_a_currency_are_those_of_the_default(tmp_path):
    text = "2024-01-01 x\n    expenses:a  5\n    assets:bank\n"
    assert refusal(tmp_path, text) == ("no_currency", "currency")
    assert row(read(FORMAT, tmp_path, text, currency="EUR")).currency == "EUR"
    assert row(read(FORMAT, tmp_path, f"D 1.00 CHF\n{text}")).currency == "CHF"


def test_an_amount_left_out_is_what_is_left_of_each_currency(tmp_path):
    text = "2024-01-01 x\n    expenses:a  5 EUR\n    expenses:a  3 USD\n    assets:bank\n"
    items = read(FORMAT, tmp_path, text)
    assert [(found.currency, found.amount) for found in rows(items)] == [("EUR", -5), ("USD", -3)]


def test_two_amounts_left_out_are_a_fault(tmp_path):
    text = "2024-01-01 x\n    expenses:a  5 EUR\n    expenses:b\n    assets:bank\n"
    assert faults(read(FORMAT, tmp_path, text)) == [(1, "two_without_amount")]


def test_a_transaction_out_of_balance_is_a_fault(tmp_path):
    text = "2024-01-01 x\n    expenses:a  5.00 EUR\n    assets:bank  -4.99 EUR\n"
    items = read(FORMAT, tmp_path, text)
    assert faults(items) == [(1, "unbalanced")]
    assert not rows(items)


@pytest.mark.parametrize(
    "price", ["@ 0.9 EUR", "@@ 9 EUR", "{0.8 EUR} [2023-01-01] @ 0.9 EUR", "(@) 0.9 EUR", ""]
)
def test_prices_balance_two_currencies(tmp_path, price):
    text = f"2024-01-01 x\n    assets:usd  10 USD {price}\n    assets:bank  -9 EUR\n"
    found = row(read(FORMAT, tmp_path, text))
    assert (found.account, found.amount) == ("assets:bank", -9)
    assert (found.other_account, found.other_amount) == ("assets:usd", 10)


def test_a_rest_smaller_than_the_amounts_show_is_none(tmp_path):
    text = "2024-01-01 x\n    assets:usd  10.55 USD @ 0.91234 EUR\n    assets:bank  -9.63 EUR\n"
    assert row(read(FORMAT, tmp_path, text)).amount == Decimal("-9.63")
    assert faults(read(FORMAT, tmp_path, text.replace("9.63", "9.64"))) == [(1, "unbalanced")]


def test_an_amount_that_a_price_makes_too_long_is_rounded_aloud(tmp_path):
    text = "2024-01-01 x\n    expenses:a  10.55 USD @ 0.91234 EUR\n    assets:bank\n"
    items = read(FORMAT, tmp_path, text)
    assert row(items).amount == Decimal("-9.63")
    assert "1 amounts" in warnings(items)["rounded"]


def test_an_assertion_is_a_balance_right_after_its_row(tmp_path):
    text = "2024-01-01 x\n    assets:bank  5 EUR = 5.00 EUR\n    income:a\n"
    assert balances(read(FORMAT, tmp_path, text)) == [
        ("running", "assets:bank", Decimal("5.00"), "2024-01-01")
    ]


def test_an_assertion_of_an_account_without_a_row_is_a_balance_of_its_day(tmp_path):
    text = "2024-01-01 x\n    assets:bank  -5 EUR\n    assets:cash  5 EUR == 5 EUR\n"
    assert balances(read(FORMAT, tmp_path, text)) == [("stated", "assets:cash", 5, "2024-01-01")]


def test_an_assertion_out_of_the_order_of_days_is_a_balance_of_its_day(tmp_path):
    text = (
        "2024-01-02 x\n    assets:bank  5 EUR = 6 EUR\n    income:a\n"
        "2024-01-01 x\n    assets:bank  1 EUR = 1 EUR\n    income:a\n"
    )
    assert {kind for kind, *_ in balances(read(FORMAT, tmp_path, text))} == {"stated"}


def test_an_assertion_of_accounts_below_as_well_is_no_balance_of_one(tmp_path):
    text = "2024-01-01 x\n    assets:bank  5 EUR =* 5.00 EUR\n    income:a\n"
    assert balances(read(FORMAT, tmp_path, text)) == []


ASSIGNED = """
2024-01-01 x
    assets:bank  100 EUR
    income:a

2024-01-02 y
    assets:bank  = 80 EUR
    expenses:b
"""


def test_an_assigned_balance_moves_what_it_takes(tmp_path):
    items = read(FORMAT, tmp_path, ASSIGNED)
    assert [found.amount for found in rows(items)] == [100, -20]


def test_an_assigned_balance_that_counts_on_what_is_unknown_is_a_fault(tmp_path):
    early = f"{ASSIGNED}\n2023-01-01 z\n{SPENT}"
    assert faults(read(FORMAT, tmp_path, early)) == [(7, "assignment")]
    broken = ASSIGNED.replace("2024-01-02 y", "2024-01-02 w\n    a  1 x x\n\n2024-01-02 y")
    assert faults(read(FORMAT, tmp_path, broken))[1][1] == "assignment"


def test_virtual_postings_are_left_out_or_balanced_by_themselves(tmp_path):
    text = (
        "2024-01-01 x\n    expenses:a  5 EUR\n    assets:bank\n    (budget:a)  -5 EUR\n"
        "    [assets:bank]  -1 EUR\n    [assets:jar]  1 EUR\n"
    )
    items = read(FORMAT, tmp_path, text)
    assert totals(items) == {
        ("assets:bank", "EUR"): -6,
        ("assets:jar", "EUR"): 1,
        ("> a", "EUR"): 5,
    }
    assert "1 virtual" in warnings(items)["left_out"]
    assert faults(read(FORMAT, tmp_path, text.replace("jar]  1", "jar]  2"))) == [(1, "unbalanced")]


def test_rules_and_prices_and_the_time_clock_make_no_rows(tmp_path):
    text = (
        f"= expenses:food\n    (budget)  *-1\n\n~ monthly\n    expenses:rent  5 EUR\n    assets:b\n"
        f"P 2024-01-01 USD 0.9 EUR\ni 2024/01/01 09:00:00 work\no 2024/01/01 10:00:00\n"
        f"tag trip\npayee Shop\n2024-01-01 x\n{SPENT}"
    )
    items = read(FORMAT, tmp_path, text)
    assert len(rows(items)) == 1
    assert not faults(items)
    assert warnings(items)["left_out"].count("1 ") == 2


def test_comments_between_transactions_are_passed_over(tmp_path):
    text = (
        f"; one\n# two\n* three\n2024-01-01 x\n{SPENT}\ncomment\n2024-01-01 not\n{SPENT}"
        f"end comment\n\n2024-01-02 y\n{SPENT}"
    )
    assert [found.payee for found in rows(read(FORMAT, tmp_path, text))] == ["x", "y"]


def test_aliases_and_parents_make_full_names(tmp_path):
    text = (
        "alias bank = assets:my bank\nalias /^card$/ = liabilities:visa\n"
        "2024-01-01 x\n    bank:giro  -3 EUR\n    card  -1 EUR\n    expenses:a  4 EUR\n\n"
        "end aliases\napply account assets\n2024-01-02 y\n    bank  1 EUR\n    cash  -1 EUR\n"
        "end apply account\n"
    )
    assert set(accounts(read(FORMAT, tmp_path, text))) == {
        "assets:my bank:giro",
        "liabilities:visa",
        "assets:cash",
        "assets:bank",
    }


def test_an_alias_that_is_a_pattern_is_refused(tmp_path):
    assert faults(read(FORMAT, tmp_path, "alias /(a+)+b/ = c\n")) == [(1, "alias_pattern")]


def test_declared_types_say_what_accounts_are(tmp_path):
    text = (
        "account geld      ; type: A\naccount essen\n    ; type: X\n"
        "2024-01-01 x\n    essen:obst  1 EUR\n    geld:bank\n"
    )
    found = row(read(FORMAT, tmp_path, text))
    assert (found.account, found.category) == ("geld:bank", "essen:obst")


def test_an_included_file_is_asked_for(tmp_path):
    assert refusal(tmp_path, f"include other.journal\n2024-01-01 x\n{SPENT}") == ("include", "")


def test_what_is_no_directive_is_a_fault(tmp_path):
    items = read(FORMAT, tmp_path, f"nonsense here\n\n    stray  1 EUR\n\n2024-01-01 x\n{SPENT}")
    assert faults(items) == [(1, "unknown_directive"), (3, "stray_line")]
    assert len(rows(items)) == 1


def test_line_ends_and_encodings_do_not_matter(tmp_path):
    text = f"2024-01-01 Café\n{SPENT}".replace("\n", "\r\n")
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert row(read(FORMAT, tmp_path, text.encode(encoding))).payee == "Café"
