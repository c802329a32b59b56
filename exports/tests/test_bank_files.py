"""OFX and QIF: what goes out comes in again through our own readers, and the balances hold."""

import json
from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exports import reading
from exports.ofx_file import NAME_LENGTH_MAX
from exports.qif_file import spelled
from exports.reading import Reading
from exports.statements import Part, parts_of
from readers.ofx import reader as ofx
from readers.qif import reader as qif
from readers.source import Source
from readers.statement import Account, Balance, BalanceKind, Fault, Row, path_of
from tests.cast import made, text_of
from tests.copies import made_once
from transactions.models import Posting

OFX, QIF = "exports/transactions.ofx", "exports/transactions.qif"
JSON = "exports/transactions.json"
FILES = [OFX, QIF]


def read_back(caller, address, tmp_path):
    """Return the items that our own reader yields of a file, by their types."""
    path = tmp_path / "file"
    path.write_bytes(caller.get(address).getvalue())
    reader = ofx if ".ofx" in address else qif
    assert reader.recognises(Source(path))
    found = defaultdict(list)
    for item in reader.read(Source(path), {}):
        found[type(item)].append(item)
    assert found[Fault] == []
    if reader is ofx:
        found = {kind: by_number(items, found[Account]) for kind, items in found.items()}
    return defaultdict(list, found)


def by_number(items, accounts):
    """What OFX says, with the number of an account for the key that the reader makes of it."""
    number = {account.key: account.number for account in accounts}
    changed = []
    for item in items:
        names = {"account", "other_account", "key"} & set(item._fields)
        known = {name: number[getattr(item, name)] for name in names if getattr(item, name)}
        changed.append(item._replace(**known))
    return changed


def signed(row):
    """The postings of a transaction as the API shows it: account id, amount."""
    return [(one["account"], Decimal(one["amount"])) for one in row["postings"]]


def by_account(caller, query=""):
    """What each account has in each transaction, from the JSON: id to (date, amount, payee)."""
    found = defaultdict(list)
    for row in json.loads(text_of(caller.get(f"{JSON}{query}"))):
        sums = defaultdict(Decimal)
        for account, amount in signed(row):
            sums[account] += amount
        for account, amount in sums.items():
            found[account].append((row["date"], amount, row["payee"] or "", row["id"]))
    return found


def accounts_of(caller):
    return {row["id"]: row for row in made(caller.get("accounts/?limit=200"))["results"]}


@pytest.fixture
def household(alice):
    """A book with every shape of transaction."""
    alice.ids = made_once("every shape", lambda: make_every_shape(alice))
    return alice


