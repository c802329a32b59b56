"""What a trade of an investment statement does to the cash of its account.

Securities are not money: what moves only them makes no row.
"""

from readers.ofx.records import BUYS, SELLS, Record

_NO_CASH = frozenset({"REINVEST", "CLOSUREOPT", "JRNLFUND", "JRNLSEC", "TRANSFER"})
"""Cash that comes and goes in one, or moves within the account, or none (OFX 2.2, 13.9.2.4)."""

_INCOMES = {
    "CGLONG": "Long-term capital gains",
    "CGSHORT": "Short-term capital gains",
    "DIV": "Dividend",
    "INTEREST": "Interest",
    "MISC": "Income",
}
_WORDS = {
    "INVEXPENSE": "Expense",
    "MARGININTEREST": "Margin interest",
    "RETOFCAP": "Return of capital",
    "SPLIT": "Cash for fractional shares",
}


def cash_text(record: Record) -> str | None:
    """Return how `record` writes what the cash changes by; None for a trade without cash.

    Empty where it does not say, though it should.
    """
    if record.kind in _NO_CASH:
        return None
    if record.kind == "SPLIT":
        return record.text("FRACCASH") or None
    return record.text("TOTAL")


def words_of(record: Record, security: str) -> str:
    """Return what `record` was for, such as "Buy 100 ACME", in a line."""
    units = record.text("UNITS").lstrip("+-")
    if "." in units:
        units = units.rstrip("0").rstrip(".")
    units = units.lstrip("0") or units
    if record.kind in BUYS or record.kind in SELLS:
        verb = "Buy" if record.kind in BUYS else "Sell"
        return " ".join(word for word in (verb, units, security) if word)
    word = _WORDS.get(record.kind) or _INCOMES.get(record.text("INCOMETYPE").upper(), "Income")
    return f"{word}: {security}" if security else word
