"""CSV and JSON: the same transactions as the list, whole, harmless and in parts."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exports import reading
from exports.csv_file import COLUMNS, harmless
from exports.errors import Overtaken
from exports.tests.conftest import HOSTILE, NOTES
from tests.cast import Caller, faults, made, text_of
from transactions.models import Transaction

CSV, JSON = "exports/transactions.csv", "exports/transactions.json"
XLSX = "exports/transactions.xlsx"
FILES = [CSV, JSON, *(f"exports/journal.{name}" for name in ("hledger", "ledger", "beancount"))]
FILTERS = [
    "", "?start_date=2024-03-01&end_date=2024-06-30", "?type=expense", "?currency=JPY",
    "?q=pizza", "?status=pending", "?category=none", "?min_amount=10&max_amount=20",
    "?converted=false", "?account={account}", "?tag={tag}", "?payee={payee}",
    "?category={category}", "?category={category}&below=false",
]  # fmt: skip


def lines(response):
    return list(csv.DictReader(io.StringIO(text_of(response), newline="")))


def listed(caller, query):
    """What the list shows under the same filters, oldest first."""
    address = f"transactions/{query}{'&' if query else '?'}expand=postings&limit=200"
    return made(caller.get(address))["results"][::-1]


def without_names(rows):
    """Rows of a JSON file without what it says beside the ids of its postings."""
    added = {"account_name", "category_path"}
    return [
        {
            **row,
            "postings": [{k: v for k, v in p.items() if k not in added} for p in row["postings"]],
        }
        for row in rows
    ]


def test_a_json_file_names_accounts_and_categories(alice):
    food = alice.category(name="Food")["id"]
    bread = alice.category(name="Bread: fresh", parent=food)["id"]
    alice.transaction(category=bread)
    (row,) = json.loads(text_of(alice.get(JSON)))
    (posting,) = row["postings"]
    assert (posting["account_name"], posting["category"]) == ("Cash", bread)
    assert posting["category_path"] == ["Food", "Bread: fresh"]


def test_a_file_has_what_the_list_shows_under_the_same_filters(hostile, monkeypatch):
    some = listed(hostile, "")[5]
    ids = {name: made(hostile.get(f"{name}s/"))["results"][3]["id"] for name in ("payee", "tag")}
    for number, query in enumerate(FILTERS):
        monkeypatch.setattr(reading, "BATCH", (1, 7, 1000)[number % 3])
        query = query.format(account=some["account"], category=some["category"], **ids)
        wanted = listed(hostile, query)
        assert without_names(json.loads(text_of(hostile.get(JSON + query)))) == wanted
        postings = [(row["id"], p["id"]) for row in wanted for p in row["postings"]]
        found = lines(hostile.get(CSV + query))
        assert [(int(line["transaction"]), int(line["posting"])) for line in found] == postings
        assert query == "?category=none" or 0 < len(wanted) <= len(HOSTILE)


def test_a_line_has_what_was_written_and_no_formula(hostile):
    for line, name in zip(lines(hostile.get(CSV)), listed(hostile, ""), strict=True):
        assert line["payee"] == harmless(name["payee"])
        assert line["description"] == harmless(name["description"])
        assert line["notes"] == NOTES
    assert {line["payee"].removeprefix("'") for line in lines(hostile.get(CSV))} == set(HOSTILE)
    for line in lines(hostile.get(CSV)):
        float(line.pop("amount"))
        float(line.pop("home_amount") or 0)
        assert not [cell for cell in line.values() if cell[:1] in {*"=+-@\t\r\n"} - {""}]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"), ("\n=1", "'\n=1"), ("\uff1d1", "'\uff1d1"), ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'t Hoekje", "'t Hoekje"), ("a=1", "a=1"), ("", ""), (" =1", " =1"),
    ],
)  # fmt: skip
def test_an_apostrophe_stands_before_what_a_spreadsheet_would_run(text, cell):
    assert harmless(text) == cell


def test_a_line_states_each_column(alice):
    food = alice.category(name="Food: in")["id"]
    market = alice.category(name="Market", parent=food)["id"]
    dollars = alice.account(name="Dollars", currency="USD")["id"]
    alice.add("rates/", date="2024-01-15", base="USD", quote="EUR", rate="0.9")
    shown = alice.transaction(
        account=dollars, category=market, payee="Mill", description="Flour", notes="a\nb",
        tags=["x;y", "z"], amount="10.00", status="cleared",
    )  # fmt: skip
    posting = made(alice.get(f"transactions/{shown['id']}/?expand=postings"))["postings"][0]
    response = alice.get(CSV)
    heading, line = csv.reader(io.StringIO(text_of(response), newline=""))
    assert tuple(heading) == COLUMNS
    assert line == [
        "2024-01-15", "expense", "cleared", "Mill", "Flour", "a\nb", "x\\;y; z", "Dollars",
        "expense", "Food\\: in:Market", "'-10.00"[1:], "USD", "-9.00", "EUR", "0.9", "",
        str(shown["id"]), str(posting["id"]),
    ]  # fmt: skip


def test_lines_end_as_the_standard_says_and_the_mark_is_there_on_request(alice):
    alice.transaction()
    plain = text_of(alice.get(CSV))
    assert plain.count("\r\n") == plain.count("\n") == 2
    assert text_of(alice.get(f"{CSV}?bom=true")) == "\ufeff" + plain


@pytest.mark.parametrize("file", [CSV, JSON, XLSX])
def test_a_parameter_that_would_be_passed_over_is_refused(alice, file):
    response = alice.get(f"{file}?limit=5&cursor=x&expand=postings&start_date=2024-1-1")
    assert {pointer for pointer, _ in faults(response)} == {
        "?limit", "?cursor", "?expand", "?start_date",
    }  # fmt: skip


@pytest.mark.parametrize("file", FILES[2:])
def test_a_journal_is_of_the_whole_book(alice, file):
    assert faults(alice.get(f"{file}?account=1")) == {("?account", "unknown_parameter")}


@pytest.mark.parametrize("file", FILES)
def test_a_file_says_its_name_and_its_change_and_comes_once(alice, file):
    alice.transaction()
    response = alice.get(file)
    change = made(alice.get("book/"))["last_change"]
    assert response["Book-Change"] == str(change)
    stem, ending = file.removeprefix("exports/").split(".")
    assert response["Content-Disposition"] == f'attachment; filename="{stem}-{change}.{ending}"'
    assert response.streaming
    again = alice.get(file, HTTP_IF_NONE_MATCH=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    alice.transaction()
    assert alice.get(file, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 200


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("accept", ["text/csv", "image/png", "application/json"])
def test_the_address_decides_on_the_format_and_a_refusal_is_a_problem(alice, file, accept):
    assert text_of(alice.get(file, HTTP_ACCEPT=accept))
    response = Caller().get(file, HTTP_ACCEPT=accept)
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
    assert faults(alice.get(f"{file}?x=1", HTTP_ACCEPT=accept))


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_broken_off_where_the_book_changes_meanwhile(alice, monkeypatch, file):
    monkeypatch.setattr(reading, "BATCH", 2)
    for _ in range(3):
        alice.transaction()
    response = alice.get(file)
    parts = iter(response.streaming_content)
    next(parts)
    alice.transaction()
    with pytest.raises(Overtaken):
        list(parts)


@pytest.mark.parametrize("address", [*FILES, f"{CSV}?type=expense&q=a", f"{JSON}?tag={{tag}}"])
def test_a_batch_takes_a_fixed_number_of_statements(alice, monkeypatch, address):
    monkeypatch.setattr(reading, "BATCH", 10)
    address = address.format(tag=alice.add("tags/", name="t")["id"])
    row = {"type": "expense", "amount": "1", "description": "a", "tags": ["t"], "payee": "p"}

    def statements():
        with CaptureQueriesContext(connection) as captured:
            text_of(alice.get(address))
        return len(captured.captured_queries)

    counts = []
    for _ in range(4):
        made(alice.post("transactions/bulk/", {"create": [{**row, "date": "2024-01-15"}] * 20}))
        counts.append(statements())
    assert Transaction.objects.count() == 80
    assert counts[2] - counts[1] == counts[3] - counts[2] == 2 * PER_BATCH


PER_BATCH = 5
