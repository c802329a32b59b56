"""Files that tell again what the book has, in other words or another state (cases 7, 15 and 18)."""

from collections.abc import Iterator

from readers.tests.corpus.samples import Sample, facts, styles

WORDS = (
    *(("SHOP* 123", "SHOP*123 TOWN XX"), ("Corner Bakery Miller", "Miller Corner Bakery")),
    *(("Corner Bakery", "Corner Bakery 14:05"), ("Miller; Sons & Co", "Miller Sons Co")),
    *(("Café", "Caf?"), ("Payment 4711", "Payment 0815"), ("Kiosk", "Kiosk 99812")),
    *(("Supermarket Riverside", "Supermarket Rivers"), ("Riverside", "VISA CARD Riverside")),
    *(("SHOP  NORTH", "Shop North"), ("Müller Bäckerei", "M?ller B?ckerei")),
)
STATES = (
    *(("Pending", "Booked"), ("PENDING", "COMPLETED"), ("pending", "posted")),
    *(("vorgemerkt", "gebucht"), ("Umsatz vorgemerkt", "Umsatz gebucht")),
    *(("PENDING - not yet booked", "Booked"), ("Authorised", "Settled"), ("Pending", "Cleared")),
    *(("En attente", "Comptabilisé"), ("Pendiente", "Contabilizado")),
)
LETTERS = (
    *(("Gıda", "GIDA"), ("İçecek", "içecek"), ("Kırtasiye", "KIRTASIYE"), ("Işık", "ışık")),
    *(("İzmir", "izmir"), ("Sigorta", "SİGORTA"), ("Kira", "KİRA"), ("Giyim", "GİYİM")),
    *(("Isıtma", "ISITMA"), ("İnternet", "INTERNET"), ("Sağlık", "SAĞLIK")),
)
DAY, LATER = "2024-02-29", "2024-03-02"


def _row(day: str, amount: str, **more: str) -> dict[str, str]:
    return {"date": day, "amount": amount, "currency": "EUR", **more}


def rewordings() -> Iterator[Sample]:
    """Two statements that overlap; the later one words a row anew."""
    for place, (old, new) in enumerate(WORDS):
        february = f'Date;Payee;Amount\n2024-02-27;Boss;2000.00\n{DAY};"{old}";-7.00\n'
        march = f'Date;Payee;Amount\n2024-02-27;Boss;2000.00\n{DAY};"{new}";-7.00\n'
        march += "2024-03-01;Newsstand;-1.00\n"
        expected = [_row("2024-02-27", "2000.00"), _row(DAY, "-7.00"), _row("2024-03-01", "-1.00")]
        true = facts([], rows=expected, before=["february.csv"])
        yield Sample(f"{place}.csv", march.encode(), true, {"february.csv": february.encode()})


def bookings() -> Iterator[Sample]:
    """A pending payment, and the statement that has it booked on a later day."""
    for place, (pending, booked) in enumerate(STATES):
        head = "Date,Payee,Amount,Status\n"
        first = f"{head}{DAY},Demo restaurant,-50.00,{pending}\n2024-02-20,Pay,900.00,{booked}\n"
        then = f"{head}{LATER},DEMO RESTAURANT,-50.00,{booked}\n2024-03-01,Fee,-1.00,{booked}\n"
        expected = [
            _row(LATER, "-50.00", status="cleared"),
            _row("2024-02-20", "900.00", status="cleared"),
            _row("2024-03-01", "-1.00", status="cleared"),
        ]
        true = facts([], rows=expected, before=["first.csv"])
        yield Sample(f"{place}.csv", then.encode(), true, {"first.csv": first.encode()})


def letters() -> Iterator[Sample]:
    """A category, and a payee that was recorded before, which differ in dotted letters alone."""
    for place, (one, other), _ in styles(LETTERS):
        first = f"Date,Payee,Amount,Category\n{DAY},Shop {one},-5.00,{one}\n"
        again = f"{first.replace(one, other)}{LATER},Market,-6.00,{other}\n"
        expected = [_row(DAY, "-5.00", category=one), _row(LATER, "-6.00", category=one)]
        true = facts([], rows=expected, before=["first.csv"])
        yield Sample(f"{place}.csv", again.encode(), true, {"first.csv": first.encode()})
