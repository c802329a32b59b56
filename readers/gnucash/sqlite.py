"""Books of GnuCash that are kept in SQLite."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from readers.common.sqlite_files import Database, has_tables, uow, with_progress
from readers.common.texts import lines, plain
from readers.format import CERTAIN, NO, Format
from readers.gnucash.book import (
    DEPTH_MAX,
    SPLITS_MAX,
    BookAccount,
    Books,
    BookSplit,
    Commodity,
    Fraction,
    Record,
)
from readers.source import Source
from readers.statement import Item, Options, Unreadable

_TEMPLATE_ROOT = "Template Root"
_STAMP = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[ T]?(\d\d):?(\d\d):?(\d\d))?", re.ASCII)
_NOBODY = Commodity("", "")


class _Stored(NamedTuple):
    """A split with its transaction, as they are stored."""

    row: Any
    guid: Any
    currency: Any
    number: Any
    posted: Any
    description: Any
    notes: Any
    day: Any
    account: Any
    memo: Any
    state: Any
    value: Any
    value_parts: Any
    quantity: Any
    quantity_parts: Any
    online_id: Any


def _recognises(source: Source) -> int:
    tables = ("gnclock", "accounts", "transactions", "splits", "commodities")
    return CERTAIN if has_tables(source, *tables) else NO


def _read(source: Source, _options: Options) -> Iterator[Item]:
    with uow(source.path) as database:
        _require(database)
        table = database.table("commodities", "guid", "namespace", "mnemonic")
        commodities = {key: Commodity(plain(space), plain(code)) for key, space, code in table}
        books = Books()
        templates = _add_accounts(database, books, commodities)
        yield from books.declared()
        total = database.count("splits") + database.count("transactions")
        stored = with_progress(source, _splits(database), total)
        for record in _records(stored, commodities):
            if not any(split.account in templates for split in record.splits):
                yield from books.items(record)
        yield from books.rest()


def _require(database: Database) -> None:
    database.require("transactions", "guid", "currency_guid", "post_date")
    numbers = ("value_num", "value_denom", "quantity_num", "quantity_denom")
    database.require("splits", "tx_guid", "account_guid", "reconcile_state", *numbers)
    columns = ("guid", "name", "account_type", "commodity_guid", "parent_guid")
    database.require("accounts", *columns)
    database.require("commodities", "guid", "namespace", "mnemonic")


def _add_accounts(database: Database, books: Books, commodities: dict[Any, Commodity]) -> set[str]:
    """Give the accounts to `books`; return those that only scheduled transactions are on."""
    slots = database.table("slots", "obj_guid", "name", "string_val")
    opening = {key for key, *said in slots if said == ["equity-type", "opening-balance"]}
    roots = {plain(root) for (root,) in database.table("books", "root_template_guid")}
    found: dict[str, BookAccount] = {}
    columns = ("guid", "name", "account_type", "commodity_guid", "parent_guid", "placeholder")
    for guid, name, kind, commodity, parent, placeholder in database.table("accounts", *columns):
        found[plain(guid)] = BookAccount(
            guid=plain(guid),
            name=plain(name),
            type=plain(kind),
            commodity=commodities.get(commodity, _NOBODY),
            parent=plain(parent),
            placeholder=bool(placeholder),
            opens=guid in opening,
        )
    templates = {guid for guid in found if _is_template(found, guid, roots)}
    for guid, account in found.items():
        if guid not in templates:
            books.add(account)
    return templates


def _is_template(accounts: dict[str, BookAccount], guid: str, roots: set[str]) -> bool:
    for _ in range(DEPTH_MAX):
        account = accounts.get(guid)
        if account is None:
            return False
        if guid in roots or (account.type == "ROOT" and account.name == _TEMPLATE_ROOT):
            return True
        guid = account.parent
    return False


def _splits(database: Database) -> Iterator[tuple[Any, ...]]:
    """Yield the splits by the day and then the order of their transactions."""
    number, description, memo = (
        database.column("transactions", "num", "t"),
        database.column("transactions", "description", "t"),
        database.column("splits", "memo", "s"),
    )
    has_slots = database.has("slots", "obj_guid", "name", "string_val", "gdate_val")
    # Grouped, so that there is one row for a guid whatever a file has.
    slots = f"""
        SELECT obj_guid,
            max(CASE name WHEN 'notes' THEN string_val END) AS notes,
            max(CASE name WHEN 'date-posted' THEN gdate_val END) AS day,
            max(CASE name WHEN 'online_id' THEN string_val END) AS online_id
        FROM {"slots" if has_slots else "(SELECT 0 obj_guid, 0 name, 0 string_val, 0 gdate_val)"}
        WHERE name IN ('notes', 'date-posted', 'online_id') GROUP BY obj_guid
    """  # noqa: S608 - put together from constants
    sql = f"""
        SELECT t.rowid, t.guid, t.currency_guid, {number}, t.post_date, {description}, n.notes,
            n.day, s.account_guid, {memo}, s.reconcile_state, s.value_num, s.value_denom,
            s.quantity_num, s.quantity_denom, o.online_id
        FROM transactions t
        LEFT JOIN splits s ON s.tx_guid = t.guid
        LEFT JOIN ({slots}) n ON n.obj_guid = t.guid
        LEFT JOIN ({slots}) o ON o.obj_guid = s.guid
        ORDER BY t.post_date, t.rowid, s.rowid
    """  # noqa: S608 - put together from constants
    return database.rows(sql)


def _records(
    stored: Iterable[tuple[Any, ...]], commodities: dict[Any, Commodity]
) -> Iterator[Record]:
    splits = (_Stored(*columns) for columns in stored)
    for number, (_, group) in enumerate(groupby(splits, key=lambda one: one.row), start=1):
        head = next(group)
        parts = [_split(head)] if head.account is not None else []
        for one in group:
            if len(parts) > SPLITS_MAX:
                raise Unreadable("too_many_splits", f"Transaction {number} has no end.")
            parts.append(_split(one))
        yield Record(
            line=number,
            guid=plain(head.guid),
            date=_day(head.posted, head.day),
            currency=commodities.get(head.currency, _NOBODY),
            splits=parts,
            number=plain(head.number),
            description=plain(head.description),
            notes=lines(head.notes),
        )


def _split(stored: _Stored) -> BookSplit:
    return BookSplit(
        account=plain(stored.account),
        value=_fraction(stored.value, stored.value_parts),
        quantity=_fraction(stored.quantity, stored.quantity_parts),
        memo=plain(stored.memo),
        state=plain(stored.state),
        online_id=plain(stored.online_id),
    )


def _fraction(numerator: object, denominator: object) -> Fraction | None:
    if isinstance(numerator, int) and isinstance(denominator, int) and denominator > 0:
        return Fraction(numerator, denominator)
    return None


def _day(posted: object, day: object) -> date | None:
    """Return the day of a transaction, which newer versions store besides the moment.

    The moment is in universal time. It is 10:59 there of the day that is meant, or was, in older
    versions, the midnight at which the day began at home: east of Greenwich that is still the day
    before.
    """
    match = _STAMP.fullmatch(plain(day)) or _STAMP.fullmatch(plain(posted))
    if match is None:
        return None
    year, month, number, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        found = date(year, month, number)
        return found + timedelta(days=1) if (hour, minute, second) > (12, 0, 0) else found
    except (ValueError, OverflowError):
        return None


FORMAT = Format(
    name="gnucash_sqlite",
    label="GnuCash (SQLite)",
    recognises=_recognises,
    read=_read,
)