def make_every_shape(alice):
    """Make the rows of `household`, and return the ids of its accounts."""
    ids = {
        name: alice.account(name=name, type=kind, currency=code, opening_balance=opening,
                            opening_date="2024-01-01")["id"]
        for name, kind, code, opening in (
            ("Giro", "checking", "EUR", "100.00"), ("Card", "credit_card", "EUR", "-20.00"),
            ("Save", "savings", "EUR", "0"), ("Loan", "loan", "EUR", "-5000.00"),
            ("Yen", "cash", "JPY", "0"), ("Depot", "investment", "USD", "1.23"),
        )
    }  # fmt: skip
    food = alice.category(name="Food")["id"]
    fruit = alice.category(name="Fruit", parent=food)["id"]
    interest = alice.category(name="Interest")["id"]
    wages = alice.category(name="Wages", type="income")["id"]
    base = {"date": "2024-02-01", "payee": "Mill", "description": "Flour & <bread>"}
    rows = [
        {**base, "type": "expense", "account": ids["Giro"], "amount": "7.50", "category": fruit},
        {**base, "type": "expense", "account": ids["Card"], "amount": "3.00", "refund": True},
        {**base, "type": "income", "account": ids["Giro"], "amount": "1000", "category": wages,
         "status": "reconciled", "payee": "P" * 60},
        {**base, "type": "expense", "account": ids["Yen"], "amount": "500", "status": "pending",
         "description": "", "notes": "two\nlines"},
        {**base, "type": "transfer", "account": ids["Giro"], "to_account": ids["Save"],
         "amount": "50.00", "payee": "", "date": "2024-02-02"},
        {**base, "type": "transfer", "account": ids["Giro"], "to_account": ids["Depot"],
         "amount": "90.00", "to_amount": "98.76", "date": "2024-02-03"},
        {**base, "type": "expense", "date": "2024-02-04", "postings": [
            {"account": ids["Giro"], "amount": "-4.00", "category": fruit, "description": "one"},
            {"account": ids["Giro"], "amount": "-6.00"},
            {"account": ids["Card"], "amount": "-1.00", "category": food, "description": "two"},
            {"account": ids["Giro"], "amount": "0.50", "category": wages},
        ]},
        {**base, "type": "transfer", "date": "2024-02-05", "postings": [
            {"account": ids["Giro"], "kind": "transfer", "amount": "-400.00"},
            {"account": ids["Loan"], "kind": "transfer", "amount": "300.00"},
            {"account": ids["Save"], "kind": "transfer", "amount": "100.00"},
            {"account": ids["Giro"], "amount": "-25.00", "category": interest},
        ]},
    ]  # fmt: skip
    made(alice.post("transactions/bulk/", {"create": rows}))
    return ids


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("book", ["household", "hostile"])
@pytest.mark.django_db
def test_every_amount_comes_back_on_its_account(request, book, file, tmp_path):
    caller = request.getfixturevalue(book)
    accounts = accounts_of(caller)
    found = read_back(caller, file, tmp_path)
    wanted = by_account(caller)
    for key, account in accounts.items():
        name = str(key) if file == OFX else spelled(account["name"])
        rows = [row for row in found[Row] if row.account == name]
        assert [(str(row.date), row.amount) for row in rows] == [
            (day, amount) for day, amount, *_ in wanted[key]
        ]
        assert [row.currency for row in rows] == [account["currency"]] * len(rows)
    assert len(found[Row]) == sum(map(len, wanted.values()))


@pytest.mark.parametrize("book", ["household", "hostile"])
@pytest.mark.django_db
def test_the_balances_of_ofx_hold(request, book, tmp_path):
    caller = request.getfixturevalue(book)
    found = read_back(caller, OFX, tmp_path)
    openings = {b.account: b.amount for b in found[Balance] if b.kind == BalanceKind.OPENING}
    closings = {b.account: b.amount for b in found[Balance] if b.kind == BalanceKind.CLOSING}
    sums = defaultdict(Decimal)
    for row in found[Row]:
        sums[row.account] += row.amount
    assert accounts_of(caller)
    for key, account in accounts_of(caller).items():
        assert closings[str(key)] == Decimal(account["balance"])
        assert openings[str(key)] == Decimal(account["opening_balance"])
        assert openings[str(key)] + sums[str(key)] == closings[str(key)]


@pytest.mark.parametrize("book", ["household", "hostile"])
@pytest.mark.django_db
def test_the_opening_balances_of_qif_come_back(request, book, tmp_path):
    caller = request.getfixturevalue(book)
    found = read_back(caller, QIF, tmp_path)
    openings = {b.account: b.amount for b in found[Balance]}
    wanted = {
        spelled(a["name"]): Decimal(a["opening_balance"]) for a in accounts_of(caller).values()
    }
    assert openings == {name: amount for name, amount in wanted.items() if amount}
    known = {a.name: a.currency for a in found[Account]}
    assert known == {spelled(a["name"]): a["currency"] for a in accounts_of(caller).values()}


