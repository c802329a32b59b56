"""A transaction of OFX as a row, with what all of the file shows about signs and decimals."""

from collections.abc import Iterator
from decimal import Decimal

from common.money import CURRENCIES
from readers.common.sgml import plain_text
from readers.ofx.first_pass import DEBITS, Statement, Survey
from readers.ofx.records import TRADES, Record
from readers.ofx.trades import cash_text, words_of
from readers.ofx.values import currency_of, day_of
from readers.statement import Fault, Row

MONEY_IN = frozenset({"CREDIT", "DEP", "DIRECTDEP", "DIV"})
MONEY_OUT = DEBITS | {"CHECK", "FEE", "SRVCHG", "CASH", "REPEATPMT"}
"""What a type says of the direction, asked for only where amounts have no signs."""

_ADDRESS = ("ADDR1", "ADDR2", "ADDR3", "POSTALCODE", "CITY", "STATE", "COUNTRY")
_ACCOUNTS_TO = ("BANKACCTTO", "CCACCTTO")


def row_of(record: Record, number: int, statement: Statement, survey: Survey) -> Row | Fault | None:
    """Return the row that STMTTRN or a trade makes; None for a trade without cash."""
    fields, is_trade = record.fields, record.kind in TRADES
    text = cash_text(record) if is_trade else record.text("TRNAMT")
    if text is None:
        return None
    day = day_of(_stated_day(fields))
    if day is None:
        return _no_date(number, _stated_day(fields))
    amount = survey.amounts.read(text)
    if amount is None:
        return _no_amount(number, text)
    if survey.unsigned and not is_trade:
        amount = _with_sign(amount, record)
        if amount is None:
            return _no_sign(number, record)
    currency, key = statement.currency, statement.key
    if "CURRENCY.CURSYM" in fields:
        currency, key = _in_its_currency(record, statement)
    if currency and currency not in CURRENCIES:
        return _no_currency(number, currency)
    row = _texts(record, Row(number, day, amount, key, currency), survey)
    return _trade(record, row, survey) if is_trade else row


def _stated_day(fields: dict[str, str]) -> str:
    return fields.get("DTPOSTED") or fields.get("DTTRADE") or fields.get("DTTRAN") or ""


def _texts(record: Record, row: Row, survey: Survey) -> Row:
    """Return `row` with all that `record` says in words."""
    payee = _payee(record)
    fitid, check, reference = _references(record)
    notes = list(_notes(record))
    if check and reference and reference not in (check, fitid):
        notes.append(f"Reference {reference}")
    return row._replace(
        payee=payee,
        description=_description(record, payee),
        notes="\n".join(notes) if notes else "",
        bank_id=fitid,
        reference=check or reference,
        other_account=_other_account(record, row.account, survey),
        status="pending" if record.kind == "STMTTRNP" else "",
    )


def _trade(record: Record, row: Row, survey: Survey) -> Row:
    """Return `row` with what was bought or sold: in its notes, where the broker has own words."""
    security = record.text("UNIQUEID")
    words = words_of(record, survey.securities.get(security) or security)
    if not row.description:
        return row._replace(description=words)
    return row._replace(notes=f"{row.notes}\n{words}".strip())


def _with_sign(amount: Decimal, record: Record) -> Decimal | None:
    """Return `amount` with the sign that its type means; None for a type that means either."""
    kind = record.text("TRNTYPE").upper()
    if kind in MONEY_OUT:
        return -amount
    return amount if kind in MONEY_IN or not amount else None


def _in_its_currency(record: Record, statement: Statement) -> tuple[str, str]:
    """Return the currency of a transaction that states its own, and the account for that.

    Its amount is not converted yet (OFX 2.2, section 5.2), so it is not part of an account in
    another currency.
    """
    code = currency_of(record.text("CURRENCY.CURSYM"))
    if not code or code == statement.currency:
        return statement.currency, statement.key
    return code, f"{statement.key} {code}".strip()


