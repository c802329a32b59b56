"""From an entry of a CAMT message, with its details, to rows (ISO 20022 camt.052, 053 and 054).

The indicator of an entry says where its money went, for a reversal too: a reversed direct debit is
a credit with `RvslInd`, and `CdtDbtInd` is not turned around (message definition, `RvslInd`).
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from common.money import CURRENCIES
from common.periods import DATE_MAX, DATE_MIN
from common.text import fold
from readers.common.decimals import with_decimals_of
from readers.common.seen_set import SeenOnce
from readers.statement import Fault, Row

Record = dict[str, str]
"""The texts of an entry, of its details, or of a balance, by the names of `camt_elements`; the
currency of an amount stands under its name with "@" after it."""

_NUMBER = re.compile(r"\+?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})", re.ASCII)
_KNOWN = {*CURRENCIES, ""}
_SIGNS = {"CRDT": 1, "DBIT": -1}
_STATUSES = {"BOOK": "cleared", "PDNG": "pending", "FUTR": "pending"}
_NO_ID = re.compile(
    r"(?:not?[ _-]?provided|non[ _-]?ref|no[ _-]?ref|none|n/?a|null|notavailable|unknown)?[-.0x ]*",
    re.IGNORECASE | re.ASCII,
)
_NO_TEXT = re.compile(r"\?REJECT\?[^\n]*")
"""What Swiss banks state of a scanned payment slip where others have text for people."""
_NO_NAME = "keine Information vorhanden"
_FULL_PART = 140
"""A text of this length was cut off where it goes on in the next element."""
_AMOUNTS_OF_DETAILS = ("amount", "transaction_amount", "instructed")
_NOTED = (
    ("mandate", "Mandate"),
    ("creditor_id", "Creditor"),
    ("document", "Document"),
    ("return_reason", "Return reason"),
    ("return_information", "Return"),
)


def amount_of(record: Record, name: str = "amount") -> Decimal | None:
    """Return an amount without its sign, with the decimals of its currency; None for none."""
    text = record.get(name, "")
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    if text[-3:-2] == ".":
        return number
    return with_decimals_of(number, record.get(name + "@", ""))


def signed(amount: Decimal, direction: str) -> Decimal | None:
    """Return the amount as the account sees it; None where the direction is not stated."""
    sign = _SIGNS.get(direction)
    return None if sign is None else amount if sign > 0 or not amount else -amount


def day_of(text: str) -> date | None:
    """Return the day that an ISO date or time states, in whatever zone it does; None for none."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    if len(text) > 10 and text[10].isdigit():
        return None
    return day if DATE_MIN <= day <= DATE_MAX else None


def id_of(text: str) -> str:
    """Return a reference; empty where it is one of the words that banks fill the field with."""
    reference = " ".join(text.split())
    return "" if _NO_ID.fullmatch(reference) else reference


class Entries:
    """Makes rows of entries, each with an id that no other of the file has."""

    def __init__(self) -> None:
        self._seen = SeenOnce()

    def rows(
        self, line: int, place: str, entry: Record, details: list[Record], account: tuple[str, str]
    ) -> Iterator[Row | Fault]:
        """Yield the rows of an entry: one for each of its details where these make it up.

        `account` is the key of the account and the name of its owner.
        """
        amount, day = amount_of(entry), _booked(entry, details)
        total = None if amount is None else signed(amount, entry.get("direction", ""))
        if total is None or day is None or entry.get("amount@", "EUR") not in _KNOWN:
            code, detail = _problem(entry, day)
            yield Fault(line, code, f"{place}: {detail}")
            return
        amounts = _parts(entry, details, total) if len(details) > 1 else None
        status = _STATUSES.get(entry.get("status", "").upper(), "")
        if amounts is not None:
            parts = list(zip(details, amounts, _ids_of_parts(entry, details), strict=True))
        else:
            whole = details[0] if len(details) == 1 else {}
            parts = [(whole, total, _bank_id(entry, whole, day, total))]
        more = details if amounts is None and len(details) > 1 else []
        for part, one, bank_id in parts:
            payee, description, notes, reference = _described(entry, part, account[1], more)
            yield Row(
                line=line,
                date=day,
                amount=one,
                account=account[0],
                currency=entry.get("amount@", ""),
                payee=payee,
                description=description,
                notes=notes,
                bank_id=self._unique(account[0], bank_id),
                reference=reference,
                status=status,
            )

    def _unique(self, account: str, bank_id: str) -> str:
        return bank_id if bank_id and self._seen.is_new(f"{account}\n{bank_id}") else ""


def _problem(entry: Record, day: date | None) -> tuple[str, str]:
    """Return why an entry is not a row, as a code and a sentence."""
    amount, currency = entry.get("amount", ""), entry.get("amount@", "")
    if not _NUMBER.fullmatch(amount):
        return "bad_amount", f"{amount[:40]!r} is not an amount; it is written as 1234.56."
    if currency not in _KNOWN:
        return "unknown_currency", f"{currency[:10]!r} is not a currency of ISO 4217."
    if day is None:
        stated = entry.get("booked") or entry.get("value_date", "")
        return "no_date", f"{stated[:30]!r} is not a booking date from {DATE_MIN} to {DATE_MAX}."
    direction = entry.get("direction", "")
    return "no_direction", f"{direction[:10]!r} is neither CRDT (in) nor DBIT (out)."


def _booked(entry: Record, details: list[Record]) -> date | None:
    for name in ("booked", "value_date"):
        if text := entry.get(name):
            return day_of(text)
    return day_of(details[0].get("settled", "")) if details else None


