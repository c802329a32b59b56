"""Charges of a card without a minus are spending, or asked about; never income in silence."""

import pytest

from readers.statement import ACCOUNT, Unreadable
from readers.tests.tables.files import amounts_of, items_of, refused, warnings_of

HEADINGS = [
    *["Date,Description,Cardmember,Amount", "Date,Card Number,Merchant,Amount"],
    *["Datum,Kreditkartennummer,Beschreibung,Betrag", "Date,Carte,Libell\u00e9,Montant"],
    *["Fecha,Tarjeta,Concepto,Importe", "Data,Cart\u00e3o,Descri\u00e7\u00e3o,Valor"],
    *["Amount,Merchant,Posted Card,Date", "Dato,Kortnummer,Tekst,Bel\u00f8p"],
    *[
        "\u65e5\u4ed8,\u30ab\u30fc\u30c9,\u5185\u5bb9,\u91d1\u984d",
        "Tarih,Kart No,A\u00e7\u0131klama,Tutar",
    ],
]
PAYMENTS = [
    *[
        "PAYMENT RECEIVED - THANK YOU",
        "AUTOPAY 240301",
        "Lastschrift",
        "Paiement re\u00e7u",
        "Su pago",
    ],
    *["Pagamento", "Betaling", "Inbetalning", "\u9084\u6b3e", "Zahlungseingang", "Direct Debit"],
]
STRONG = [
    "PAYMENT RECEIVED",
    "Payment - Thank You",
    "AUTOPAY",
    "Zahlungseingang",
    "Gracias por su pago",
]
RIGHT = ["-121.35", "-45.10", "-60.00", "500.00"]
PLAIN = "Date,Description,Amount"


def table(heading, payment, numbers=("121.35", "45.10", "60.00", "-500.00")):
    names = heading.split(",")
    amount_first = names[0] == "Amount"
    lines = [heading]
    for day, (number, text) in enumerate(
        zip(numbers, ("HOTEL", "GROCER", "FUEL", payment), strict=True), start=1
    ):
        cells = [f"2024-02-0{day}", *[text] * (len(names) - 2), number]
        lines.append(",".join(cells[::-1] if amount_first else cells))
    return "\n".join(lines) + "\n"


def of_card(content, kind="credit_card", **options):
    return {"content": content, ACCOUNT: lambda: (kind, ""), **options}


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("payment", PAYMENTS)
def test_a_payment_with_a_minus_says_that_charges_have_none(heading, payment):
    content = table(heading, payment)
    assert amounts_of(content) == RIGHT
    assert warnings_of(content) == ["card_charges"]
    assert amounts_of(content, invert=False)[0] == "121.35"


@pytest.mark.parametrize("payment", PAYMENTS)
def test_the_type_of_the_account_counts(payment):
    assert amounts_of(**of_card(table(PLAIN, payment))) == RIGHT


@pytest.mark.parametrize("payment", STRONG)
def test_thanks_for_a_payment_count_whatever_the_account_and_the_headings_are(payment):
    assert amounts_of(**of_card(table(PLAIN, payment), kind="checking")) == RIGHT


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_card_whose_rows_leave_it_open_is_asked_about(heading):
    for numbers in (("1.00", "2.00", "3.00", "-4.00"), ("1.00", "2.00", "3.00", "4.00")):
        with pytest.raises(Unreadable) as asked:
            items_of(table(heading, "Frobbed", numbers))
        assert (asked.value.code, asked.value.option) == ("unknown_direction", "invert")


def test_the_card_of_the_book_is_asked_about_where_its_rows_leave_it_open():
    with pytest.raises(Unreadable):
        items_of(**of_card(table(PLAIN, "Frobbed")))
    assert amounts_of(table(PLAIN, "Frobbed")) == ["121.35", "45.10", "60.00", "-500.00"]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_card_with_a_minus_before_its_charges_stays(heading):
    numbers = ("-121.35", "-45.10", "-60.00", "500.00")
    assert amounts_of(table(heading, "PAYMENT RECEIVED", numbers)) == list(numbers)
    assert warnings_of(table(heading, "Frobbed", numbers)) == []


def test_many_payments_above_zero_and_a_charge_below_stay():
    content = (
        f"{HEADINGS[0]}\n2024-02-01,Payment received,x,5.00\n2024-02-02,Payment received,x,6.00\n"
        "2024-02-03,GROCER,x,-2.00\n"
    )
    assert amounts_of(content) == ["5.00", "6.00", "-2.00"]


@pytest.mark.parametrize(
    "payment",
    ["ONLINE PAYMENT", "Your payment", "Betaling", "Zahlung", "Lastschrift", "PAGO", "Paiement"],
)
def test_a_table_of_which_only_payments_leave_is_asked_about_whatever_its_account(payment):
    table = (
        "Date,Description,Amount\n2024-02-27,GROCER,121.35\n2024-02-28,CAFE,45.10\n"
        f"2024-02-28,BOOKS,60.00\n2024-02-29,{payment},-500.00\n"
    )
    asked = refused(table, known_account=lambda: ("checking", "CAD"))
    assert asked == ("unknown_direction", "invert")
    assert amounts_of(table, invert=True)[-1] == "500.00"


def test_a_statement_on_which_credits_arrive_and_payments_leave_is_not_asked_about():
    table = (
        "Date,Description,Amount\n2024-02-27,Credit A,121.35\n2024-02-28,Transfer B,45.10\n"
        "2024-02-29,Payment of rent,-50.00\n"
    )
    assert amounts_of(table)[-1] == "-50.00"
