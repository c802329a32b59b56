"""Databases of Money Manager EX (.mmb): SQLite, with tables that have kept their names for years.

Categories have been a tree since version 1.6; before that they had two levels in two tables. Stock
and asset trades are withdrawals and deposits there and come in as such.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from common.money import CURRENCIES
from readers.common.sqlite_files import Database, has_tables, uow, with_progress
from readers.common.texts import lines, plain
from readers.format import CERTAIN, NO, Format
from readers.moneymanagerex.book import Book, Held, day_of, load
from readers.source import Source
from readers.statement import Balance, BalanceKind, Fault, FileWarning, Item, Options, Row, Split

_SIGNS = {"withdrawal": -1, "deposit": 1, "transfer": -1}
_COLUMNS = (
    *("TRANSID", "ACCOUNTID", "TOACCOUNTID", "PAYEEID", "TRANSCODE", "TRANSAMOUNT", "STATUS"),
    *("TRANSACTIONNUMBER", "NOTES", "CATEGID", "SUBCATEGID", "TRANSDATE", "TOTRANSAMOUNT"),
)


class _Stored(NamedTuple):
    """A transaction as it is stored."""

    id: Any
    account: Any
    to_account: Any
    payee: Any
    code: Any
    amount: Any
    status: Any
    number: Any
    notes: Any
    category: Any
    subcategory: Any
    date: Any
    to_amount: Any


class _BrokenRow(Exception):
    """A transaction that cannot be read; the arguments are those of its fault."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(detail)


