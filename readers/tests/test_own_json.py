"""Our own JSON: what is not one of its transactions is a fault, and a cut file is refused."""

import json

import pytest

from readers.format import CERTAIN, NO
from readers.own_json.reader import FORMAT
from readers.statement import Fault
from readers.tests.reading import items, of_kind, refusal, rows, sure

ONE = {
    "id": 7, "type": "expense", "date": "2024-02-29", "amount": "5.00", "payee": "Shop",
    "description": "", "notes": "", "tags": ["a;b"], "status": "cleared", "changed_in": 3,
    "postings": [
        {"account": 1, "account_name": "Cash", "kind": "expense", "category": 2,
         "category_path": ["Food", "a:b"], "amount": "-5.00", "currency": "EUR",
         "description": ""}
    ],
}  # fmt: skip


def file_of(*said, end="\n]\n"):
    return (
        "[\n" + ",\n".join(one if isinstance(one, str) else json.dumps(one) for one in said) + end
    )


def test_a_line_is_a_transaction():
    (row,) = rows(FORMAT, file_of(ONE))
    assert (str(row.amount), row.account, row.currency) == ("-5.00", "Cash", "EUR")
    assert (row.category, row.tags, row.bank_id) == ("Food:a\\:b", ("a;b",), "7")


def test_only_our_own_is_known():
    assert sure(FORMAT, file_of(ONE)) == CERTAIN
    for other in ("[]\n", "[1, 2]", '[{"id": 1, "name": "x"}]', '{"a": 1}', ""):
        assert sure(FORMAT, other) == NO


@pytest.mark.parametrize(
    "change",
    [
        *[{"date": "29.02.2024"}, {"date": 3}, {"id": "x"}, {"type": "gift"}, {"postings": []}],
        *[{"postings": None}, {"tags": [1]}, {"status": None}, {"payee": None}],
        *[{"postings": [{**ONE["postings"][0], name: value}]} for name, value in (
            ("amount", 5.5), ("amount", "1e9"), ("amount", "x"), ("account_name", None),
            ("kind", ""), ("category_path", [3]), ("currency", None),
        )],
    ],
)  # fmt: skip
def test_what_is_not_as_we_write_it_is_a_fault_and_the_rest_goes_on(change):
    found = items(FORMAT, file_of({**ONE, **change}, ONE))
    assert [(one.line, one.code) for one in of_kind(Fault, found)] == [(2, "bad_line")]
    assert len(rows(FORMAT, file_of({**ONE, **change}, ONE))) == 1


@pytest.mark.parametrize("line", ["3", "null", "{", "[" * 50_000, '"x"', "{}"])
def test_hostile_lines_are_faults(line):
    assert [one.code for one in of_kind(Fault, items(FORMAT, file_of(line, ONE)))] == ["bad_line"]


def test_a_cut_file_an_empty_one_and_an_endless_line_are_refused():
    assert refusal(FORMAT, file_of(ONE, end="")).code == "truncated"
    assert refusal(FORMAT, "[\n]\n").code == "no_rows"
    assert refusal(FORMAT, file_of({**ONE, "notes": "x" * 5_000_000})).code == "line_too_long"
