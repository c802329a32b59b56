"""QIF files for the tests, and their reading."""

from functools import partial

from readers.qif.reader import FORMAT
from readers.tests import reading

items = partial(reading.items, FORMAT)
rows = partial(reading.rows, FORMAT)
refusal = partial(reading.refusal, FORMAT)
sure = partial(reading.sure, FORMAT)


def record(*lines, day="1/31'24", amount="-12.50"):
    """Return a record with a date and an amount before its other lines."""
    return "".join(f"{line}\n" for line in (f"D{day}", f"T{amount}", *lines, "^"))


def bank(*records, kind="Bank"):
    return f"!Type:{kind}\n{''.join(records)}"


def account(name, kind="Bank", *lines):
    return "".join(f"{line}\n" for line in ("!Account", f"N{name}", f"T{kind}", *lines, "^"))


def dated(*days):
    return bank(*(record(day=day) for day in days))
