"""The formats that can be read. To add one: a folder in `readers`, and its line here."""

from readers.actual import reader as actual
from readers.beancount import reader as beancount
from readers.camt import reader as camt
from readers.format import Format
from readers.gnucash import sqlite as gnucash_sqlite
from readers.gnucash import xml as gnucash_xml
from readers.journal import hledger, ledger
from readers.moneymanagerex import reader as moneymanagerex
from readers.mt940 import reader as mt940
from readers.ofx import reader as ofx
from readers.own_json import reader as own_json
from readers.qif import reader as qif
from readers.tables import delimited, ods, xlsx

FORMATS: tuple[Format, ...] = (
    ofx.FORMAT,
    qif.FORMAT,
    camt.FORMAT,
    mt940.FORMAT,
    delimited.FORMAT,
    xlsx.FORMAT,
    ods.FORMAT,
    gnucash_xml.FORMAT,
    gnucash_sqlite.FORMAT,
    actual.FORMAT,
    moneymanagerex.FORMAT,
    hledger.FORMAT,
    ledger.FORMAT,
    beancount.FORMAT,
    own_json.FORMAT,
)
"""Of those that are equally sure of a file, the first reads it."""