def _references(record: Record) -> tuple[str, str, str]:
    """Return the identifier, the cheque's number and the reference; zeros alone are empty."""
    found = (record.text("FITID"), record.text("CHECKNUM") or record.text("CHKNUM"))
    fitid, check, reference = (t if t.strip("0") else "" for t in (*found, record.text("REFNUM")))
    return fitid, check, reference


def _payee(record: Record) -> str:
    """Return who is named; where a name is cut and given in full as well, all of it."""
    name = record.text("NAME") or record.text("PAYEE.NAME") or record.text("PAYEE")
    full = record.text("EXTDNAME")
    return full if full.startswith(name) else name


def _description(record: Record, payee: str) -> str:
    fields = record.fields
    memo = fields.get("MEMO", "")
    memo = plain_text(memo) if memo else ""
    if "MEMO2" in fields:
        memo = f"{memo} {record.text('MEMO2')}".strip()
    return "" if memo == payee else memo


def _notes(record: Record) -> Iterator[str]:
    """Yield the lines for what else a person may want to read of a transaction."""
    fields = record.fields
    yield from _days(fields)
    if "EXTDNAME" in fields and (full := record.text("EXTDNAME")) != _payee(record):
        yield full
    if "CURRENCY.CURRATE" in fields or "ORIGCURRENCY.CURSYM" in fields:
        yield from _rate(record)
    if "PAYEE.ADDR1" in fields:
        parts = (record.text(f"PAYEE.{name}") for name in _ADDRESS)
        yield ", ".join(part for part in parts if part)
    for name in _ACCOUNTS_TO:
        if f"{name}.ACCTID" in fields:
            yield f"Account {record.text(f'{name}.ACCTID')}"


def _days(fields: dict[str, str]) -> Iterator[str]:
    """Yield a line for each day of the transaction that is not the one of the books."""
    posted = _stated_day(fields)
    for name, words in (("DTUSER", "Initiated on"), ("DTSETTLE", "Settled on")):
        if name in fields and fields[name][:8] != posted[:8]:
            day = day_of(fields[name])
            if day is not None and day != day_of(posted):
                yield f"{words} {day}"


def _rate(record: Record) -> Iterator[str]:
    """Yield a line for the currency that the money was paid in, and the rate."""
    original = record.text("ORIGCURRENCY.CURSYM")
    rate = record.text("ORIGCURRENCY.CURRATE") or record.text("CURRENCY.CURRATE")
    at_rate = f"at a rate of {rate}" if rate.strip("0.") != "1" else ""
    words = ", ".join(part for part in (original and f"Originally in {original}", at_rate) if part)
    if words:
        yield words[0].upper() + words[1:]


def _other_account(record: Record, key: str, survey: Survey) -> str:
    """Return the key of the account of this file that the money moves to or from."""
    for name in _ACCOUNTS_TO:
        if f"{name}.ACCTID" in record.fields:
            other = survey.numbers.get(record.text(f"{name}.ACCTID"), "")
            return "" if other == key else other
    return ""


def _no_date(number: int, text: str) -> Fault:
    detail = f"{text[:40]!r} is not a date; one is written like 20240131."
    return Fault(number, "no_date", detail if text else "The transaction has no date (DTPOSTED).")


def _no_amount(number: int, text: str) -> Fault:
    detail = f"{text[:40]!r} is not an amount; one is written like -12.50."
    return Fault(number, "no_amount", detail if text else "The transaction has no amount.")


def _no_sign(number: int, record: Record) -> Fault:
    detail = (
        f"No amount of this file has a sign, and the type {record.text('TRNTYPE')[:20]!r} does "
        "not show whether money arrived or left."
    )
    return Fault(number, "no_sign", detail)


def _no_currency(number: int, code: str) -> Fault:
    detail = f"{code[:20]!r} is not a currency of ISO 4217, such as EUR."
    return Fault(number, "unknown_currency", detail)
