"""MT940 and MT942: accounts, balances and the order of statements."""

from datetime import date

import pytest

from readers.statement import Account, FileWarning, Row
from readers.tests.mt940_files import HEAD, INTERIM, TAIL, balances, faults, read, rows


@pytest.mark.parametrize(
    ("field", "key", "currency"),
    [
        ("NL71RABO0123456789", "NL71RABO0123456789", "EUR"),
        ("NL10BUNQ2290325473 EUR", "NL10BUNQ2290325473", "EUR"),
        ("51210600/9223382012EUR", "51210600/9223382012", "EUR"),
        ("//AT39364/12345678912/EUR", "AT39364/12345678912", "EUR"),
        ("TRIODOSBANK/0390123456", "TRIODOSBANK/0390123456", "EUR"),
    ],
)
def test_the_account_loses_its_currency(field: str, key: str, currency: str) -> None:
    items = read(f":20:A\n:25:{field}\n:60F:C240101EUR1,\n:62F:C240101EUR1,\n")
    assert items[0] == Account(key, number=key, currency=currency)


def test_currencies_of_one_account_have_keys_of_their_own() -> None:
    one = ":20:A\n:25:123456\n:60F:C240101{0}1,\n:61:240102C1,NTRFNONREF\n:62F:C240102{0}2,\n"
    items = read(one.format("EUR") + one.format("USD"))
    assert [item.key for item in items if isinstance(item, Account)] == ["123456", "123456 USD"]
    assert [(row.account, row.currency) for row in rows(items)] == [
        ("123456", "EUR"),
        ("123456 USD", "USD"),
    ]


def statement(opening: str, closing: str, *days: str, account: str = "1") -> str:
    entries = "".join(f":61:{day}C1,NTRFNONREF\n" for day in days)
    return f":20:A\n:25:{account}\n:60F:{opening}\n{entries}:62F:{closing}\n-\n"


def test_of_statements_in_a_row_the_first_opening_and_the_last_closing_hold() -> None:
    items = read(
        statement("C240101EUR1,00", "C240102EUR2,00", "240102")
        + statement("C240102EUR2,00", "C240103EUR3,00", "240103")
    )
    assert balances(items) == [
        ("closing", "2.00", date(2024, 1, 2)),
        ("opening", "1.00", date(2024, 1, 1)),
        ("closing", "3.00", date(2024, 1, 3)),
    ]


def test_pages_of_one_day_leave_no_balance_between_them() -> None:
    pages = statement("C240101EUR1,00", "C240102EUR2,00", "240102").replace(":62F:", ":62M:")
    pages += statement("C240102EUR2,00", "C240102EUR3,00", "240102").replace(":60F:", ":60M:")
    assert balances(read(pages)) == [
        ("opening", "1.00", date(2024, 1, 1)),
        ("closing", "3.00", date(2024, 1, 2)),
    ]


def test_statements_may_stand_the_newest_first() -> None:
    items = read(
        statement("C240102EUR2,00", "C240103EUR3,00", "240103")
        + statement("C240101EUR1,00", "C240102EUR2,00", "240102")
    )
    assert balances(items)[1:] == [
        ("opening", "1.00", date(2024, 1, 1)),
        ("closing", "3.00", date(2024, 1, 3)),
    ]
    assert not any(isinstance(item, FileWarning) for item in items)


def test_a_gap_between_statements_is_warned_of() -> None:
    items = read(
        statement("C240101EUR1,00", "C240102EUR2,00", "240102")
        + statement("C240110EUR5,00", "C240111EUR6,00", "240111")
    )
    (warning,) = [item for item in items if isinstance(item, FileWarning)]
    assert warning.code == "balance_gap"
    assert "2.00" in warning.detail
    assert "5.00" in warning.detail


def test_balances_hold_for_rows_that_are_dated_beyond_them() -> None:
    items = read(statement("C240110EUR1,00", "C240111EUR3,00", "240105", "240120"))
    assert balances(items) == [
        ("opening", "1.00", date(2024, 1, 5)),
        ("closing", "3.00", date(2024, 1, 20)),
    ]


def test_a_debit_balance_is_negative_and_may_lack_its_currency() -> None:
    items = read(statement("D240101EUR5,00", "D2401025,00"))
    assert [amount for _kind, amount, _day in balances(items)] == ["-5.00", "-5.00"]


def test_a_balance_that_lacks_a_colon_is_read() -> None:
    items = read(statement("C240101EUR1,00", "C240102EUR2,00").replace(":62F:", ":62F"))
    assert balances(items)[-1][:2] == ("closing", "2.00")


def test_a_balance_that_cannot_be_read_is_remarked_and_the_rows_are_kept() -> None:
    items = read(statement("C240101EURO0,00", "C240102EUR2,00", "240102"))
    assert [row.currency for row in rows(items)] == ["EUR"]
    assert [item.code for item in items if isinstance(item, FileWarning)] == ["bad_balance"]


def test_an_interim_report_has_no_balances() -> None:
    items = read(INTERIM + ":90D:1PLN0,03\n:90C:1PLN0,01\n-\n")
    assert [(str(row.amount), row.currency) for row in rows(items)] == [
        ("0.01", "PLN"),
        ("-0.03", "PLN"),
    ]
    assert [type(item) for item in items if not isinstance(item, Row)] == [Account]


def test_sums_of_an_interim_report_that_do_not_hold_are_warned_of() -> None:
    items = read(INTERIM + ":90D:2PLN0,03\n:90C:1PLN0,02\n-\n")
    assert [item.code for item in items if isinstance(item, FileWarning)] == ["sums_differ"] * 2


def test_the_header_of_an_interim_report_says_what_it_is() -> None:
    text = "{2:O942X}{4:\n:20:A\n:25:1\n:61:2401310131C1,NTRFNONREF\n-}\n"
    assert len(rows(read(text))) == 1
    assert not [item for item in read(text) if isinstance(item, FileWarning)]
    [warning] = [i for i in read(text.replace("O942", "O940")) if isinstance(i, FileWarning)]
    assert warning.code == "truncated"


def test_an_account_within_a_statement_is_not_taken_for_another() -> None:
    items = read(HEAD + ":61:240131D1,NTRFNONREF\n:25:166?00GUTSCHRIFT\n" + TAIL)
    assert faults(items) == [(6, "misplaced_account")]
    assert rows(items)[0].account == "10020030/1234567"


@pytest.mark.parametrize("closing", ["2,00", "4,00", "0,00", "3,01", "2,99", "300,00"])
@pytest.mark.parametrize("days", [("240102", "240102"), ("240102", "240103")])
def test_a_statement_whose_rows_do_not_lead_to_its_end_is_warned_of(closing: str, days) -> None:
    text = statement("C240101EUR1,00", f"C240102EUR{closing}", *days)
    [warning] = [item for item in read(text) if isinstance(item, FileWarning)]
    assert (warning.code, "add up to 3.00" in warning.detail) == ("sums_differ", True)


@pytest.mark.parametrize("currency", ["USD", "JPY", "CHF", "XXQ"])
@pytest.mark.parametrize("tag", ["62F", "62M"])
def test_a_closing_balance_in_another_currency_is_a_warning(currency: str, tag: str) -> None:
    items = read(f"{HEAD}:61:240131D1,NTRFNONREF\n:{tag}:C240131{currency}9,00\n-\n")
    assert [item.code for item in items if isinstance(item, FileWarning)] == ["balance_currency"]
    assert [kind for kind, _amount, _day in balances(items)] == ["opening"]
    assert len({item.key for item in items if isinstance(item, Account)}) == 1
