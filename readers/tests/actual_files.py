"""Budgets of Actual for tests: databases with what is stated, alone or in an archive."""

import io
import sqlite3
import zipfile

SCHEMA = """
CREATE TABLE accounts (id TEXT PRIMARY KEY, account_id TEXT, name TEXT, mask TEXT,
    official_name TEXT, type TEXT, offbudget INTEGER DEFAULT 0, closed INTEGER DEFAULT 0,
    tombstone INTEGER DEFAULT 0);
CREATE TABLE transactions (id TEXT PRIMARY KEY, isParent INTEGER DEFAULT 0,
    isChild INTEGER DEFAULT 0, acct TEXT, category TEXT, amount INTEGER, description TEXT,
    notes TEXT, date INTEGER, financial_id TEXT, imported_description TEXT,
    starting_balance_flag INTEGER DEFAULT 0, transferred_id TEXT, sort_order REAL,
    tombstone INTEGER DEFAULT 0, cleared INTEGER DEFAULT 1, pending INTEGER DEFAULT 0,
    parent_id TEXT, reconciled INTEGER DEFAULT 0);
CREATE TABLE payees (id TEXT PRIMARY KEY, name TEXT, transfer_acct TEXT, tombstone INTEGER);
CREATE TABLE payee_mapping (id TEXT PRIMARY KEY, targetId TEXT);
CREATE TABLE category_groups (id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE categories (id TEXT PRIMARY KEY, name TEXT, cat_group TEXT);
CREATE TABLE category_mapping (id TEXT PRIMARY KEY, transferId TEXT);
CREATE TABLE preferences (id TEXT PRIMARY KEY, value TEXT);
CREATE TABLE messages_crdt (id INTEGER PRIMARY KEY);
"""
NAMES = """
INSERT INTO accounts (id, name, type, mask) VALUES ('chk', 'Checking', 'checking', '1234');
INSERT INTO accounts (id, name, offbudget, closed) VALUES ('sav', 'Savings', 1, 1);
INSERT INTO accounts (id, name, tombstone) VALUES ('gone', 'Gone', 1);
INSERT INTO payees (id, name) VALUES ('p1', 'Corner  shop'), ('p2', 'Corner shop Ltd');
INSERT INTO payees (id, transfer_acct) VALUES ('to-sav', 'sav'), ('to-chk', 'chk');
INSERT INTO payee_mapping VALUES ('p1', 'p1'), ('p2', 'p1'), ('to-sav', 'to-sav');
INSERT INTO category_groups VALUES ('g', 'Usual');
INSERT INTO categories VALUES ('c1', 'Food', 'g'), ('c2', 'Rent: flat', 'g');
INSERT INTO category_mapping VALUES ('c1', 'c1'), ('old', 'c1'), ('c2', 'c2');
"""


def stored(rows, *, schema=SCHEMA, names=NAMES):
    """The bytes of a database with these transactions."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema + names)
    for row in rows:
        row = {"id": f"t{len(rows)}", "acct": "chk", "date": 20240131, "amount": 0, **row}
        marks = ", ".join("?" * len(row))
        connection.execute(
            f"INSERT INTO transactions ({', '.join(row)}) VALUES ({marks})", list(row.values())
        )
    connection.commit()
    content = connection.serialize()
    connection.close()
    return content


def zipped(content, *, folder=""):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{folder}db.sqlite", content)
        archive.writestr(f"{folder}metadata.json", '{"id": "My-Finances"}')
    return file.getvalue()


def of(kind, items):
    return [item for item in items if isinstance(item, kind)]
