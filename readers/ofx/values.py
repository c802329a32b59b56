"""What single elements of OFX mean: dates, currencies, accounts."""

import re
from datetime import date

from common.periods import DATE_MAX, DATE_MIN
from readers.ofx.records import Record
from readers.statement import Account

TYPES = {
    **dict.fromkeys(("CHECKING", "0"), "checking"),
    **dict.fromkeys(("SAVINGS", "MONEYMRKT", "CD", "1", "3"), "savings"),
    **dict.fromkeys(("CREDITLINE", "CREDITCARD", "2", "4"), "credit_card"),
}
"""The type of an account by ACCTTYPE (OFX 2.2, section 11.3.1.2; the numbers are those of OFC)."""

_TYPES_BY_ELEMENT = {
    "CCACCTFROM": "credit_card",
    "INVACCTFROM": "investment",
    "LOANACCTFROM": "loan",
}
_NO_CURRENCY = {"", "XXX", "NONE", "N/A", "---"}
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T \[].*)?", re.ASCII)
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})(?:[T \[].*)?", re.ASCII)
_DAYS: dict[str, date] = {}


def day_of(text: str) -> date | None:
    """Return the day that a date and time of OFX states, as it is written, whatever its zone.

    "20240131" with or without a time after it (OFX 2.2, section 3.2.8.2), and what some banks
    write instead, where there is no doubt which number is the month. None for no day.
    """
    digits = text[:8]
    day = _DAYS.get(digits)
    if day is not None and (len(text) == 8 or text[8] in "0123456789.[ T:"):
        return day
    if len(digits) == 8 and digits.isascii() and digits.isdigit():
        if len(text) > 8 and text[8] not in "0123456789.[ T:":
            return None
        day = _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        if day is not None:
            _DAYS[digits] = day
        return day
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if first == second or (first > 12) != (second > 12):
            return _day(year, min(first, second), max(first, second))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if DATE_MIN <= found <= DATE_MAX else None


def currency_of(text: str) -> str:
    """Return a currency's code in capitals; empty for none."""
    code = text.strip().upper()
    return "" if code in _NO_CURRENCY else code


def account_of(record: Record, currency: str) -> Account | None:
    """Return the account that an element such as BANKACCTFROM names; None for no number in it.

    Its key has all of what tells accounts apart: two banks may use one number, and so may two
    accounts of one person.
    """
    number = record.text("ACCTID")
    if not number:
        return None
    kind = record.text("ACCTTYPE").upper()
    bank = record.text("BANKID") or record.text("BROKERID")
    parts = (bank, record.text("BRANCHID"), number, kind or _TYPES_BY_ELEMENT.get(record.kind, ""))
    type_ = _TYPES_BY_ELEMENT.get(record.kind) or TYPES.get(kind, "")
    return Account(
        key=":".join(part for part in parts if part),
        number=number,
        currency=currency,
        type=type_,
    )
