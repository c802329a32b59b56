"""GnuCash books for tests: the same accounts and transactions as XML and as SQLite."""

import sqlite3
from html import escape
from typing import NamedTuple

from readers.gnucash import sqlite as gnucash_sqlite
from readers.gnucash import xml as gnucash_xml
from readers.source import Source

SPACE = "http://www.gnucash.org/XML/"
PREFIXES = ("gnc", "act", "book", "cmdty", "slot", "split", "trn", "ts")
SPACES = " ".join(f'xmlns:{prefix}="{SPACE}{prefix}"' for prefix in PREFIXES)


class A(NamedTuple):
    """An account; its id is its name in small letters."""

    name: str
    type: str
    parent: str = "root"
    unit: str = "CURRENCY:EUR"
    placeholder: bool = False
    slots: tuple[tuple[str, str], ...] = ()

    @property
    def id(self):
        return self.name.lower()


class S(NamedTuple):
    """A split of a transaction."""

    account: str
    value: str
    quantity: str = ""
    memo: str = ""
    state: str = "n"
    online_id: str = ""


class T(NamedTuple):
    """A transaction."""

    id: str
    splits: tuple[S, ...]
    date: str = "2024-01-31 10:59:00"
    description: str = ""
    unit: str = "CURRENCY:EUR"
    num: str = ""
    notes: str = ""
    day: str = ""


ACCOUNTS = (
    A("Assets", "ASSET", placeholder=True),
    A("Bank", "BANK", "assets"),
    A("Savings", "BANK", "assets"),
    A("Dollars", "BANK", "assets", "CURRENCY:USD"),
    A("Card", "CREDIT"),
    A("Shares", "STOCK", "assets", "NASDAQ:ALL"),
    A("Expenses", "EXPENSE"),
    A("Food", "EXPENSE", "expenses"),
    A("Bread: white", "EXPENSE", "food"),
    A("Rent", "EXPENSE", "expenses"),
    A("Income", "INCOME"),
    A("Salary", "INCOME", "income"),
    A("Equity", "EQUITY"),
    A("Opening Balances", "EQUITY", "equity"),
    A("Trading", "TRADING"),
)


def as_xml(transactions, accounts=ACCOUNTS, templates=(), *, spaces=SPACES, end=True):
    parts = ['<?xml version="1.0" encoding="utf-8" ?>\n', f"<gnc-v2 {spaces}>".replace(" >", ">")]
    parts += ['<gnc:book version="2.0.0">', _account(A("Root", "ROOT", ""))]
    parts += [_account(account) for account in accounts]
    parts += [_transaction(one) for one in transactions]
    parts.append("<gnc:template-transactions>")
    parts.append(_account(A("Template Root", "ROOT", "")))
    parts.append(_account(A("Scheduled", "BANK", "template root", "template:template")))
    parts += [_transaction(one) for one in templates]
    parts.append("</gnc:template-transactions>\n</gnc:book>\n")
    return "".join(parts).encode() + (b"</gnc-v2>\n" if end else b"")


def _commodity(unit):
    space, _, code = unit.partition(":")
    return f"<cmdty:space>{space}</cmdty:space>\n<cmdty:id>{code}</cmdty:id>"


def _account(account):
    slots = [*account.slots, *([("placeholder", "true")] if account.placeholder else [])]
    unit = f"<act:commodity>{_commodity(account.unit)}</act:commodity>"
    parent = f'<act:parent type="guid">{account.parent}</act:parent>'
    return (
        f'<gnc:account version="2.0.0"><act:name>{escape(account.name)}</act:name>\n'
        f'<act:id type="guid">{account.id}</act:id><act:type>{account.type}</act:type>'
        f"{unit if account.type != 'ROOT' else ''}{parent if account.parent else ''}"
        f"<act:slots>{_slots(slots)}</act:slots></gnc:account>\n"
    )


def _slots(slots):
    return "".join(
        f"<slot><slot:key>{key}</slot:key>"
        f'<slot:value type="string">{escape(value)}</slot:value></slot>\n'
        for key, value in slots
    )


def _transaction(one):
    day = (
        "<slot><slot:key>date-posted</slot:key>"
        f'<slot:value type="gdate">\n<gdate>{one.day}</gdate>\n</slot:value></slot>'
    )
    slots = _slots([("notes", one.notes)] if one.notes else []) + (day if one.day else "")
    return (
        f'<gnc:transaction version="2.0.0">\n<trn:id type="guid">{one.id}</trn:id>'
        f"<trn:currency>{_commodity(one.unit)}</trn:currency><trn:num>{one.num}</trn:num>"
        f"<trn:date-posted><ts:date>{one.date} +0000</ts:date></trn:date-posted>\n"
        "<trn:date-entered><ts:date>2030-12-31 10:59:00 +0000</ts:date></trn:date-entered>"
        f"<trn:description>{escape(one.description)}</trn:description>"
        f"<trn:slots>{slots}</trn:slots><trn:splits>\n{''.join(map(_split, one.splits))}"
        "</trn:splits></gnc:transaction>\n"
    )


