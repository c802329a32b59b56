"""What the program exports comes back as it went out, up to what docs/reference/exports.md says."""

import re
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from imports.tests.own_books import (
    BOOKS,
    CONTROLS,
    LINES,
    ODD,
    book,
    filled,
    for_banks,
    posting,
    row,
    said,
    taker_of,
)
from imports.tests.sending import committed, planned, rows_of, stored
from tests.cast import made, signed_up

DOCS = Path(__file__).parents[2] / "docs/reference/exports.md"
FEW = settings(
    max_examples=2,
    # Shrinking takes minutes, where an example takes most of a second.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TABLES = ["transactions.csv", "transactions.xlsx", "transactions.json"]
COLUMNS = {
    **dict.fromkeys(TABLES, "CSV, Excel, JSON"),
    "transactions.qif": "QIF",
    "transactions.ofx": "OFX",
}
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _on_one_line(text):
    return " ".join(text.split())


def _in_xml(text):
    return _on_one_line(NOT_IN_XML.sub("\ufffd", text))


READS = {
    "yes": lambda value: value,
    "on one line": _on_one_line,
    "on one line, as XML": _in_xml,
    "on one line, as XML, 255 characters": lambda text: _in_xml(text)[:255].rstrip(),
    "as cleared where pending": lambda status: "cleared" if status == "pending" else status,
}
"""What the cells of the table in the documentation mean, but for "no"."""


@cache
def promised(name):
    """What comes back from a file: by field, what stands in the table of the documentation."""
    table = DOCS.read_text().partition("\n## What comes back\n")[2].partition("\n## ")[0]
    head, _, *rows = (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("|")
    )
    place = head.index(COLUMNS[name])
    return {cells[0].strip("`"): cells[place] for cells in rows if cells[place] != "no"}


def exported(giver, name):
    return giver.get(f"exports/{name}").getvalue()


def brought(giver, name):
    """Who took in what the giver exports, into the accounts that are there."""
    taker = taker_of(giver)
    shown = committed(taker, exported(giver, name), name)
    assert not shown["rows"]["faulty"], rows_of(taker, shown["id"], "faulty")
    return taker


def as_promised(name, rows):
    """What `name` promises of transactions, in an order of its own."""
    fields = promised(name)
    found = [{field: READS[fields[field]](one[field]) for field in fields} for one in rows]
    return sorted(found, key=repr)


def sides(rows):
    """What each transaction is to each account: an entry of one date, amount and currency."""
    for one in rows:
        moved = defaultdict(Decimal)
        for each in one["postings"]:
            moved[each["account"], each["currency"]] += Decimal(each["amount"])
        for (_, currency), amount in moved.items():
            yield {**one, "amount": (currency, amount), "transfer": one["type"] == "transfer"}


def test_the_table_of_the_documentation_has_every_field():
    every = {"date", "type", "refund", "status", "payee", "description", "notes", "tags"}
    assert set(promised("transactions.csv")) == {*every, "amount", "transfer", "postings"}
    assert {cell for name in COLUMNS for cell in promised(name).values()} == set(READS)


@pytest.mark.parametrize("name", TABLES)
@FEW
@given(drawn=BOOKS)
def test_every_transaction_comes_back_from_a_table(db, name, drawn):
    assert_table_comes_back(name, filled(drawn))


def assert_table_comes_back(name, giver):
    before = said(giver)
    taker = brought(giver, name)
    assert as_promised(name, sides(said(taker))) == as_promised(name, sides(before))
    again = committed(taker, exported(giver, name), name)
    assert (again["rows"]["new"], len(said(taker))) == (0, len(before))


@pytest.mark.parametrize("name", ["transactions.qif", "transactions.ofx"])
@FEW
@given(drawn=BOOKS)
def test_every_entry_comes_back_from_a_file_as_of_a_bank(db, name, drawn):
    assert_entries_come_back(name, drawn)


def assert_entries_come_back(name, drawn):
    giver = filled(for_banks(drawn))
    before = list(sides(said(giver)))
    if not before or not all(entry["amount"][1] for entry in before):
        # A bank tells of nothing that moves nothing.
        return
    for entry in before:
        entry["description"] = entry["description"] or entry["notes"]
        if READS[promised(name)["description"]](entry["description"]) == entry["payee"]:
            entry["description"] = ""
    taker = signed_up(f"bank{giver.book.pk}")
    committed(taker, exported(giver, name), name)
    assert as_promised(name, sides(said(taker))) == as_promised(name, before)


TAGGED = row(tags=["work;travel", "a\\b", "#1"])
LEGS = [
    posting(-700, account=0, category=0, description="bread"),
    posting(-300, account=1, category=1, description="more bread"),
    posting(200, account=0, category=2),
]
FOUND = {
    "tags_with_separators": book(TAGGED),
    "odd_texts": book(
        *(row(payee=t, description=t, notes=t, tags=[t]) for t in ODD),
        *(row(description=t, notes=t) for t in LINES),
        accounts=('="x"', "'12'", "a:b", "\u0661\u0662"),
        categories=("a > b", "a > b", "a:b\\"),
    ),
    "control_characters": book(
        *(row(payee=f"a{c}b", description=f"a{c}b", notes=f"a{c}b") for c in CONTROLS),
        accounts=("a\x07b", "a\x1bb", "\x01", "a\x08b"),
        categories=("a\x07b", "a\x1fb", "\x7f"),
    ),
    "notes_of_many_lines": book(row(notes="a\n" * 200 + '"b",\\",'), row()),
    "split_over_accounts": book(row(kind="split", refund=True, postings=LEGS)),
    "transfer_with_parts": book(
        row(kind="move_split", refund=True, postings=LEGS, other=1, description="mortgage")
    ),
    "transfers_between_currencies": book(
        row(kind="move", account=0, other=2), row(kind="move", account=3, other=0, times=2)
    ),
    "refund_without_category": book(row(category=2, refund=True), row(refund=True, times=2)),
    "states": book(*(row(status=state) for state in ("pending", "cleared", "reconciled"))),
}
"""What did not come back once."""


@pytest.mark.parametrize("found", FOUND)
def test_what_was_lost_once_comes_back_from_each_table(db, found, subtests):
    giver = filled(FOUND[found])
    for name in TABLES:
        with subtests.test(name):
            assert_table_comes_back(name, giver)


def test_tags_of_our_own_csv_come_back_as_they_were_sent(alice, bob):
    tags = ["work;travel", "a\\b", "#1"]
    alice.transaction(amount="1.00", date="2024-02-29", payee="One", tags=tags)
    committed(bob, exported(alice, "transactions.csv"), "own.csv")
    (back,) = made(bob.get("transactions/"))["results"]
    assert sorted(back["tags"]) == sorted(tags)


@pytest.mark.parametrize("code", [1, 7, 8, 0x0C, 0x0E, 0x1B, 0x1F, 0x7F])
def test_a_control_character_in_our_own_csv_or_in_another_stops_no_import(alice, bob, code):
    odd = f"a{chr(code)}b"
    alice.transaction(payee=odd, description=odd, notes=odd, account=alice.account(name=odd)["id"])
    own = planned(bob, exported(alice, "transactions.csv"), "own.csv")
    assert (own["format"], own["state"], own["rows"]["new"]) == ("csv", "planned", 1)
    (account,) = made(bob.get("accounts/"))["results"]
    other = f"Date,Payee,Amount\n2024-02-28,Ba{chr(code)}ker,-1.00\n2024-02-29,Shop,-2.00\n"
    committed(bob, other, account=account["id"])
    assert [amount for _, amount, _ in stored(bob)] == ["-1.00", "-2.00"]
