"""A book for pages of figures: splits, refunds, transfers, no rate, and days to come."""

import datetime

NOW = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
"""The moment at which its pages are looked at."""


def stocked(alice) -> dict[str, int]:
    """Make the rows of the book, and return the ids of accounts and categories."""
    bank = alice.account(name="Bank", opening_balance="1000.00", opening_date="2025-01-01")["id"]
    usd = alice.account(name="Dollars", currency="USD", opening_date="2025-01-01")["id"]
    chf = alice.account(name="Francs", currency="CHF", opening_date="2025-01-01")["id"]
    alice.add("rates/", base="CHF", quote="EUR", date="2026-11-20", rate="1.05")
    food = alice.category(name="Food")["id"]
    coffee = alice.category(name="Coffee", parent=food)["id"]
    home = alice.category(name="Home")["id"]
    pay = alice.category(name="Pay", type="income")["id"]
    on = {"account": bank}
    for month in ("2026-10", "2026-11"):
        alice.transaction(**on, date=f"{month}-03", amount="700.00", category=home, payee="Flat")
        alice.transaction(**on, date=f"{month}-05", type="income", amount="3000.00", category=pay)
        alice.transaction(**on, date=f"{month}-28", amount="33.33", category=food)
    alice.transaction(**on, date="2026-11-10", amount="86.40", postings=[
        {"amount": "-61.15", "category": food}, {"amount": "-20.25", "category": coffee},
        {"amount": "-5.00"},
    ])  # fmt: skip
    alice.transaction(**on, date="2026-11-11", amount="12.00", category=food, refund=True)
    alice.transaction(**on, date="2026-11-12", amount="52.80", description="KD-NR 1")
    alice.transaction(**on, date="2026-11-24", amount="9.99", category=coffee)
    alice.transaction(
        **on, date="2026-11-13", type="transfer", amount="100.00", to_account=usd,
        to_amount="110.00",
    )  # fmt: skip
    alice.transaction(account=usd, date="2026-11-14", amount="20.00", category=food)
    alice.transaction(account=chf, date="2026-11-21", amount="10.00", category=food)
    alice.transaction(account=usd, date="2027-02-01", amount="5.00", type="income", category=pay)
    return {"bank": bank, "usd": usd, "food": food, "coffee": coffee, "home": home, "pay": pay}