def test_qif_says_all_of_a_transaction(household, tmp_path):
    found = read_back(household, QIF, tmp_path)
    rows = defaultdict(list)
    for row in found[Row]:
        rows[row.account].append(row)
    first, wages, out, dollars, split, instalment = rows["Giro"]
    assert (first.payee, first.description) == ("Mill", "Flour & <bread>")
    assert (first.category, first.status, first.splits) == ("Food:Fruit", "cleared", ())
    assert (wages.category, wages.status, wages.payee) == ("Wages", "reconciled", "P" * 60)
    assert (out.other_account, out.amount) == ("Save", Decimal("-50.00"))
    assert (dollars.other_account, dollars.amount) == ("Depot", Decimal("-90.00"))
    assert [tuple(s) for s in split.splits] == [
        (Decimal("-4.00"), "Food:Fruit", "", "one"),
        (Decimal("-6.00"), "", "", ""),
        (Decimal("0.50"), "Wages", "", ""),
    ]
    assert [tuple(s) for s in instalment.splits] == [
        (Decimal("-300.00"), "", "Loan", ""),
        (Decimal("-100.00"), "", "Save", ""),
        (Decimal("-25.00"), "Interest", "", ""),
    ]
    assert [(r.amount, r.other_account) for r in rows["Depot"]] == [(Decimal("98.76"), "Giro")]
    assert [(r.amount, r.other_account) for r in rows["Loan"]] == [(Decimal("300.00"), "Giro")]
    assert [(r.amount, r.description, r.status) for r in rows["Yen"]] == [
        (Decimal(-500), "two lines", "")
    ]
    refund, part = rows["Card"]
    assert (refund.amount, refund.category) == (Decimal("3.00"), "")
    assert (part.amount, part.category, part.description) == (
        Decimal("-1.00"), "Food", "Flour & <bread>",
    )  # fmt: skip
    types = {account.name: account.type for account in found[Account]}
    assert types["Card"] == "credit_card"
    assert types["Loan"] == "loan"


def test_ofx_says_what_a_bank_says(household, tmp_path):
    found = read_back(household, OFX, tmp_path)
    key = {name: str(number) for name, number in household.ids.items()}
    rows = [row for row in found[Row] if row.account == key["Giro"]]
    first, wages, out, dollars, split, instalment = rows
    assert (first.payee, first.description) == ("Mill", "Flour & <bread>")
    assert first.bank_id == str(by_account(household)[household.ids["Giro"]][0][3])
    assert wages.payee == "P" * 60
    assert NAME_LENGTH_MAX < 60
    assert (out.other_account, dollars.other_account) == (key["Save"], key["Depot"])
    assert (split.amount, split.other_account) == (Decimal("-9.50"), "")
    assert (instalment.amount, instalment.other_account) == (Decimal("-425.00"), "")
    types = {account.key: account.type for account in found[Account]}
    assert types[key["Card"]] == "credit_card"
    assert types[key["Save"]] == "savings"


def test_payees_and_texts_of_any_kind_come_back(hostile, tmp_path):
    names = {row["name"] for row in made(hostile.get("payees/?limit=200"))["results"]}
    for file in FILES:
        found = read_back(hostile, file, tmp_path)
        assert {row.payee for row in found[Row]} == names


def test_categories_of_any_name_come_back_apart(hostile, tmp_path):
    rows = read_back(hostile, QIF, tmp_path)[Row]
    wanted = {row["category"] for row in json.loads(text_of(hostile.get(JSON)))}
    assert len({row.category for row in rows}) == len(wanted)
    assert path_of(spelled("a:b"), spelled("a:b")) in {row.category for row in rows}


@pytest.mark.parametrize("file", FILES)
def test_a_part_of_the_book_can_be_asked_for(household, file, tmp_path):
    giro = household.ids["Giro"]
    for query in (
        f"?account={giro}", "?type=expense", "?status=pending",
        "?start_date=2024-02-02&end_date=2024-02-04", f"?account={giro}&end_date=2024-02-01",
    ):  # fmt: skip
        found = read_back(household, file + query, tmp_path)
        wanted = by_account(household, query)
        if "account" in query:
            wanted = {giro: wanted[giro]}
        amounts = sorted(amount for rows in wanted.values() for _, amount, *_ in rows)
        assert sorted(row.amount for row in found[Row]) == amounts
        assert amounts


def test_balances_of_some_days_are_those_of_the_days(household, tmp_path):
    query = "?start_date=2024-02-02&end_date=2024-02-04"
    found = read_back(household, OFX + query, tmp_path)
    opening, closing = [], []
    for one in found[Balance]:
        (opening if one.kind == BalanceKind.OPENING else closing).append((one.account, one.amount))
    # One that was opened later has no statement of these days.
    there = set(household.ids.values())
    for day, said in (("2024-02-01", opening), ("2024-02-04", closing)):
        shown = made(household.get(f"accounts/?date={day}&limit=200"))["results"]
        assert dict(said) == {
            str(a["id"]): Decimal(a["balance"]) for a in shown if a["id"] in there
        }


