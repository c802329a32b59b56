"""The formats that can be read. To add one: a module in `imports/formats`, and its line here."""

import importlib

from imports.formats.format import Format

_mods = []
for n in (
    "ofx",
    "qif",
    "camt",
    "mt940",
    "delimited",
    "xlsx",
    "ods",
    "gnucash_xml",
    "gnucash_sqlite",
    "actual",
    "moneymanagerex",
    "hledger",
    "ledger",
    "beancount",
):
    try:
        _mods.append(importlib.import_module("imports.formats." + n).FORMAT)
    except Exception as e:
        print("no", n, repr(e)[:100])
FORMATS: tuple[Format, ...] = tuple(_mods)