def _split(split):
    slots = _slots([("online_id", split.online_id)] if split.online_id else [])
    return (
        f"<trn:split>\n<split:memo>{escape(split.memo)}</split:memo>"
        f"<split:reconciled-state>{split.state}</split:reconciled-state>"
        f"<split:value>{split.value}</split:value>\n"
        f"<split:quantity>{split.quantity or split.value}</split:quantity>"
        f'<split:account type="guid">{split.account}</split:account>'
        f"<split:slots>{slots}</split:slots></trn:split>\n"
    )


SCHEMA = """
CREATE TABLE gnclock (Hostname varchar(255), PID int);
CREATE TABLE books (guid text PRIMARY KEY, root_account_guid text, root_template_guid text);
CREATE TABLE commodities (guid text PRIMARY KEY, namespace text, mnemonic text);
CREATE TABLE accounts (guid text PRIMARY KEY, name text, account_type text, commodity_guid text,
    parent_guid text, placeholder integer);
CREATE TABLE transactions (guid text PRIMARY KEY, currency_guid text, num text, post_date text,
    enter_date text, description text);
CREATE TABLE splits (guid text PRIMARY KEY, tx_guid text, account_guid text, memo text,
    action text, reconcile_state text, value_num bigint, value_denom bigint, quantity_num bigint,
    quantity_denom bigint);
CREATE TABLE slots (id integer PRIMARY KEY, obj_guid text, name text, slot_type integer,
    string_val text, gdate_val text);
INSERT INTO books VALUES ('book', 'root', 'template root');
"""


def as_sqlite(transactions, accounts=ACCOUNTS, templates=()):
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    put = _Putter(connection)
    roots = (A("Root", "ROOT", ""), A("Template Root", "ROOT", ""))
    scheduled = A("Scheduled", "BANK", "template root", "template:template")
    for account in (*roots, *accounts, scheduled):
        put.account(account)
    for one in (*transactions, *templates):
        put.transaction(one)
    connection.commit()
    content = connection.serialize()
    connection.close()
    return content


class _Putter:
    def __init__(self, connection):
        self.execute = connection.execute
        self.units = set()

    def unit(self, unit):
        if unit not in self.units:
            self.units.add(unit)
            self.row("commodities", unit, *unit.split(":"))
        return unit

    def row(self, table, *values):
        marks = ", ".join("?" * len(values))
        self.execute(f"INSERT INTO {table} VALUES ({marks})", values)

    def account(self, account):
        unit = self.unit(account.unit) if account.type != "ROOT" else None
        parent = account.parent or None
        self.row(
            "accounts",
            *(account.id, account.name, account.type, unit, parent, account.placeholder),
        )
        for key, value in account.slots:
            self.slot(account.id, key, value)

    def slot(self, guid, name, text=None, day=None):
        self.row("slots", None, guid, name, 4, text, day)

    def transaction(self, one):
        unit = self.unit(one.unit)
        self.row("transactions", one.id, unit, one.num, one.date, "", one.description)
        if one.notes:
            self.slot(one.id, "notes", one.notes)
        if one.day:
            self.slot(one.id, "date-posted", day=one.day.replace("-", ""))
        for number, split in enumerate(one.splits):
            guid = f"{one.id}-{number}"
            numbers = [*_pair(split.value), *_pair(split.quantity or split.value)]
            self.row(
                "splits",
                *(guid, one.id, split.account, split.memo, "", split.state, *numbers),
            )
            if split.online_id:
                self.slot(guid, "online_id", split.online_id)


def _pair(text):
    numerator, _, denominator = text.partition("/")
    return [
        int(part) if part.lstrip("-").isdecimal() else part for part in (numerator, denominator)
    ]


KINDS = {"xml": (gnucash_xml.FORMAT, as_xml), "sqlite": (gnucash_sqlite.FORMAT, as_sqlite)}


def of(kind, items):
    return [item for item in items if isinstance(item, kind)]


def read_bytes(content, path, kind="xml"):
    path.write_bytes(content)
    return list(KINDS[kind][0].read(Source(path), {}))


def spent(cents=7550, account="food", **how):
    """A payment from the bank."""
    splits = (S("bank", f"-{cents}/100"), S(account, f"{cents}/100"))
    return T(**{"id": "t1", "splits": splits, "description": "Corner  shop", **how})
