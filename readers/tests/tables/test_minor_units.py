"""How many decimals a currency has decides what a group of three digits is."""

import pytest

from readers.statement import ACCOUNT, Unreadable
from readers.tests.tables.files import amounts_of, items_of

CASES = [
    *[("JPY", "-3,300", "-3300"), ("KRW", "-12,500", "-12500"), ("VND", "-250.000", "-250000")],
    *[("CLP", "-45.990", "-45990"), ("ISK", "-1.990", "-1990"), ("EUR", "-3.000", "-3000")],
    *[("EUR", "-1.500", "-1500"), ("USD", "-1,500", "-1500"), ("HUF", "-12.500", "-12500")],
    *[("GBP", "-2,250", "-2250"), ("XOF", "-5.000", "-5000"), ("IDR", "-150.000", "-150000")],
]


def table_in(currency, how, number):
    if how == "heading":
        return f"Date;Text;Amount ({currency})\n2024-02-29;a;{number}\n", {}
    if how == "column":
        return f"Date;Text;Amount;Currency\n2024-02-29;a;{number};{currency}\n", {}
    plain = f"Date;Text;Amount\n2024-02-29;a;{number}\n"
    return plain, {"currency": currency} if how == "stated" else {ACCOUNT: lambda: ("", currency)}


@pytest.mark.parametrize(("currency", "number", "amount"), CASES)
@pytest.mark.parametrize("how", ["heading", "column", "stated", "account"])
def test_three_digits_are_thousands_where_the_currency_has_fewer_decimals(
    currency, number, amount, how
):
    content, options = table_in(currency, how, number)
    assert amounts_of(content, **options) == [amount]


@pytest.mark.parametrize("currency", ["KWD", "TND", "BHD", "OMR", "JOD", ""])
@pytest.mark.parametrize("how", ["heading", "column", "stated", "account"])
def test_three_digits_are_asked_about_where_they_may_be_decimals(currency, how):
    if not currency and how != "account":
        return
    content, options = table_in(currency, how, "-4.750")
    with pytest.raises(Unreadable) as asked:
        items_of(content, **options)
    assert (asked.value.code, asked.value.option) == ("ambiguous_numbers", "decimal_sign")
    assert "'-4.750'" in asked.value.detail
