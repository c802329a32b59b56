"""The formats that can be read. To add one: a module in `imports/formats`, and its line here."""

from imports.formats import (
    actual,
    beancount,
    camt,
    delimited,
    gnucash_sqlite,
    gnucash_xml,
    hledger,
    ledger,
    moneymanagerex,
    mt940,
    ods,
    ofx,
    own_json,
    qif,
    xlsx,
)
from imports.formats.format import Format

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
