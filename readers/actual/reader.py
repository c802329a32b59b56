"""Exports of Actual: a zip archive with the budget's SQLite database, or that database alone.

Amounts are whole hundredths there, whatever the currency; dates are numbers such as 20240131. What
is deleted stays in the database with a tombstone. A transfer is two transactions that name each
other; a split is one with children, of which each may be a transfer.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from common.money import CURRENCIES
from common.periods import DATE_MAX, DATE_MIN
from readers.common.decimals import with_decimals_of
from readers.common.sqlite_files import Database, has_tables, uow, with_progress
from readers.common.texts import lines, plain
from readers.common.zip_members import members_of
from readers.format import CERTAIN, NO, Format
from readers.source import Source
from readers.statement import (
    Account,
    Balance,
    BalanceKind,
    Fault,
    FileWarning,
    Item,
    Options,
    Row,
    Split,
    Unreadable,
    path_of,
)

DATABASE_BYTES_MAX = 1024 * 1024 * 1024
"""How large the database may be once it is unpacked: a book of many years has some MiB. It bounds
the disk."""

_DATABASE = "db.sqlite"
_METADATA = "metadata.json"
_DECIMALS = 2
"""Actual keeps hundredths, whatever the currency."""
_TAG = re.compile(r"(?<!#)#([^#\s]+)")
_TYPES = {
    "checking": "checking",
    "savings": "savings",
    "credit": "credit_card",
    "investment": "investment",
    "mortgage": "loan",
    "debt": "loan",
}


class _Stored(NamedTuple):
    """A transaction as it is stored, with what its other side and its parent say."""

    id: Any
    group: Any
    account: Any
    date: Any
    amount: Any
    payee: Any
    category: Any
    notes: Any
    bank_id: Any
    bank_payee: Any
    is_opening: Any
    cleared: Any
    reconciled: Any
    pending: Any
    other_account: Any


@dataclass
class _Budget:
    """What the transactions refer to, and what is found out on the way through them."""

    currency: str
    decimals: int
    accounts: dict[str, str]
    payees: dict[str, str]
    payee_of: dict[str, str]
    categories: dict[str, str]
    category_of: dict[str, str]
    begun: set[str] = field(default_factory=set)
    """The accounts that have a row or an opening balance already."""
    uneven: int = 0

    def payee(self, key: object) -> str:
        """Return the name of a payee: the one that it was merged into."""
        return self.payees.get(self.payee_of.get(str(key), str(key)), "")

    def category(self, key: object) -> str:
        return self.categories.get(self.category_of.get(str(key), str(key)), "")

    def amount(self, minor: int) -> Decimal:
        return with_decimals_of(Decimal(minor).scaleb(-self.decimals), self.currency)


def _recognises(source: Source) -> int:
    names = {member.rpartition("/")[2] for member in source.members}
    if _DATABASE in names and _METADATA in names:
        return CERTAIN
    return CERTAIN if has_tables(source, "transactions", "payee_mapping", "messages_crdt") else NO


def _read(source: Source, options: Options) -> Iterator[Item]:
    with _database_file(source) as path, uow(path) as database:
        database.require("transactions", "id", "acct", "amount", "date", "isChild")
        database.require("accounts", "id", "name")
        budget = _budget(database, options)
        yield from _accounts(database, budget)
        stored = with_progress(source, _transactions(database), database.count("transactions"))
        yield from _rows(budget, stored)
        if budget.uneven:
            detail = (
                f"{budget.uneven} split transactions do not add up in Actual; the difference is "
                "a part without a category here."
            )
            yield FileWarning("uneven_splits", detail)


@contextmanager
def _database_file(source: Source) -> Iterator[Path]:
    """Give the database a path: its own, or that of a copy for as long as it is read."""
    if not source.members:
        yield source.path
        return
    with tempfile.TemporaryDirectory(prefix="actual-") as folder:
        path = Path(folder) / _DATABASE
        with members_of(source) as members, path.open("wb") as file:
            names = [name for name in members.names if name.rpartition("/")[2] == _DATABASE]
            if not names:
                detail = f"The archive has no {_DATABASE}; is it an export of Actual?"
                raise Unreadable("no_database", detail)
            file.writelines(members.parts(names[0], DATABASE_BYTES_MAX))
        yield path


def _budget(database: Database, options: Options) -> _Budget:
    currency, decimals = _money(database, options)
    accounts = {
        str(key): plain(name) or str(key)
        for key, name, dead in database.table("accounts", "id", "name", "tombstone")
        if not dead
    }
    payees = {
        # The payee that stands for an account has no name of its own.
        str(key): accounts.get(str(account), "") if account else plain(name)
        for key, name, account in database.table("payees", "id", "name", "transfer_acct")
    }
    groups = {
        str(key): plain(name) for key, name in database.table("category_groups", "id", "name")
    }
    categories = {
        str(key): path_of(*filter(None, (groups.get(str(group), ""), plain(name))))
        for key, name, group in database.table("categories", "id", "name", "cat_group")
    }
    return _Budget(
        currency=currency,
        decimals=decimals,
        accounts=accounts,
        payees=payees,
        payee_of=_mapping(database, "payee_mapping", "targetId"),
        categories=categories,
        category_of=_mapping(database, "category_mapping", "transferId"),
    )


def _mapping(database: Database, table: str, column: str) -> dict[str, str]:
    pairs = database.table(table, "id", column)
    return {str(key): str(target) for key, target in pairs if target}


def _money(database: Database, options: Options) -> tuple[str, int]:
    """Return the currency that the budget is in, where it says so, and the decimals of amounts."""
    given = str(options.get("currency") or "").upper()
    if given and given not in CURRENCIES:
        detail = f"{given!r:.20} is not a currency; state the code of one, such as EUR."
        raise Unreadable("bad_option", detail, option="currency")
    stated = dict(database.table("preferences", "id", "value"))
    currency = given or str(stated.get("defaultCurrencyCode") or "").upper()
    if currency not in CURRENCIES:
        currency = ""
    decimals = options.get("decimals")
    if decimals is None:
        if currency and CURRENCIES[currency].exponent != _DECIMALS:
            detail = (
                f"The budget is in {currency}: state in `decimals` how many decimals its amounts "
                f"have in Actual, {_DECIMALS} or {CURRENCIES[currency].exponent}."
            )
            raise Unreadable("unknown_decimals", detail, option="decimals")
        return currency, _DECIMALS
    if str(decimals) not in {"0", "1", "2", "3", "4"}:
        raise Unreadable("bad_option", "State `decimals` as 0, 1, 2, 3 or 4.", option="decimals")
    return currency, int(decimals)


def _accounts(database: Database, budget: _Budget) -> Iterator[Account]:
    columns = ("id", "name", "type", "official_name", "mask", "tombstone")
    for key, name, kind, official, mask, dead in database.table("accounts", *columns):
        if not dead:
            yield Account(
                key=str(key),
                name=plain(name) or plain(official) or str(key),
                number=plain(mask),
                currency=budget.currency,
                type=_TYPES.get(plain(kind).lower(), ""),
            )


def _transactions(database: Database) -> Iterator[tuple[Any, ...]]:
    """Yield the transactions that are not deleted, by day, each right before its children."""
    own = {
        name: database.column("transactions", name, "t")
        for name in (
            *("id", "acct", "date", "amount", "description", "category"),
            *("notes", "financial_id", "imported_description", "starting_balance_flag"),
            *("cleared", "reconciled", "pending", "transferred_id", "tombstone"),
        )
    }
    parent = database.column("transactions", "parent_id", "t")
    if parent == "NULL":
        # Before 2020 the id of a child named its parent: the parent's id, a slash, one of its own.
        parent = "substr(t.id, 1, instr(t.id, '/') - 1)"
    dead = database.column("transactions", "tombstone", "p")
    opens = f"coalesce({own['starting_balance_flag']}, 0) = 0"
    other_dead = database.column("transactions", "tombstone", "o")
    sql = f"""
        SELECT {own["id"]}, coalesce(p.id, t.id), {own["acct"]}, {own["date"]}, {own["amount"]},
            {own["description"]}, {own["category"]}, {own["notes"]}, {own["financial_id"]},
            {own["imported_description"]}, {own["starting_balance_flag"]}, {own["cleared"]},
            {own["reconciled"]}, {own["pending"]},
            CASE WHEN coalesce({other_dead}, 0) THEN NULL ELSE o.acct END
        FROM transactions t
        LEFT JOIN transactions p ON t.isChild = 1 AND p.id = {parent}
        LEFT JOIN transactions o ON o.id = {own["transferred_id"]}
        WHERE NOT coalesce({own["tombstone"]}, 0)
            AND (NOT coalesce(t.isChild, 0) OR p.id IS NOT NULL AND NOT coalesce({dead}, 0))
        ORDER BY coalesce(p.date, t.date), {opens}, coalesce(p.rowid, t.rowid), t.isChild, t.rowid
    """  # noqa: S608 - put together from constants
    return database.rows(sql)


def _rows(budget: _Budget, stored: Iterable[tuple[Any, ...]]) -> Iterator[Item]:
    transactions = (_Stored(*columns) for columns in stored)
    for number, (_, group) in enumerate(groupby(transactions, key=lambda row: row.group), start=1):
        head = next(group)
        if str(head.account) in budget.accounts:
            yield from _row(budget, number, head, group)


def _row(
    budget: _Budget, number: int, head: _Stored, children: Iterable[_Stored]
) -> Iterator[Row | Balance | Fault]:
    day = _day(head.date)
    parts = list(children)
    # An account or a day is missing only of what Actual itself shows nowhere.
    if day is None:
        detail = f"Transaction {head.id!s:.40}: the date {head.date!s:.20} is not valid."
        yield Fault(number, "no_date", detail)
        return
    if not all(type(row.amount or 0) is int for row in (head, *parts)):
        detail = f"Transaction {head.id!s:.40} of {day}: the amount is not a whole number."
        yield Fault(number, "no_amount", detail)
        return
    account = str(head.account)
    amount = budget.amount(head.amount or 0)
    if head.is_opening and not parts and account not in budget.begun:
        budget.begun.add(account)
        yield Balance(number, BalanceKind.OPENING, amount, day, account, budget.currency)
        return
    # What opens an account that has older rows already is a row like any other.
    budget.begun.add(account)
    splits = _splits(budget, head, parts)
    yield _described(budget, head, Row(number, day, amount, account, budget.currency), splits)


def _described(budget: _Budget, head: _Stored, row: Row, splits: tuple[Split, ...]) -> Row:
    """Return `row` with all that does not decide how much money went where."""
    notes = lines(head.notes)
    heading, _, rest = notes.partition("\n")
    other = "" if splits else _other(budget, head)
    payee = "" if other else budget.payee(head.payee)
    seen = plain(head.bank_payee)
    payee = payee or ("" if other else seen)
    if seen != payee:
        rest = "\n".join(filter(None, (rest, seen)))
    return row._replace(
        payee=payee,
        description=heading,
        notes=rest,
        bank_id=plain(head.bank_id) or str(head.id),
        category="" if splits else budget.category(head.category),
        tags=tuple(dict.fromkeys(_TAG.findall(notes))),
        other_account=other,
        status=_status(head),
        splits=splits,
    )


def _splits(budget: _Budget, head: _Stored, children: list[_Stored]) -> tuple[Split, ...]:
    splits = [
        Split(
            amount=budget.amount(child.amount or 0),
            category=budget.category(child.category),
            account=_other(budget, child),
            description=plain(child.notes),
        )
        for child in children
    ]
    missing = (head.amount or 0) - sum(child.amount or 0 for child in children)
    if splits and missing:
        budget.uneven += 1
        splits.append(Split(budget.amount(missing)))
    return tuple(splits)


def _other(budget: _Budget, stored: _Stored) -> str:
    """Return the account of the other side, where that side is still there."""
    other = str(stored.other_account)
    return other if other in budget.accounts and other != str(stored.account) else ""


def _status(stored: _Stored) -> str:
    if stored.reconciled:
        return "reconciled"
    if stored.cleared is None and not stored.pending:
        return ""
    return "cleared" if stored.cleared and not stored.pending else "pending"


def _day(number: object) -> date | None:
    text = str(number)
    if len(text) != 8 or not text.isdecimal():
        return None
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
    return day if DATE_MIN <= day <= DATE_MAX else None


FORMAT = Format(
    name="actual",
    label="Actual Budget",
    recognises=_recognises,
    read=_read,
    options=frozenset({"currency", "decimals"}),
)