def _parts(entry: Record, details: list[Record], total: Decimal) -> list[Decimal] | None:
    """Return the amounts of the details where they add up to the entry's; None where not."""
    currency, direction = entry.get("amount@"), entry["direction"]
    for name in _AMOUNTS_OF_DETAILS:
        sizes = [
            amount_of(part, name) if part.get(name + "@", currency) == currency else None
            for part in details
        ]
        known = [size for size in sizes if size is not None]
        if len(known) < len(details):
            continue
        for directions in ([part.get("direction", direction) for part in details], None):
            signs = directions or [direction] * len(known)
            parts = [signed(size, sign) for size, sign in zip(known, signs, strict=True)]
            exact = [part for part in parts if part is not None]
            if len(exact) == len(parts) and sum(exact) == total:
                return exact
    return None


def _bank_id(entry: Record, part: Record, day: date, amount: Decimal) -> str:
    for record in (entry, part):
        if bank_id := id_of(record.get("bank_reference", "")):
            return bank_id
    # Often a number that starts anew with each statement, so it is not an id by itself.
    if reference := id_of(entry.get("entry_reference", "")):
        return f"{reference}/{day}/{amount}"
    return ""


def _ids_of_parts(entry: Record, details: list[Record]) -> list[str]:
    """Return an id for each part of a batch: its own, or the one they share with its number."""
    whole = id_of(entry.get("bank_reference", ""))
    ids = [id_of(part.get("bank_reference", "")) or whole for part in details]
    shared = {whole, *(found for found, count in Counter(ids).items() if count > 1)}
    return [
        f"{found}/{number}" if found and found in shared else found
        for number, found in enumerate(ids, start=1)
    ]


def _described(
    entry: Record, part: Record, owner: str, more: list[Record]
) -> tuple[str, str, str, str]:
    """Return payee, description, notes and reference, by the entry and its detail."""
    is_credit = entry["direction"] == "CRDT"
    if entry.get("reversal") in {"true", "1"}:
        # The parties are those of the payment that is taken back.
        is_credit = not is_credit
    ours, other = ("creditor", "debtor") if is_credit else ("debtor", "creditor")
    payee, side = _payee(part, other, ours, owner)
    texts = [text for text in _texts(entry, part) if text and text != payee]
    description = texts[0] if texts else ""
    notes = [text for text in dict.fromkeys(texts[1:]) if text not in description]
    notes += _notes(entry, part, side)
    # A hundred are more than anybody reads; a collective booking may have thousands.
    notes += [note for detail in more[:100] if (note := _detail_note(detail))]
    reference = id_of(part.get("end_to_end", "")) or id_of(part.get("cheque", ""))
    return payee, description, "\n".join(notes), reference


def _texts(entry: Record, part: Record) -> Iterator[str]:
    """Yield what it was for, what says it best first."""
    if text := part.get("remittance"):
        yield _joined(text)
    if text := part.get("structured_remittance"):
        yield _line(_NO_TEXT.sub("", text))
    for name in ("creditor_reference", "information"):
        if text := part.get(name):
            yield _line(text)
    if text := entry.get("entry_information"):
        yield _line(text)
    if text := part.get("return_information"):
        yield _line(text)


def _payee(part: Record, other: str, ours: str, owner: str) -> tuple[str, str]:
    """Return the name of the other side, and which of the parties it is.

    Some banks name the other side as the party that the account holder is; the holder's own name
    tells that it is not so.
    """
    for party in (other, f"ultimate_{other}"):
        if name := _line(part.get(party, "")):
            return name, other
    name = _line(part.get(ours, ""))
    if name and fold(name) != fold(owner) and not part.get(f"{other}_account"):
        return name, ours
    return "", other


def _notes(entry: Record, part: Record, side: str) -> list[str]:
    notes = []
    ultimate = _line(part.get(f"ultimate_{side}", ""))
    if ultimate not in {"", _NO_NAME, _line(part.get(side, ""))}:
        notes.append(f"On behalf of {ultimate}")
    if account := part.get(f"{side}_account"):
        notes.append(f"Account {account}")
    if bank := part.get(f"{side}_bank"):
        notes.append(f"BIC {bank}")
    notes += [f"{label} {_line(part[name])}" for name, label in _NOTED if name in part]
    for record in (part, entry):
        if foreign := _foreign(record, entry.get("amount@", "")):
            notes.append(foreign)
            break
    for record in (part, entry):
        if charges := record.get("charges_total") or record.get("charge"):
            notes.append(f"Charges {_line(charges)} {_charged_in(record)}".rstrip())
            break
    return notes


def _charged_in(record: Record) -> str:
    return record.get("charges_total@") or record.get("charge@", "")


def _foreign(record: Record, currency: str) -> str:
    """Return the amount in another currency and its rate, where there is one."""
    for name in ("instructed", "transaction_amount", "amount"):
        stated = record.get(name + "@", currency)
        if stated != currency and (amount := record.get(name)):
            rate = f", rate {record['rate']}" if "rate" in record else ""
            return f"{_line(amount)} {stated}{rate}"
    return ""


def _detail_note(detail: Record) -> str:
    names = ("amount", "creditor", "debtor", "remittance", "end_to_end")
    return " · ".join(_line(detail[name]) for name in names if name in detail)


def _line(text: str) -> str:
    return " ".join(text.split())


def _joined(text: str) -> str:
    """Join the texts of several elements: with nothing between where one was cut off."""
    if "\n" not in text:
        return _line(text)
    joined = ""
    for part in text.split("\n"):
        joined += part if len(part) >= _FULL_PART else part + " "
    return _line(joined)