class _Grouped:
    """Rows of another table by the transaction that they belong to, in the order of both."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, key: int) -> list[tuple[Any, ...]]:
        """Return the rows of `key`; keys are asked for in ascending order."""
        found = []
        while self._next is not None and self._next[0] <= key:
            if self._next[0] == key:
                found.append(self._next[1:])
            self._next = next(self._rows, None)
        return found


def _recognises(source: Source) -> int:
    return CERTAIN if has_tables(source, "CHECKINGACCOUNT_V1", "ACCOUNTLIST_V1") else NO


def _read(source: Source, _options: Options) -> Iterator[Item]:
    with uow(source.path) as database:
        database.require("CHECKINGACCOUNT_V1", *(set(_COLUMNS) - {"SUBCATEGID"}))
        database.require("ACCOUNTLIST_V1", "ACCOUNTID", "ACCOUNTNAME", "CURRENCYID")
        book = load(database)
        yield from (held.account for held in book.accounts.values() if held.is_money)
        total = database.count("CHECKINGACCOUNT_V1")
        yield from _rows(book, database, with_progress(source, _transactions(database), total))
        yield from _openings(book)
        yield from _warnings(book)


def _transactions(database: Database) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(database.column("CHECKINGACCOUNT_V1", name) for name in _COLUMNS)
    deleted = database.column("CHECKINGACCOUNT_V1", "DELETEDTIME")
    sql = f"""
        SELECT {columns} FROM CHECKINGACCOUNT_V1 WHERE coalesce({deleted}, '') = ''
        AND typeof(TRANSID) = 'integer' ORDER BY TRANSID
    """  # noqa: S608 - put together from constants
    return database.rows(sql)


def _splits_by_transaction(database: Database) -> _Grouped:
    table = "SPLITTRANSACTIONS_V1"
    if not database.has(table, "TRANSID", "SPLITTRANSAMOUNT"):
        return _Grouped(())
    names = ("TRANSID", "CATEGID", "SUBCATEGID", "SPLITTRANSAMOUNT", "NOTES")
    columns = ", ".join(database.column(table, name) for name in names)
    sql = f"SELECT {columns} FROM {table} WHERE typeof(TRANSID) = 'integer' ORDER BY TRANSID, rowid"  # noqa: S608
    return _Grouped(database.rows(sql))


def _tags_by_transaction(database: Database) -> _Grouped:
    if not database.has("TAGLINK_V1", "REFTYPE", "REFID", "TAGID"):
        return _Grouped(())
    sql = (
        "SELECT REFID, TAGID FROM TAGLINK_V1 "
        "WHERE REFTYPE = 'Transaction' AND typeof(REFID) = 'integer' ORDER BY REFID, TAGID"
    )
    return _Grouped(database.rows(sql))


def _rows(book: Book, database: Database, stored: Iterable[tuple[Any, ...]]) -> Iterator[Item]:
    splits, tags = _splits_by_transaction(database), _tags_by_transaction(database)
    for number, columns in enumerate(stored, start=1):
        one = _Stored(*columns)
        parts, marks = splits.of(one.id), tags.of(one.id)
        status = plain(one.status).lower()
        if status in {"v", "void"}:
            book.void += 1
            continue
        try:
            row = _row(book, number, one, parts)
        except _BrokenRow as broken:
            yield Fault(number, broken.code, f"Transaction {one.id}: {broken.detail}")
            continue
        names = (book.tags.get(tag, "") for (tag,) in marks)
        row = row._replace(tags=tuple(dict.fromkeys(filter(None, names))))
        yield from _sides(book, one, _with_status(row, status))


def _row(book: Book, number: int, stored: _Stored, parts: list[tuple[Any, ...]]) -> Row:
    """Return the row of a transaction on its first account, whatever it does on a second."""
    day = day_of(stored.date)
    if day is None:
        raise _BrokenRow("no_date", f"{plain(stored.date)!r:.40} is not a date.")
    sign = _SIGNS.get(plain(stored.code).lower())
    if sign is None:
        raise _BrokenRow("no_sign", f"{plain(stored.code)!r:.40} is not a kind of transaction.")
    held = book.accounts.get(stored.account)
    if held is None:
        raise _BrokenRow("no_account", "its account is not in the database.")
    amount = _amount(book, stored.amount, held) * sign
    heading, _, rest = lines(stored.notes).partition("\n")
    splits = () if _transfers(stored) else _splits(book, held, amount, sign, parts)
    return Row(
        line=number,
        date=day,
        amount=amount,
        account=held.account.key,
        currency=held.account.currency,
        payee="" if _transfers(stored) else book.payees.get(stored.payee, ""),
        description=heading,
        notes=rest,
        reference=plain(stored.number),
        category="" if splits else _category(book, stored.category, stored.subcategory),
        splits=splits,
    )


def _amount(book: Book, value: object, held: Held) -> Decimal:
    amount = book.amount(value, held)
    if amount is None:
        raise _BrokenRow("no_amount", f"{value!r:.40} is not an amount.")
    return amount


def _splits(
    book: Book, held: Held, amount: Decimal, sign: int, parts: list[tuple[Any, ...]]
) -> tuple[Split, ...]:
    splits = [
        Split(
            amount=_amount(book, value, held) * sign,
            category=_category(book, category, subcategory),
            description=plain(notes),
        )
        for category, subcategory, value, notes in parts
    ]
    missing = amount - sum((split.amount for split in splits), Decimal(0))
    if splits and missing:
        splits.append(Split(missing))
    return tuple(splits)


def _category(book: Book, key: Any, below: Any) -> str:
    return book.categories.get((key, below)) or book.categories.get(key, "")


def _transfers(stored: _Stored) -> bool:
    return plain(stored.code).lower() == "transfer"


def _sides(book: Book, stored: _Stored, row: Row) -> Iterator[Row | Fault]:
    """Yield `row`, and what its transaction does besides on another account."""
    other = book.accounts.get(stored.to_account) if _transfers(stored) else None
    if other is None or other.account.key == row.account:
        yield _kept(book, row) if row.currency in CURRENCIES else _no_currency(row)
        return
    if stored.to_amount is None and other.account.currency == row.currency:
        arrives: Decimal | None = -row.amount
    else:
        arrives = book.amount(stored.to_amount, other)
    if arrives is None:
        yield Fault(
            row.line, "no_amount", (f"Transaction {stored.id}: the amount that arrives is missing.")
        )
        return
    theirs = row._replace(
        account=other.account.key, amount=arrives, currency=other.account.currency
    )
    if row.currency in CURRENCIES and theirs.currency in CURRENCIES:
        yield from _transfer(book, row, theirs)
        return
    # One of the two is kept in a unit that is not a currency. The money of the other is right.
    for side in (row, theirs):
        yield _kept(book, side) if side.currency in CURRENCIES else _no_currency(side)


def _transfer(book: Book, row: Row, theirs: Row) -> Iterator[Row]:
    _kept(book, theirs)
    if row.currency != theirs.currency:
        yield _kept(book, row)._replace(other_account=theirs.account, other_amount=theirs.amount)
        return
    yield _kept(book, row)._replace(other_account=theirs.account, amount=-theirs.amount)
    if lost := row.amount + theirs.amount:
        # What leaves and does not arrive, such as a fee.
        yield row._replace(amount=lost)


def _kept(book: Book, row: Row) -> Row:
    """Return `row`, having noted its day as one on which its account was there."""
    first = book.first_days.get(row.account, row.date)
    book.first_days[row.account] = min(first, row.date)
    return row


def _no_currency(row: Row) -> Fault:
    unit = row.currency or "no unit"
    detail = f"The account is kept in {unit:.20}, which is not a currency of ISO 4217."
    return Fault(row.line, "unknown_currency", detail)


def _with_status(row: Row, status: str) -> Row:
    if status in {"r", "reconciled"}:
        return row._replace(status="reconciled")
    kept = {"f": "follow up", "follow up": "follow up", "d": "duplicate", "duplicate": "duplicate"}
    if status in kept:
        note = f"Status in Money Manager EX: {kept[status]}"
        return row._replace(notes="\n".join(filter(None, (row.notes, note))))
    return row


def _openings(book: Book) -> Iterator[Balance | Fault]:
    for held in book.accounts.values():
        if not held.is_money:
            continue
        key, code = held.account.key, held.account.currency
        amount = book.amount(held.opening if held.opening is not None else 0, held)
        if amount is None:
            detail = f"The initial balance of {held.account.name} is not an amount."
            yield Fault(0, "no_amount", detail)
            continue
        days = [day for day in (held.opening_day, book.first_days.get(key)) if day is not None]
        # It opens the account for whatever the account has, though some of that be older.
        yield Balance(0, BalanceKind.OPENING, amount, min(days, default=None), key, code)


def _warnings(book: Book) -> Iterator[FileWarning]:
    if book.void:
        yield FileWarning("void", f"{book.void} void transactions are left out.")
    if book.rounded:
        detail = f"{book.rounded} amounts have more decimals than their currency; rounded to those."
        yield FileWarning("rounded", detail)


FORMAT = Format(
    name="moneymanagerex",
    label="Money Manager EX",
    recognises=_recognises,
    read=_read,
)
