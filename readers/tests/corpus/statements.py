"""Statements in the formats of banks: OFX, MT940, CAMT and QIF."""

from collections.abc import Iterator
from decimal import Decimal

from readers.tests import camt_files
from readers.tests.corpus.samples import OPENING, Entry, Sample, entries, facts
from readers.tests.ofx_samples import HEADER, XML_HEADER, document, ledger, statement, transaction

IBAN = camt_files.IBAN
SWIFT = "{1:F01BANKDEFFAXXX0000000000}{2:I940BANKDEFFXXXXN}{4:"


def whole(rows: list[Entry], account: str, **more) -> dict:
    """Return the facts of a statement that names its account."""
    expected = [{**row, "account": account} for row in facts(rows)["rows"]]
    closing = str(rows[-1].balance)
    return facts(rows, account=None, rows=expected, balances={account: closing}, **more)


def ofx() -> Iterator[Sample]:
    """OFX 1 and 2, with commas for points, in any order, with and without kinds and balances."""
    rows = entries()
    place = 0
    for header in (HEADER, XML_HEADER):
        for comma in (False, True):
            for newest in (False, True):
                for stated in (False, True):
                    some = [
                        transaction(
                            _shown(row.amount, comma=comma),
                            f"{row.day:%Y%m%d}120000" if stated else f"{row.day:%Y%m%d}",
                            str(number),
                            "DEBIT" if row.amount < 0 else "CREDIT",
                            NAME=row.text,
                        )
                        for number, row in enumerate(rows)
                    ]
                    after = (
                        ledger(_shown(rows[-1].balance, comma=comma), "20240302") if stated else ""
                    )
                    order = some[::-1] if newest else some
                    true = whole(rows, "123")
                    if not stated:
                        true["balances"] = {}
                    text = document(statement(*order, after=after), header=header)
                    yield Sample(f"{place}.ofx", text.encode(), true)
                    place += 1


def _shown(amount: Decimal, *, comma: bool) -> str:
    return str(amount).replace(".", ",") if comma else str(amount)


def mt940() -> Iterator[Sample]:
    """MT940 with and without entry dates and codes of funds, in several encodings, wrapped."""
    rows = entries()
    place = 0
    for funds in ("", "R"):
        for entry_day in (False, True):
            for wrapped in (False, True):
                for end in ("\r\n", "\n"):
                    fields = [
                        ":20:STARTUMS",
                        f":25:{IBAN}",
                        ":28C:1/1",
                        _stated("60F", rows[0].day, OPENING),
                    ]
                    for row in rows:
                        mark = ("D" if row.amount < 0 else "C") + funds
                        size = f"{abs(row.amount)}".replace(".", ",")
                        entry = f"{row.day:%m%d}" if entry_day else ""
                        fields += [
                            f":61:{row.day:%y%m%d}{entry}{mark}{size}NTRFNONREF",
                            f":86:{row.text}",
                        ]
                    fields += [_stated("62F", rows[-1].day, rows[-1].balance), "-"]
                    text = end.join(fields) + end
                    if wrapped:
                        text = f"{SWIFT}{end}{text[: -len(end)]}}}"
                    yield Sample(f"{place}.sta", text.encode(), whole(rows, IBAN))
                    place += 1


def _stated(tag: str, day, amount: Decimal) -> str:
    size = f"{abs(amount)}".replace(".", ",")
    return f":{tag}:{'D' if amount < 0 else 'C'}{day:%y%m%d}EUR{size}"


def camt() -> Iterator[Sample]:
    """CAMT of two kinds and several versions, in any order."""
    rows = entries()
    place = 0
    for kind in ("053", "052"):
        for version in ("02", "04", "08"):
            for newest in (False, True):
                status = "BOOK" if version != "08" else "<Cd>BOOK</Cd>"
                some = [
                    camt_files.entry(
                        abs(row.amount),
                        "DBIT" if row.amount < 0 else "CRDT",
                        row.day.isoformat(),
                        more=f"<AddtlNtryInf>{row.text}</AddtlNtryInf>",
                        status=status,
                    )
                    for row in rows
                ]
                bounds = [
                    camt_files.balance("OPBD", OPENING, rows[0].day.isoformat()),
                    camt_files.balance("CLBD", rows[-1].balance, rows[-1].day.isoformat()),
                ]
                order = some[::-1] if newest else some
                text = camt_files.message(
                    camt_files.statement(*bounds, *order), kind=kind, version=version
                )
                yield Sample(f"{place}.xml", text.encode(), whole(rows, IBAN))
                place += 1


def qif() -> Iterator[Sample]:
    """QIF with dates and numbers of several countries, and with and without a named account."""
    rows = entries()
    days = ("%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%m/%d'%y", "%Y-%m-%d", "%d-%m-%Y", "%m/%d/%y")
    for place, (day, comma) in enumerate((day, comma) for day in days for comma in (False, True)):
        records = "".join(
            f"D{row.day.strftime(day)}\nT{_shown(row.amount, comma=comma)}\nP{row.text}\n^\n"
            for row in rows
        )
        yield Sample(f"{place}.qif", f"!Type:Bank\n{records}".encode(), facts(rows))


def mt940_of(rows: list[Entry], opening: Decimal) -> bytes:
    """Return a statement of MT940."""
    fields = [":20:STARTUMS", f":25:{IBAN}", ":28C:1/1", _stated("60F", rows[0].day, opening)]
    for row in rows:
        size = f"{abs(row.amount)}".replace(".", ",")
        mark = "D" if row.amount < 0 else "C"
        fields += [f":61:{row.day:%y%m%d}{row.day:%m%d}{mark}{size}NTRFNONREF", f":86:{row.text}"]
    fields += [_stated("62F", rows[-1].day, rows[-1].balance), "-"]
    return "".join(f"{field}\r\n" for field in fields).encode()


def camt_of(rows: list[Entry], opening: Decimal) -> bytes:
    """Return a statement of CAMT.053."""
    bounds = [
        _bound("OPBD", opening, rows[0]),
        _bound("CLBD", rows[-1].balance, rows[-1]),
    ]
    some = [
        camt_files.entry(abs(row.amount), "DBIT" if row.amount < 0 else "CRDT", row.day.isoformat())
        for row in rows
    ]
    return camt_files.message(camt_files.statement(*bounds, *some)).replace("><", ">\n<").encode()


def _bound(kind: str, amount: Decimal, row: Entry) -> str:
    way = "DBIT" if amount < 0 else "CRDT"
    return camt_files.balance(kind, abs(amount), row.day.isoformat(), way)
