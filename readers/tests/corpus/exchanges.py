"""Exchanges between two own currencies that a file tells in two rows (case 19)."""

from collections.abc import Iterator

from readers.tests.corpus.samples import Sample, facts

TEXTS = (
    *("Converted 50.00 EUR to 54.00 USD", "Exchanged to USD", "Currency conversion 1.08"),
    *("Konvertiert 50.00 EUR zu 54.00 USD", "Umtausch in USD"),
)
KINDS = ("General Currency Conversion", "User Initiated Currency Conversion")
WALLET = "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
PROVIDER = "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID,Balance\n"
PLAIN = "Date,Time,Description,Amount,Currency\n"


def exchanges() -> Iterator[Sample]:
    """What leaves in one currency and arrives in another at one moment is one transfer."""
    files = [("USD", _plain(text)) for text in TEXTS]
    files += [("Revolut Current USD", _wallet(text)) for text in TEXTS]
    files += [
        ("PayPal USD", _provider(kind, turned=turned)) for kind in KINDS for turned in (False, True)
    ]
    expected = [
        {"date": "2024-03-01", "amount": "1000.00", "currency": "EUR"},
        {"date": "2024-03-14", "amount": "-10.00", "currency": "USD"},
    ]
    for place, (name, text) in enumerate(files):
        move = {"date": "2024-03-03", "amount": "-50.00", "currency": "EUR"}
        move |= {"to": name, "to_amount": "54.00"}
        yield Sample(f"{place}.csv", text.encode(), facts([], account=None, rows=[*expected, move]))


def _plain(text: str) -> str:
    return (
        f"{PLAIN}2024-03-01,10:00:00,Top-up,1000.00,EUR\n"
        f"2024-03-03,12:00:00,{text},-50.00,EUR\n"
        f"2024-03-03,12:00:00,{text},54.00,USD\n"
        "2024-03-14,09:00:00,Demo shop,-10.00,USD\n"
    )


def _wallet(text: str) -> str:
    top, move, shop = (
        f"2024-03-{day} 12:00:00,2024-03-{day} 12:00:00" for day in ("01", "03", "14")
    )
    return (
        f"{WALLET}TOPUP,Current,{top},Top-up,1000.00,0.00,EUR,COMPLETED,1000.00\n"
        f"EXCHANGE,Current,{move},{text},-50.00,0.00,EUR,COMPLETED,950.00\n"
        f"EXCHANGE,Current,{move},{text},54.00,0.00,USD,COMPLETED,54.00\n"
        f"CARD_PAYMENT,Current,{shop},Demo shop,-10.00,0.00,USD,COMPLETED,44.00\n"
    )


def _provider(kind: str, *, turned: bool) -> str:
    pair = [
        f"03/03/2024,12:00:00,CET,,{kind},Completed,EUR,-50.00,0.00,-50.00,A1,950.00\n",
        f"03/03/2024,12:00:00,CET,,{kind},Completed,USD,54.00,0.00,54.00,A2,54.00\n",
    ]
    return (
        f"{PROVIDER}03/01/2024,10:00:00,CET,Boss,Payment,Completed,EUR,1000.00,0.00,1000.00,A0,"
        "1000.00\n"
        + "".join(reversed(pair) if turned else pair)
        + "03/14/2024,09:00:00,CET,Demo shop,Payment,Completed,USD,-10.00,0.00,-10.00,A3,44.00\n"
    )