def test_where_something_is_left_out_no_opening_balance_is_stated(household, tmp_path):
    for file in FILES:
        found = read_back(household, f"{file}?type=expense", tmp_path)
        assert not [b for b in found[Balance] if b.kind == BalanceKind.OPENING]


def test_ofx_is_xml(hostile):
    root = ElementTree.fromstring(hostile.get(OFX).getvalue())
    assert root.tag == "OFX"
    ids = [element.text for element in root.iter("FITID")]
    assert len(ids) == len(set(ids)) == len(json.loads(text_of(hostile.get(JSON))))


def leg(account, amount, currency="EUR", kind="transfer", words=""):
    return Posting(
        account_id=account, amount=amount, currency=currency, kind=kind, description=words
    )


@pytest.mark.parametrize(
    ("legs", "wanted"),
    [
        ([leg(1, -5), leg(2, 5)], {1: [(-5, 2)], 2: [(5, 1)]}),
        ([leg(1, -5), leg(2, 3), leg(3, 2)], {1: [(-3, 2), (-2, 3)], 2: [(3, 1)], 3: [(2, 1)]}),
        ([leg(1, -5), leg(2, -5), leg(3, 6), leg(4, 4)],
         {1: [(-5, 3)], 3: [(5, 1), (1, 2)], 2: [(-1, 3), (-4, 4)], 4: [(4, 2)]}),
        ([leg(1, -9), leg(1, 4), leg(2, 5)], {1: [(-5, 2)], 2: [(5, 1)]}),
        ([leg(1, -5), leg(1, 5), leg(2, 3), leg(2, -3)], {}),
        ([leg(1, -5), leg(2, 7, "USD")], {1: [(-5, 2)], 2: [(7, 1)]}),
        ([leg(2, 7, "USD"), leg(1, -5)], {1: [(-5, 2)], 2: [(7, 1)]}),
    ],
)  # fmt: skip
def test_who_gives_and_who_takes_add_up(legs, wanted):
    found = parts_of(SimpleNamespace(postings=legs))
    assert {
        key: [(part.amount, part.other_id) for part in parts] for key, parts in found.items()
    } == wanted


def test_words_of_a_leg_stay_with_its_side():
    row = SimpleNamespace(postings=[leg(1, -5, words="out"), leg(2, 5, words="in")])
    assert parts_of(row) == {1: [Part(-5, None, 2, "out")], 2: [Part(5, None, 1, "in")]}


@pytest.mark.parametrize("file", FILES)
def test_a_file_has_its_name_and_comes_once(household, file):
    response = household.get(file)
    assert int(response["Content-Length"]) == len(response.getvalue())
    name = file.rpartition("/")[2].replace(".", f"-{response['Book-Change']}.")
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert household.get(file, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304
    assert household.head(file).getvalue() == b""


@pytest.mark.parametrize("file", FILES)
def test_a_book_that_changes_meanwhile_is_busy(household, monkeypatch, file):
    monkeypatch.setattr(reading, "BATCH", 2)
    read = Reading.batches

    def overtaken(self):
        for batch in read(self):
            household.transaction()
            yield batch

    monkeypatch.setattr(Reading, "batches", overtaken)
    response = household.get(file)
    assert (response.status_code, response.json()["code"]) == (409, "busy")


@pytest.mark.parametrize("file", FILES)
def test_a_batch_takes_a_fixed_number_of_statements(household, monkeypatch, file):
    monkeypatch.setattr(reading, "BATCH", 10)
    row = {"type": "expense", "amount": "1", "date": "2024-02-01"}
    counts = []
    for _ in range(3):
        made(household.post("transactions/bulk/", {"create": [row] * 20}))
        with CaptureQueriesContext(connection) as captured:
            household.get(file)
        counts.append(len(captured.captured_queries))
    assert counts[2] - counts[1] == counts[1] - counts[0] <= 10
